"""Transactions for programs: the list with every filter of the contract, one of them, its history."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Final, Generic, Literal, TypeVar, cast

import msgspec
from django.http import HttpResponse
from django.utils.translation import gettext
from msgspec import Meta
from rest_framework.request import Request

from selfcare.api import ApiView, operation, revalidated
from selfcare.domain.errors import FieldError, InvalidInput
from selfcare.domain.paging import Page, PageInfo
from selfcare.rates import SEARCH
from selfcare.upstream.cache import Cached
from transactions.api.people import context_of
from transactions.domain import Event, Transaction, TransactionFilter
from transactions.forms.cards import has_card_number
from transactions.services.transactions import transaction_detail, transaction_events, transaction_page

Item = TypeVar("Item")
Id = Annotated[str, Meta(pattern=r"\A[A-Za-z0-9_.~:-]{1,128}\Z")]
Currency = Annotated[str, Meta(pattern=r"\A[A-Z]{3}\Z")]
Minor = Annotated[int, Meta(ge=0, le=2**53 - 1)]
Moment = Annotated[datetime, Meta(tz=True)]
Type = Literal["deposit", "withdrawal", "payment", "refund", "payout", "fee", "chargeback", "adjustment"]
State = Literal[
    "created",
    "requires_action",
    "pending",
    "authorised",
    "succeeded",
    "declined",
    "failed",
    "cancelled",
    "expired",
    "reversed",
]
Direction = Literal["in", "out"]
Many = Meta(max_length=20)


class ListAnswer(msgspec.Struct, Generic[Item], frozen=True, omit_defaults=True):
    """Every list of the API; ``total`` only where it was asked for."""

    data: list[Item]
    page: PageInfo
    as_of: datetime
    total: int | None = None
    total_is_capped: bool = False


class EventsAnswer(msgspec.Struct, frozen=True):
    data: list[Event]


class TransactionQuery(msgspec.Struct, frozen=True, rename={"from_": "from"}):
    """The filters of contracts.md 3.3; lists may be repeated or separated by commas, times need an offset."""

    account_id: Annotated[tuple[Id, ...], Many] = ()
    type: Annotated[tuple[Type, ...], Many] = ()
    status: Annotated[tuple[State, ...], Many] = ()
    direction: Annotated[tuple[Direction, ...], Many] = ()
    currency: Annotated[tuple[Currency, ...], Many] = ()
    merchant_id: Annotated[tuple[Id, ...], Many] = ()
    instrument_id: Annotated[tuple[Id, ...], Many] = ()
    consent_id: Annotated[tuple[Id, ...], Many] = ()
    amount_min: Minor | None = None
    amount_max: Minor | None = None
    from_: Moment | None = None
    to: Moment | None = None
    settled_from: Moment | None = None
    settled_to: Moment | None = None
    reference: Annotated[str, Meta(min_length=1, max_length=128)] | None = None
    q: Annotated[str, Meta(min_length=1, max_length=100)] | None = None
    updated_since: Moment | None = None
    sort: Literal["created_at", "-created_at"] | None = None
    limit: Annotated[int, Meta(ge=1, le=100)] = 25
    cursor: Annotated[str, Meta(pattern=r"\A[A-Za-z0-9_.~=-]{1,1024}\Z")] | None = None
    include: tuple[Literal["total"], ...] = ()


_FILTERS: Final = TransactionFilter.__struct_fields__


class TransactionListView(ApiView):
    @operation(
        summary="List transactions, newest first",
        returns=ListAnswer[Transaction],
        query=TransactionQuery,
        errors=("bad_request", "cursor_mismatch", "validation_failed"),
        rate=SEARCH,
    )
    def get(self, request: Request) -> HttpResponse:
        asked = cast("TransactionQuery", request.query)  # type: ignore[attr-defined]  # put there by operation
        _check(asked)
        found = transaction_page(
            ctx=context_of(request),
            where=TransactionFilter(**{name: getattr(asked, name) for name in _FILTERS}),
            cursor=asked.cursor,
            limit=asked.limit,
            total="total" in asked.include,
        )
        return list_answer(request, found)


class TransactionDetailView(ApiView):
    @operation(summary="One transaction", returns=Transaction, errors=("not_found",))
    def get(self, request: Request, transaction_id: str) -> HttpResponse:
        transaction = transaction_detail(ctx=context_of(request), transaction_id=transaction_id).value
        return revalidated(request, transaction, version=f"v{transaction.version}")


class TransactionEventsView(ApiView):
    @operation(summary="What happened to a transaction, oldest first", returns=EventsAnswer, errors=("not_found",))
    def get(self, request: Request, transaction_id: str) -> HttpResponse:
        events = transaction_events(ctx=context_of(request), transaction_id=transaction_id)
        return revalidated(request, EventsAnswer(events.value))


def list_answer(request: Request, found: Cached[Page[Any]]) -> HttpResponse:
    """Return a page as every list is sent; read again without a change it is still the same."""
    page = found.value
    answer = ListAnswer(page.data, page.page, found.as_of, page.total, page.total_is_capped)
    return revalidated(request, answer, same=(page.data, page.page, page.total, page.total_is_capped))


def _check(asked: TransactionQuery) -> None:
    """Raise InvalidInput for what only shows between parameters."""
    wrong = []
    if (asked.amount_min is not None or asked.amount_max is not None) and len(asked.currency) != 1:
        wrong.append(FieldError("currency", "required", gettext("An amount needs exactly one currency.")))
    if asked.q and has_card_number(asked.q):
        wrong.append(FieldError("q", "card", gettext("Do not search for card numbers.")))
    for first, last in (("amount_min", "amount_max"), ("from_", "to"), ("settled_from", "settled_to")):
        low, high = getattr(asked, first), getattr(asked, last)
        if low is not None and high is not None and low > high:
            wrong.append(FieldError(last, "order", gettext("Send a value that is not below the lower bound.")))
    if wrong:
        raise InvalidInput(fields=tuple(wrong))
