"""Reading transactions: the list, one of them, its history, and the merchants they were with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final, TypeVar

import msgspec

from selfcare.domain.context import Context
from selfcare.domain.errors import UpstreamFailed
from selfcare.domain.paging import Page
from selfcare.parallel import gather
from selfcare.upstream.cache import Cached, Wanted, cached, cached_all, cached_one, load_ahead, read_ahead
from transactions.backends import payment_backend
from transactions.domain import STILL_MOVING, Event, MerchantRef, Transaction, TransactionFilter
from transactions.services.accounts import account_currencies, accounts_wanted, capabilities_wanted
from transactions.services.listing import EVERYTHING, LARGEST_PAGE, Listing, listing_open, listing_page

T = TypeVar("T")

PAGE_SIZE: Final = 25

_MOVING_FRESH, _LIST_FRESH, _DETAIL_FRESH, _SLOW_FRESH = 1, 10, 15, 300


def transaction_page(
    *,
    ctx: Context,
    where: TransactionFilter = EVERYTHING,
    cursor: str | None = None,
    limit: int = PAGE_SIZE,
    total: bool = False,
) -> Cached[Page[Transaction]]:
    """Return one page, newest first. Only the first unfiltered page is kept, and shown when the service is away.

    Raises BadRequest for a cursor the service did not make, UpstreamFailed when there is no copy either.
    """
    return found_page(ctx=ctx, listing=listing_open(ctx=ctx, where=where), cursor=cursor, limit=limit, total=total)


def found_page(
    *, ctx: Context, listing: Listing, cursor: str | None = None, limit: int = PAGE_SIZE, total: bool = False
) -> Cached[Page[Transaction]]:
    """Return one page of an opened query, as `transaction_page`."""
    if listing.is_everything and cursor is None and limit == PAGE_SIZE:
        return cached_one(ctx, newest_wanted(ctx=ctx))
    page = listing_page(ctx=ctx, listing=listing, limit=limit, cursor=cursor, total=total)
    return Cached(value=page, as_of=page.as_of, stale=False)


def newest_wanted(*, ctx: Context) -> Wanted[Page[Transaction]]:
    """Return the copy of the first unfiltered page."""
    return Wanted(
        "transactions",
        _LIST_FRESH,
        Page[Transaction],
        lambda: payment_backend().transaction_list(ctx, EVERYTHING, limit=PAGE_SIZE),
    )


def attention_wanted(*, ctx: Context) -> Wanted[Page[Transaction]]:
    """Return the copy of the newest transactions that wait for the customer or did not go through."""
    where = TransactionFilter(status=("requires_action", "failed", "declined", "reversed"))
    return Wanted(
        "transactions:attention",
        _LIST_FRESH,
        Page[Transaction],
        lambda: payment_backend().transaction_list(ctx, where, limit=PAGE_SIZE),
    )


def transaction_detail(*, ctx: Context, transaction_id: str) -> Cached[Transaction]:
    """Return one transaction. Raises NotFound for an id that is absent or somebody else's."""
    return cached(
        ctx,
        f"transaction:{transaction_id}",
        fresh_for=_detail_fresh,
        as_=Transaction,
        load=lambda: payment_backend().transaction_get(ctx, transaction_id),
    )


def _detail_fresh(transaction: Transaction) -> float:
    """A page that watches a moving transaction asks every 2 seconds, and wants the truth each time."""
    if transaction.status in STILL_MOVING:
        return _MOVING_FRESH
    return _DETAIL_FRESH if transaction.status == "succeeded" else _SLOW_FRESH


def transaction_events(*, ctx: Context, transaction_id: str) -> Cached[list[Event]]:
    """Return the transaction's history, oldest step first. Raises as `transaction_detail`."""
    return cached(
        ctx,
        f"events:{transaction_id}",
        fresh_for=_MOVING_FRESH,
        as_=list[Event],
        load=lambda: payment_backend().transaction_events(ctx, transaction_id),
    )


class FilterChoices(msgspec.Struct, frozen=True):
    """What the list can be narrowed to; empty where the service could not tell."""

    merchants: list[MerchantRef]
    currencies: tuple[str, ...]


def filter_choices(*, ctx: Context) -> FilterChoices:
    """Return the customer's own merchants and currencies; a service that is away leaves the choice out."""
    merchants, accounts = cached_all(ctx, merchants_wanted(ctx=ctx), accounts_wanted(ctx=ctx))
    return FilterChoices(merchants.value if merchants else [], account_currencies(accounts.value) if accounts else ())


class ListParts(msgspec.Struct, frozen=True):
    """What a list is made of besides the customer's own rows.

    Its ``newest`` rows, the choices of its ``form``, how it is summed, which needs to know what the service can do, and
    the ``ways`` on from it.
    """

    newest: bool
    form: bool
    sums: bool
    ways: bool


def list_ahead(*, ctx: Context, parts: ListParts) -> None:
    """Read in one trip the copies that the list is made of."""
    names = {
        "transactions": parts.newest,
        "merchants:seen": parts.form,
        "accounts": parts.form,
        "capabilities": parts.sums or parts.ways,
        "cases:open": parts.ways,
    }
    read_ahead(ctx, "own", *(name for name, is_needed in names.items() if is_needed))


def list_load(*, ctx: Context, aside: Context, parts: ListParts) -> None:
    """Load at once what is not at hand of the list; ``aside`` bounds what the page can do without, ``ctx`` its rows."""
    wanted: list[Wanted[Any]] = [newest_wanted(ctx=ctx)] if parts.newest else []
    if parts.form:
        wanted += [merchants_wanted(ctx=aside), accounts_wanted(ctx=aside)]
    if parts.sums or parts.ways:
        wanted.append(capabilities_wanted(ctx=aside))
    load_ahead(ctx, *wanted)


def payment_of(*, ctx: Context, transaction_id: str | None) -> Transaction | None:
    """Return the transaction that something is about; None for nothing, and where it cannot be had now."""
    if transaction_id is None:
        return None
    found = loaded_or_none(lambda: transaction_detail(ctx=ctx, transaction_id=transaction_id))
    return found.value if found else None


def filter_relief(*, ctx: Context, without: Mapping[str, TransactionFilter]) -> str | None:
    """Return the name of the first filter without which something is found, each tried at once; None if none helps."""

    def finds(listing: Listing) -> bool:
        page = loaded_or_none(lambda: listing_page(ctx=ctx, listing=listing, limit=1))
        return bool(page and page.data)

    opened = [listing_open(ctx=ctx, where=where) for where in without.values()]
    found = gather(*(partial(finds, listing) for listing in opened))
    return next((name for name, hit in zip(without, found, strict=True) if hit), None)


def loaded_or_none(load: Callable[[], T]) -> T | None:
    try:
        return load()
    except UpstreamFailed:
        return None


def merchants_wanted(*, ctx: Context) -> Wanted[list[MerchantRef]]:
    """Return the copy of the merchants of the customer's latest 100 transactions, by name."""

    def load() -> list[MerchantRef]:
        page = payment_backend().transaction_list(ctx, EVERYTHING, limit=LARGEST_PAGE)
        merchants = {row.merchant.id: row.merchant for row in page.data if row.merchant}
        return sorted(merchants.values(), key=lambda merchant: merchant.name.casefold())

    return Wanted("merchants:seen", _SLOW_FRESH, list[MerchantRef], load)
