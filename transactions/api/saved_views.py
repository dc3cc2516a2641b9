"""Saved views for programs: the page's own filters under a name."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Literal

import msgspec
from django.http import HttpResponse
from django.utils.translation import gettext
from msgspec import Meta
from rest_framework.request import Request

from selfcare.api import ApiView, json_response, operation, revalidated
from selfcare.domain.errors import FieldError, InvalidInput
from transactions.api.filters import Currency, Id, Minor
from transactions.api.people import context_of
from transactions.domain import View, ViewFilter
from transactions.forms.words import text_problem
from transactions.models.notes import LONGEST_TAG
from transactions.models.saved_views import LONGEST_NAME
from transactions.services.saved_views import view_get, view_list, view_remove, view_save

Type = Literal["payment", "deposit", "withdrawal", "refund"]
Shown = Literal[
    "waiting",
    "processing",
    "completed",
    "reserved",
    "failed",
    "declined",
    "cancelled",
    "expired",
    "returned",
]
Span = Annotated[
    str,
    Meta(
        pattern=r"\A(?:today|(?:this|last)_(?:week|month|year)|last_days:(?:[2-9]|[1-9][0-9]|[1-3][0-9]{2}|400))\Z",
    ),
]
_ERRORS = ("validation_failed", "store_unavailable")


class ViewFilterBody(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, rename={"from_": "from"}
):
    """Days are the customer's own, both included; ``moves`` takes their place and moves with time."""

    q: Annotated[str, Meta(min_length=1, max_length=100)] | None = None
    type: Type | None = None
    status: Shown | None = None
    merchant_id: Id | None = None
    currency: Currency | None = None
    tag: Annotated[str, Meta(min_length=1, max_length=LONGEST_TAG)] | None = None
    amount_min: Minor | None = None
    amount_max: Minor | None = None
    from_: date | None = None
    to: date | None = None
    moves: Span | None = None


class ViewBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: Annotated[str, Meta(min_length=1, max_length=LONGEST_NAME)]
    filter: ViewFilterBody
    opens_first: bool = False


class ViewOut(msgspec.Struct, frozen=True):
    id: str
    name: str
    filter: ViewFilterBody
    opens_first: bool


class ViewsAnswer(msgspec.Struct, frozen=True):
    data: list[ViewOut]


class ViewsView(ApiView):
    @operation(
        summary="The customer’s saved views",
        description="In the order they were made, twenty at most. They are filters of the page, by name.",
        returns=ViewsAnswer,
        errors=("store_unavailable",),
    )
    def get(self, request: Request) -> HttpResponse:
        views = view_list(customer_id=context_of(request).customer_id)
        return revalidated(request, ViewsAnswer([_out(view) for view in views]))

    @operation(
        summary="Save a view",
        description="Its name is its own; at most one view opens first.",
        body=ViewBody,
        returns=ViewOut,
        status=201,
        errors=(*_ERRORS, "invalid_state"),
    )
    def post(self, request: Request) -> HttpResponse:
        view = _saved(request, None)
        return json_response(_out(view), 201, {"Location": f"/api/v1/views/{view.id}"})


class ViewView(ApiView):
    @operation(summary="One saved view", returns=ViewOut, errors=("not_found", "store_unavailable"))
    def get(self, request: Request, view_id: str) -> HttpResponse:
        return revalidated(request, _out(view_get(customer_id=context_of(request).customer_id, view_id=view_id)))

    @operation(
        summary="Change a saved view",
        description="All of it is replaced.",
        body=ViewBody,
        returns=ViewOut,
        errors=("not_found", *_ERRORS, "invalid_state"),
    )
    def put(self, request: Request, view_id: str) -> HttpResponse:
        return json_response(_out(_saved(request, view_id)))

    @operation(summary="Forget a saved view", status=204, errors=("not_found", "store_unavailable"))
    def delete(self, request: Request, view_id: str) -> HttpResponse:
        view_remove(customer_id=context_of(request).customer_id, view_id=view_id)
        return HttpResponse(status=204)


def _saved(request: Request, view_id: str | None) -> View:
    body: ViewBody = request.body_input  # type: ignore[attr-defined]  # set by @operation
    if wrong := tuple(_wrong(body)):
        raise InvalidInput(fields=wrong)
    return view_save(
        customer_id=context_of(request).customer_id,
        name=" ".join(body.name.split()),
        wanted=_wanted(body.filter),
        opens_first=body.opens_first,
        view_id=view_id,
    )


def _wrong(body: ViewBody) -> Iterator[FieldError]:
    asked = body.filter
    if not body.name.strip():
        yield FieldError("/name", "required", gettext("Give the view a name."))
    if problem := text_problem(body.name):
        yield FieldError("/name", *problem)
    if asked == ViewFilterBody():
        yield FieldError("/filter", "required", gettext("Name at least one filter."))
    if asked.currency is None and (asked.amount_min is not None or asked.amount_max is not None):
        yield FieldError("/filter/currency", "required", gettext("An amount needs exactly one currency."))
    if asked.moves and (asked.from_ or asked.to):
        yield FieldError("/filter/moves", "invalid", gettext("Send either days that stay or days that move."))
    yield from _out_of_order(asked)


def _out_of_order(asked: ViewFilterBody) -> Iterator[FieldError]:
    sentence = gettext("Send a value that is not below the lower bound.")
    if asked.from_ and asked.to and asked.from_ > asked.to:
        yield FieldError("/filter/to", "order", sentence)
    if asked.amount_min is not None and asked.amount_max is not None and asked.amount_min > asked.amount_max:
        yield FieldError("/filter/amount_max", "order", sentence)


def _wanted(asked: ViewFilterBody) -> ViewFilter:
    return ViewFilter(
        q=(asked.q or "").strip(),
        type=asked.type or "",
        status=asked.status or "",
        merchant=asked.merchant_id or "",
        currency=asked.currency or "",
        tag=asked.tag or "",
        min=asked.amount_min,
        max=asked.amount_max,
        first=asked.from_,
        last=asked.to,
        span=asked.moves or "",
    )


def _out(view: View) -> ViewOut:
    kept = view.filter
    found = {
        "q": kept.q,
        "type": kept.type,
        "status": kept.status,
        "merchant_id": kept.merchant,
        "currency": kept.currency,
        "tag": kept.tag,
        "amount_min": kept.min,
        "amount_max": kept.max,
        "from_": kept.first,
        "to": kept.last,
        "moves": kept.span,
    }
    body = ViewFilterBody(**{name: value for name, value in found.items() if value not in (None, "")})  # type: ignore[arg-type]  # each name has its own type
    return ViewOut(view.id, view.name, body, view.opens_first)
