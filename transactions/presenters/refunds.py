"""What the customer asked back of a payment, and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

import msgspec
from django.utils.translation import gettext, gettext_noop

from selfcare.display import AmountText, Display
from selfcare.domain.money import Money
from transactions.domain import RefundRequest, Transaction

REASONS: Final = {
    "cancelled_order": gettext_noop("I sent it back, or cancelled it"),
    "not_received": gettext_noop("It never came"),
    "not_as_described": gettext_noop("It is not what I ordered"),
    "duplicate": gettext_noop("I was charged twice"),
    "unrecognised": gettext_noop("I do not recognise it"),
    "other": gettext_noop("Something else"),
}
_TOLD: Final = frozenset({"rejected", "failed", "cancelled"})


class Answer(msgspec.Struct, frozen=True):
    """What was said to a request: a status word with its icon, and a sentence; ``quote`` is the merchant's own."""

    word: str
    icon: str
    tone: str
    text: str
    quote: str = ""


class Row(msgspec.Struct, frozen=True):
    """One request. ``look`` is until when we can be asked to look at a refusal, ``became`` the dispute it is now."""

    id: str
    title: str
    asked: str
    answer: Answer
    amount: AmountText
    look: str = ""
    became: str = ""


class Refunds(msgspec.Struct, frozen=True):
    """The section: the requests, newest first, and what the payment has cost so far.

    ``more`` is what would come back if everything open were granted, None when nothing is open.
    """

    rows: list[Row]
    paid_on: str
    paid: AmountText
    back: AmountText
    cost: AmountText
    more: AmountText | None


def reason_words(reason: str) -> str:
    """Return why, in the customer's words; for a reason this version does not know, that it is another."""
    return gettext(REASONS.get(reason, REASONS["other"]))


def refunds_view(
    transaction: Transaction, requests: Sequence[RefundRequest], *, display: Display, now: datetime
) -> Refunds | None:
    """Return the section; None without requests."""
    if not requests or transaction.refund is None:
        return None
    refunded, still = transaction.refund.refunded, deciding(requests)
    return Refunds(
        rows=[_row(each, display, now) for each in requests],
        paid_on=gettext("Paid %(when)s") % {"when": _date(transaction.created_at, display, now)},
        paid=display.money(transaction.amount, "out"),
        back=display.money(refunded, "in"),
        cost=display.money(refunded - transaction.amount, "net"),
        more=display.money(still) if still else None,
    )


def deciding(requests: Sequence[RefundRequest]) -> Money | None:
    """Return how much is being decided; None when nothing is."""
    amounts = [each.amount for each in requests if each.is_open]
    return Money(sum(each.value for each in amounts), amounts[0].currency) if amounts else None


def _row(request: RefundRequest, display: Display, now: datetime) -> Row:
    asked = gettext("Asked %(when)s") % {"when": _moment(request.created_at, display, now)}
    answer = _ANSWERS.get(request.status, _unknown)(request, display, now)
    title, became = reason_words(request.reason), request.escalated_to or ""
    return Row(request.id, title, asked, answer, _amount(request, display), _look(request, display), became)


def _look(request: RefundRequest, display: Display) -> str:
    until = next((each.until for each in request.actions if each.name == "escalate"), None)
    return display.date_month(display.day_of(until)) if until and request.status == "rejected" else ""


def _amount(request: RefundRequest, display: Display) -> AmountText:
    if request.status in _TOLD:
        return display.money(request.amount, "off")
    if request.status == "succeeded":
        return display.money(request.decided_amount or request.amount, "in")
    return display.money(request.amount)


def _requested(request: RefundRequest, display: Display, now: datetime) -> Answer:
    word = gettext("With %(name)s") % {"name": request.merchant.name}
    if request.respond_by is None:
        return Answer(word, "clock", "go", "")
    told = {"when": _date(request.respond_by, display, now)}
    if request.respond_by < now:
        return Answer(word, "clock", "wait", gettext("They were to answer by %(when)s.") % told)
    return Answer(word, "clock", "go", gettext("They answer by %(when)s") % told)


def _granted(request: RefundRequest, display: Display, now: datetime) -> Answer:
    whole = request.decided_amount in (None, request.amount)
    word = gettext("Yes, all of it") if whole else gettext("Yes, a part of it")
    if request.status != "succeeded":
        return Answer(word, "clock", "go", gettext("The money is on its way back."), request.decision_note or "")
    when = {"when": _moment(request.decided_at or request.updated_at, display, now)}
    text = gettext("%(when)s, in your balance at once") % when
    return Answer(word, "circle-check", "ok", text, request.decision_note or "")


def _rejected(request: RefundRequest, display: Display, now: datetime) -> Answer:
    when = _moment(request.decided_at or request.updated_at, display, now)
    return Answer(gettext("No"), "ban", "", when, request.decision_note or "")


def _failed(request: RefundRequest, display: Display, now: datetime) -> Answer:  # noqa: ARG001 - one signature for all
    text = gettext("They said yes, but the money could not be given back.")
    return Answer(gettext("It did not go through"), "octagon-x", "fail", text)


def _cancelled(request: RefundRequest, display: Display, now: datetime) -> Answer:
    when = _moment(request.updated_at, display, now)
    if request.escalated_to:
        return Answer(gettext("No answer in time"), "scale", "", when)
    return Answer(gettext("You took it back"), "circle-minus", "", when)


def _unknown(request: RefundRequest, display: Display, now: datetime) -> Answer:  # noqa: ARG001 - one signature for all
    text = gettext("The payment service calls it %(word)s.") % {"word": request.status}
    return Answer(gettext("Status unknown"), "circle-help", "", text)


def _date(moment: datetime, display: Display, now: datetime) -> str:
    """Return the same with the weekday: "Monday 23 November, 17:00"."""
    day = display.day_of(moment)
    if day == display.day_of(now):
        return _moment(moment, display, now)
    return gettext("%(date)s, %(time)s") % {"date": display.date_weekday(day), "time": display.time(moment)}


def _moment(moment: datetime, display: Display, now: datetime) -> str:
    """Return "today, 10:12" within a sentence, else "9 November, 08:40"."""
    day, clock = display.day_of(moment), display.time(moment)
    if day == display.day_of(now):
        return gettext("today, %(time)s") % {"time": clock}
    return gettext("%(date)s, %(time)s") % {"date": display.date_month(day), "time": clock}


_ANSWERS: Final[dict[str, Callable[[RefundRequest, Display, datetime], Answer]]] = {
    "requested": _requested,
    "approved": _granted,
    "processing": _granted,
    "succeeded": _granted,
    "rejected": _rejected,
    "failed": _failed,
    "cancelled": _cancelled,
}
