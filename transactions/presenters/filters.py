"""What was asked of the list, as chips, and what was found, as sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Final, NamedTuple
from urllib.parse import urlencode

import msgspec
from django.utils.translation import get_language, gettext_noop, ngettext

from selfcare.display import Display
from selfcare.display.dates import first_upper, names
from selfcare.display.words import gettext, word
from selfcare.domain.cards import has_card_number
from selfcare.domain.money import Money
from selfcare.domain.paging import Page
from transactions.domain import MerchantRef, Transaction, TransactionFilter
from transactions.presenters.words import currency_name
from transactions.status import FILTERS, status_words

TYPE_WORDS: Final = {
    "payment": gettext_noop("Payments"),
    "deposit": gettext_noop("Deposits"),
    "withdrawal": gettext_noop("Withdrawals"),
    "refund": gettext_noop("Refunds"),
}
GROUPS: Final[dict[str, tuple[str, ...]]] = {
    "status": ("status",),
    "type": ("type",),
    "amount": ("min", "max"),
    "date": ("from", "to"),
    "merchant": ("merchant",),
    "currency": ("currency",),
    "tag": ("tag",),
    "q": ("q",),
}
"""What one chip stands for, in the order in which giving it up is most likely to find something."""
_RELIEF: Final = {
    "status": gettext_noop("Remove the status filter"),
    "type": gettext_noop("Remove the type filter"),
    "amount": gettext_noop("Remove the amount filter"),
    "date": gettext_noop("Remove the date filter"),
    "merchant": gettext_noop("Remove the merchant filter"),
    "currency": gettext_noop("Remove the currency filter"),
    "tag": gettext_noop("Remove the tag filter"),
    "q": gettext_noop("Remove the search"),
}


class Option(NamedTuple):
    """One line of a select."""

    value: str
    label: str


class Chip(msgspec.Struct, frozen=True):
    """An active filter; ``href`` is the same list without it."""

    group: str
    label: str
    href: str


@lru_cache(maxsize=32)
def type_options(language: str) -> list[Option]:
    """Return the kinds of transaction the list can be narrowed to."""
    return [Option(value, word(language, label)) for value, label in TYPE_WORDS.items()]


@lru_cache(maxsize=32)
def status_options(language: str) -> list[Option]:
    """Return the status words the list can be narrowed to."""
    words = status_words(language)
    return [Option(key, words[key].word) for key in FILTERS]


_CHOSEN: Final = frozenset({"merchant", "after"})  # nobody types these, and ids may be long numbers


def address(base: str, asked: Mapping[str, str] | Sequence[tuple[str, str]]) -> str:
    """Return the list's address for what was asked, without what looks like a card number."""
    pairs = asked.items() if isinstance(asked, Mapping) else asked
    kept = [(name, value) for name, value in pairs if not holds_card(name, value)]
    return f"{base}?{urlencode(kept)}" if kept else base


def holds_card(name: str, value: str) -> bool:
    """Tell whether a field of this name holds what looks like a card number, so that the form will refuse it."""
    return name not in _CHOSEN and has_card_number(value)


def filter_chips(
    asked: Mapping[str, str],
    where: TransactionFilter,
    *,
    merchants: Mapping[str, str],
    display: Display,
    base: str,
) -> list[Chip]:
    """Return one chip for each active filter. ``asked`` is what was typed, ``where`` what was understood."""
    labels = filter_labels(asked, where, merchants=merchants, display=display)
    return [Chip(group, label, _without(base, asked, group)) for group, label in labels.items()]


