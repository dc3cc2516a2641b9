"""The list of cases: open ones by date, closed ones by when they ended."""

from __future__ import annotations

from datetime import datetime

import msgspec
from django.utils.translation import gettext, ngettext

from selfcare.display import AmountText, Display
from transactions.domain import Case
from transactions.presenters.cases.dates import Terms, left_text
from transactions.presenters.cases.promises import was_promised
from transactions.presenters.cases.words import State, case_name, case_state


class CaseRow(msgspec.Struct, frozen=True):
    """One line: ``by`` is the promised date or the end, ``note`` how many days are left or it took."""

    href: str
    name: str
    sub: str
    state: State
    by: str
    note: str
    is_late: bool
    amount: AmountText


def case_rows(cases: list[Case], *, display: Display, terms: Terms, base: str) -> tuple[list[CaseRow], list[CaseRow]]:
    """Return the open cases, what is owed first at the top, and the closed ones, the latest first."""
    opened = sorted((each for each in cases if each.is_open), key=lambda each: terms.by(each) or each.opened_at)
    closed = sorted(
        (each for each in cases if not each.is_open), key=lambda each: each.closed_at or each.updated_at, reverse=True
    )
    return (
        [_open_row(each, display, terms, base) for each in opened],
        [_closed_row(each, display, terms, base) for each in closed],
    )


def _open_row(case: Case, display: Display, terms: Terms, base: str) -> CaseRow:
    by, is_late = terms.by(case), terms.is_late(case)
    date = display.datetime(by) if by else ""
    return _row(case, display, terms, base, by=date, note=left_text(case, by, terms) if by else "", is_late=is_late)


def _closed_row(case: Case, display: Display, terms: Terms, base: str) -> CaseRow:
    ended = case.closed_at or case.updated_at
    by = (
        display.datetime(ended)
        if display.day_of(ended).year == display.day_of(terms.now).year
        else _with_year(ended, display)
    )
    return _row(case, display, terms, base, by=by, note=_ended_text(case, ended, terms), is_late=False)


def _with_year(moment: datetime, display: Display) -> str:
    return gettext("%(date)s, %(time)s") % {
        "date": display.date_year(display.day_of(moment)),
        "time": display.time(moment),
    }


def _row(case: Case, display: Display, terms: Terms, base: str, *, by: str, note: str, is_late: bool) -> CaseRow:
    return CaseRow(
        href=f"{base}/{case.id}",
        name=case_name(case),
        sub=_opened_text(case, display, terms),
        state=case_state(case, is_late=is_late),
        by=by,
        note=note,
        is_late=is_late,
        amount=display.money(case.amount),
    )


def _opened_text(case: Case, display: Display, terms: Terms) -> str:
    day, today = display.day_of(case.opened_at), display.day_of(terms.now)
    if day == today:
        return gettext("%(number)s, opened today") % {"number": case.number}
    date = display.date_month(day) if day.year == today.year else display.date_year(day)
    return gettext("%(number)s, opened %(day)s") % {"number": case.number, "day": date}


def _ended_text(case: Case, ended: datetime, terms: Terms) -> str:
    """Return how early a decision came, or how long it took."""
    by = was_promised(case, terms) if case.outcome in {"won", "lost", "part"} else None
    early = terms.calendar.days_between(ended, by) if by else 0
    if early > 0:
        return ngettext("%(num)s day early", "%(num)s days early", early) % {"num": early}
    return _took_text(case.opened_at, ended, terms)


def _took_text(opened_at: datetime, ended: datetime, terms: Terms) -> str:
    """Return how long it took: "6 days after you asked", by minutes and hours on the first day."""
    days = terms.calendar.days_between(opened_at, ended)
    if days:
        return ngettext("%(num)s day after you asked", "%(num)s days after you asked", days) % {"num": days}
    minutes = max(1, round((ended - opened_at).total_seconds() / 60))
    if minutes < 60:  # noqa: PLR2004  # minutes of an hour
        return ngettext("%(num)s minute after you asked", "%(num)s minutes after you asked", minutes) % {"num": minutes}
    hours = minutes // 60
    return ngettext("%(num)s hour after you asked", "%(num)s hours after you asked", hours) % {"num": hours}
