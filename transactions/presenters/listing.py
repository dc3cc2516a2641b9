"""The transactions page: the filter form, what it found, and how to go on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from types import MappingProxyType
from typing import Final

import msgspec
from django.utils.translation import gettext

from selfcare.display import Display
from selfcare.domain.paging import Page
from transactions.domain import MerchantRef, Transaction, TransactionFilter
from transactions.presenters.filters import (
    Chip,
    Option,
    address,
    count_text,
    filter_chips,
    merchant_names,
    more_text,
    status_options,
    type_options,
)
from transactions.presenters.rows import Day, transaction_days
from transactions.presenters.totals import Sum
from transactions.presenters.words import currency_name

_NO_ERRORS: Final[dict[str, str]] = {}


class Browse(msgspec.Struct, frozen=True):
    """The form: what was typed, what is wrong with it, what can be chosen, and the active filters as chips."""

    base: str
    asked: Mapping[str, str]
    errors: Mapping[str, str]
    types: list[Option]
    statuses: list[Option]
    merchants: list[Option]
    currencies: list[Option]
    tags: list[Option]
    chips: list[Chip]


class Listing(msgspec.Struct, frozen=True):
    """What was found and what it comes to.

    ``more`` is the address of the next page, ``as_of`` is set when the service is away, ``total`` when all are counted.
    """

    days: list[Day]
    count: str
    sums: list[Sum]
    more: str | None
    more_text: str
    is_first_page: bool
    as_of: str | None = None
    total: int | None = None


def browse_view(
    asked: Mapping[str, str],
    where: TransactionFilter,
    *,
    merchants: list[MerchantRef],
    currencies: Sequence[str],
    tags: Sequence[str] = (),
    page: Page[Transaction] | None,
    display: Display,
    base: str,
    errors: Mapping[str, str] = _NO_ERRORS,
) -> Browse:
    """Return the form. ``asked`` is what was typed, ``where`` what was understood of it."""
    names = merchant_names(merchants, page) if asked else {}
    shown = {**asked, "currency": where.currency[0]} if where.currency else asked
    chips = filter_chips(asked, where, merchants=names, display=display, base=base) if asked and not errors else []
    return Browse(
        base=base,
        asked=shown,
        errors=errors,
        types=type_options(display.language),
        statuses=status_options(display.language),
        merchants=_merchant_options(merchants, asked, names),
        currencies=_currency_options(currencies),
        tags=_tag_options(tags, asked.get("tag", "")),
        chips=chips,
    )


def listing_view(
    page: Page[Transaction],
    asked: Mapping[str, str],
    *,
    display: Display,
    base: str,
    shown: date | None = None,
    cursor: str | None = None,
    stale_since: datetime | None = None,
    sums: Sequence[Sum] = (),
    labels: Mapping[str, str] = MappingProxyType({}),
) -> Listing:
    """Return the rows of a page; ``shown`` is the last day already on the reader's page when it continues there."""
    return Listing(
        days=transaction_days(page.data, display=display, base=base, shown=shown, labels=labels),
        count=count_text(page, display),
        sums=list(sums),
        more=_more(page, asked, display, base),
        more_text=more_text(page, display),
        is_first_page=cursor is None,
        as_of=display.time(stale_since) if stale_since else None,
        total=None if page.total_is_capped else page.total,
    )


def _more(page: Page[Transaction], asked: Mapping[str, str], display: Display, base: str) -> str | None:
    if not page.page.next_cursor or not page.data:
        return None
    last = display.day_of(page.data[-1].created_at)
    return address(base, {**asked, "after": page.page.next_cursor, "day": last.isoformat()})


def _merchant_options(merchants: list[MerchantRef], asked: Mapping[str, str], names: Mapping[str, str]) -> list[Option]:
    options = [Option(merchant.id, merchant.name) for merchant in merchants]
    chosen = asked.get("merchant")
    if chosen and all(option.value != chosen for option in options):
        options.append(Option(chosen, names.get(chosen, gettext("One merchant"))))
    return options


def _currency_options(currencies: Sequence[str]) -> list[Option]:
    """A choice of one is none."""
    if len(currencies) < 2:  # noqa: PLR2004 (see above)
        return []
    names = ((each, currency_name(each)) for each in currencies)
    return [Option(each, name[:1].upper() + name[1:]) for each, name in names]


def _tag_options(tags: Sequence[str], chosen: str) -> list[Option]:
    """A tag means the same in capitals; what was asked for stands in the form also when nothing has it now."""
    words = {tag.casefold(): tag for tag in (*tags, *([chosen] if chosen else []))}
    return [Option(word, word) for word in words.values()]
