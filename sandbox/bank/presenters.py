"""A transfer in the words of the account holder's bank, which speaks English and writes amounts the Swedish way."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sandbox import clock
from sandbox.bank.domain import EXPONENTS, State
from sandbox.bank.models import PLATFORM, Transfer

_ZONE = ZoneInfo("Europe/Stockholm")
_SYMBOLS = {"SEK": "kr", "EUR": "€"}
_NBSP = "\u00a0"
_OUTCOMES = {
    State.PENDING: ("We are still working on it", "You approved it. We tell the receiver as soon as it is done."),
    State.ACCEPTED: ("You approved this transfer", "It was carried out once. There is nothing more to do here."),
    State.DECLINED: ("This transfer was declined", "No money has left your account."),
    State.EXPIRED: ("The time to approve has passed", "No money has left your account."),
    State.CANCELLED: ("This was called off", "Whoever asked for it asks no more. No money has left your account."),
    State.RETURNED: ("The money came back", "It was carried out, and later returned to your account."),
}


def transfer_context(transfer: Transfer) -> dict[str, Any]:
    """What the approval and outcome pages show."""
    heading, text = _OUTCOMES.get(_state(transfer), _OUTCOMES[State.EXPIRED])
    return {
        "transfer": transfer,
        "bank": transfer.bank_name or "Your bank",
        "amount": amount_text(transfer.amount, transfer.currency),
        "until": f"{transfer.expires_at.astimezone(_ZONE):%H:%M}" if transfer.expires_at else "",
        "heading": heading,
        "text": text,
        "back": _back(transfer),
    }


def _back(transfer: Transfer) -> tuple[str, str] | None:
    """Return where the account holder goes on, and how that is called.

    A shop that named no address of its own is the one at the console, which only this machine finds.
    """
    by_shop = transfer.asked_by not in {"", PLATFORM}
    if transfer.return_url:
        return transfer.return_url, f"Back to {transfer.asked_by if by_shop else 'Selfcare'}"
    return (f"/console/payments/{transfer.reference}", "See it at the merchant console") if by_shop else None


def amount_text(value: int, currency: str) -> str:
    """``value`` minor units as people read them: 1 249,00 kr."""
    exponent = EXPONENTS.get(currency, 2)
    digits = f"{Decimal(value).scaleb(-exponent):,.{exponent}f}".replace(",", _NBSP).replace(".", ",")
    return f"{digits}{_NBSP}{_SYMBOLS.get(currency, currency)}"


def _state(transfer: Transfer) -> State:
    late = transfer.expires_at is not None and transfer.expires_at <= clock.now()
    return State.EXPIRED if transfer.state == State.NEEDS_APPROVAL and late else State(transfer.state)
