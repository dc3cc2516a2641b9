"""What the customer asked, as rows."""

from __future__ import annotations

from datetime import datetime

import msgspec
from django.utils.translation import gettext

from selfcare.display import AmountText, Display
from transactions.domain import Case, Transaction
from transactions.presenters.cases.words import kind_text, reason_text


class AskedRow(msgspec.Struct, frozen=True):
    """A line of what the customer asked: an amount, a link and when that was, or words."""

    label: str
    text: str = ""
    amount: AmountText | None = None
    href: str | None = None
    when: str = ""


def asked_at(moment: datetime, display: Display) -> str:
    """Return when it was asked, with its year."""
    told = {"date": display.date_long(display.day_of(moment)), "time": display.time(moment)}
    return gettext("%(date)s, %(time)s") % told


def asked_rows(case: Case, payment: Transaction | None, display: Display, list_url: str) -> list[AskedRow]:
    """Return what was asked; ``payment`` is the transaction it is about, if it could be had."""
    amount = display.money(case.amount)
    if case.kind == "missing_deposit":
        rows = [AskedRow(gettext("Missing"), amount=amount), *_sent(case, display)]
    elif case.kind == "unknown_charge":
        rows = [AskedRow(gettext("Not yours"), amount=amount), *_sent(case, display)]
    elif case.kind == "refund_request":
        rows = [AskedRow(gettext("You want back"), amount=amount), AskedRow(gettext("Why"), reason_text(case))]
    else:
        rows = [AskedRow(gettext("Wrong"), reason_text(case)), AskedRow(gettext("You want back"), amount=amount)]
    if case.should_have_been:
        rows.append(AskedRow(gettext("It should have been"), amount=display.money(case.should_have_been)))
    if case.transaction_id:
        rows.append(_payment_row(case, payment, display, list_url))
    if case.note:
        rows.append(AskedRow(gettext("In your words"), gettext("“%(text)s”") % {"text": case.note}))
    return rows


def _sent(case: Case, display: Display) -> list[AskedRow]:
    rows = []
    if case.occurred_on:
        told = {"day": display.date_long(case.occurred_on), "bank": case.instrument.label if case.instrument else ""}
        text = gettext("%(day)s, from %(bank)s") % told if case.instrument else told["day"]
        label = gettext("Sent") if case.kind == "missing_deposit" else gettext("Date")
        rows.append(AskedRow(label, text))
    if case.statement_text:
        rows.append(AskedRow(gettext("Text on the statement"), case.statement_text))
    return rows


def _payment_row(case: Case, payment: Transaction | None, display: Display, list_url: str) -> AskedRow:
    name = case.other_side or kind_text(case)
    href = f"{list_url}/{case.transaction_id}"
    if payment is None:
        return AskedRow(gettext("Payment"), name, href=href)
    moment = payment.created_at
    told = {"date": display.date_month(display.day_of(moment)), "time": display.time(moment)}
    return AskedRow(gettext("Payment"), name, href=href, when=gettext("%(date)s, %(time)s") % told)
