"""What an order would cost and when it would arrive, before anything is asked of the customer."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from sandbox.clock import rfc3339
from sandbox.payments.domain.limits import bounds_check, funds_check, limit_wire, limits_check
from sandbox.payments.domain.orders import QuoteOrder
from sandbox.payments.domain.ports import plugs
from sandbox.payments.domain.wire import money
from sandbox.payments.services.holdings import account_find, fee_of, instrument_find
from sandbox.payments.services.payments import merchant_find, step_up_asked

INSTANT: Final = timedelta(seconds=10)  # the longest an instant transfer may take (SCT Inst rulebook)


def quote_make(*, customer_id: str, order: QuoteOrder) -> dict[str, Any]:
    """Return the Quote. It promises and reserves nothing, and is refused for whatever would refuse the order itself,
    step-up aside: see `deposit_create` and `withdrawal_create`."""
    kind, amount = order.type, order.amount
    account = account_find(
        customer_id=customer_id, account_id=order.account_id, currency=amount.currency, kind=kind, lock=False
    )
    instrument = None
    if order.instrument_id is not None:
        instrument = instrument_find(customer_id=customer_id, instrument_id=order.instrument_id, kind=kind)
    if order.merchant_id is not None:
        merchant_find(customer_id=customer_id, merchant_id=order.merchant_id)
    bounds_check(kind, amount.value, amount.currency)
    limits = plugs.store().limit_list(customer_id, kind, account.currency, plugs.now())
    limits_check(amount.value, limits)
    if kind != "deposit":
        funds_check(amount.value, account.available, account.currency)
    fee = fee_of(kind=kind, instrument=instrument, currency=amount.currency)
    return {
        "type": kind,
        "amount": money(amount.value, amount.currency),
        "fee": money(fee, amount.currency),
        "total": money(amount.value + fee, amount.currency),
        "arrives_by": rfc3339(plugs.now() + INSTANT),
        "instant": True,
        "limits": [limit_wire(limit) for limit in limits],
        "requires": _requires(order),
    }


def _requires(order: QuoteOrder) -> tuple[str, ...]:
    asked = order.type == "withdrawal" or (order.type == "payment" and step_up_asked(order.amount))
    return ("step_up",) if asked else ()
