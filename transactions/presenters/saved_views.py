"""Saved views in the menu of the list, on their own page, and as they are saved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

import msgspec
from django.utils.translation import gettext_noop, ngettext

from selfcare.display import Display
from selfcare.display.dates import names
from selfcare.display.words import gettext
from selfcare.domain.money import Money
from selfcare.http import path_of
from transactions.domain import TransactionFilter, View, ViewFilter, view_days
from transactions.models import MOST_VIEWS
from transactions.presenters.filters import address, filter_labels
from transactions.status import FILTERS

_SPAN_WORDS: Final = {
    "today": gettext_noop("today"),
    "this_week": gettext_noop("this week"),
    "last_week": gettext_noop("last week"),
    "this_month": gettext_noop("this month"),
    "last_month": gettext_noop("last month"),
    "this_year": gettext_noop("this year"),
    "last_year": gettext_noop("last year"),
}
_GROUP_WORDS: Final = {
    "q": gettext_noop("Search"),
    "tag": gettext_noop("Tag"),
    "type": gettext_noop("Type"),
    "status": gettext_noop("Status"),
    "merchant": gettext_noop("Merchant"),
    "date": gettext_noop("Date"),
    "amount": gettext_noop("Amount"),
    "currency": gettext_noop("Currency"),
}


class ViewRow(msgspec.Struct, frozen=True):
    """One view; ``text`` says what it narrows the list to."""

    id: str
    name: str
    text: str
    href: str
    opens_first: bool
    is_current: bool = False


class Menu(msgspec.Struct, frozen=True):
    """The menu of the list. ``current`` is the view that is shown, ``save_url`` is "" while nothing is filtered."""

    rows: list[ViewRow]
    current: ViewRow | None
    is_everything: bool
    all_url: str
    save_url: str


class DatesChoice(msgspec.Struct, frozen=True):
    """The two ways to keep the days: what they are called now, and what will happen."""

    span: str
    moves: str
    hint: str
    stays: str


def view_address(wanted: ViewFilter, *, base: str, display: Display) -> str:
    """Return the list's address for a view as it is today."""
    return address(base, view_asked(wanted, display))


def view_asked(wanted: ViewFilter, display: Display) -> dict[str, str]:
    """Return a view as the names and values of the list's address."""
    first, last = view_days(wanted, display.today())
    amounts = {
        name: display.money_typed(Money(value, wanted.currency))
        for name, value in (("min", wanted.min), ("max", wanted.max))
        if value is not None
    }
    days = {name: day.isoformat() for name, day in (("from", first), ("to", last)) if day}
    words = {name: getattr(wanted, name) for name in ("q", "type", "status", "merchant", "currency", "tag")}
    return {name: value for name, value in {**words, **days, **amounts}.items() if value}


def view_rows(
    views: Sequence[View],
    *,
    merchants: Mapping[str, str],
    base: str,
    display: Display,
    shown: ViewFilter | None = None,
) -> list[ViewRow]:
    """Return the rows of views; ``shown`` is what the list shows now, which marks the view it is."""
    return [
        ViewRow(
            id=view.id,
            name=view.name,
            text=_text(view.filter, merchants, display),
            href=view_address(view.filter, base=base, display=display),
            opens_first=view.opens_first,
            is_current=shown is not None and view_today(view.filter, display.today()) == shown,
        )
        for view in views
    ]


def menu_view(
    views: Sequence[View],
    typed: Mapping[str, str],
    shown: ViewFilter | None,
    *,
    merchants: Mapping[str, str],
    display: Display,
) -> Menu:
    """Return the menu of the list that shows what was ``typed``; ``shown`` is how it was understood, if it was."""
    rows = view_rows(views, merchants=merchants, base=path_of("transaction_list"), display=display, shown=shown)
    return Menu(
        rows=rows,
        current=next((row for row in rows if row.is_current), None),
        is_everything=not typed,
        all_url=all_address(views),
        save_url=address(path_of("saved_view_new"), typed) if typed and shown is not None else "",
    )


def all_address(views: Sequence[View]) -> str:
    """Return the address of all transactions; it says so where a view would open first."""
    base = path_of("transaction_list")
    return f"{base}?view=all" if any(view.opens_first for view in views) else base


def view_today(wanted: ViewFilter, today: date) -> ViewFilter:
    """Return a view with its days as they are today."""
    first, last = view_days(wanted, today)
    return msgspec.structs.replace(wanted, first=first, last=last, span="")


def view_facts(
    wanted: ViewFilter, *, merchants: Mapping[str, str], display: Display, with_days: bool
) -> list[tuple[str, str]]:
    """Return what a view narrows the list to, each with the name of the filter."""
    labels = _labels(wanted, merchants, display)
    return [(gettext(_GROUP_WORDS[group]), label) for group, label in labels.items() if with_days or group != "date"]


def dates_choice(span: str, wanted: ViewFilter, *, merchants: Mapping[str, str], display: Display) -> DatesChoice:
    """Return the choice between days that move and days that stay."""
    return DatesChoice(
        span=span,
        moves=span_text(span),
        hint=_moves_text(span, display),
        stays=_labels(wanted, merchants, display)["date"],
    )


def used_text(count: int) -> str:
    """Return how many of the views that fit there are."""
    return gettext("Only you see your views. %(count)d of %(most)d used.") % {"count": count, "most": MOST_VIEWS}


def span_text(span: str) -> str:
    """Return what days that move are called."""
    if span in _SPAN_WORDS:
        return gettext(_SPAN_WORDS[span])
    days = int(span.partition(":")[2])
    return ngettext("the last %(count)d day", "the last %(count)d days", days) % {"count": days}


def _moves_text(span: str, display: Display) -> str:
    today = display.today()
    if span.endswith("_month"):
        month, after = names(display.language).month, today.month % 12 + 1
        told = {"month": month[after], "shown": month[after if "this" in span else today.month]}
        return gettext("In %(month)s it shows %(shown)s.") % told
    if span.endswith("_year"):
        told = {"year": str(today.year + 1), "shown": str(today.year + 1 if "this" in span else today.year)}
        return gettext("In %(year)s it shows %(shown)s.") % told
    return gettext("Next week it shows other days.") if span.endswith("_week") else gettext("It moves on every day.")


def _text(wanted: ViewFilter, merchants: Mapping[str, str], display: Display) -> str:
    labels = _labels(wanted, merchants, display)
    if len(labels) > 1 and not wanted.span and not (wanted.first and wanted.last) and "date" in labels:
        labels["date"] = labels["date"][:1].lower() + labels["date"][1:]  # "from" or "to" within a row of words
    return ", ".join(labels.values())


def _labels(wanted: ViewFilter, merchants: Mapping[str, str], display: Display) -> dict[str, str]:
    """Return the words of each filter, as its chip has them; days that move by their name."""
    asked = view_asked(wanted, display)
    where = TransactionFilter(
        q=wanted.q or None,
        tag=wanted.tag or None,
        type=(wanted.type,) if wanted.type else (),
        status=FILTERS.get(wanted.status, ()),
        merchant_id=(wanted.merchant,) if wanted.merchant else (),
        currency=(wanted.currency,) if wanted.currency else (),
        amount_min=wanted.min,
        amount_max=wanted.max,
    )
    labels = filter_labels(asked, where, merchants=merchants, display=display)
    days = span_text(wanted.span) if wanted.span else labels.pop("date", "")
    labels.pop("date", None)
    return {**labels, "date": days} if days else labels
