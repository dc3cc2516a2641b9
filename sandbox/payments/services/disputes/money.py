"""The money of a dispute: a transaction of its own that comes in, and out again when an advance was not owed."""

from __future__ import annotations

from typing import Any

import msgspec

from sandbox.payments.domain import ledger
from sandbox.payments.domain.disputes import Dispute
from sandbox.payments.domain.ports import plugs
from sandbox.payments.domain.transactions import Transaction
from sandbox.payments.services.changes import Cause, transaction_change, transaction_record
from sandbox.payments.services.disputes.changes import Event, dispute_change
from sandbox.payments.services.transfers import payment_number

_PLATFORM = "Selfcare"


def dispute_close(*, dispute: Dispute, outcome: str, event: Event, amount: int, **fields: Any) -> Dispute:
    """Close the dispute: ``amount`` minor units come in unless they were given in advance, or the advance goes back."""
    money_id = dispute.refund_transaction_id
    if amount and money_id is None:
        money_id = money_back(dispute=dispute, amount=amount).id
    elif not amount and money_id is not None:
        _money_taken(dispute, money_id)
        money_id = None
    now = plugs.now()
    ends: dict[str, Any] = {"status": "closed", "outcome": outcome, "waiting_on": None, "respond_by": None}
    return dispute_change(before=dispute, event=event, **ends, closed_at=now, refund_transaction_id=money_id, **fields)


def money_back(*, dispute: Dispute, amount: int) -> Transaction:
    """Book ``amount`` minor units in: a chargeback of the disputed payment, or the deposit that had not arrived."""
    store = plugs.store()
    disputed = store.transaction_lock(dispute.transaction_id) if dispute.transaction_id else None
    money = _incoming(dispute, disputed, amount)
    cause = Cause(actor="system", code="chargeback_booked", at=money.created_at, details={"dispute_id": dispute.id})
    transaction_record(tx=money, cause=cause)
    if disputed is not None:
        transaction_change(
            before=disputed,
            cause=msgspec.structs.replace(cause, code="charged_back", details={"chargeback_id": money.id}),
            related=[*disputed.related, money.id],
            refundable=max(0, disputed.refundable - amount),
        )
    return money


def amount_details(amount: int, currency: str) -> dict[str, str]:
    """Return an amount as a history's details hold it: minor units in text."""
    return {"amount": str(amount), "currency": currency}


def _money_taken(dispute: Dispute, money_id: str) -> None:
    """Take an advance back by a transaction of its own; it may leave a balance below nothing."""
    given = plugs.store().transaction_lock(money_id)
    if given is None:
        return
    now = plugs.now()
    taken = msgspec.structs.replace(
        _incoming(dispute, None, given.amount),
        type="adjustment",
        direction="out",
        from_kind=given.to_kind,
        from_label=given.to_label,
        from_detail=given.to_detail,
        to_kind=given.from_kind,
        to_label=given.from_label,
        to_detail=given.from_detail,
        merchant_id=given.merchant_id,
        merchant_name=given.merchant_name,
        merchant_site=given.merchant_site,
        status_reason="dispute_not_won",
        parent_id=given.id,
        related=[given.id],
    )
    cause = Cause(actor="system", code="advance_taken_back", at=now, details={"dispute_id": dispute.id})
    transaction_record(tx=taken, cause=cause, entries=[ledger.returned(given)])


def _incoming(dispute: Dispute, disputed: Transaction | None, amount: int) -> Transaction:
    now, store = plugs.now(), plugs.store()
    account = store.account_get(dispute.customer_id, dispute.account_id) if dispute.account_id else None
    sender = _sender(disputed)
    return Transaction(
        id=plugs.new_id("tx"),
        customer_id=dispute.customer_id,
        type="adjustment" if dispute.kind == "missing_deposit" else "chargeback",
        direction="in",
        status="succeeded",
        amount=amount,
        currency=dispute.currency,
        account_id=account.id if account else None,
        to_kind="account" if account else "platform",
        to_label=account.name if account else _PLATFORM,
        description=dispute.case_number,
        ref_provider=payment_number(now.year),
        ref_statement=dispute.statement_text,
        created_at=now,
        updated_at=now,
        completed_at=now,
        parent_id=disputed.id if disputed else None,
        related=[disputed.id] if disputed else [],
        **sender,
    )


def _sender(disputed: Transaction | None) -> dict[str, Any]:
    if disputed is None:
        return {"from_kind": "platform", "from_label": _PLATFORM}
    names = ("merchant_id", "merchant_name", "merchant_site", "ref_merchant")
    return {
        "from_kind": disputed.to_kind,
        "from_label": disputed.to_label,
        "from_detail": disputed.to_detail,
        **{name: getattr(disputed, name) for name in names},
    }
