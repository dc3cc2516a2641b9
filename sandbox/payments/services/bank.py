"""What the bank says, applied once each and in any order."""

from __future__ import annotations

import logging
from datetime import date, datetime, timedelta
from typing import Any, Final

import msgspec

from sandbox.payments.domain import ledger
from sandbox.payments.domain.errors import Refused
from sandbox.payments.domain.limits import ZONE
from sandbox.payments.domain.ports import TransferStarted, plugs
from sandbox.payments.domain.status import onward
from sandbox.payments.domain.transactions import Transaction
from sandbox.payments.services.changes import Cause, transaction_change, transaction_record

log = logging.getLogger("sandbox.payments.bank")

STATUS_OF: Final = {
    "needs_approval": "requires_action",
    "pending": "pending",
    "timed_out": "pending",
    "accepted": "succeeded",
    "declined": "declined",
    "failed": "failed",
    "cancelled": "cancelled",
    "expired": "expired",
}
STATES: Final = frozenset({*STATUS_OF, "settled", "returned"})
_FINAL: Final = frozenset({"accepted", "declined", "failed", "cancelled", "expired"})
_UNRESERVED: Final = frozenset({"created", "requires_action"})
_FRIDAY: Final = 4
# What the returned transaction may have and its return has not.
_NEVER_OF_A_RETURN: Final[dict[str, Any]] = {
    "expires_at": None,
    "settlement_state": "not_applicable",
    "settlement_expected_on": None,
    "settled_at": None,
    "next_action_kind": None,
    "next_action_url": None,
    "return_url": None,
    "operation_id": None,
}


class BankAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """One report of the bank about one transfer; ``at`` is when it happened at the bank (UTC)."""

    transfer_id: str
    state: str
    code: str | None
    message: str | None
    at: datetime
    url: str | None = None


def bank_answered(
    *, reference: str, transfer_id: str, state: str, code: str | None, message: str | None, at: datetime
) -> None:
    """Apply a report of the bank about the transaction ``reference``.

    Idempotent and order-proof: a repeated or overtaken report changes nothing, ``settled`` and ``returned`` imply
    ``accepted``, and one that contradicts a final status is kept in the history and changes no money. ``state`` is one
    of `STATES`. Raises Refused ``not_found`` for an unknown reference, ValueError for an unknown state.
    """
    if state not in STATES:
        raise ValueError(f"{state} is not a state of a transfer: {', '.join(sorted(STATES))}")
    answer_apply(
        reference=reference,
        answer=BankAnswer(transfer_id=transfer_id, state=state, code=code, message=message, at=at),
    )


def first_answer_apply(*, reference: str, started: TransferStarted) -> Transaction:
    """Apply what the bank said when the transfer was started, and return the transaction as it is then."""
    answer = BankAnswer(
        transfer_id=started.transfer_id,
        state=started.state,
        code=started.code,
        message=started.message,
        at=plugs.now(),
        url=started.url,
    )
    return answer_apply(reference=reference, answer=answer)


def answer_apply(*, reference: str, answer: BankAnswer) -> Transaction:
    """Apply the bank's word and return the transaction as it is then."""
    store = plugs.store()
    with store.atomic():
        tx = store.transaction_lock(reference)
        if tx is None:
            raise Refused("not_found", "There is no transaction with this reference.")
        if answer.state in STATUS_OF:
            return _status(tx, answer)
        if onward(tx.status) and tx.status != "succeeded":
            tx = _status(tx, msgspec.structs.replace(answer, state="accepted"))
        return _settled(tx, answer) if answer.state == "settled" else _returned(tx, answer)


def _status(tx: Transaction, answer: BankAnswer) -> Transaction:
    answer = _affordable(tx, answer)
    status = STATUS_OF[answer.state]
    if status == tx.status or (status == "succeeded" and tx.status == "reversed"):
        return tx
    if status in onward(tx.status) and not _overtaken(tx, answer):
        return transaction_change(before=tx, cause=_cause(tx, answer), **_outcome(tx, answer))
    return _contradicted(tx, answer) if answer.state in _FINAL else tx


def _affordable(tx: Transaction, answer: BankAnswer) -> BankAnswer:
    """Turn a yes to a payment whose money is not reserved and no longer there into a no: no approval makes a debt."""
    if answer.state != "accepted" or tx.type != "payment" or tx.account_id is None or tx.status not in _UNRESERVED:
        return answer
    account = plugs.store().account_lock(tx.customer_id, tx.account_id)
    if account is None or account.available >= tx.amount:
        return answer
    return msgspec.structs.replace(answer, state="declined", code="AM04", message="insufficient funds")


def _overtaken(tx: Transaction, answer: BankAnswer) -> bool:
    """Say whether a request for approval arrives after the customer already gave it."""
    return answer.state == "needs_approval" and tx.status != "created"


