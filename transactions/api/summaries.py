"""Sums of transactions for programs, with the list's own filters."""

from __future__ import annotations

from typing import Annotated, Literal, cast
from zoneinfo import available_timezones

from django.http import HttpResponse
from django.utils.translation import gettext
from msgspec import Meta
from rest_framework.request import Request

from selfcare.api import ApiView, operation, revalidated
from selfcare.domain.errors import BadRequest, FieldError
from selfcare.rates import SEARCH
from transactions.api.filters import FilterQuery
from transactions.api.people import context_of
from transactions.domain import SummaryList
from transactions.services.summaries import summary_list


class SummaryQuery(FilterQuery, frozen=True, kw_only=True):
    """``tz`` is the IANA zone that weeks and months begin in, UTC by default; ``top`` keeps the largest keys."""

    by: Literal["week", "month", "merchant", "type", "none"]
    top: Annotated[int, Meta(ge=1, le=100)] | None = None
    tz: Annotated[str, Meta(min_length=1, max_length=64)] | None = None


class SummaryListView(ApiView):
    @operation(
        summary="What transactions come to, by week, month, merchant or type",
        description=(
            "One row per key and currency, in minor units; they are never added up across currencies. Each filter of "
            "the list applies. Without `status`, what moved a balance or holds part of it counts; with it, what it "
            "names. `top` folds the smaller merchants or types into one row that says in `others` how many they are. "
            "When `is_capped` is true only the newest transactions were counted."
        ),
        returns=SummaryList,
        query=SummaryQuery,
        errors=("bad_request", "validation_failed", "capability_unavailable"),
        rate=SEARCH,
    )
    def get(self, request: Request) -> HttpResponse:
        asked = cast("SummaryQuery", request.query)  # type: ignore[attr-defined]  # put there by operation
        if asked.tz is not None and asked.tz not in available_timezones():
            raise BadRequest(fields=(FieldError("tz", "invalid", gettext("Name a time zone, as Europe/Stockholm.")),))
        if asked.top is not None and asked.by not in {"merchant", "type"}:
            raise BadRequest(fields=(FieldError("top", "invalid", gettext("This goes with by=merchant or by=type.")),))
        found = summary_list(ctx=context_of(request), where=asked.where(), by=asked.by, top=asked.top, tz=asked.tz)
        return revalidated(request, found)
