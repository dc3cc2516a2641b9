"""Dates of a case: by when, how many days are left, how late, and how a time within which something is owed is told."""

from __future__ import annotations

from datetime import datetime

import msgspec
from django.utils.translation import gettext, ngettext

from selfcare.display import Display
from transactions.domain import Case
from transactions.domain.promises import Calendar, Due, PromiseTable, promised_by
from transactions.domain.promises.kept import current_promise


class Terms(msgspec.Struct, frozen=True):
    """What every date of a case is told by: the operator's table, the customer's calendar, and now."""

    table: PromiseTable
    calendar: Calendar
    now: datetime

    def by(self, case: Case) -> datetime | None:
        """Return when the next step of an open case is owed."""
        return promised_by(case, table=self.table, calendar=self.calendar)

    def is_late(self, case: Case) -> bool:
        """Tell whether somebody else than the customer has let the date pass."""
        by = self.by(case)
        return by is not None and by < self.now and not case.needs_customer


def left_text(case: Case, by: datetime, terms: Terms) -> str:
    """Return "11 days left", in working days where the promise was made in them; "2 days late" once it has passed."""
    if by < terms.now:
        return late_text(terms.calendar.days_between(by, terms.now))
    if terms.table[current_promise(case)].unit == "wd":
        days = terms.calendar.working_days_between(terms.now, by)
        text = ngettext("%(num)s working day left", "%(num)s working days left", days)
    else:
        days = terms.calendar.days_between(terms.now, by)
        text = ngettext("%(num)s day left", "%(num)s days left", days)
    return text % {"num": days} if days else gettext("Today")


def late_text(days: int) -> str:
    """Return "2 days late"; on the promised day itself "Late since today"."""
    return ngettext("%(num)s day late", "%(num)s days late", days) % {"num": days} if days else gettext("Late today")


def day_text(moment: datetime, display: Display) -> str:
    """Return "Monday 30 November", with the year where it is another one."""
    return display.date_weekday(display.day_of(moment))


def by_text(moment: datetime, display: Display) -> str:
    """Return "Saturday 21 November, 18:02"."""
    return gettext("%(date)s, %(time)s") % {"date": day_text(moment, display), "time": display.time(moment)}


def due_text(due: Due) -> str:
    """Return the length of a time within which something is owed: "1 hour", "15 days", "2 working days"."""
    texts = {
        "m": ngettext("%(num)s minute", "%(num)s minutes", due.count),
        "h": ngettext("%(num)s hour", "%(num)s hours", due.count),
        "d": ngettext("%(num)s day", "%(num)s days", due.count),
        "wd": ngettext("%(num)s working day", "%(num)s working days", due.count),
    }
    return texts[due.unit] % {"num": due.count}
