"""A customer brings money in: order, checks, limits, the bank's approval, expiry."""

from __future__ import annotations

import logging
import secrets
from datetime import timedelta
from typing import Any, Final

from sandbox.payments.domain.errors import Field, Refused, invalid
from sandbox.payments.domain.limits import deposit_check
from sandbox.payments.domain.money import Money
from sandbox.payments.domain.orders import DepositOrder
from sandbox.payments.domain.ports import BankUnavailableError, TransferStarted, plugs
from sandbox.payments.domain.transactions import Transaction
from sandbox.payments.services.bank import BankAnswer, answer_apply
from sandbox.payments.services.changes import Cause, transaction_change, transaction_record

log = logging.getLogger("sandbox.payments.deposits")

APPROVAL: Final = timedelta(minutes=15)
_ABANDONED: Final = timedelta(seconds=30)


def deposit_create(*, customer_id: str, order: DepositOrder, operation_id: str) -> Transaction:
    """Make the deposit of this operation, or find the one an interrupted run made, and start it at the bank.

    Returns the transaction as the bank's first answer left it. Raises Refused: ``not_found`` for an account or
    instrument that is not this customer's, ``account_restricted``, ``currency_not_supported``,
    ``instrument_not_usable``, ``validation_failed``, ``limit_exceeded``.
    """
    tx = plugs.store().transaction_of_operation(operation_id)
    if tx is None:
        tx = _record(customer_id, order, operation_id)
    return deposit_start(tx=tx) if tx.status == "created" else tx


def deposit_start(*, tx: Transaction) -> Transaction:
    """Ask the bank to collect the deposit. Safe to repeat: the transaction's id is the bank's reference.

    Raises Refused ``upstream_unavailable`` (503) when the bank cannot be reached; the deposit stays ``created``.
    """
    try:
        started = _collect(tx)
    except BankUnavailableError:
        log.warning("bank unavailable for %s", tx.id)
        raise Refused("upstream_unavailable", "The bank cannot be reached. Repeat with the same key.") from None
    return _bank_began(tx, started)


def _collect(tx: Transaction) -> TransferStarted:
    return plugs.bank().transfer_start(
        reference=tx.id,
        direction="collect",
        amount=Money(tx.amount + tx.fee, tx.currency),
        account_label=tx.instrument_label or "",
        instrument_id=tx.instrument_id or "",
        return_url=tx.return_url or "",
        description=tx.description or tx.to_label,
    )


def deposit_sweep(*, count: int = 100) -> int:
    """Expire deposits nobody approved in time and start again those a crash left unsent; return how many changed."""
    store, now = plugs.store(), plugs.now()
    expired = [_expire(id_) for id_ in store.transaction_expiring(now, count=count)]
    resumed = [_resume(tx) for tx in store.transaction_unsent(now - _ABANDONED, count=count)]
    return sum(expired) + sum(resumed)


def _resume(tx: Transaction) -> bool:
    """Start one deposit again; a bank that is away must not keep the others waiting."""
    try:
        deposit_start(tx=tx)
    except Refused:
        return False
    return True


def _record(customer_id: str, order: DepositOrder, operation_id: str) -> Transaction:
    store = plugs.store()
    with store.atomic():
        account = store.account_lock(customer_id, order.account_id)
        if account is None:
            raise _absent("/account_id")
        _account_check(account, order)
        paid = _paid_with(order, _instrument(customer_id, order)) | _at_merchant(_merchant(order))
        limits = store.deposit_limits(customer_id, account.currency, plugs.now())
        deposit_check(order.amount.value, order.amount.currency, limits)
        tx = _transaction(order, operation_id, account, **paid)
        return transaction_record(tx=tx, cause=Cause(actor="customer", code="created", at=tx.created_at))


def _account_check(account: Any, order: DepositOrder) -> None:
    if account.status != "active":
        raise Refused("account_restricted", "This account takes no deposits now.")
    if account.currency != order.amount.currency:
        field = Field("/amount/currency", "currency_not_supported", f"This account is in {account.currency}.")
        raise Refused("currency_not_supported", "The account is in another currency.", field)


def _instrument(customer_id: str, order: DepositOrder) -> Any | None:
    if order.instrument_id is None:
        return None
    instrument = plugs.store().instrument_get(customer_id, order.instrument_id)
    if instrument is None:
        raise _absent("/instrument_id")
    if instrument.status != "active" or "deposit" not in instrument.usable_for:
        field = Field("/instrument_id", "instrument_not_usable", "Choose one that is active and usable for deposits.")
        raise Refused("instrument_not_usable", "No deposit can be made with this instrument.", field)
    return instrument


def _merchant(order: DepositOrder) -> Any | None:
    if order.merchant_id is None:
        return None
    merchant = plugs.store().merchant_get(order.merchant_id)
    if merchant is None:
        raise invalid("/merchant_id", "unknown", "There is no such merchant.")
    return merchant


def _absent(pointer: str) -> Refused:
    return Refused("not_found", "There is no such resource.", Field(pointer, "not_found", "Use an id of your own."))


def _transaction(order: DepositOrder, operation_id: str, account: Any, **paid: Any) -> Transaction:
    now = plugs.now()
    return Transaction(
        id=plugs.new_id("tx"),
        customer_id=account.customer_id,
        type="deposit",
        direction="in",
        status="created",
        amount=order.amount.value,
        currency=order.amount.currency,
        account_id=account.id,
        from_kind="instrument",
        to_kind="account",
        to_label=account.name,
        description=order.description,
        ref_customer=order.client_reference,
        ref_provider=payment_number(now.year),
        created_at=now,
        updated_at=now,
        expires_at=now + APPROVAL,
        return_url=order.return_url,
        operation_id=operation_id,
        **paid,
    )


def _at_merchant(merchant: Any | None) -> dict[str, Any]:
    if merchant is None:
        return {}
    return {"merchant_id": merchant.id, "merchant_name": merchant.name, "merchant_site": merchant.site}


def _paid_with(order: DepositOrder, instrument: Any | None) -> dict[str, Any]:
    if instrument is None:
        return {"from_label": "Bank account", "instrument_kind": "bank_account", "instrument_label": "Bank account"}
    same = instrument.fee is not None and instrument.fee_currency == order.amount.currency
    return {
        "from_label": instrument.label,
        "fee": instrument.fee if same else 0,
        "instrument_id": instrument.id,
        "instrument_kind": instrument.kind,
        "instrument_label": instrument.label,
        "instrument_brand": instrument.brand,
        "instrument_last4": instrument.last4,
    }


def payment_number(year: int) -> str:
    """Return a new 12-digit payment number, the year's last two digits first: what a customer reads out to support."""
    return f"{year % 100:02d}{secrets.randbelow(10**10):010d}"


def _bank_began(tx: Transaction, started: TransferStarted) -> Transaction:
    answer = BankAnswer(
        transfer_id=started.transfer_id,
        state=started.state,
        code=started.code,
        message=started.message,
        at=plugs.now(),
        url=started.url,
    )
    return answer_apply(reference=tx.id, answer=answer)


def _expire(transaction_id: str) -> bool:
    store = plugs.store()
    with store.atomic():
        tx = store.transaction_lock(transaction_id)
        now = plugs.now()
        if tx is None or tx.status != "requires_action" or tx.expires_at is None or tx.expires_at > now:
            return False
        cause = Cause(actor="system", code="expired", at=now)
        transaction_change(before=tx, cause=cause, status="expired", status_reason="not_approved_in_time")
    return True
