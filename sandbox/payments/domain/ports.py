"""What the core needs from outside: a bank, a store, a clock, ids. Whoever starts the service plugs them in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol

from sandbox.payments.domain.cases import CaseStep, File, Message
from sandbox.payments.domain.cursor import Position
from sandbox.payments.domain.delivery import Outgoing
from sandbox.payments.domain.disputes import Dispute, DisputeFilter
from sandbox.payments.domain.filters import Filter
from sandbox.payments.domain.idempotency import Answer
from sandbox.payments.domain.ledger import Entry
from sandbox.payments.domain.limits import Limit
from sandbox.payments.domain.money import Money
from sandbox.payments.domain.receipts import Issued
from sandbox.payments.domain.refunds import RefundFilter, RefundRequest
from sandbox.payments.domain.transactions import Step, Transaction

TransferState = Literal["needs_approval", "accepted", "pending", "declined", "failed", "timed_out"]


@dataclass(frozen=True, kw_only=True)
class TransferStarted:
    """The bank's first answer. ``url`` is where the customer approves; ``timed_out``: the bank has not said."""

    transfer_id: str
    state: TransferState
    url: str | None = None
    code: str | None = None
    message: str | None = None


@dataclass(frozen=True, kw_only=True)
class CancelAnswer:
    """What the bank says to a wish to stop a transfer; ``asked``: it decides by ``decide_by``."""

    state: Literal["cancelled", "asked", "refused"]
    decide_by: datetime | None = None


class BankUnavailableError(Exception):
    """The bank cannot be reached; nothing is known of the transfer. The same reference may be started again."""


class Bank(Protocol):
    """The bank that moves money for us. The same ``reference`` is the same transfer, however often it is started."""

    def transfer_start(
        self,
        *,
        reference: str,
        direction: Literal["collect", "pay_out"],
        amount: Money,
        account_label: str,
        instrument_id: str,
        return_url: str,
        description: str,
    ) -> TransferStarted:
        """Start the transfer, or find the one started before. Raises BankUnavailableError."""
        ...

    def transfer_cancel(self, *, reference: str) -> CancelAnswer:
        """Stop the transfer, or ask for it; one the bank was never given counts as cancelled.

        Safe to repeat. Raises BankUnavailableError.
        """
        ...

    def transfer_keep(self, *, reference: str) -> bool:
        """Take a wish to stop the transfer back; False when it has been decided. Raises BankUnavailableError."""
        ...


@dataclass(frozen=True, kw_only=True)
class Operation:
    """A claimed idempotency key; ``answer`` is set when it was already carried out."""

    id: str
    answer: Answer | None = None


@dataclass(frozen=True, kw_only=True)
class Group:
    """What the transactions of one group and currency add up to: ``into`` the balances and ``out`` of them."""

    group: str | int
    currency: str
    count: int
    into: int
    out: int


