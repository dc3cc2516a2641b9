"""Whom an order is about: the customer, and what they pay with."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sandbox.auth.models import Customer
from sandbox.merchants.domain.cards import card_read
from sandbox.merchants.domain.orders import PaymentOrder, PayoutOrder
from sandbox.payments.domain.errors import Field, Refused, invalid
from sandbox.payments.models import Account
from sandbox.payments.services.holdings import instrument_columns, instrument_find


def customer_find(order: PaymentOrder | PayoutOrder) -> Customer:
    """Return the customer an order names. Raises Refused ``validation_failed`` naming the field."""
    if order.customer is not None:
        customer = Customer.objects.filter(identifier=order.customer.email.strip().casefold()).first()
        pointer = "/customer/email"
    else:
        customer, pointer = Customer.objects.filter(id=order.customer_id).first(), "/customer_id"
    if customer is None:
        raise invalid(pointer, "unknown", "There is no such customer.")
    return customer


def account_of(customer: Customer, currency: str) -> Account:
    """Return the customer's balance in a currency. Raises Refused ``currency_not_supported`` and
    ``account_restricted``."""
    account = Account.objects.filter(customer_id=customer.id, currency=currency).order_by("position", "id").first()
    if account is None:
        field = Field("/amount/currency", "currency_not_supported", "The customer has no balance in it.")
        raise Refused("currency_not_supported", f"The customer has no balance in {currency}.", field)
    if account.status != "active":
        raise Refused("account_restricted", "The customer's account takes part in nothing now.")
    return account


def paid_with(order: PaymentOrder, customer: Customer, now: datetime) -> dict[str, Any]:
    """Return the columns that say what pays: card, instrument, or the balance. Raises Refused."""
    if order.card is not None:
        kept = card_read(order.card, now)
        details = {"kind": "card", "label": kept.label, "brand": kept.brand, "last4": kept.last4}
        return _outside(customer, kept.label) | {f"instrument_{name}": value for name, value in details.items()}
    if order.instrument_id is not None:
        instrument = instrument_find(customer_id=customer.id, instrument_id=order.instrument_id, kind="payment")
        return _outside(customer, instrument.label) | instrument_columns(instrument)
    account = account_of(customer, order.amount.currency)
    return {
        "account_id": account.id,
        "from_kind": "account",
        "from_label": customer.display_name,
        "from_detail": account.name,
    }


def _outside(customer: Customer, label: str) -> dict[str, Any]:
    return {"from_kind": "instrument", "from_label": customer.display_name, "from_detail": label}
