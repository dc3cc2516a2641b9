"""Giving money back: what of a payment can still be asked for, the request, and what may become of it."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Annotated, Any, Final, Literal

import msgspec

from sandbox.payments.domain.cases import MOST_MESSAGES, Note, is_readable, working_days_on
from sandbox.payments.domain.errors import Field, Refused, invalid
from sandbox.payments.domain.filters import LARGEST_PAGE
from sandbox.payments.domain.money import Money, money_text
from sandbox.payments.domain.orders import Ident
from sandbox.payments.domain.transactions import Transaction, can_dispute, is_disputed, refund_until, refundable_now

Reason = Literal["duplicate", "not_received", "not_as_described", "cancelled_order", "unrecognised", "other"]
Status = Literal["requested", "approved", "processing", "succeeded", "rejected", "failed", "cancelled"]
DisputeReason = Literal["unrecognised", "duplicate", "not_received", "other"]
Decision = Literal["approve", "reject"]
_ANSWER_WITHIN: Final = 2  # working days
_CLOSING: Final = time(17)
_DISPUTE_REASONS: Final[dict[str, DisputeReason]] = {
    "unrecognised": "unrecognised",
    "duplicate": "duplicate",
    "not_received": "not_received",
}
_ESCALATED_WITHIN: Final = timedelta(days=30)  # of a refusal
ALLOWED: Final[dict[str, frozenset[str]]] = {
    "requested": frozenset({"approved", "rejected", "cancelled"}),
    "approved": frozenset({"processing", "succeeded", "failed"}),
    "processing": frozenset({"succeeded", "failed"}),
    **dict.fromkeys(("succeeded", "rejected", "failed", "cancelled"), frozenset[str]()),
}


class RefundRequest(msgspec.Struct, frozen=True, kw_only=True):
    """A customer's wish to get ``amount`` minor units of a payment back, and the merchant's answer to it.

    The amount is set aside from what the payment can still give back from the moment it is asked for. ``messages``
    counts what was written about it.
    """

    id: str
    case_number: str
    customer_id: str
    transaction_id: str
    merchant_id: str
    merchant_name: str
    amount: int
    currency: str
    reason: str
    created_at: datetime
    updated_at: datetime
    respond_by: datetime
    merchant_site: str | None = None
    note: str | None = None
    status: str = "requested"
    opened_at: datetime | None = None
    decided_at: datetime | None = None
    decided_amount: int | None = None
    refund_transaction_id: str | None = None
    decision_note: str | None = None
    escalated_to: str | None = None
    messages: int = 0
    operation_id: str | None = None
    version: int = 1


COLUMNS: Final = RefundRequest.__struct_fields__


class RefundOrder(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The body of ``POST /v1/transactions/{id}/refund-requests``. ``expected_refundable`` is what the customer saw."""

    amount: Money
    reason: Reason
    expected_refundable: Money
    note: Note | None = None


class RefundFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which refund requests; empty and None do not narrow."""

    transaction_id: str | None = None
    merchant_id: str | None = None
    status: tuple[str, ...] = ()


class RefundQuery(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The list's parameters; newest first."""

    transaction_id: Ident | None = None
    status: list[Status] = []
    limit: Annotated[int, msgspec.Meta(ge=1, le=LARGEST_PAGE, description="25 without it.")] = 25
    cursor: Annotated[str, msgspec.Meta(max_length=1000, description="As given, with the same filters.")] | None = None

    @property
    def where(self) -> RefundFilter:
        return RefundFilter(transaction_id=self.transaction_id, status=tuple(self.status))

    @property
    def oldest_first(self) -> bool:
        return False


def refund_order_check(order: RefundOrder) -> None:
    """Raise Refused ``validation_failed`` for a value that no lookup can make right."""
    if order.amount.value <= 0:
        raise invalid("/amount/value", "min", "An amount is more than nothing.")
    note_check(order.note)


def note_check(note: str | None) -> None:
    """Raise Refused ``validation_failed`` for a note that nobody could read as it is."""
    if note is not None and not is_readable(note):
        raise invalid("/note", "characters", "Letters, spaces and line feeds, and something to read.")


