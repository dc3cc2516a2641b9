"""What happened to a case, oldest first, and what comes next."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Final

import msgspec
from django.utils.translation import gettext, gettext_noop

from selfcare.display import Display
from selfcare.domain.money import Money
from transactions.domain import Case, CaseStep
from transactions.presenters.cases.dates import Terms

_TITLES: Final = {
    "opened": gettext_noop("You opened the case"),
    "sent": gettext_noop("Sent to %(name)s"),
    "taken": gettext_noop("%(name)s took it"),
    "bank_asked": gettext_noop("We asked %(name)s"),
    "merchant_agreed": gettext_noop("%(name)s agreed"),
    "merchant_offered": gettext_noop("%(name)s made an offer"),
    "merchant_refused": gettext_noop("%(name)s said no"),
    "asked": gettext_noop("We asked you something"),
    "answered": gettext_noop("You answered"),
    "accepted": gettext_noop("You accepted"),
    "declined": gettext_noop("You said no"),
    "not_decided": gettext_noop("The date for your answer passed"),
    "advanced": gettext_noop("%(amount)s back while we look"),
    "escalated": gettext_noop("You escalated the case"),
    "withdrawn": gettext_noop("You closed the case"),
}
_DECIDED: Final = {
    "customer": gettext_noop("Decided in your favour"),
    "merchant": gettext_noop("Decided, not in your favour"),
}
_WITH_AMOUNT: Final = frozenset({"merchant_agreed", "merchant_offered", "accepted"})


class HistoryStep(msgspec.Struct, frozen=True):
    """Shape of templates/components/timeline.html."""

    state: str
    title: str
    time: str = ""
    iso: str = ""
    detail: str = ""


def case_history(case: Case, *, display: Display, terms: Terms) -> list[HistoryStep]:
    """Return what happened, what is now and what is next, with a date where it has passed unkept."""
    steps = [*(_of_request(case, display) if case.kind == "refund_request" else _of_dispute(case, display))]
    steps += [(moment, HistoryStep("wait", gettext("Promised date passed"))) for moment in case.slipped]
    by = terms.by(case)
    if by and terms.is_late(case):
        steps.append((by, HistoryStep("wait", gettext("Promised date passed"), detail=_silent_text(case))))
    steps.sort(key=lambda pair: pair[0])
    return [*_timed(steps, display), *_now_and_next(case, display, terms)]


def _silent_text(case: Case) -> str:
    """Return who was asked and has not replied; "" where it is nobody but us."""
    last = case.history[-1] if case.history else None
    asked = last.details.get("name", "") if last and last.code in {"bank_asked", "sent"} else ""
    asked = asked or (case.other_side or "" if case.state == "merchant" else "")
    return gettext("%(name)s has not replied") % {"name": asked} if asked else ""


Moment = tuple[datetime, HistoryStep]


def _of_dispute(case: Case, display: Display) -> Iterator[Moment]:
    for step in case.history:
        title, detail = _title(step, display), ""
        if step.code in _WITH_AMOUNT and step.amount:
            detail = _amount_text(step.amount, case, display)
        elif step.code == "decided" and step.details.get("name"):
            detail = gettext("By %(name)s") % {"name": step.details["name"]}
        yield step.at, HistoryStep("done", title, detail=detail)


def _amount_text(amount: Money, case: Case, display: Display) -> str:
    told = {"amount": display.money_text(amount)}
    return gettext("%(amount)s, all you asked for") % told if amount == case.amount else told["amount"]


def _title(step: CaseStep, display: Display) -> str:
    amount = display.money_text(step.amount) if step.amount else gettext("Money")
    told = {"name": step.details.get("name") or gettext("The other side"), "amount": amount}
    if step.code == "decided":
        return gettext(_DECIDED.get(step.details.get("outcome", ""), gettext_noop("Decided")))
    return gettext(_TITLES.get(step.code, gettext_noop("Something changed"))) % told


def _of_request(case: Case, display: Display) -> Iterator[Moment]:
    name = case.other_side or gettext("The other side")
    yield case.opened_at, HistoryStep("done", gettext("You asked"))
    if case.seen_at:
        yield case.seen_at, HistoryStep("done", gettext("%(name)s opened it") % {"name": name})
    answered = case.kept.get("answer")
    if answered:
        refused = case.outcome in {"lost", "escalated"}
        title = gettext("%(name)s said no") if refused else gettext("%(name)s said yes")
        yield answered, HistoryStep("done", title % {"name": name}, detail=case.decision_note or "")
    if case.returned and case.closed_at:
        told = {"amount": display.money_text(case.returned)}
        yield case.closed_at, HistoryStep("done", gettext("%(amount)s in your balance") % told)
    elif case.outcome in {"withdrawn", "failed"}:
        title = gettext("You took it back") if case.outcome == "withdrawn" else gettext("It did not go through")
        yield case.updated_at, HistoryStep("done" if case.outcome == "withdrawn" else "fail", title)


def _timed(steps: list[Moment], display: Display) -> Iterator[HistoryStep]:
    """Give each step its time to the second; the day stands with the first one of it."""
    shown: date | None = None
    for moment, step in steps:
        day, time = display.day_of(moment), display.time_seconds(moment)
        if day != shown:
            date_text = display.date_short(day) if day.year == display.today().year else display.date_year(day)
            time = gettext("%(date)s, %(time)s") % {"date": date_text, "time": time}
        shown = day
        yield msgspec.structs.replace(step, time=time, iso=display.iso(moment))


def _now_and_next(case: Case, display: Display, terms: Terms) -> Iterator[HistoryStep]:
    by = terms.by(case)
    if by is None:
        return
    due = gettext("by %(date)s") % {"date": display.date_short(display.day_of(by))}
    if case.needs_customer:
        yield HistoryStep("now", gettext("You decide") if case.offer else gettext("You answer"), gettext("now"))
        yield HistoryStep("next", gettext("Closed in writing"), due)
    elif terms.is_late(case):
        yield HistoryStep("next", gettext("You get an answer"), gettext("no date"))
    elif case.state == "paying":
        yield HistoryStep("now", gettext("Money on its way"), due)
    elif case.state == "merchant" and case.merchant:
        yield HistoryStep("now", gettext("With %(name)s") % {"name": case.merchant.name})
        yield HistoryStep("next", gettext("They answer"), due)
    else:
        yield HistoryStep("now", gettext("With us"))
        yield HistoryStep("next", gettext("You get an answer"), due)
