"""What a customer has: accounts with balances, and instruments."""

from __future__ import annotations

from typing import Any

from sandbox.payments.domain.errors import Refused
from sandbox.payments.domain.limits import deposit_range, withdrawal_range
from sandbox.payments.domain.ports import plugs
from sandbox.payments.domain.wire import account_wire, instrument_wire


def account_list(*, customer_id: str) -> list[dict[str, Any]]:
    """Return the customer's Account resources, balances as they stand now."""
    return [_account(account) for account in plugs.store().account_list(customer_id)]


def account_get(*, customer_id: str, account_id: str) -> tuple[dict[str, Any], int]:
    """Return one Account resource and its version; raise Refused ``not_found`` for anybody else's."""
    account = plugs.store().account_get(customer_id, account_id)
    if account is None:
        raise Refused("not_found", "There is no such resource.")
    return _account(account), account.version


def instrument_list(*, customer_id: str) -> list[dict[str, Any]]:
    """Return the customer's Instrument resources, the default first."""
    return [instrument_wire(instrument) for instrument in plugs.store().instrument_list(customer_id)]


def _account(account: Any) -> dict[str, Any]:
    store, now = plugs.store(), plugs.now()
    pending = store.pending_in(account.id, account.customer_id)
    if account.status != "active":
        return account_wire(account, pending=pending, at=now)
    owner, currency = account.customer_id, account.currency
    deposit = deposit_range(currency, store.limit_list(owner, "deposit", currency, now))
    withdrawal = withdrawal_range(currency, store.limit_list(owner, "withdrawal", currency, now), account.available)
    return account_wire(account, pending=pending, at=now, deposit=deposit, withdrawal=withdrawal)
