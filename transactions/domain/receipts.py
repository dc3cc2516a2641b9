"""Receipts: what the payment service tells, and the form of it that is signed.

**The signed form** (``selfcare-receipt/1``) is a JSON object in the form of `transactions.domain.signing`. It holds
what was true when the receipt was issued and nothing that changes later: a refund is a receipt of its own.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from selfcare.domain.money import Money
from transactions.domain.signing import moment_text
from transactions.domain.transactions import Transaction

FORMAT: Final = "selfcare-receipt/1"
Number = Annotated[str, Meta(pattern=r"\A[A-Z0-9][A-Z0-9-]{2,39}\Z")]


class Issuer(msgspec.Struct, frozen=True):
    """Who runs the platform and answers for the receipt."""

    name: str
    org_no: str | None = None
    address: str | None = None


class Payer(msgspec.Struct, frozen=True):
    name: str


class Payee(msgspec.Struct, frozen=True):
    """The seller of a purchase, by its registered name; of other payments whoever got the money."""

    name: str
    address: str | None = None
    org_no: str | None = None
    vat_no: str | None = None


class ReceiptLine(msgspec.Struct, frozen=True):
    """``text`` is None when nobody said what was bought."""

    text: str | None
    amount: Money


class Tax(msgspec.Struct, frozen=True):
    """Tax inside the lines at one ``rate``, a decimal per cent in text; ``base`` is what it was charged on."""

    rate: Annotated[str, Meta(pattern=r"\A\d{1,2}(\.\d{1,2})?\Z")]
    base: Money
    amount: Money


class Receipt(msgspec.Struct, frozen=True):
    """The lines add up to the transaction's amount less its fee. The number and ``issued_at`` never change."""

    number: Number
    issued_at: datetime
    transaction: Transaction
    issuer: Issuer
    payer: Payer
    payee: Payee
    lines: tuple[ReceiptLine, ...]
    tax: tuple[Tax, ...] = ()

    @property
    def paid_at(self) -> datetime:
        return self.transaction.completed_at or self.transaction.created_at


def adds_up(receipt: Receipt) -> bool:
    """Tell whether the lines are all of what was paid, in one currency, and no tax is more than its base and theirs."""
    paid, fee = receipt.transaction.amount, receipt.transaction.fee or Money(0, receipt.transaction.amount.currency)
    amounts = [*(line.amount for line in receipt.lines), fee]
    taxed = [money for tax in receipt.tax for money in (tax.base, tax.amount)]
    if paid.value < 0 or not receipt.lines or any(money.currency != paid.currency for money in (*amounts, *taxed)):
        return False
    goods = sum(line.amount.value for line in receipt.lines)
    return goods + fee.value == paid.value and sum(money.value for money in taxed) <= goods


class SignedPayment(msgspec.Struct, frozen=True):
    """The payment as its receipt tells it; moments are RFC 3339 in UTC with milliseconds."""

    id: str
    type: str
    direction: str
    amount: Money
    fee: Money
    paid_at: str
    payment_number: str | None
    merchant_order: str | None


class SignedForm(msgspec.Struct, frozen=True):
    """What is signed, member by member (the module says how it is written down)."""

    format: str
    number: str
    issued_at: str
    issuer: Issuer
    payer: Payer
    payee: Payee
    lines: tuple[ReceiptLine, ...]
    tax: tuple[Tax, ...]
    transaction: SignedPayment


def signed_form(receipt: Receipt) -> SignedForm:
    """Return what of a receipt is signed."""
    paid = receipt.transaction
    payment = SignedPayment(
        id=paid.id,
        type=paid.type,
        direction=paid.direction,
        amount=paid.amount,
        fee=paid.fee or Money(0, paid.amount.currency),
        paid_at=moment_text(receipt.paid_at),
        payment_number=paid.references.provider,
        merchant_order=paid.references.merchant,
    )
    return SignedForm(
        format=FORMAT,
        number=receipt.number,
        issued_at=moment_text(receipt.issued_at),
        issuer=receipt.issuer,
        payer=receipt.payer,
        payee=receipt.payee,
        lines=receipt.lines,
        tax=receipt.tax,
        transaction=payment,
    )
