"""Receipts: what the payment service tells, and the form of it that is signed.

**The signed form** (``selfcare-receipt/1``) is a JSON object canonicalised by RFC 8785 (JCS): UTF-8 without a byte
order mark, no white space, members sorted, nothing escaped that need not be. Amounts are integers in minor units and
every other value is text, null or a list, so RFC 8785's rules for fractions are never needed; member names are ASCII,
so its order by UTF-16 code units is Python's own. It holds what was true when the receipt was
issued and nothing that changes later: a refund is a receipt of its own. The signature is Ed25519 (RFC 8032) over
exactly these bytes.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from datetime import UTC, datetime
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from selfcare.domain.money import Money
from transactions.domain.transactions import Transaction

FORMAT: Final = "selfcare-receipt/1"
_CROCKFORD: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_WORD_LENGTH: Final = 8
# What people take for one another on paper; Crockford's own table and B for 8.
_READ_AS: Final = str.maketrans("OILB", "0118")
_NOT_TYPED: Final = re.compile(r"[\s\-\u2010-\u2015]+")

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


def canonical(value: object) -> bytes:
    """Return a struct, or JSON values, in RFC 8785's form; fractions and member names beyond ASCII are not for it."""
    plain = msgspec.to_builtins(value)
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def signed_form(receipt: Receipt) -> SignedForm:
    """Return what of a receipt is signed."""
    paid = receipt.transaction
    payment = SignedPayment(
        id=paid.id,
        type=paid.type,
        direction=paid.direction,
        amount=paid.amount,
        fee=paid.fee or Money(0, paid.amount.currency),
        paid_at=_moment(receipt.paid_at),
        payment_number=paid.references.provider,
        merchant_order=paid.references.merchant,
    )
    return SignedForm(
        format=FORMAT,
        number=receipt.number,
        issued_at=_moment(receipt.issued_at),
        issuer=receipt.issuer,
        payer=receipt.payer,
        payee=receipt.payee,
        lines=receipt.lines,
        tax=receipt.tax,
        transaction=payment,
    )


def _moment(moment: datetime) -> str:
    """RFC 3339 in UTC with milliseconds."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def check_word(signature: bytes) -> str:
    """Return 40 bits of the signature's digest in Crockford's base 32: only who has the signature can tell them."""
    bits = int.from_bytes(hashlib.sha256(signature).digest()[:5])
    return "".join(_CROCKFORD[bits >> shift & 31] for shift in range(5 * (_WORD_LENGTH - 1), -1, -5))


def words_match(typed: str, word: str) -> bool:
    """Compare a typed check word in constant time: case, blanks and hyphens do not count, nor B for 8, O for 0, I or L
    for 1."""
    return hmac.compare_digest(_folded(typed).encode(), _folded(word).encode())


def _folded(word: str) -> str:
    return _NOT_TYPED.sub("", word).upper().translate(_READ_AS)


def masked(name: str) -> str:
    """Return a person's initials, each with three dots: enough to compare with the paper, too little to learn."""
    return " ".join(f"{part[0]}\u2022\u2022\u2022" for part in name.split()[:3])