def refundable_check(tx: Transaction, order: RefundOrder, now: datetime) -> None:
    """Raise Refused unless ``order`` can be asked of the payment as it is ``now``.

    ``invalid_state`` (409), ``refund_not_allowed`` (422), ``already_refunded`` (409), ``refund_window_closed`` (422),
    ``refundable_changed`` (412) with what can be asked for now, ``validation_failed`` (422); the first that holds.
    """
    _kind_check(tx)
    if tx.refunded >= tx.amount:
        raise Refused("already_refunded", "All of it has been refunded.")
    until = refund_until(tx)
    if until is None or now >= until:
        raise Refused("refund_window_closed", "Refunds of this payment can no longer be asked for.")
    _amount_check(order, Money(refundable_now(tx, now), tx.currency))


def _kind_check(tx: Transaction) -> None:
    if tx.type != "payment" or tx.merchant_id is None or tx.direction != "out":
        raise Refused("refund_not_allowed", "Only a payment to a merchant can be refunded.")
    if tx.status != "succeeded":
        raise Refused("invalid_state", f"A payment that is {tx.status} cannot be refunded.")
    if is_disputed(tx):
        raise Refused("refund_not_allowed", "A dispute about this payment is open.")


def _amount_check(order: RefundOrder, refundable: Money) -> None:
    if order.amount.currency != refundable.currency:
        field = Field("/amount/currency", "currency_not_supported", f"This payment is in {refundable.currency}.")
        raise Refused("currency_not_supported", "The payment is in another currency.", field)
    if order.expected_refundable != refundable:
        shown = {"value": refundable.value, "currency": refundable.currency}
        detail = f"What can be asked for is now {money_text(refundable.value, refundable.currency)}."
        raise Refused("refundable_changed", detail, refundable=shown)
    if order.amount.value > refundable.value:
        most = money_text(refundable.value, refundable.currency)
        raise invalid("/amount/value", "max", f"At most {most} can be asked for.")


def may_escalate(request: RefundRequest, now: datetime) -> bool:
    """Say whether the request was refused lately, or is late, and is no dispute yet."""
    if request.escalated_to is not None:
        return False
    until = escalated_until(request)
    return now <= until if until else request.status == "requested" and request.respond_by < now


def escalated_until(request: RefundRequest) -> datetime | None:
    """Return until when a refused request can be escalated; None for one that was not refused."""
    if request.status != "rejected" or request.decided_at is None:
        return None
    return request.decided_at + _ESCALATED_WITHIN


def dispute_reason(reason: str) -> DisputeReason:
    """Return what a dispute calls the reason of a request."""
    return _DISPUTE_REASONS.get(reason, "other")


def refund_actions(request: RefundRequest, payment: Transaction | None, now: datetime) -> list[dict[str, Any]]:
    """Return what the customer may do with the request now; ``payment`` is what a dispute would be about."""
    until = {"escalate": escalated_until(request)}
    escalates = payment is not None and may_escalate(request, now) and can_dispute(payment, now)
    offered = [
        ("message", may_write(request)),
        ("cancel", request.status == "requested"),
        ("escalate", escalates),
    ]
    return [{"name": name, "until": until.get(name), "requires": []} for name, is_possible in offered if is_possible]


def may_write(request: RefundRequest) -> bool:
    """Say whether customer and merchant can still write to each other about it."""
    return bool(ALLOWED[request.status]) and request.messages < MOST_MESSAGES


def refund_status_check(before: str, after: str) -> None:
    """Raise Refused ``invalid_state`` (409) unless a request may go from ``before`` to ``after``."""
    if after not in ALLOWED.get(before, frozenset()):
        raise Refused("invalid_state", f"A refund request that is {before} cannot become {after}.")


def refund_state(*, amount: int, refunded: int, refundable: int) -> str:
    """Return the payment's refund state; ``refundable`` is what is neither refunded nor asked for."""
    if refunded >= amount:
        return "full"
    if refunded:
        return "partial"
    return "pending" if refundable < amount else "none"


def answer_by(asked_at: datetime) -> datetime:
    """Return by when the merchant answers (UTC)."""
    return working_days_on(asked_at, _ANSWER_WITHIN, _CLOSING).astimezone(UTC)
