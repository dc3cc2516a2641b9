"""Refund requests and disputes as one thing: a case, with who owes the next step and by when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, Final, Literal, NamedTuple

import msgspec

from selfcare.domain.money import Money
from transactions.domain.cases import CaseStep, Message
from transactions.domain.disputes import Dispute, Offer
from transactions.domain.refunds import RefundRequest
from transactions.domain.transactions import InstrumentRef, MerchantRef

CaseKind = Literal["refund_request", "dispute", "missing_deposit", "unknown_charge"]
CaseState = Literal["customer", "merchant", "operator", "paying", "closed"]
"""Who has the next step: one of three, or nobody any more because the money is on its way, or it is over."""
Outcome = Literal["won", "part", "refunded", "lost", "withdrawn", "failed", "escalated"]

REQUEST_PREFIX: Final = "rrq_"
_KINDS: Final[dict[str, CaseKind]] = {"missing_deposit": "missing_deposit", "unknown_charge": "unknown_charge"}
_TURNS: Final[dict[str | None, CaseState]] = {"customer": "customer", "merchant": "merchant"}


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """What a customer has asked, as every page of cases shows it.

    ``answer_by`` is what the payment service promised for the next step, if it said so. ``kept`` tells when each step
    of the promise table happened, by name, and ``promised`` by when the service had promised it; ``slipped`` are the
    promised dates that passed unkept before the last step. ``actions`` are what the service offers the customer now.
    """

    id: str
    number: str
    kind: CaseKind
    customer_id: str
    amount: Money
    reason: str
    state: CaseState
    opened_at: datetime
    updated_at: datetime
    version: int
    transaction_id: str | None = None
    merchant: MerchantRef | None = None
    instrument: InstrumentRef | None = None
    note: str | None = None
    should_have_been: Money | None = None
    occurred_on: date | None = None
    statement_text: str | None = None
    answer_by: datetime | None = None
    outcome: Outcome | None = None
    closed_at: datetime | None = None
    returned: Money | None = None
    decision_note: str | None = None
    offer: Offer | None = None
    escalated_at: datetime | None = None
    escalated_to: str | None = None
    money_id: str | None = None
    handler: str | None = None
    seen_at: datetime | None = None
    kept: dict[str, datetime] = {}
    promised: dict[str, datetime] = {}
    slipped: tuple[datetime, ...] = ()
    history: tuple[CaseStep, ...] = ()
    messages: tuple[Message, ...] = ()
    actions: tuple[str, ...] = ()

    @property
    def is_open(self) -> bool:
        return self.state != "closed"

    @property
    def needs_customer(self) -> bool:
        return self.state == "customer"

    @property
    def other_side(self) -> str | None:
        """The name of the merchant, or of the bank a missing deposit was sent from; None for neither."""
        if self.merchant:
            return self.merchant.name
        return (self.instrument.brand or self.instrument.label) if self.instrument else None

    def offers(self, action: str) -> bool:
        """Tell whether the service lets the customer do this now."""
        return action in self.actions


_REQUEST_STATES: Final[dict[str, CaseState]] = {"requested": "merchant", "approved": "paying", "processing": "paying"}
_REQUEST_OUTCOMES: Final[dict[str, Outcome]] = {"rejected": "lost", "failed": "failed", "cancelled": "withdrawn"}


_SAME: Final = (
    *("id", "customer_id", "amount", "reason", "updated_at", "version"),
    *("transaction_id", "merchant", "note", "messages"),
)


def _common(asked: RefundRequest | Dispute) -> dict[str, Any]:
    """Return what both kinds have."""
    return {
        **{name: getattr(asked, name) for name in _SAME},
        "number": asked.case_number,
        "opened_at": asked.created_at,
        "actions": tuple(action.name for action in asked.actions),
    }


def case_of_request(request: RefundRequest) -> Case:
    """Return the case that a refund request is."""
    state = _REQUEST_STATES.get(request.status, "closed")
    ended = (request.decided_at or request.updated_at) if state == "closed" else None
    kept = {"answer": request.decided_at, "money": ended if request.status == "succeeded" else None}
    by, answered = request.respond_by, request.decided_at
    return Case(
        **_common(request),
        kind="refund_request",
        state=state,
        answer_by=request.respond_by if request.status == "requested" else None,
        outcome=_request_outcome(request),
        closed_at=ended,
        returned=(request.decided_amount or request.amount) if request.status == "succeeded" else None,
        decision_note=request.decision_note,
        escalated_to=request.escalated_to,
        money_id=request.refund_transaction_id,
        seen_at=request.opened_at,
        kept={name: moment for name, moment in kept.items() if moment},
        promised={"answer": by} if by else {},
        slipped=(by,) if by and answered and answered > by else (),
    )


def _request_outcome(request: RefundRequest) -> Outcome | None:
    if request.escalated_to:
        return "escalated"
    if request.status == "succeeded":
        return "refunded" if request.decided_amount in (None, request.amount) else "part"
    return _REQUEST_OUTCOMES.get(request.status)


_ANSWERS: Final = ("merchant_agreed", "merchant_offered", "merchant_refused")
_ASKS_CUSTOMER: Final = frozenset({"merchant_agreed", "merchant_offered", "asked"})
_BACK_TO_US: Final = frozenset({"merchant_refused", "accepted", "declined", "answered", "not_decided"})
_STEPS: Final[dict[str, str]] = {
    **dict.fromkeys(_ANSWERS, "answer"),
    **dict.fromkeys(("accepted", "declined", "answered"), "choose"),
    "accepted": "choose",
    "advanced": "advance",
    "taken": "confirm",
    "bank_asked": "ask",
    "decided": "decide",
}


def case_of_dispute(dispute: Dispute) -> Case:
    """Return the case that a dispute, a missing deposit or an unknown charge is."""
    owed = tuple(_owed(dispute))
    return Case(
        **_common(dispute),
        kind=_KINDS.get(dispute.kind, "dispute"),
        state="closed" if dispute.status == "closed" else _TURNS.get(dispute.waiting_on, "operator"),
        instrument=dispute.instrument,
        should_have_been=dispute.should_have_been,
        occurred_on=dispute.occurred_on,
        statement_text=dispute.statement_text,
        answer_by=dispute.respond_by if dispute.status != "closed" else None,
        outcome=_dispute_outcome(dispute),
        closed_at=dispute.closed_at,
        returned=_returned(dispute),
        offer=dispute.offer,
        escalated_at=dispute.escalated_at,
        money_id=dispute.refund_transaction_id,
        handler=dispute.handler,
        kept=_kept(dispute),
        promised={each.name: each.by for each in owed},
        slipped=tuple(each.by for each in owed if each.name != "choose" and each.by < each.at),
        history=dispute.history,
    )


def _dispute_outcome(dispute: Dispute) -> Outcome | None:
    if dispute.status != "closed":
        return None
    if dispute.outcome == "customer":
        returned = _returned(dispute)
        return "part" if returned and returned != dispute.amount else "won"
    return "withdrawn" if dispute.outcome == "withdrawn" else "lost"


def _returned(dispute: Dispute) -> Money | None:
    """Return what came back in the end: what the last step that names an amount says."""
    if dispute.outcome != "customer":
        return None
    named = [step.amount for step in dispute.history if step.amount]
    return named[-1] if named else dispute.amount


class _Owed(NamedTuple):
    """A step of the promise table, by when it was owed and when it, or what came in its place, happened."""

    name: str
    by: datetime
    at: datetime


def _owed(dispute: Dispute) -> Iterator[_Owed]:
    """Yield each date that the service names with the step that met or missed it."""
    first = "answer" if dispute.kind == "missing_deposit" or (dispute.kind == "dispute" and dispute.merchant) else ""
    name = first or "decide"
    for step in dispute.history:
        if step.promised_by:
            yield _Owed(name, step.promised_by, step.at)
        name = _next_owed(name, step.code, dispute.kind)


def _next_owed(name: str, code: str, kind: str) -> str:
    """Return what is owed after a step: by the customer, after an escalation, or by whoever decides."""
    if code in _ASKS_CUSTOMER:
        return "choose"
    if code == "escalated":
        return "escalation"
    if code in _BACK_TO_US:
        return "answer" if kind == "missing_deposit" else "decide"
    return name


def _kept(dispute: Dispute) -> dict[str, datetime]:
    """Return when each step of the promise table happened first."""
    kept: dict[str, datetime] = {}
    for step in dispute.history:
        name = _STEPS.get(step.code)
        if name:
            kept.setdefault(name, step.at)
    if dispute.closed_at and dispute.outcome == "customer":
        kept["money"] = dispute.closed_at
    return kept
