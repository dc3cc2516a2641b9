"""The pages of a file: what can be asked for, how far it is, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

import msgspec
from django.utils.translation import gettext, gettext_noop, ngettext

from selfcare.display import AmountText, Display
from selfcare.domain.money import Money
from transactions.domain import Format, Gap, Sum, TransactionFilter
from transactions.models import Export
from transactions.presenters.export_words import FORMAT_WORDS, gap_text, missing_count, rows_text, what_text
from transactions.presenters.words import currency_name

_SUFFIXES: Final[dict[Format, tuple[str, str]]] = {
    "csv": (".csv", gettext_noop("For any spreadsheet. UTF-8, one row each.")),
    "xlsx": (".xlsx", gettext_noop("Amounts and dates as real numbers and dates.")),
    "jsonl": (".jsonl", gettext_noop("Every field we hold, for your own tools.")),
    "camt053": (".xml", gettext_noop("The bank format that accounting programs read.")),
}
_KB: Final = 1024
_MINUTE: Final = 60
_GROUP: Final = 8
_UPSTREAM: Final = frozenset({"upstream_error", "upstream_unavailable", "upstream_timeout", "rate_limited"})
_REFUSED: Final = frozenset({"session_required", "forbidden", "not_found", "capability_unavailable", "bad_request"})


class FormatChoice(msgspec.Struct, frozen=True):
    value: str
    title: str
    end: str
    hint: str


class Line(msgspec.Struct, frozen=True):
    """One file made before; ``icon`` and ``tone`` as the states of a transaction have them."""

    href_id: str
    icon: str
    tone: str
    title: str
    when: str
    fine: str


class Progress(msgspec.Struct, frozen=True):
    """How far a file is. ``percent`` is None while nobody knows how many rows there will be."""

    rows: str
    percent: int | None
    percent_text: str
    left: str
    checked: str


class SumLine(msgspec.Struct, frozen=True):
    term: str
    amount: AmountText
    is_total: bool = False


class ExportView(msgspec.Struct, frozen=True):
    """One file's page. ``kind`` chooses the template's part."""

    kind: str
    what: str
    format: str
    number: str
    title: str = ""
    progress: Progress | None = None
    sums: list[list[SumLine]] = []
    rows: str = ""
    expected: str = ""
    missing: list[str] = []
    missing_rows: str = ""
    size: str = ""
    expires: str = ""
    as_of: str = ""
    includes: str = ""
    emulated: bool = False
    is_empty: bool = False
    name: str = ""
    sha256: str = ""
    sha256_shown: str = ""
    tried: str = ""
    got_to: str = ""


def format_choices(formats: Sequence[Format]) -> list[FormatChoice]:
    return [
        FormatChoice(each, gettext(FORMAT_WORDS[each]), _SUFFIXES[each][0], gettext(_SUFFIXES[each][1]))
        for each in formats
    ]


def export_what(export: Export, where: TransactionFilter, display: Display) -> str:
    """Return "Payments, 15 Nov 2026 to 19 Nov 2026, Excel"."""
    parts = {"what": what_text(export, where, display), "format": gettext(FORMAT_WORDS[export.format])}
    return gettext("%(what)s, %(format)s") % parts


def export_line(export: Export, where: TransactionFilter, display: Display, now: datetime) -> Line:
    """Return a file as a line of those made before."""
    icon, tone, fine = _line_words(export, display, now)
    return Line(
        export.id, icon, tone, export_what(export, where, display), display.deadline(export.created_at, now), fine
    )


def _line_words(export: Export, display: Display, now: datetime) -> tuple[str, str, str]:
    parts = {"rows": rows_text(export.rows, display)}
    if export.has_file and export.expires_at:
        parts["until"] = display.deadline(export.expires_at, now)
        if export.state == "incomplete":
            return "triangle-alert", "wait", gettext("Not complete, %(rows)s, until %(until)s") % parts
        return "table", "", gettext("%(rows)s, until %(until)s") % parts
    if export.is_unfinished:
        return "clock", "go", gettext("Being made, %(rows)s so far") % parts
    if export.state == "failed":
        return "octagon-x", "fail", gettext("Not made")
    if export.state == "stopped":
        return "circle-minus", "", gettext("Stopped")
    return "hourglass", "", gettext("Expired")


def export_view(
    export: Export,
    where: TransactionFilter,
    *,
    sums: Sequence[Sum],
    gaps: Sequence[Gap],
    display: Display,
    now: datetime,
) -> ExportView:
    """Return the page of a file in whatever state it is."""
    common: dict[str, Any] = {
        "what": what_text(export, where, display),
        "format": gettext(FORMAT_WORDS[export.format]),
        "number": export.number,
        "rows": rows_text(export.rows, display),
        "expected": rows_text(export.expected, display) if export.expected is not None else "",
    }
    if export.is_unfinished:
        return ExportView(kind="making", progress=progress_view(export, display, now), **common)
    if export.has_file:
        return ExportView(**common, **_file_words(export, sums, gaps, display))
    if export.state == "failed":
        got_to = _of_expected(export, display) if export.expected else common["rows"]
        return ExportView(
            kind="failed", got_to=got_to, title=_failed_title(export, display), tried=_tried(export, display), **common
        )
    return ExportView(kind="stopped" if export.state == "stopped" else "expired", **common)


def progress_view(export: Export, display: Display, now: datetime) -> Progress:
    checked = gettext("Checked %(time)s") % {"time": display.time_seconds(now)}
    if export.state == "queued":
        return Progress(gettext("Waiting for its turn"), None, "", "", checked)
    if not export.expected:
        so_far = ngettext("%(count)s row so far", "%(count)s rows so far", export.rows)
        rows = so_far % {"count": display.number(export.rows)}
        return Progress(rows, None, "", gettext("Nobody has counted how many there will be"), checked)
    percent = min(99, export.rows * 100 // export.expected)
    rows = _of_expected(export, display)
    text = gettext("%(number)s\u00a0%%") % {"number": percent}
    return Progress(rows, percent, text, _left(export, now), checked)


def _of_expected(export: Export, display: Display) -> str:
    """Return "1 980 of 5 208 rows"."""
    count = export.expected or 0
    counts = {"done": display.number(export.rows), "count": display.number(count)}
    return ngettext("%(done)s of %(count)s row", "%(done)s of %(count)s rows", count) % counts


def _left(export: Export, now: datetime) -> str:
    """Return how long it takes if it goes on as it began; "" before anybody can tell."""
    if not export.rows or not export.expected or not export.started_at:
        return ""
    spent = (now - export.started_at).total_seconds()
    seconds = spent * max(0, export.expected - export.rows) // export.rows
    if seconds < _MINUTE:
        return gettext("Less than a minute left")
    minutes = round(seconds / _MINUTE)
    return ngettext("About %(count)s minute left", "About %(count)s minutes left", minutes) % {"count": minutes}


def _file_words(export: Export, sums: Sequence[Sum], gaps: Sequence[Gap], display: Display) -> dict[str, Any]:
    missing = missing_count(export.rows, export.expected) if gaps else None
    digest = export.sha256
    return {
        "kind": export.state,
        "sums": [_sum_lines(each, display) for each in sums],
        "missing": [gap_text(gap, display) for gap in gaps],
        "missing_rows": rows_text(missing, display) if missing is not None else "",
        "size": size_text(export.size, display),
        "expires": display.datetime(export.expires_at) if export.expires_at else "",
        "as_of": display.datetime_long(export.as_of) if export.as_of else "",
        "includes": gettext("Labels and notes") if export.with_notes else "",
        "emulated": bool(export.emulated),
        "is_empty": export.rows == 0 and not gaps,
        "name": export.file_name,
        "sha256": digest,
        "sha256_shown": " ".join(digest[at : at + _GROUP] for at in range(0, len(digest), _GROUP)),
    }


def _sum_lines(each: Sum, display: Display) -> list[SumLine]:
    """Return what came in, what went out and what did not move, as far as there is any, then the difference."""
    names = {"currency": currency_name(each.currency)}

    def term(message: str, count: int) -> str:
        return gettext(message) % {**names, "rows": rows_text(count, display)}

    lines = []
    if each.count_in:
        money = Money(each.in_, each.currency)
        lines.append(SumLine(term(gettext_noop("Money in, %(rows)s"), each.count_in), display.money(money, "net")))
    if each.count_out:
        money = Money(-each.out, each.currency)
        lines.append(SumLine(term(gettext_noop("Money out, %(rows)s"), each.count_out), display.money(money, "net")))
    if each.still:
        money = Money(0, each.currency)
        lines.append(SumLine(term(gettext_noop("Did not move, %(rows)s"), each.still), display.money(money)))
    total = term(gettext_noop("Difference in %(currency)s, %(rows)s"), each.count)
    return [*lines, SumLine(total, display.money(each.difference, "net"), is_total=True)]


def _failed_title(export: Export, display: Display) -> str:
    time = {"time": display.time(export.finished_at or export.updated_at)}
    if export.problem in _UPSTREAM:
        return gettext("The payment service stopped answering at %(time)s") % time
    if export.problem == "statement_mismatch":
        return gettext("Balances and movements did not fit together at %(time)s") % time
    if export.problem == "statement_too_long":
        return gettext("There are more transactions than fit into a PDF")
    if export.problem == "no_room":
        return gettext("There was no room for the file on our side at %(time)s") % time
    if export.problem in _REFUSED:
        return gettext("The payment service refused at %(time)s") % time
    return gettext("Something broke on our side at %(time)s") % time


def _tried(export: Export, display: Display) -> str:
    """Return "3 times, 13:40 to 13:44"."""
    times = ngettext("%(count)s time", "%(count)s times", export.tries) % {"count": display.number(export.tries)}
    begin = display.time(export.created_at)
    return gettext("%(times)s, %(begin)s to %(end)s") % {
        "times": times,
        "begin": begin,
        "end": display.time(export.finished_at or export.updated_at),
    }


def size_text(size: int, display: Display) -> str:
    """Return "64 KB" or "1 240 MB", rounded up: a kilobyte is 1 024 bytes, as in every file manager of a desktop."""
    if size < _KB * _KB:
        return gettext("%(number)s\u00a0KB") % {"number": display.number(-(-size // _KB))}
    return gettext("%(number)s\u00a0MB") % {"number": display.number(-(-size // (_KB * _KB)))}
