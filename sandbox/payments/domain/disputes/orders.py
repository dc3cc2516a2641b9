"""What a customer may send, checked as far as it can be without looking anything up but the transaction."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Literal

import msgspec

from sandbox.payments.domain.cases import MOST_FILES, Note, is_readable
from sandbox.payments.domain.errors import invalid
from sandbox.payments.domain.filters import LARGEST_PAGE
from sandbox.payments.domain.money import Money
from sandbox.payments.domain.orders import Ident
from sandbox.payments.domain.transactions import DISPUTABLE_FOR, Transaction

Status = Literal["open", "needs_info", "under_review", "closed"]
Reason = Literal["unrecognised", "wrong_amount", "duplicate", "not_received", "missing_deposit", "other"]
StatementText = Annotated[str, msgspec.Meta(min_length=1, max_length=140)]
Files = Annotated[list[Ident], msgspec.Meta(max_length=MOST_FILES)]


class DisputeOrder(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The body of ``POST /v1/disputes`` and ``POST /v1/transactions/{id}/disputes``. ``amount`` is what the customer
    wants back, or what is missing; ``occurred_on`` and ``instrument_id`` say when and from where a deposit was sent."""

    reason: Reason
    amount: Money
    note: Note | None = None
    should_have_been: Money | None = None
    occurred_on: date | None = None
    statement_text: StatementText | None = None
    instrument_id: Ident | None = None
    attachments: Files = []


class MessageOrder(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The body of ``POST …/messages``."""

    text: Note
    attachments: Files = []


class OfferAnswer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The body of ``POST /v1/disputes/{id}/answer``: whether the customer takes what is offered."""

    accept: bool


class DisputeFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which disputes; empty and None do not narrow."""

    transaction_id: str | None = None
    status: tuple[str, ...] = ()


class DisputeQuery(msgspec.Struct, frozen=True, kw_only=True):
    """The list's parameters; newest first."""

    transaction_id: Ident | None = None
    status: Annotated[list[Status], msgspec.Meta(max_length=4, description="Repeated or comma separated.")] = []
    limit: Annotated[int, msgspec.Meta(ge=1, le=LARGEST_PAGE, description="25 without it.")] = 25
    cursor: Annotated[str, msgspec.Meta(max_length=1000, description="As given, with the same filters.")] | None = None

    @property
    def where(self) -> DisputeFilter:
        return DisputeFilter(transaction_id=self.transaction_id, status=tuple(sorted(set(self.status))))

    @property
    def oldest_first(self) -> bool:
        return False


def order_check(order: DisputeOrder, tx: Transaction | None, today: date) -> None:
    """Raise Refused ``validation_failed`` for an order that says too little, too much, or what cannot be."""
    if order.amount.value <= 0:
        raise invalid("/amount/value", "min", "An amount is more than nothing.")
    if order.note is not None and not is_readable(order.note):
        raise invalid("/note", "characters", "Use printable characters only.")
    if order.statement_text is not None and not order.statement_text.isprintable():
        raise invalid("/statement_text", "characters", "Use printable characters only.")
    if tx is not None:
        _about_check(order, tx)
    else:
        _missing_check(order, today)


def _about_check(order: DisputeOrder, tx: Transaction) -> None:
    if order.reason == "missing_deposit":
        raise invalid("/reason", "choice", "What is here is not missing: send this to /v1/disputes.")
    if order.instrument_id is not None:
        raise invalid("/instrument_id", "choice", "Only a missing deposit names where it was sent from.")
    if order.amount.currency != tx.currency:
        raise invalid("/amount/currency", "currency", f"This transaction is in {tx.currency}.")
    if order.amount.value > tx.amount - tx.refunded:
        raise invalid("/amount/value", "max", f"At most {tx.amount - tx.refunded}, what has not come back yet.")
    if order.should_have_been is not None:
        _difference_check(order, order.should_have_been, tx)


def _difference_check(order: DisputeOrder, right: Money, tx: Transaction) -> None:
    if order.reason != "wrong_amount":
        raise invalid("/should_have_been", "choice", "Only a wrong amount has a right one.")
    if right.currency != tx.currency:
        raise invalid("/should_have_been/currency", "currency", f"This transaction is in {tx.currency}.")
    if not 0 <= right.value < tx.amount:
        raise invalid("/should_have_been/value", "max", f"Less than {tx.amount}, which was paid.")
    if right.value + order.amount.value != tx.amount:
        raise invalid("/amount/value", "mismatch", "The amount is what was paid less what it should have been.")


def _missing_check(order: DisputeOrder, today: date) -> None:
    if order.reason not in {"missing_deposit", "unrecognised"}:
        raise invalid("/reason", "choice", "Without a transaction: missing_deposit or unrecognised.")
    if order.should_have_been is not None:
        raise invalid("/should_have_been", "choice", "Only a wrong amount has a right one.")
    if order.occurred_on is None:
        raise invalid("/occurred_on", "required", "Say on which day it left your bank account.")
    if not timedelta(0) <= today - order.occurred_on <= DISPUTABLE_FOR:
        raise invalid("/occurred_on", "range", "A day of the last 13 months, today at the latest.")
