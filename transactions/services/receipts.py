"""Receipts: read from the payment service, signed once, remembered for whoever checks them later."""

from __future__ import annotations

import hashlib
from datetime import datetime

import msgspec

from selfcare.domain.context import Context
from selfcare.domain.errors import CapabilityUnavailable, UpstreamFailed
from selfcare.domain.money import Money
from selfcare.stores import database_errors
from selfcare.upstream.cache import cached
from transactions.backends import payment_backend
from transactions.domain import Receipt, Transaction
from transactions.domain.receipts import adds_up, signed_form
from transactions.domain.signing import canonical, masked
from transactions.models import SignedReceipt
from transactions.services.accounts import capability_map
from transactions.services.signing import SignedText, signature_columns

_FEATURE = "receipts"
_FRESH = 15


class Signed(msgspec.Struct, frozen=True):
    """A receipt and what was signed of it, at ``signed_at``; ``refunded`` came back since, or None."""

    receipt: Receipt
    text: SignedText
    signed_at: datetime
    refunded: Money | None


def receipt_get(*, ctx: Context, transaction_id: str) -> Signed:
    """Return the signed receipt of a transaction that went through; the same ever after, whichever key signs today.

    Raises NotFound for an id that is absent or somebody else's, Conflict for what has not succeeded,
    CapabilityUnavailable where the service makes none, UpstreamFailed for one that does not add up.
    """
    if not capability_map(ctx=ctx).value.offers(_FEATURE):
        raise CapabilityUnavailable(needs=_FEATURE)
    receipt = cached(
        ctx,
        f"receipt:{transaction_id}",
        fresh_for=_FRESH,
        as_=Receipt,
        load=lambda: payment_backend().receipt_get(ctx, transaction_id),
    ).value
    if not adds_up(receipt):
        raise UpstreamFailed
    content = canonical(signed_form(receipt))
    row = _remembered(receipt, content)
    text = SignedText(row.number, content, row.signature_bytes, row.key_id, row.check_word, issued_at=receipt.issued_at)
    return Signed(receipt, text, row.signed_at, row.back if row.refunded else None)


@database_errors()
def receipt_refunded(*, customer_id: str, transaction_id: str, refunded: Money) -> None:
    """Note how much of a receipt's payment came back; told late or twice it changes nothing, for it only grows."""
    SignedReceipt.objects.filter(
        customer_id=customer_id,
        transaction_id=transaction_id,
        currency=refunded.currency,
        refunded__lt=refunded.value,
    ).update(refunded=refunded.value)


@database_errors()
def _remembered(receipt: Receipt, content: bytes) -> SignedReceipt:
    digest = hashlib.sha256(content).hexdigest()
    row = SignedReceipt.objects.filter(number=receipt.number, digest=digest).first()
    if row is None:
        row, _new = SignedReceipt.objects.get_or_create(
            number=receipt.number, digest=digest, defaults=_columns(receipt, content)
        )
    back = _back(receipt.transaction)
    if row.refunded < back:
        row.refunded = back
        row.save(update_fields=["refunded"])
    return row


def _columns(receipt: Receipt, content: bytes) -> dict[str, object]:
    paid = receipt.transaction
    payee = receipt.payee.name if paid.to.kind == "merchant" else masked(receipt.payee.name)
    payer = receipt.payer.name if paid.from_.kind == "merchant" else masked(receipt.payer.name)
    return {
        **signature_columns(content),
        "customer_id": paid.customer_id,
        "transaction_id": paid.id,
        "payee": payee[:200],
        "payer": payer[:40],
        "amount": paid.amount.value,
        "currency": paid.amount.currency,
        "paid_at": receipt.paid_at,
        "issued_at": receipt.issued_at,
    }


def _back(transaction: Transaction) -> int:
    return transaction.refund.refunded.value if transaction.refund else 0
