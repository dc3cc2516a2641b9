"""Amounts, times and states in the console's words: English, amounts the Swedish way, Stockholm's time."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from sandbox import clock
from sandbox.bank.domain import EXPONENTS
from sandbox.payments.domain.transactions import Step, Transaction

ZONE: Final = ZoneInfo("Europe/Stockholm")
_NBSP: Final = "\u00a0"
_SYMBOLS: Final = {"SEK": "kr", "EUR": "€"}
_SIGNS: Final = {"+": "+", "-": "\u2212"}
_WEEK: Final = 7
_STRUCK: Final = frozenset({"declined", "failed", "cancelled", "expired"})
_STATES: Final = {
    "created": ("Being asked for", "clock", "go"),
    "requires_action": ("Waiting for the customer", "circle-alert", "wait"),
    "pending": ("Not answered yet", "clock", "go"),
    "authorised": ("Reserved", "lock", ""),
    "succeeded": ("Paid", "circle-check", "ok"),
    "declined": ("Declined", "ban", ""),
    "failed": ("Failed", "octagon-x", "fail"),
    "cancelled": ("Called off", "circle-minus", ""),
    "expired": ("Expired", "hourglass", ""),
    "reversed": ("Returned", "rotate-ccw", "wait"),
}
_REFUNDS: Final = {
    "full": ("Refunded", "undo-2", ""),
    "partial": ("Part refunded", "undo-2", ""),
    "pending": ("Refund asked", "circle-alert", "wait"),
}
_STEPS: Final = {
    "created": "You asked for it",
    "approval_requested": "Sent to the customer for approval",
    "approved": "The customer agreed",
    "reserved": "Reserved for you",
    "captured": "You took it",
    "bank_accepted": "Paid",
    "bank_declined": "The bank said no",
    "bank_failed": "It did not go through",
    "bank_timed_out": "The bank has not answered",
    "bank_pending": "The bank is working on it",
    "acquirer_unsupported": "No bank takes your payments in",
    "cancelled": "Called off",
    "expired": "Not done in time",
    "settled": "Settled between the banks",
    "returned": "The bank sent it back",
    "refund_requested": "The customer asked for a refund",
    "refund_rejected": "You said no to a refund",
    "refund_cancelled": "The customer took the refund request back",
    "refunded": "You refunded it",
    "disputed": "The customer disputed it",
}
REASONS: Final = {
    "duplicate": "I was charged twice",
    "not_received": "It never came",
    "not_as_described": "It is not what I ordered",
    "cancelled_order": "I sent it back, or cancelled it",
    "unrecognised": "I do not recognise it",
    "wrong_amount": "The amount is wrong",
    "other": "Something else",
}
WHYS: Final = {
    "insufficient_funds": "There was not enough money.",
    "AM04": "There was not enough money.",
    "AC14": "The bank could not place it.",
    "CUST": "The customer said no.",
    "AB06": "The customer did not approve in time.",
    "not_approved_in_time": "The customer did not approve in time.",
    "not_captured_in_time": "You did not take it in time.",
    "acquirer_unsupported": "No bank takes your payments in.",
    "bank_timed_out": "The bank has not answered. The outcome is unknown until it does.",
    "expired_card": "The card has expired.",
    "processing_error": "The card's bank could not be reached.",
}


class Amount(NamedTuple):
    """An amount in the parts that pages set apart: ``value`` is the machine's, ``text`` all of it in one line."""

    value: str
    whole: str
    decimals: str
    symbol: str
    struck: bool

    @property
    def text(self) -> str:
        return f"{self.whole}{self.decimals}{_NBSP}{self.symbol}"


class State(NamedTuple):
    """A state's word, icon and tone."""

    word: str
    icon: str
    tone: str


def amount(value: int, currency: str, *, sign: str = "", struck: bool = False) -> Amount:
    """Return ``value`` minor units as shown; ``sign`` is + or - for a sum that says which way it went."""
    exponent = EXPONENTS.get(currency, 2)
    plain = f"{Decimal(value).scaleb(-exponent):.{exponent}f}"
    whole, _, decimals = f"{Decimal(value).scaleb(-exponent):,.{exponent}f}".partition(".")
    shown = f"{_SIGNS.get(sign, '')}{whole.replace(',', _NBSP)}"
    minus = "-" if sign == "-" else ""
    return Amount(minus + plain, shown, f",{decimals}" if decimals else "", _SYMBOLS.get(currency, currency), struck)


def amount_of(tx: Transaction) -> Amount:
    return amount(tx.amount, tx.currency, struck=tx.status in _STRUCK)


def state_of(tx: Transaction) -> State:
    """Return how a payment stands, as its merchant reads it."""
    if tx.type != "payment":
        return State("Paid out", "circle-check", "ok")
    if tx.dispute is not None and tx.dispute.get("status") != "closed":
        return State("In dispute", "scale", "wait")
    if tx.status == "succeeded" and tx.refund_state in _REFUNDS:
        return State(*_REFUNDS[tx.refund_state])
    return State(*_STATES.get(tx.status, (tx.status.replace("_", " ").capitalize(), "circle-help", "")))


def step_text(step: Step, taken: int = 0) -> str:
    """Return what a step of the history was, as its merchant reads it; ``taken`` is what the payment moved."""
    reserved = step.details.get("value", "") if step.code == "captured" else ""
    if reserved.isdecimal():
        return f"You took it, and left {amount(int(reserved) - taken, step.details.get('currency', '')).text}"
    return _STEPS.get(step.code, step.code.replace("_", " ").capitalize())


def when(at: datetime) -> str:
    """Return a time as short as is plain: Today 14:02, Wed 19:37, Thu 12 Nov, 09:20; with the year when it is over."""
    local, today = at.astimezone(ZONE), clock.now().astimezone(ZONE).date()
    if local.date() == today:
        return f"Today {local:%H:%M}"
    if today - timedelta(days=_WEEK) < local.date() < today:
        return f"{local:%a %H:%M}"
    year = f" {local:%Y}" if local.year != today.year else ""
    return f"{local:%a} {local.day} {local:%b}{year}, {local:%H:%M}"


def long_time(at: datetime) -> str:
    """Return a time in full: Wednesday 18 November, 19:37."""
    local = at.astimezone(ZONE)
    return f"{local:%A} {local.day} {local:%B}, {local:%H:%M}"


def day(at: datetime) -> str:
    local = at.astimezone(ZONE)
    return f"{local.day} {local:%B}"


def month_so_far(now: datetime) -> tuple[datetime, str]:
    """Return when the running month began (UTC), and the days of it so far: 1 to 19 November 2026."""
    local = now.astimezone(ZONE)
    first = local.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    days = f"1 to {local.day}" if local.day > 1 else "1"
    return first, f"{days} {local:%B %Y}"
