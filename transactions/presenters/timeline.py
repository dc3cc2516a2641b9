"""A transaction's history as steps: done, now, next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

import msgspec
from django.utils.translation import gettext, gettext_noop, ngettext

from selfcare.display import Display
from selfcare.domain.money import Money
from transactions.domain import Event, Transaction
from transactions.presenters.names import counterpart
from transactions.presenters.reasons import reason_text
from transactions.status import Status, is_open

_MINUTE: Final = 60
_DIGITS: Final = 15  # of any amount that is exact in JSON

_CODE_TEXTS: Final = {
    "approved": gettext_noop("You approved"),
    "bank_held": gettext_noop("Held by the bank"),
    "cancel_requested": gettext_noop("You asked to cancel"),
    "bank_timed_out": gettext_noop("No answer within 10 seconds"),
    "bank_answer_refused": gettext_noop("A later answer from %(name)s changed nothing"),
    "return_booked": gettext_noop("Booked in your balance"),
    "settled": gettext_noop("Settled between the banks"),
    "cancel_withdrawn": gettext_noop("You let it go through after all"),
    "refund_requested": gettext_noop("You asked for a refund"),
    "refund_rejected": gettext_noop("%(name)s said no"),
    "refund_cancelled": gettext_noop("You took back what you asked for"),
    "refund_failed": gettext_noop("The money could not be given back"),
    "refunded": gettext_noop("Refunded to your balance"),
    "disputed": gettext_noop("You told us that something is wrong"),
    "dispute_updated": gettext_noop("There was news in the case"),
    "dispute_closed": gettext_noop("The case was closed"),
    "charged_back": gettext_noop("Paid back to your balance, as a payment of its own"),
    "chargeback_booked": gettext_noop("In your balance"),
    "advance_taken_back": gettext_noop("What was paid in advance went back"),
}
# The same when the step says of how much; see `_amount`.
_AMOUNT_TEXTS: Final = {
    "refund_requested": gettext_noop("You asked for %(amount)s"),
    "refund_rejected": gettext_noop("%(name)s said no to %(amount)s"),
    "refunded": gettext_noop("%(amount)s refunded to your balance"),
    "captured": gettext_noop("%(name)s was paid, less than the %(amount)s that were reserved"),
}
_TEXTS: Final = {
    "deposit:created": gettext_noop("You asked to deposit"),
    "withdrawal:created": gettext_noop("You asked to withdraw"),
    "payment:created": gettext_noop("Started at %(place)s"),
    "deposit:requires_action": gettext_noop("Sent to %(name)s for your approval"),
    "deposit:pending": gettext_noop("%(name)s is working on it"),
    "deposit:succeeded": gettext_noop("In your balance"),
    "withdrawal:succeeded": gettext_noop("%(name)s received it"),
    "payment:pending": gettext_noop("Sent to the bank of %(name)s"),
    "payment:authorised": gettext_noop("Reserved in your balance"),
    "payment:succeeded": gettext_noop("%(name)s was paid"),
    "refund:succeeded": gettext_noop("Refunded to your balance"),
    "created": gettext_noop("Started"),
    "requires_action": gettext_noop("Waiting for your approval"),
    "pending": gettext_noop("Sent to %(name)s"),
    "authorised": gettext_noop("Approved"),
    "succeeded": gettext_noop("Completed"),
    "declined": gettext_noop("%(name)s said no"),
    "failed": gettext_noop("It did not go through"),
    "cancelled": gettext_noop("Cancelled"),
    "expired": gettext_noop("Not approved in time"),
    "deposit:reversed": gettext_noop("%(name)s took it back"),
    "reversed": gettext_noop("%(name)s sent it back"),
}
_NEXT: Final = {
    "deposit": gettext_noop("In your balance"),
    "withdrawal": gettext_noop("%(name)s receives it"),
    "payment": gettext_noop("%(name)s is paid"),
}
_STATES: Final = {
    "declined": "declined",
    "failed": "fail",
    "cancelled": "cancelled",
    "expired": "expired",
    "reversed": "returned",
}
_CODE_STATES: Final = {
    "bank_timed_out": "wait",
    "cancel_requested": "cancel_asked",
    "refunded": "refunded",
    "refund_requested": "now",
    "refund_rejected": "declined",
    "refund_cancelled": "cancelled",
    "refund_failed": "fail",
}
_ACTORS: Final = {
    "operator": gettext_noop("By our support"),
    "cancelled:customer": gettext_noop("By you"),
    "cancelled:merchant": gettext_noop("By %(name)s"),
}


class Step(msgspec.Struct, frozen=True):
    """One step as the component ``timeline`` takes it. ``detail`` says who or why; ``next`` has not happened yet."""

    state: str
    title: str
    time: str = ""
    iso: str = ""
    detail: str = ""


def transaction_steps(
    transaction: Transaction, events: Sequence[Event], status: Status, *, display: Display
) -> list[Step]:
    """Return the steps, oldest first; of an open transaction the last one is now, and what comes next follows."""
    who = _who(transaction)
    shown = display.day_of(transaction.created_at)
    steps: list[Step] = []
    for event in events:
        state = _now(event, status) if event is events[-1] and is_open(transaction) else _state(event)
        amount = _amount(event, display)
        title = gettext(_text(transaction, event, told=bool(amount))) % {**who, "amount": amount}
        time, iso = _time(event, display, shown), display.iso(event.occurred_at)
        steps.append(Step(state, title, time, iso, _detail(event, who)))
        shown = display.day_of(event.occurred_at)
    return [*steps, *_ahead(transaction, status, who, display)]


def _who(transaction: Transaction) -> dict[str, str]:
    """Return the words a step may name: the other side, and where it was started."""
    name = counterpart(transaction)
    return {"name": name, "place": (transaction.merchant and transaction.merchant.site) or name}


def _ahead(transaction: Transaction, status: Status, who: dict[str, str], display: Display) -> list[Step]:
    """What is still to come: nothing, one end, or one of two when the bank has not told us yet."""
    if status.key == "confirming":
        return [Step("now", gettext("We keep asking %(name)s") % who), Step("next", gettext("Completed, or failed"))]
    if status.key == "cancel_asked":
        return [Step("next", gettext("Cancelled, or paid"), _decided_by(transaction, display))]
    if is_open(transaction) and transaction.type in _NEXT:
        return [Step("next", gettext(_NEXT[transaction.type]) % who)]
    return []


def _decided_by(transaction: Transaction, display: Display) -> str:
    """Return by when the bank decides: "by 20:00 today"; "" when it did not say."""
    by = transaction.cancellation.decide_by if transaction.cancellation else None
    if by is None:
        return ""
    if display.day_of(by) == display.today():
        return gettext("by %(time)s today") % {"time": display.time(by)}
    return gettext("by %(date)s") % {"date": display.datetime(by)}


def _state(event: Event) -> str:
    return _CODE_STATES.get(event.code) or _STATES.get(event.status, "done")


def _now(event: Event, status: Status) -> str:
    if status.key in {"confirming", "cancel_asked"}:
        return _state(event)
    return "wait" if status.tone == "wait" else "now"


def _amount(event: Event, display: Display) -> str:
    """Return the amount a step is about, from its minor units and currency; "" when it names none."""
    value, currency = event.details.get("value", ""), event.details.get("currency", "")
    if not (value.isascii() and value.isdigit()) or len(value) > _DIGITS:
        return ""
    try:
        return display.money_text(Money(int(value), currency))
    except ValueError:
        return ""


def _text(transaction: Transaction, event: Event, *, told: bool = False) -> str:
    """By the event's code, else by its status and the kind of transaction, else by its status alone."""
    if told and event.code in _AMOUNT_TEXTS:
        return _AMOUNT_TEXTS[event.code]
    of_kind = _TEXTS.get(f"{transaction.type}:{event.status}") or _TEXTS.get(event.status)
    return _CODE_TEXTS.get(event.code) or of_kind or gettext_noop("The state changed")