def _outcome(tx: Transaction, answer: BankAnswer) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "status": STATUS_OF[answer.state],
        "raw_status": answer.code or tx.raw_status,
        "ref_statement": tx.ref_statement or answer.transfer_id,
    }
    if answer.state == "needs_approval":
        return fields | {"next_action_kind": "redirect", "next_action_url": answer.url}
    if answer.state == "accepted":
        expected = _next_bank_day(answer.at)
        settlement = {"settlement_state": "unsettled", "settlement_expected_on": expected}
        done = {"completed_at": answer.at, "status_reason": None, "expires_at": None}
        return fields | settlement | done | _stopped(tx, answer)
    reason = "bank_timed_out" if answer.state == "timed_out" else answer.code
    return fields | {"status_reason": reason, "expires_at": None} | _stopped(tx, answer)


def _stopped(tx: Transaction, answer: BankAnswer) -> dict[str, Any]:
    """Return what a final word says of a wish to cancel: money that went was not stopped, any other end needs none."""
    if tx.cancel_state is None or answer.state not in _FINAL:
        return {}
    return {"cancel_state": "refused" if answer.state == "accepted" else None}


_CODES: Final = {"needs_approval": "approval_requested"}


def _cause(tx: Transaction, answer: BankAnswer) -> Cause:
    code = _CODES.get(answer.state, f"bank_{answer.state}")
    details = {"transfer_id": answer.transfer_id, "party": tx.from_label if tx.direction == "in" else tx.to_label}
    if answer.code:
        details["bank_code"] = answer.code
    actor = "system" if answer.state == "needs_approval" else "bank"
    return Cause(actor=actor, code=code, at=answer.at, message=answer.message, details=details)


def _settled(tx: Transaction, answer: BankAnswer) -> Transaction:
    if tx.settled_at is not None or tx.status not in {"succeeded", "reversed"}:
        return tx if tx.settled_at is not None else _contradicted(tx, answer)
    state = "settled" if tx.status == "succeeded" else tx.settlement_state
    cause = msgspec.structs.replace(_cause(tx, answer), code="settled")
    return transaction_change(before=tx, cause=cause, settlement_state=state, settled_at=answer.at)


def _returned(tx: Transaction, answer: BankAnswer) -> Transaction:
    """Reverse the transaction: it keeps its amount, and the way back is a transaction of its own."""
    if tx.status == "reversed":
        return tx
    if tx.status != "succeeded":
        return _contradicted(tx, answer)
    counter = _counter(tx, answer)
    cause = msgspec.structs.replace(_cause(tx, answer), code="returned")
    cause = msgspec.structs.replace(cause, details={**cause.details, "return_id": counter.id})
    after = transaction_change(
        before=tx,
        cause=cause,
        status="reversed",
        status_reason=answer.code or "returned_by_bank",
        raw_status=answer.code,
        settlement_state="returned",
        refundable=0,
        related=[*tx.related, counter.id],
    )
    made = Cause(actor="bank", code="return_booked", at=counter.created_at, details={"parent_id": tx.id})
    transaction_record(tx=counter, cause=made, entries=[ledger.returned(tx)])
    return after


def _counter(tx: Transaction, answer: BankAnswer) -> Transaction:
    now = plugs.now()
    return msgspec.structs.replace(
        tx,
        id=plugs.new_id("tx"),
        type="adjustment",
        direction="out" if tx.direction == "in" else "in",
        status="succeeded",
        status_reason=answer.code or "returned_by_bank",
        raw_status=answer.code,
        fee=0,
        **_sides_exchanged(tx),
        ref_statement=answer.transfer_id,
        created_at=now,
        updated_at=now,
        completed_at=now,
        parent_id=tx.id,
        related=[tx.id],
        version=1,
        **_NEVER_OF_A_RETURN,
    )


def _sides_exchanged(tx: Transaction) -> dict[str, Any]:
    parts = ("kind", "label", "detail")
    swapped = {f"from_{part}": getattr(tx, f"to_{part}") for part in parts}
    return swapped | {f"to_{part}": getattr(tx, f"from_{part}") for part in parts}


def _contradicted(tx: Transaction, answer: BankAnswer) -> Transaction:
    """Keep the bank's impossible word in the history, once; the machine allows no such jump."""
    details = {"state": answer.state, "transfer_id": answer.transfer_id}
    known = plugs.store().step_list(tx.id)
    if any(step.code == "bank_answer_refused" and step.details == details for step in known):
        return tx
    log.warning("bank says %s of %s, which is %s", answer.state, tx.id, tx.status)
    cause = Cause(actor="bank", code="bank_answer_refused", at=answer.at, details=details)
    return transaction_change(before=tx, cause=cause)


def _next_bank_day(at: datetime) -> date:
    """Return the next weekday in the platform's zone; bank holidays are not known here."""
    day = at.astimezone(ZONE).date() + timedelta(days=1)
    while day.weekday() > _FRIDAY:
        day += timedelta(days=1)
    return day
