"""What a customer may order, checked as far as it can be without looking anything up."""

from __future__ import annotations

from typing import Annotated, Final, Literal
from urllib.parse import urlsplit

import msgspec

from sandbox.payments.domain.errors import invalid
from sandbox.payments.domain.money import Money

Ident = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9_.~:-]{1,128}\Z")]
Text = Annotated[str, msgspec.Meta(min_length=1, max_length=140)]
_LONGEST_URL: Final = 2048


class DepositOrder(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The body of ``POST /v1/deposits``."""

    account_id: Ident
    amount: Money
    return_url: str
    instrument_id: Ident | None = None
    merchant_id: Ident | None = None
    description: Text | None = None
    client_reference: Text | None = None


class WithdrawalOrder(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The body of ``POST /v1/withdrawals``."""

    account_id: Ident
    amount: Money
    instrument_id: Ident
    description: Text | None = None
    client_reference: Text | None = None


class PaymentOrder(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The body of ``POST /v1/payments``."""

    account_id: Ident
    merchant_id: Ident
    amount: Money
    description: Text | None = None
    client_reference: Text | None = None


class CancelOrder(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The body of ``POST /v1/transactions/{id}/cancel``."""

    reason: Text | None = None


class QuoteOrder(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The body of ``POST /v1/quotes``."""

    type: Literal["deposit", "withdrawal", "payment"]
    account_id: Ident
    amount: Money
    instrument_id: Ident | None = None
    merchant_id: Ident | None = None


def withdrawal_check(order: WithdrawalOrder) -> None:
    """Raise Refused ``validation_failed`` for a value that no lookup can make right."""
    _more_than_nothing(order.amount)
    _printable(order)


def payment_check(order: PaymentOrder) -> None:
    """Raise Refused ``validation_failed`` for a value that no lookup can make right."""
    _more_than_nothing(order.amount)
    _printable(order)


def quote_check(order: QuoteOrder) -> None:
    """Raise Refused ``validation_failed`` for a value that no lookup can make right."""
    _more_than_nothing(order.amount)
    if (order.type == "payment") != (order.merchant_id is not None):
        raise invalid("/merchant_id", "required", "It goes with a payment, and a payment needs it.")


def cancel_check(order: CancelOrder) -> None:
    """Raise Refused ``validation_failed`` for a value that no lookup can make right."""
    if order.reason is not None and not order.reason.isprintable():
        raise invalid("/reason", "characters", "Use printable characters only.")


def _more_than_nothing(amount: Money) -> None:
    if amount.value <= 0:
        raise invalid("/amount/value", "min", "An amount is more than nothing.")


def _printable(order: DepositOrder | WithdrawalOrder | PaymentOrder) -> None:
    for pointer, text in (("/description", order.description), ("/client_reference", order.client_reference)):
        if text is not None and not text.isprintable():
            raise invalid(pointer, "characters", "Use printable characters only.")


def deposit_check(order: DepositOrder) -> None:
    """Raise Refused ``validation_failed`` for a value that no lookup can make right."""
    _more_than_nothing(order.amount)
    _printable(order)
    if not is_web_address(order.return_url):
        raise invalid("/return_url", "format", "An absolute http or https address without user or password.")


def is_web_address(text: str) -> bool:
    """Say whether a browser may be sent there: absolute, http or https, without user or password, plain ASCII."""
    try:
        parts = urlsplit(text)
        port_ok = parts.port is None or parts.port > 0
    except ValueError:
        return False
    plain = text.isascii() and text.isprintable() and " " not in text and "\\" not in text and len(text) <= _LONGEST_URL
    return plain and port_ok and parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.username is None
