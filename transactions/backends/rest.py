"""The canonical payment contract over HTTP. Only this module knows its paths."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime
from typing import Final, TypeVar

import msgspec

from selfcare.domain import errors
from selfcare.domain.context import Context
from selfcare.domain.files import File
from selfcare.domain.paging import Page, PageInfo
from selfcare.upstream import Upstream, service
from transactions.backends.rest_lists import check_currencies, check_summaries, list_query
from transactions.domain import (
    Account,
    BalanceAt,
    Capabilities,
    DepositOrder,
    Dispute,
    DisputeOrder,
    Event,
    Instrument,
    Merchant,
    MessageOrder,
    PaymentOrder,
    Quote,
    QuoteOrder,
    Receipt,
    RefundOrder,
    RefundRequest,
    SummaryList,
    TableRow,
    Transaction,
    TransactionFilter,
    Upload,
    WithdrawalOrder,
)

T = TypeVar("T")
_Resource = TypeVar("_Resource", Account, Transaction, RefundRequest, Dispute)
_ID: Final = re.compile(r"(?!\.+$)[A-Za-z0-9_.~:-]{1,128}", re.ASCII)


class _Events(msgspec.Struct):
    data: list[Event]


class RestPaymentBackend:
    """`PaymentBackend` in front of the canonical contract."""

    def account_list(self, ctx: Context) -> Page[Account]:
        return _payments().get(ctx, "/v1/accounts", as_=Page[Account], doing="list accounts")

    def account_get(self, ctx: Context, account_id: str) -> Account:
        path = f"/v1/accounts/{_id(account_id)}"
        return _named(_payments().get(ctx, path, as_=Account, doing="get account"), account_id)

    def balance_at(self, ctx: Context, account_id: str, at: datetime) -> BalanceAt:
        instant = at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
        path = f"/v1/accounts/{_id(account_id)}/balance"
        found = _payments().get(ctx, path, as_=BalanceAt, doing="read a balance", query={"at": instant})
        if found.booked.currency != found.available.currency:
            raise errors.UpstreamFailed
        return found

    def transaction_list(
        self, ctx: Context, where: TransactionFilter, *, limit: int = 25, cursor: str | None = None, total: bool = False
    ) -> Page[Transaction]:
        return _listed(ctx, where, Page[Transaction], limit, cursor, total=total)

    def transaction_rows(
        self, ctx: Context, where: TransactionFilter, *, limit: int, cursor: str | None = None, total: bool = False
    ) -> Page[TableRow]:
        found = _listed(ctx, where, Page[TableRow], limit, cursor, total=total)
        check_currencies(found.data)
        return found

    def summary_list(
        self, ctx: Context, where: TransactionFilter, *, by: str, top: int | None = None, tz: str | None = None
    ) -> SummaryList:
        if where.ids == ():
            return SummaryList([])
        query = {**list_query(where), "by": by, "top": top, "tz": tz}
        try:
            found = _payments().get(ctx, "/v1/summaries", as_=SummaryList, doing="list summaries", query=query)
        except errors.NotFound as error:  # A collection that is not there is an operation the service lacks.
            raise errors.CapabilityUnavailable from error
        check_summaries(found.data, by)
        return found

    def transaction_get(self, ctx: Context, transaction_id: str) -> Transaction:
        path = f"/v1/transactions/{_id(transaction_id)}"
        return _named(_payments().get(ctx, path, as_=Transaction, doing="get transaction"), transaction_id)

    def transaction_events(self, ctx: Context, transaction_id: str) -> list[Event]:
        path = f"/v1/transactions/{_id(transaction_id)}/events"
        found = _payments().get(ctx, path, as_=_Events, doing="list transaction events").data
        if any(event.transaction_id != transaction_id for event in found):
            raise errors.UpstreamFailed
        return sorted(found, key=lambda event: event.sequence)

    def receipt_get(self, ctx: Context, transaction_id: str) -> Receipt:
        path = f"/v1/transactions/{_id(transaction_id)}/receipt"
        found = _payments().get(ctx, path, as_=Receipt, doing="get receipt")
        if (found.transaction.id, found.transaction.customer_id) != (transaction_id, ctx.customer_id):
            raise errors.UpstreamFailed
        return found

    def deposit_create(self, ctx: Context, order: DepositOrder, *, key: str) -> Transaction:
        return _payments().post(ctx, "/v1/deposits", as_=Transaction, doing="create deposit", body=order, key=key)

    def quote_create(self, ctx: Context, order: QuoteOrder) -> Quote:
        quote = _payments().post(ctx, "/v1/quotes", as_=Quote, doing="quote an order", body=order)
        if quote.amount != order.amount or quote.amount + quote.fee != quote.total:
            raise errors.UpstreamFailed
        return quote

    def withdrawal_create(self, ctx: Context, order: WithdrawalOrder, *, key: str) -> Transaction:
        return _payments().post(ctx, "/v1/withdrawals", as_=Transaction, doing="create withdrawal", body=order, key=key)

    def transaction_cancel(
        self, ctx: Context, transaction_id: str, *, key: str, reason: str | None = None
    ) -> Transaction:
        path, body = f"/v1/transactions/{_id(transaction_id)}/cancel", {"reason": reason} if reason else {}
        found = _payments().post(ctx, path, as_=Transaction, doing="cancel transaction", body=body, key=key)
        return _named(found, transaction_id)

    def transaction_keep(self, ctx: Context, transaction_id: str, *, key: str) -> Transaction:
        path = f"/v1/transactions/{_id(transaction_id)}/cancel/withdraw"
        found = _payments().post(ctx, path, as_=Transaction, doing="keep transaction", body={}, key=key)
        return _named(found, transaction_id)

    def refund_request_create(
        self, ctx: Context, transaction_id: str, order: RefundOrder, *, key: str
    ) -> RefundRequest:
        path = f"/v1/transactions/{_id(transaction_id)}/refund-requests"
        made = _payments().post(ctx, path, as_=RefundRequest, doing="create refund request", body=order, key=key)
        if (made.transaction_id, made.amount) != (transaction_id, order.amount):
            raise errors.UpstreamFailed
        return made

    def refund_request_list(
        self,
        ctx: Context,
        *,
        transaction_id: str | None = None,
        status: tuple[str, ...] = (),
        limit: int = 25,
        cursor: str | None = None,
    ) -> Page[RefundRequest]:
        asked = {"transaction_id": transaction_id, "status": ",".join(status), "limit": limit, "cursor": cursor}
        query = {name: value for name, value in asked.items() if value}
        doing = "list refund requests"
        return _payments().get(ctx, "/v1/refund-requests", as_=Page[RefundRequest], doing=doing, query=query)

    def refund_request_get(self, ctx: Context, request_id: str) -> RefundRequest:
        path = f"/v1/refund-requests/{_id(request_id)}"
        return _named(_payments().get(ctx, path, as_=RefundRequest, doing="get refund request"), request_id)

    def refund_request_cancel(self, ctx: Context, request_id: str, *, key: str) -> RefundRequest:
        path = f"/v1/refund-requests/{_id(request_id)}/cancel"
        found = _payments().post(ctx, path, as_=RefundRequest, doing="cancel refund request", body={}, key=key)
        return _named(found, request_id)

    def refund_message_send(self, ctx: Context, request_id: str, order: MessageOrder, *, key: str) -> RefundRequest:
        path = f"/v1/refund-requests/{_id(request_id)}/messages"
        found = _payments().post(ctx, path, as_=RefundRequest, doing="refund request messages", body=order, key=key)
        return _named(found, request_id)

    def refund_request_escalate(self, ctx: Context, request_id: str, *, key: str) -> RefundRequest:
        path = f"/v1/refund-requests/{_id(request_id)}/escalate"
        found = _payments().post(ctx, path, as_=RefundRequest, doing="escalate refund request", body={}, key=key)
        if found.escalated_to is None:
            raise errors.UpstreamFailed
        return _named(found, request_id)

    def dispute_create(
        self, ctx: Context, order: DisputeOrder, *, key: str, transaction_id: str | None = None
    ) -> Dispute:
        path = f"/v1/transactions/{_id(transaction_id)}/disputes" if transaction_id else "/v1/disputes"
        made = _payments().post(ctx, path, as_=Dispute, doing="create dispute", body=order, key=key)
        if (made.transaction_id, made.amount) != (transaction_id, order.amount):
            raise errors.UpstreamFailed
        return made

    def dispute_list(
        self,
        ctx: Context,
        *,
        transaction_id: str | None = None,
        status: tuple[str, ...] = (),
        limit: int = 25,
        cursor: str | None = None,
    ) -> Page[Dispute]:
        asked = {"transaction_id": transaction_id, "status": ",".join(status), "limit": limit, "cursor": cursor}
        query = {name: value for name, value in asked.items() if value}
        return _payments().get(ctx, "/v1/disputes", as_=Page[Dispute], doing="list disputes", query=query)

    def dispute_get(self, ctx: Context, dispute_id: str) -> Dispute:
        path = f"/v1/disputes/{_id(dispute_id)}"
        return _named(_payments().get(ctx, path, as_=Dispute, doing="get dispute"), dispute_id)

    def dispute_message_send(self, ctx: Context, dispute_id: str, order: MessageOrder, *, key: str) -> Dispute:
        return _dispute_act(ctx, dispute_id, "messages", body=order, key=key)

    def dispute_answer(self, ctx: Context, dispute_id: str, *, accept: bool, key: str) -> Dispute:
        return _dispute_act(ctx, dispute_id, "answer", body={"accept": accept}, key=key)

    def dispute_withdraw(self, ctx: Context, dispute_id: str, *, key: str) -> Dispute:
        return _dispute_act(ctx, dispute_id, "withdraw", body={}, key=key)

    def dispute_escalate(self, ctx: Context, dispute_id: str, *, key: str) -> Dispute:
        return _dispute_act(ctx, dispute_id, "escalate", body={}, key=key)

    def upload_create(self, ctx: Context, file: File, *, key: str) -> Upload:
        kept = _payments().post_file(ctx, "/v1/uploads", file, as_=Upload, doing="create upload", key=key)
        if kept.sha256 != hashlib.sha256(file.content).hexdigest():
            raise errors.UpstreamFailed
        return kept

    def upload_get(self, ctx: Context, upload_id: str) -> File:
        return _payments().get_file(ctx, f"/v1/uploads/{_id(upload_id)}", doing="get upload")

    def payment_create(self, ctx: Context, order: PaymentOrder, *, key: str) -> Transaction:
        return _payments().post(ctx, "/v1/payments", as_=Transaction, doing="create payment", body=order, key=key)

    def merchant_list(self, ctx: Context) -> Page[Merchant]:
        return _payments().get(ctx, "/v1/merchants", as_=Page[Merchant], doing="list merchants")

    def instrument_list(self, ctx: Context) -> Page[Instrument]:
        return _payments().get(ctx, "/v1/instruments", as_=Page[Instrument], doing="list instruments")

    def capabilities(self, ctx: Context) -> Capabilities:
        return _payments().get(ctx, "/v1/capabilities", as_=Capabilities, doing="read capabilities")


def _payments() -> Upstream:
    return service("payments")


def _dispute_act(ctx: Context, dispute_id: str, act: str, *, body: object, key: str) -> Dispute:
    path, doing = f"/v1/disputes/{_id(dispute_id)}/{act}", f"dispute {act}"
    found = _payments().post(ctx, path, as_=Dispute, doing=doing, body=body, key=key)
    return _named(found, dispute_id)


def _named(found: _Resource, wanted: str) -> _Resource:
    """Return what was asked for. Raises UpstreamFailed for another one, also one of the same customer."""
    if found.id != wanted:
        raise errors.UpstreamFailed
    return found


def _id(value: str) -> str:
    """Return the id when it can be one; anything else cannot exist."""
    if not _ID.fullmatch(value):
        raise errors.NotFound
    return value


def _listed(ctx: Context, where: TransactionFilter, as_: type[T], limit: int, cursor: str | None, *, total: bool) -> T:
    if where.ids == ():  # an empty list narrows nothing on the wire
        return as_([], PageInfo(limit), datetime.now(UTC), total=0 if total else None)  # type: ignore[call-arg]  # a page
    query = {**list_query(where), "limit": limit, "cursor": cursor, "include": "total" if total else None}
    return _payments().get(ctx, "/v1/transactions", as_=as_, doing="list transactions", query=query)
