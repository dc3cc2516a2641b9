"""What the bank knows of the demo data: the payments that still wait for a word of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from sandbox.bank.domain import ACCEPTED, Direction, Scenario, State
from sandbox.bank.models import PLATFORM, Callback, Transfer
from sandbox.bank.services import approval_url
from sandbox.payments.domain.transactions import Transaction
from sandbox.payments.models import Transaction as Row

_KEEPER = "Östra Sparbank"  # keeps the balances, so it asks for approvals
_BEFORE_THE_END = timedelta(minutes=1)


def bank_load(transactions: Iterable[Transaction]) -> None:
    """Give the bank its side of open payments, so that each can come to the end its page speaks of."""
    for tx in transactions:
        if tx.status == "requires_action":
            _approval_load(tx)
        elif tx.status_reason == "bank_timed_out":
            _late_answer_load(tx)
        elif tx.status == "pending":
            _transfer(tx, State.PENDING, account_label=tx.to_label)


def _approval_load(tx: Transaction) -> None:
    """Open the bank's page: it can be approved, declined, or left to expire."""
    transfer = _transfer(tx, State.NEEDS_APPROVAL, account_label=f"{_KEEPER}, {tx.from_detail}")
    Row.objects.filter(id=tx.id).update(next_action_kind="redirect", next_action_url=approval_url(transfer))


def _late_answer_load(tx: Transaction) -> None:
    """The bank carried it out and says so just before the time the customer was promised an answer."""
    due = (tx.expires_at or tx.created_at) - _BEFORE_THE_END
    transfer = _transfer(tx, State.ACCEPTED, account_label=tx.instrument_label or "")
    Transfer.objects.filter(id=transfer.id).update(settle_due_at=due)
    Callback.objects.create(
        transfer=transfer,
        state=ACCEPTED.state,
        code=ACCEPTED.code,
        message=ACCEPTED.message,
        at=tx.created_at,
        due_at=due,
    )


def _transfer(tx: Transaction, state: State, *, account_label: str) -> Transfer:
    return Transfer.objects.create(
        reference=tx.id,
        direction=Direction.COLLECT,
        amount=tx.amount,
        currency=tx.currency,
        account_label=account_label,
        instrument_id=tx.instrument_id or "",
        asked_by=tx.merchant_name or PLATFORM,
        description=tx.description or "",
        scenario=Scenario.NORMAL,
        state=state,
        created_at=tx.created_at,
        updated_at=tx.updated_at,
        expires_at=tx.expires_at,
    )