class Store(Protocol):
    """Rows of the payment service. Reads give None for what is absent or another customer's."""

    def atomic(self) -> AbstractContextManager[Any]: ...

    def account_list(self, customer_id: str) -> list[Any]: ...
    def account_get(self, customer_id: str, account_id: str) -> Any | None: ...
    def account_lock(self, customer_id: str, account_id: str) -> Any | None: ...
    def pending_in(self, account_id: str, customer_id: str) -> int: ...
    def instrument_list(self, customer_id: str) -> list[Any]: ...
    def instrument_get(self, customer_id: str, instrument_id: str) -> Any | None: ...
    def balance_at(self, customer_id: str, account_id: str, at: datetime) -> tuple[str, int, int] | None: ...
    def merchant_names(self, ids: Sequence[str]) -> dict[str, str]: ...
    def merchant_get(self, merchant_id: str) -> Any | None: ...
    def limit_list(self, customer_id: str, kind: str, currency: str, now: datetime) -> list[Limit]: ...

    def transaction_get(self, customer_id: str, transaction_id: str) -> Transaction | None: ...
    def transaction_lock(self, transaction_id: str) -> Transaction | None: ...
    def transaction_of_operation(self, operation_id: str) -> Transaction | None: ...
    def transaction_page(
        self, customer_id: str, where: Filter, at: Position | None, *, oldest_first: bool, by_booking: bool, count: int
    ) -> list[Transaction]: ...
    def transaction_count(self, customer_id: str, where: Filter, *, cap: int) -> int: ...
    def transaction_oldest(self, customer_id: str) -> datetime | None: ...
    def transaction_sums(
        self, customer_id: str, where: Filter, *, by: str | None, edges: Sequence[datetime], newest: int | None
    ) -> list[Group]: ...
    def transaction_more(self, customer_id: str, where: Filter, *, than: int) -> bool: ...
    def transaction_expiring(self, now: datetime, *, count: int) -> list[str]: ...
    def transaction_unsent(self, before: datetime, *, count: int) -> list[Transaction]: ...
    def transaction_write(self, tx: Transaction, *, new: bool) -> None: ...
    def step_add(self, step: Step) -> None: ...
    def step_list(self, transaction_id: str) -> list[Step]: ...
    def entry_add(self, entry: Entry, *, tx: Transaction, at: datetime) -> Any | None: ...

    def refund_request_get(self, customer_id: str | None, request_id: str) -> RefundRequest | None: ...
    def refund_request_lock(self, request_id: str) -> RefundRequest | None: ...
    def refund_request_of_operation(self, operation_id: str) -> RefundRequest | None: ...
    def refund_request_page(
        self, customer_id: str | None, where: RefundFilter, at: Position | None, *, count: int
    ) -> list[RefundRequest]: ...
    def refund_request_write(self, request: RefundRequest, *, new: bool) -> None: ...
    def receipt_take(self, transaction_id: str, *, at: datetime) -> Issued: ...

    def case_number_take(self) -> str: ...
    def message_add(self, message: Message) -> None: ...
    def message_list(self, case_id: str) -> list[Message]: ...
    def case_step_add(self, step: CaseStep) -> None: ...
    def case_step_list(self, case_id: str) -> list[CaseStep]: ...
    def case_was_done(self, case_id: str, operation_id: str) -> bool: ...
    def file_list(self, customer_id: str, ids: Sequence[str]) -> dict[str, File]: ...

    def dispute_get(self, customer_id: str, dispute_id: str) -> Dispute | None: ...
    def dispute_lock(self, dispute_id: str) -> Dispute | None: ...
    def dispute_of_operation(self, operation_id: str) -> Dispute | None: ...
    def dispute_page(
        self, customer_id: str, where: DisputeFilter, at: Position | None, *, count: int
    ) -> list[Dispute]: ...
    def dispute_list_of_merchant(self, merchant_id: str) -> list[Dispute]: ...
    def dispute_undecided(self, now: datetime, *, count: int) -> list[str]: ...
    def dispute_write(self, dispute: Dispute, *, new: bool) -> None: ...

    def operation_claim(
        self, *, customer_id: str, route: str, key: str, fingerprint: str, now: datetime
    ) -> Operation: ...
    def operation_answer(self, operation_id: str, answer: Answer) -> None: ...
    def operation_release(self, operation_id: str) -> None: ...
    def operation_forget(self, *, before: datetime) -> int: ...

    def step_up_use(self, step_up_id: str, *, transaction_id: str, at: datetime) -> bool: ...

    def outbox_add(self, event: Outgoing) -> None: ...


def _unplugged(*_: object) -> Any:
    raise RuntimeError("the payment service is not plugged in: set ports.plugs first")


@dataclass
class Ports:
    """The one set of plugs of this process."""

    store: Callable[[], Store] = field(default=_unplugged)
    bank: Callable[[], Bank] = field(default=_unplugged)
    now: Callable[[], datetime] = field(default=_unplugged)
    new_id: Callable[[str], str] = field(default=_unplugged)
    cursor_key: Callable[[], bytes] = field(default=_unplugged)


plugs = Ports()
