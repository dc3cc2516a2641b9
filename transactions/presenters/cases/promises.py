"""What was promised and whether it was kept, and the clock with the same fact in words."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import msgspec
from django.utils.translation import gettext, gettext_noop, ngettext

from selfcare.display import Display
from transactions.domain import Case
from transactions.domain.promises import Clock, Promise, case_promises, clock_of
from transactions.presenters.cases.dates import Terms, by_text, due_text, late_text
from transactions.presenters.cases.words import State

_NAMES: Final = {
    "refund_request.answer": gettext_noop("%(name)s answers"),
    "refund_request.money": gettext_noop("Money in your balance"),
    "refund_request.escalate": gettext_noop("You can ask us to look at it"),
    "dispute.answer": gettext_noop("%(name)s answers"),
    "dispute.choose": gettext_noop("You accept, or say no"),
    "dispute.money": gettext_noop("Money in your balance"),
    "dispute.decide": gettext_noop("Our decision in writing"),
    "missing_deposit.confirm": gettext_noop("We confirm that we look for it"),
    "missing_deposit.ask": gettext_noop("We ask %(name)s"),
    "missing_deposit.answer": gettext_noop("You get an answer"),
    "unknown_charge.advance": gettext_noop("Money back while we look"),
    "unknown_charge.decide": gettext_noop("Our decision in writing"),
    "escalation.answer": gettext_noop("A team lead answers"),
}
# What depends on an answer that is not there yet.
_IF: Final = {
    "refund_request.money": (
        gettext_noop("If yes: money in your balance"),
        gettext_noop("Within %(time)s after the answer"),
    ),
    "refund_request.escalate": (
        gettext_noop("If no: you can ask us to look at it"),
        gettext_noop("Within %(time)s after the answer"),
    ),
    "dispute.money": (
        gettext_noop("If you accept: money in your balance"),
        gettext_noop("Within %(time)s after you accept"),
    ),
    "dispute.decide": (gettext_noop("If you say no: we decide"), gettext_noop("Within %(time)s after you say no")),
}


class PromiseRow(msgspec.Struct, frozen=True):
    text: str
    sub: str
    state: State


class ClockView(msgspec.Struct, frozen=True):
    """The ruler's geometry, with its three short texts and the whole fact in ``words`` for who does not see it."""

    clock: Clock
    words: str
    mark: str
    start: str
    end: str


def promise_rows(case: Case, *, display: Display, terms: Terms) -> list[PromiseRow]:
    """Return every promise of the case; kept ones stay visible."""
    found = case_promises(case, table=terms.table, calendar=terms.calendar, now=terms.now)
    return [PromiseRow(_text(each, case), _sub(each, display), _state(each, case, terms)) for each in found]


def _text(promise: Promise, case: Case) -> str:
    message = _IF[promise.name][0] if promise.within and promise.name in _IF else _NAMES[promise.name]
    return gettext(message) % {"name": case.other_side or gettext("the bank")}


def _sub(promise: Promise, display: Display) -> str:
    if promise.within and (promise.within.count, promise.within.unit) == (1, "m"):
        return gettext("The same minute")
    if promise.within:
        return gettext(_IF[promise.name][1]) % {"time": due_text(promise.within)}
    if promise.by:
        return gettext("By %(date)s") % {"date": by_text(promise.by, display)}
    return by_text(promise.kept_at, display) if promise.kept_at else ""


def _state(promise: Promise, case: Case, terms: Terms) -> State:
    if promise.state == "kept":
        return State(_kept_text(promise, case, terms), "circle-check", "ok")
    if promise.state == "late" and promise.by:
        end = promise.kept_at or terms.now
        return State(late_text(terms.calendar.days_between(promise.by, end)), "circle-alert", "wait")
    if promise.state == "now":
        return State(gettext("Now"), "circle-dot", "go")
    if promise.state == "void":
        return State(gettext("No longer needed"), "circle-minus", "")
    return State(gettext("Next"), "circle", "")


def _kept_text(promise: Promise, case: Case, terms: Terms) -> str:
    if promise.by is None or promise.kept_at is None:
        return gettext("Kept")
    early = terms.calendar.days_between(promise.kept_at, promise.by)
    if early > 1:
        return ngettext("Kept, %(num)s day early", "Kept, %(num)s days early", early) % {"num": early}
    is_same_day = terms.calendar.days_between(case.opened_at, promise.kept_at) == 0
    return gettext("Kept, same day") if is_same_day else gettext("Kept")


def clock_view(case: Case, *, display: Display, terms: Terms) -> ClockView | None:
    """Return the clock; None for a case without a date, or one that its customer closed."""
    by = terms.by(case) or was_promised(case, terms)
    if by is None or case.outcome == "withdrawn":
        return None
    clock = clock_of(opened_at=case.opened_at, by=by, now=terms.now, closed_at=case.closed_at, calendar=terms.calendar)
    is_new = display.day_of(case.opened_at) == display.day_of(terms.now)
    short = {"day": display.date_short(display.day_of(case.opened_at)), "time": display.time(case.opened_at)}
    return ClockView(
        clock=clock,
        words=_words(case, clock, _told(case, clock, by, display, terms)),
        mark=_mark(clock, is_new=is_new),
        start=(gettext("Asked %(day)s, %(time)s") if is_new else gettext("Opened %(day)s")) % short,
        end=_end_text(case, clock) % {"day": display.date_short(display.day_of(by))},
    )


def was_promised(case: Case, terms: Terms) -> datetime | None:
    """Return the date of the last promise of a closed case."""
    found = case_promises(case, table=terms.table, calendar=terms.calendar, now=terms.now)
    owed = (each for each in reversed(found) if not each.name.endswith(".escalate"))  # that is the customer's own step
    return next((each.by for each in owed if each.by and each.by > case.opened_at), None)


def _told(case: Case, clock: Clock, by: datetime, display: Display, terms: Terms) -> dict[str, str | int]:
    days = {"opened": case.opened_at, "by": by, "today": terms.now}
    named = {name: display.date_month(display.day_of(moment)) for name, moment in days.items()}
    return {**named, "day": clock.day, "days": clock.days, "late": late_text(clock.days_late)}


def _words(case: Case, clock: Clock, told: dict[str, str | int]) -> str:
    if clock.state == "done":
        return gettext("Decided on day %(day)s of %(days)s. Opened %(opened)s, promised for %(by)s.") % told
    if clock.is_late:
        return gettext("%(late)s. Opened %(opened)s, promised for %(by)s, today is %(today)s.") % told
    if case.needs_customer:
        return gettext("Day %(day)s of %(days)s. Opened %(opened)s, decide by %(by)s.") % told
    return gettext("Day %(day)s of %(days)s. Asked %(opened)s, answer by %(by)s.") % told


def _mark(clock: Clock, *, is_new: bool) -> str:
    if clock.state == "done":
        return ""
    if clock.is_late:
        return late_text(clock.days_late)
    return gettext("Now") if is_new else gettext("Today")


def _end_text(case: Case, clock: Clock) -> str:
    if clock.state == "done" or clock.is_late:
        return gettext("Promised %(day)s")
    return gettext("Decide by %(day)s") if case.needs_customer else gettext("Answer by %(day)s")
