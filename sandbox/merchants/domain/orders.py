"""What a merchant may order, checked as far as it can be without looking anything up."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

import msgspec

from sandbox.merchants.domain.cards import Card
from sandbox.payments.domain.errors import Field, Refused, invalid
from sandbox.payments.domain.limits import bounds_check
from sandbox.payments.domain.money import Money
from sandbox.payments.domain.orders import Ident, Text, is_web_address

ACQUIRERS: Final = ("piggybank", "otherbank")
Acquirer = Literal["piggybank", "otherbank"]
Way = Literal["time_out", "decline", "return"]


class CustomerRef(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    email: Annotated[str, msgspec.Meta(min_length=3, max_length=254)]


class PaymentOrder(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The body of ``POST /v1/merchant/payments``.

    Who pays is told by ``customer_id`` or by ``customer``; with what, by ``card`` or ``instrument_id``, else the
    balance in the amount's currency pays. ``approved`` says that the customer said yes in the shop's own checkout, so
    that nobody is asked again. ``simulate`` makes the bank behave so, whatever the amount.
    """

    amount: Money
    customer_id: Ident | None = None
    customer: CustomerRef | None = None
    card: Card | None = None
    instrument_id: Ident | None = None
    reference: Text | None = None
    description: Text | None = None
    capture: Literal["automatic", "manual"] = "automatic"
    approved: bool = False
    return_url: Annotated[str, msgspec.Meta(max_length=2048)] | None = None
    simulate: Way | None = None


class CaptureOrder(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The body of ``POST /v1/merchant/payments/{id}/capture``; without ``amount`` all that is reserved is taken."""

    amount: Money | None = None


class RefundOrder(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The body of ``POST /v1/merchant/payments/{id}/refunds``; without ``amount`` all that is left goes back."""

    amount: Money | None = None
    reason: Text | None = None


class PayoutOrder(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The body of ``POST /v1/merchant/payouts``."""

    amount: Money
    customer_id: Ident | None = None
    customer: CustomerRef | None = None
    reference: Text | None = None
    description: Text | None = None


class MerchantOrder(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The body of ``POST /v1/merchant``."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
    legal_name: Text | None = None
    place: Text | None = None
    country: Annotated[str, msgspec.Meta(pattern=r"^[A-Z]{2}\Z")] | None = None
    acquirer: Acquirer | None = None


class KeyOrder(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The body of ``POST /v1/merchant/keys``."""

    merchant_id: Ident


class AcquirerOrder(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The body of ``PUT /v1/merchant/acquirer``; null takes the bank away, and payments fail."""

    acquirer: Acquirer | None


class Nothing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The body of an order that has no choices: ``{}``."""


def payment_check(order: PaymentOrder) -> None:
    """Raise Refused ``validation_failed`` or ``currency_not_supported`` for what no lookup can make right."""
    bounds_check("payment", order.amount.value, order.amount.currency)
    _one_customer(order)
    texts_check(order, "reference", "description")
    if order.card is not None and order.instrument_id is not None:
        raise invalid("/instrument_id", "conflict", "Give either card or instrument_id.")
    if order.capture == "manual" and order.simulate is not None:
        raise invalid("/simulate", "conflict", "What is reserved plays no scenario: leave simulate out.")
    if order.return_url is not None:
        _return_url_check(order.return_url)


def payout_check(order: PayoutOrder) -> None:
    """Raise Refused ``validation_failed`` or ``currency_not_supported`` for what no lookup can make right."""
    bounds_check("payment", order.amount.value, order.amount.currency)
    _one_customer(order)
    texts_check(order, "reference", "description")


def texts_check(order: msgspec.Struct, *names: str) -> None:
    """Raise Refused ``validation_failed`` for a text with characters that cannot be shown."""
    for name in names:
        text: Any = getattr(order, name)
        if text is not None and not text.isprintable():
            raise invalid(f"/{name}", "characters", "Use printable characters only.")


def amount_asked(asked: Money | None, *, left: int, currency: str) -> int:
    """Return the minor units an order is for, all that is ``left`` without an amount; more may be asked than there is.

    Raises Refused ``currency_not_supported`` for another currency than the payment's.
    """
    if asked is None:
        return left
    if asked.currency != currency:
        field = Field("/amount/currency", "currency_not_supported", f"This payment is in {currency}.")
        raise Refused("currency_not_supported", "The payment is in another currency.", field)
    return asked.value


def _one_customer(order: PaymentOrder | PayoutOrder) -> None:
    if (order.customer_id is None) == (order.customer is None):
        raise invalid("/customer_id", "required", "Give either customer_id or customer.")


def _return_url_check(url: str) -> None:
    if not is_web_address(url):
        raise invalid("/return_url", "format", "An absolute http or https address without user or password.")


def payment_masked(order: PaymentOrder) -> dict[str, Any]:
    """Return the order as it may be hashed and kept: a card by its last four digits, no security code at all."""
    plain: dict[str, Any] = msgspec.to_builtins(order)
    if order.card is not None:
        plain["card"] = {"last4": order.card.number[-4:], "exp": order.card.exp, "holder": order.card.holder}
    return plain
