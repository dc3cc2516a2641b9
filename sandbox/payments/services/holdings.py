"""What an order names: it must be the customer's own, and fit for the order."""

from __future__ import annotations

from typing import Any

from sandbox.payments.domain.errors import Field, Refused
from sandbox.payments.domain.ports import plugs


def account_find(*, customer_id: str, account_id: str, currency: str, kind: str, lock: bool = True) -> Any:
    """Return the account a ``deposit`` or ``withdrawal`` (``kind``) is made on, locked within the caller's transaction.

    Raises Refused: ``not_found``, ``account_restricted``, ``currency_not_supported``.
    """
    store = plugs.store()
    account = (store.account_lock if lock else store.account_get)(customer_id, account_id)
    if account is None:
        raise _absent("/account_id")
    if account.status != "active":
        raise Refused("account_restricted", f"This account takes no {kind}s now.")
    if account.currency != currency:
        field = Field("/amount/currency", "currency_not_supported", f"This account is in {account.currency}.")
        raise Refused("currency_not_supported", "The account is in another currency.", field)
    return account


def instrument_find(*, customer_id: str, instrument_id: str, kind: str) -> Any:
    """Return the instrument; raise Refused ``not_found`` or ``instrument_not_usable``."""
    instrument = plugs.store().instrument_get(customer_id, instrument_id)
    if instrument is None:
        raise _absent("/instrument_id")
    if instrument.status != "active" or kind not in instrument.usable_for:
        detail = f"Choose one that is active and usable for {kind}s."
        field = Field("/instrument_id", "instrument_not_usable", detail)
        raise Refused("instrument_not_usable", f"No {kind} can be made with this instrument.", field)
    return instrument


def fee_of(*, kind: str, instrument: Any | None, currency: str) -> int:
    """Return what the order costs in minor units: a deposit what its instrument costs, a withdrawal nothing."""
    if kind != "deposit" or instrument is None or instrument.fee_currency != currency:
        return 0
    return instrument.fee or 0


def instrument_columns(instrument: Any) -> dict[str, Any]:
    """Return what a transaction keeps of its instrument."""
    return {"instrument_id": instrument.id} | {
        f"instrument_{name}": getattr(instrument, name) for name in ("kind", "label", "brand", "last4")
    }


def _absent(pointer: str) -> Refused:
    return Refused("not_found", "There is no such resource.", Field(pointer, "not_found", "Use an id of your own."))
