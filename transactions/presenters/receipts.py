"""A receipt as it is shown and printed, and what the public check page says about one."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import msgspec
from django.utils.translation import gettext

from selfcare.display import AmountText, Display
from selfcare.domain.money import Money
from transactions.domain import Party, Receipt, Transaction
from transactions.domain.receipts import Tax
from transactions.presenters.names import transaction_title
from transactions.presenters.signing import Sign, sign_view
from transactions.status import status_of


class Side(msgspec.Struct, frozen=True):
    """Seller or buyer: a heading, a name, and what else is known, line by line."""

    heading: str
    name: str
    lines: tuple[str, ...]


class Line(msgspec.Struct, frozen=True):
    text: str
    amount: AmountText


class Slip(msgspec.Struct, frozen=True):
    """Everything the receipt says."""

    number: str
    amount: AmountText
    status: str
    icon: str
    tone: str
    when: str
    from_: Side
    to: Side
    goods: str
    lines: tuple[Line, ...]
    fine: tuple[str, ...]
    sign: Sign


def receipt_view(
    receipt: Receipt, *, word: str, key_id: str, signed_at: datetime, refunded: Money | None, display: Display
) -> Slip:
    """Return the receipt's words for one reader; ``refunded`` is what came back since."""
    paid = receipt.transaction
    status, icon, tone = _status(paid)
    return Slip(
        number=receipt.number,
        amount=display.money(paid.amount),
        status=status,
        icon=icon,
        tone=tone,
        when=display.datetime_long(receipt.paid_at),
        from_=_from(receipt),
        to=_to(receipt),
        goods=gettext("What was bought") if paid.type == "payment" else gettext("What it was for"),
        lines=_lines(receipt, display),
        fine=(*(_tax(tax, display) for tax in receipt.tax), *_given_back(paid)),
        sign=sign_view(
            "Receipt",
            number=receipt.number,
            word=word,
            key_id=key_id,
            at=signed_at,
            by=receipt.issuer.name,
            display=display,
            since=since_text(refunded, display) if refunded else "",
        ),
    )


def since_text(refunded: Money, display: Display) -> str:
    """Return what happened to the payment after its receipt was issued."""
    if not refunded.value:
        return gettext("Nothing refunded")
    return gettext("%(amount)s refunded") % {"amount": display.money_text(refunded)}


def _status(paid: Transaction) -> tuple[str, str, str]:
    if paid.status != "succeeded":
        status = status_of(paid)
        return status.word, status.icon, status.tone
    return (gettext("Paid") if paid.direction == "out" else gettext("Received")), "circle-check", "ok"


def _from(receipt: Receipt) -> Side:
    paid = receipt.transaction
    is_buyer = paid.type == "payment"
    party = paid.from_
    names = () if party.kind == "merchant" else (party.detail, party.label)
    known = next((name for name in names if name and name != receipt.payer.name), "")
    own = gettext("Paid from %(name)s") % {"name": _within(known, party)} if known else ""
    order = paid.references.merchant
    lines = (own, gettext("Order %(number)s") % {"number": order} if order and is_buyer else "")
    heading = gettext("Buyer") if is_buyer else gettext("From")
    return Side(heading, receipt.payer.name, tuple(line for line in lines if line))


def _within(name: str, party: Party) -> str:
    """Return the name of a balance as it stands inside a sentence; a bank's name keeps its capital."""
    return name[:1].lower() + name[1:] if party.kind == "account" else name


def _to(receipt: Receipt) -> Side:
    payee, party = receipt.payee, receipt.transaction.to
    place = payee.address or (party.label if party.kind != "merchant" and party.label != payee.name else "")
    lines = (
        place,
        gettext("Company number %(number)s") % {"number": payee.org_no} if payee.org_no else "",
        gettext("VAT number %(number)s") % {"number": payee.vat_no} if payee.vat_no else "",
    )
    heading = gettext("Seller") if receipt.transaction.type == "payment" else gettext("To")
    return Side(heading, payee.name, tuple(line for line in lines if line))


def _lines(receipt: Receipt, display: Display) -> tuple[Line, ...]:
    paid = receipt.transaction
    title = transaction_title(paid)
    lines = [Line(line.text or title, display.money(line.amount)) for line in receipt.lines]
    if paid.fee and paid.fee.value:
        lines.append(Line(gettext("Fee"), display.money(paid.fee)))
    return tuple(lines)


def _given_back(paid: Transaction) -> tuple[str, ...]:
    """Return which payment a refund, or what a bank sent back, undoes."""
    if paid.parent_id is None:
        return ()
    return (gettext("Gives back money of the payment %(number)s.") % {"number": paid.parent_id},)


def _tax(tax: Tax, display: Display) -> str:
    return gettext("Of which VAT %(rate)s %%: %(tax)s. Without VAT: %(base)s.") % {
        "rate": display.rate(Decimal(tax.rate)),
        "tax": display.money_text(tax.amount),
        "base": display.money_text(tax.base),
    }
