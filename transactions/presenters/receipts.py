"""A receipt as it is shown and printed, and what the public check page says about one."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from itertools import groupby
from typing import Final
from urllib.parse import urlencode

import msgspec
import segno
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext

from selfcare.display import AmountText, Display
from selfcare.domain.money import Money
from transactions.domain import Party, Receipt, Transaction
from transactions.domain.receipts import Tax
from transactions.presenters.names import transaction_title
from transactions.status import status_of

_QUIET: Final = 4  # modules of white around the code (ISO/IEC 18004)


class Side(msgspec.Struct, frozen=True):
    """Seller or buyer: a heading, a name, and what else is known, line by line."""

    heading: str
    name: str
    lines: tuple[str, ...]


class Line(msgspec.Struct, frozen=True):
    text: str
    amount: AmountText


class Code(msgspec.Struct, frozen=True):
    """A QR code as one SVG path over ``size`` modules each way."""

    size: int
    path: str


class Slip(msgspec.Struct, frozen=True):
    """Everything the receipt says. ``since`` is what came back later, "" when nothing did."""

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
    tax: tuple[str, ...]
    since: str
    code: Code
    check_url: str
    check_place: str
    word: str
    signed_by: str
    signed: str


def receipt_view(receipt: Receipt, *, word: str, key_id: str, refunded: Money | None, display: Display) -> Slip:
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
        tax=tuple(_tax(tax, display) for tax in receipt.tax),
        since=since_text(refunded, display) if refunded else "",
        code=qr_code(check_address(receipt.number, word)),
        check_url=reverse("receipt_check"),
        check_place=settings.PUBLIC_URL.partition("://")[2] + reverse("receipt_check"),
        word=word_text(word),
        signed_by=gettext("%(product)s for %(operator)s")
        % {"product": settings.PRODUCT_NAME, "operator": receipt.issuer.name},
        signed=_signed(receipt.issued_at, key_id, display),
    )


def word_text(word: str) -> str:
    """Return a check word in two halves, as it is read aloud."""
    return f"{word[:4]} {word[4:]}"


def check_address(number: str, word: str) -> str:
    """Return the absolute address of the check page for one receipt: what the QR code says."""
    return f"{settings.PUBLIC_URL}{reverse('receipt_check')}?{urlencode({'no': number, 'word': word})}"


def since_text(refunded: Money, display: Display) -> str:
    """Return what happened to the payment after its receipt was issued."""
    if not refunded.value:
        return gettext("Nothing refunded")
    return gettext("%(amount)s refunded") % {"amount": display.money_text(refunded)}


def qr_code(text: str) -> Code:
    """Return the QR code of a text, with its white rim, each row's black runs as one line of the path."""
    rows = list(segno.make_qr(text, error="m").matrix_iter(border=_QUIET))
    runs: list[str] = []
    for y, row in enumerate(rows):
        x = 0
        for is_dark, cells in groupby(row):
            width = len(list(cells))
            if is_dark:
                runs.append(f"M{x} {y}h{width}v1h-{width}z")
            x += width
    return Code(len(rows), "".join(runs))


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


def _tax(tax: Tax, display: Display) -> str:
    return gettext("Of which VAT %(rate)s %%: %(tax)s. Without VAT: %(base)s.") % {
        "rate": display.rate(Decimal(tax.rate)),
        "tax": display.money_text(tax.amount),
        "base": display.money_text(tax.base),
    }


def _signed(moment: datetime, key_id: str, display: Display) -> str:
    day = display.day_of(moment)
    return gettext("%(date)s %(year)s, %(time)s, key %(key)s") % {
        "date": display.date_month(day),
        "year": day.year,
        "time": display.time_seconds(moment),
        "key": key_id,
    }