def filter_labels(
    asked: Mapping[str, str], where: TransactionFilter, *, merchants: Mapping[str, str], display: Display
) -> dict[str, str]:
    """Return what each active filter says, by its group."""
    labels = {
        "q": gettext("\u201c%(text)s\u201d") % {"text": where.q} if where.q else "",
        "tag": gettext("Tag \u201c%(word)s\u201d") % {"word": where.tag} if where.tag else "",
        "type": gettext(TYPE_WORDS[where.type[0]]) if where.type else "",
        "status": status_words(get_language() or "en")[asked["status"]].word if where.status else "",
        "merchant": merchants.get(where.merchant_id[0], gettext("One merchant")) if where.merchant_id else "",
        "date": _date_label(asked, display),
        "amount": _amount_label(where, display),
        "currency": _currency_label(asked, where),
    }
    return {group: label for group, label in labels.items() if label}


def _without(base: str, asked: Mapping[str, str], group: str) -> str:
    return address(base, without_group(asked, group))


def without_group(asked: Mapping[str, str], group: str) -> dict[str, str]:
    """Return what was asked, less one chip."""
    return {name: value for name, value in asked.items() if name not in GROUPS[group]}


def _date_label(asked: Mapping[str, str], display: Display) -> str:
    first, last = (_day(asked.get(name)) for name in ("from", "to"))
    if first and last:
        if first == last:
            return display.date_year(first)
        if first.day == 1 and last == _month_end(first):
            told = {"month": first_upper(names(display.language).month[first.month]), "year": str(first.year)}
            return gettext("%(month)s %(year)s") % told
        same_month = (first.year, first.month) == (last.year, last.month)
        start = str(first.day) if same_month else display.date_year(first)
        return gettext("%(first)s\u2013%(last)s") % {"first": start, "last": display.date_year(last)}
    if first:
        return gettext("From %(date)s") % {"date": display.date_year(first)}
    return gettext("To %(date)s") % {"date": display.date_year(last)} if last else ""


def _month_end(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _amount_label(where: TransactionFilter, display: Display) -> str:
    low, high = (
        display.money_brief(Money(value, where.currency[0])) if value is not None and where.currency else ""
        for value in (where.amount_min, where.amount_max)
    )
    if low and high:
        return gettext("%(low)s to %(high)s") % {"low": low, "high": high}
    if low:
        return gettext("%(amount)s or more") % {"amount": low}
    return gettext("%(amount)s or less") % {"amount": high} if high else ""


def _currency_label(asked: Mapping[str, str], where: TransactionFilter) -> str:
    """An amount names its currency itself; the chip is for a currency that was chosen alone."""
    has_amount = where.amount_min is not None or where.amount_max is not None
    if not asked.get("currency") or has_amount or not where.currency:
        return ""
    name = currency_name(where.currency[0])
    return name[:1].upper() + name[1:]


def merchant_names(merchants: list[MerchantRef], page: Page[Transaction] | None) -> dict[str, str]:
    """Return names by id, of the choices and of what was found."""
    found = [row.merchant for row in page.data if row.merchant] if page else []
    return {merchant.id: merchant.name for merchant in (*found, *merchants)}


def count_text(page: Page[Transaction], display: Display) -> str:
    """Return how many there are, only where the service counted them; else how many are shown."""
    if page.total is None:
        shown = len(page.data)
        return ngettext("%(count)s transaction shown", "%(count)s transactions shown", shown) % {
            "count": display.number(shown)
        }
    count = {"count": display.number(page.total)}
    if page.total_is_capped:
        return gettext("More than %(count)s transactions") % count
    return ngettext("%(count)s transaction", "%(count)s transactions", page.total) % count


def more_text(page: Page[Transaction], display: Display) -> str:
    """Return how far the page reaches: of how many where that is known, else back to which day."""
    if page.total is not None and not page.total_is_capped:
        return gettext("%(shown)s of %(total)s") % {
            "shown": display.number(len(page.data)),
            "total": display.number(page.total),
        }
    if not page.data:
        return ""
    return gettext("Shown back to %(date)s") % {"date": display.date_year(display.day_of(page.data[-1].created_at))}


def relief_text(group: str) -> str:
    """Return the label of the link that gives up one filter."""
    return gettext(_RELIEF[group])
