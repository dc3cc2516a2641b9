"""Transactions for programs: the list with every filter of the contract, one of them, its history."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Generic, Literal, TypeVar, cast

import msgspec
from django.http import HttpResponse
from msgspec import Meta
from rest_framework.request import Request

from selfcare.api import ApiView, encoded, operation, revalidated
from selfcare.domain.paging import Page, PageInfo
from selfcare.rates import SEARCH
from selfcare.upstream.cache import Cached
from transactions.api.filters import FilterQuery
from transactions.api.people import context_of
from transactions.domain import Event, Transaction
from transactions.services.transactions import transaction_detail, transaction_events, transaction_page

Item = TypeVar("Item")


class ListAnswer(msgspec.Struct, Generic[Item], frozen=True, omit_defaults=True):
    """Every list of the API; ``total`` only where it was asked for."""

    data: list[Item]
    page: PageInfo
    as_of: datetime
    total: int | None = None
    total_is_capped: bool = False


class EventsAnswer(msgspec.Struct, frozen=True):
    data: list[Event]


class TransactionQuery(FilterQuery, frozen=True):
    sort: Literal["created_at", "-created_at"] | None = None
    limit: Annotated[int, Meta(ge=1, le=100)] = 25
    cursor: Annotated[str, Meta(pattern=r"\A[A-Za-z0-9_.~=-]{1,1024}\Z")] | None = None
    include: tuple[Literal["total"], ...] = ()


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
        found = transaction_page(
            ctx=context_of(request),
            where=asked.where(),
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
    page, rows = found.value, cast("list[Any]", encoded(found.value.data))
    answer = ListAnswer(rows, page.page, found.as_of, page.total, page.total_is_capped)
    return revalidated(request, answer, same=(rows, page.page, page.total, page.total_is_capped))
