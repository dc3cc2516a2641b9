"""What a file holds and lacks, in words: on its pages, and in the file itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final

from django.utils.translation import get_language, gettext, gettext_noop, ngettext

from selfcare.display import Display, display_for
from selfcare.domain.customer import Preferences
from selfcare.domain.money import Money
from transactions.domain import Gap, TransactionFilter, filter_names, period_parse
from transactions.models import Export
from transactions.presenters.filters import TYPE_WORDS
from transactions.presenters.statement_words import title_text
from transactions.presenters.words import currency_name
from transactions.status import FILTERS, status_words

FORMAT_WORDS: Final = {
    "csv": gettext_noop("CSV"),
    "xlsx": gettext_noop("Excel"),
    "jsonl": gettext_noop("JSON Lines"),
    "camt053": gettext_noop("camt.053"),
    "pdf": gettext_noop("PDF"),
}
_INSTANT: Final = timedelta(microseconds=1)
_WAYS: Final = {"in": gettext_noop("money in"), "out": gettext_noop("money out")}
_OTHER_WORDS: Final = {
    "account_id": gettext_noop("one account"),
    "merchant_id": gettext_noop("one merchant"),
    "instrument_id": gettext_noop("one way to pay"),
    "consent_id": gettext_noop("one permission"),
    "settled_from": gettext_noop("by day of settlement"),
    "settled_to": gettext_noop("by day of settlement"),
    "booked_from": gettext_noop("by day of booking"),
    "booked_to": gettext_noop("by day of booking"),
    "reference": gettext_noop("one reference"),
    "updated_since": gettext_noop("changed lately"),
}


def reader_display(export: Export) -> Display:
    """Return the formats of the file's own language and zone, whoever makes it."""
    return display_for(Preferences(language=export.language, timezone=export.zone))


def what_text(export: Export, where: TransactionFilter, display: Display) -> str:
    """Return what a file holds: "Statement November 2026", or what the list was narrowed by."""
    if not export.statement:
        return about_text(where, display)
    return gettext("Statement %(period)s") % {"period": title_text(period_parse(export.statement["period"]), display)}


def about_text(where: TransactionFilter, display: Display) -> str:
    """Return what was asked for, such as "Payments, 15–19 Nov 2026, 200 kr or more"; without a filter, everything."""
    parts = [part for part in _parts(where, display) if part]
    if not parts:
        return gettext("Everything we hold")
    text = ", ".join(dict.fromkeys(parts))
    return text[:1].upper() + text[1:]


def _parts(where: TransactionFilter, display: Display) -> Iterator[str]:
    statuses = status_words(get_language() or "en")
    words = {status: statuses[key].word for key, found in FILTERS.items() for status in found}
    yield from (gettext(TYPE_WORDS.get(each, each)) for each in where.type)
    yield from dict.fromkeys(words.get(each, each) for each in where.status)
    yield from (gettext(_WAYS.get(each, each)) for each in where.direction)
    yield period_text(where.from_, where.to, display)
    yield _amounts(where, display)
    if where.amount_min is None and where.amount_max is None:
        yield from map(currency_name, where.currency)
    if where.q:
        yield gettext("\u201c%(text)s\u201d") % {"text": where.q}
    if where.tag:
        yield gettext("tag %(tag)s") % {"tag": where.tag}
    yield from (gettext(_OTHER_WORDS[name]) for name in filter_names(where) if name in _OTHER_WORDS)


def period_text(begin: datetime | None, end: datetime | None, display: Display) -> str:
    """Return "1 Jan 2026 to 19 Nov 2026"; ``end`` is the instant after the last one. "" when neither is given."""
    first = display.date_year(display.day_of(begin)) if begin else ""
    last = display.date_year(display.day_of(end - _INSTANT)) if end else ""
    if first and last:
        return first if first == last else gettext("%(first)s to %(last)s") % {"first": first, "last": last}
    if first:
        return gettext("from %(date)s") % {"date": first}
    return gettext("up to %(date)s") % {"date": last} if last else ""


def _amounts(where: TransactionFilter, display: Display) -> str:
    if not where.currency:
        return ""
    low, high = (
        display.money_brief(Money(value, where.currency[0])) if value is not None else ""
        for value in (where.amount_min, where.amount_max)
    )
    if low and high:
        return gettext("%(low)s to %(high)s") % {"low": low, "high": high}
    if low:
        return gettext("%(amount)s or more") % {"amount": low}
    return gettext("%(amount)s or less") % {"amount": high} if high else ""


def rows_text(count: int, display: Display) -> str:
    return ngettext("%(count)s row", "%(count)s rows", count) % {"count": display.number(count)}


def gap_text(gap: Gap, display: Display) -> str:
    """Return the days of a gap: "1 Mar 2021 to 31 Mar 2021"."""
    return period_text(gap.begin, gap.end + _INSTANT if gap.end else None, display)


def missing_count(rows: int, expected: int | None) -> int | None:
    """Return how many rows are missing, where the service had counted them; None where nobody knows."""
    return expected - rows if expected is not None and expected > rows else None


def missing_sentence(gaps: Sequence[Gap], rows: int, expected: int | None, display: Display) -> str:
    """Return the first line of a file that is not whole; "" for one that is."""
    if not gaps:
        return ""
    days = display.list(gap_text(gap, display) for gap in gaps)
    missing = missing_count(rows, expected)
    if missing is None:
        return gettext("NOT COMPLETE. Missing: %(days)s.") % {"days": days}
    return gettext("NOT COMPLETE. Missing: %(days)s, %(rows)s.") % {"days": days, "rows": rows_text(missing, display)}
