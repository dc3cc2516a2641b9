"""Reading accounts, their balances, and the instruments money moves with."""

from __future__ import annotations

from typing import Final

from selfcare.domain.context import Context
from selfcare.domain.paging import Page
from selfcare.upstream.cache import Cached, Wanted, cached, cached_one
from transactions.backends import payment_backend
from transactions.domain import Account, Capabilities, Instrument, Kind, Merchant

ACCOUNTS_FRESH: Final = 5
_SLOW_FRESH: Final = 300


def accounts_wanted(*, ctx: Context, fresh_for: int = _SLOW_FRESH) -> Wanted[Page[Account]]:
    """Return the copy of the customer's accounts: names and currencies hardly ever change, balances do."""
    return Wanted("accounts", fresh_for, Page[Account], lambda: payment_backend().account_list(ctx))


def account_list(*, ctx: Context, fresh_for: int = ACCOUNTS_FRESH) -> Cached[Page[Account]]:
    """Return the customer's accounts, the main one first, as the service orders them."""
    return cached_one(ctx, accounts_wanted(ctx=ctx, fresh_for=fresh_for))


def account_get(*, ctx: Context, account_id: str) -> Account:
    """Return one account. Raises NotFound for an id that is absent or somebody else's."""
    return payment_backend().account_get(ctx, account_id)


def account_currencies(accounts: Page[Account]) -> tuple[str, ...]:
    """Return the currencies of the accounts, that of the main one first."""
    return tuple(dict.fromkeys(account.currency for account in accounts.data))


def instrument_list(*, ctx: Context) -> Cached[Page[Instrument]]:
    """Return the bank accounts and cards the customer can pay with."""
    return cached(
        ctx,
        "instruments",
        fresh_for=ACCOUNTS_FRESH,
        as_=Page[Instrument],
        load=lambda: payment_backend().instrument_list(ctx),
    )


def merchant_list(*, ctx: Context) -> Cached[Page[Merchant]]:
    """Return the merchants the customer dealt with, by name."""
    return cached(
        ctx,
        "merchants",
        fresh_for=_SLOW_FRESH,
        as_=Page[Merchant],
        load=lambda: payment_backend().merchant_list(ctx),
    )


def payee_list(*, ctx: Context, kind: Kind) -> Cached[Page[Instrument]]:
    """Return what money can come from or go to: bank accounts and cards, for a payment the merchants one knows."""
    if kind != "payment":
        return instrument_list(ctx=ctx)
    found = merchant_list(ctx=ctx)
    payees = [
        Instrument(each.id, ctx.customer_id, "merchant", each.name, "active", usable_for=("payment",), hint=each.site)
        for each in found.value.data
    ]
    return Cached(Page(payees, found.value.page, found.value.as_of), found.as_of, found.stale)


def capability_map(*, ctx: Context) -> Cached[Capabilities]:
    """Return what the backend can do, so that nothing is offered that will fail."""
    return cached_one(ctx, capabilities_wanted(ctx=ctx))


def capabilities_wanted(*, ctx: Context) -> Wanted[Capabilities]:
    """Return the copy of what the backend can do."""
    return Wanted("capabilities", _SLOW_FRESH, Capabilities, lambda: payment_backend().capabilities(ctx))