def _time(event: Event, display: Display, shown: date) -> str:
    """To the second; with its day when that is another one than the step before."""
    day, clock = display.day_of(event.occurred_at), display.time_seconds(event.occurred_at)
    if day == shown:
        return clock
    return gettext("%(date)s, %(time)s") % {"date": display.day_short(day), "time": clock}


def _detail(event: Event, who: dict[str, str]) -> str:
    """Why, in our words; what the customer wrote, in theirs; or who, where that is not the one who always does it."""
    reason = reason_text(event.details.get("bank_code") or event.code)
    if reason and event.status in _STATES:
        return reason
    if event.actor == "customer" and event.details.get("note"):
        return gettext("\u201c%(text)s\u201d") % {"text": event.details["note"]}
    actor = _ACTORS.get(f"{event.status}:{event.actor}") or _ACTORS.get(event.actor)
    return gettext(actor) % who if actor else ""


def duration_text(transaction: Transaction) -> str:
    """Return how long it took from start to finish when that is worth telling: within a minute. Else nothing."""
    if not transaction.completed_at:
        return ""
    seconds = round((transaction.completed_at - transaction.created_at).total_seconds())
    if not 0 < seconds < _MINUTE:
        return ""
    text = ngettext("%(count)d second from start to finish", "%(count)d seconds from start to finish", seconds)
    return text % {"count": seconds}
