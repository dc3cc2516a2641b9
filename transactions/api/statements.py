"""Statements for programs: lists of periods, one with its movements, and its files."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal, cast
from zoneinfo import ZoneInfo, available_timezones

import msgspec
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from msgspec import Meta
from rest_framework.request import Request

from selfcare.api import ApiView, app_request, json_response, operation, revalidated
from selfcare.display import display_for
from selfcare.domain.errors import BadRequest, FieldError, NotFound
from selfcare.domain.money import Money
from selfcare.domain.paging import PageInfo
from selfcare.rates import DOCUMENTS, EXPORTS
from transactions.api.exports import ExportAnswer, export_answer
from transactions.api.filters import Id
from transactions.api.people import context_of
from transactions.domain import Period, Statement, StatementFormat, Totals, Transaction, period_parse
from transactions.files.camt053 import MEDIA_TYPE
from transactions.services.statement_exports import statement_export
from transactions.services.statement_files import attached, statement_camt, statement_pdf
from transactions.services.statement_lists import statement_list
from transactions.services.statements import Ground, statement_get, statement_ground, statement_page
from transactions.tasks import export_enqueue

_ERRORS = ("bad_request", "not_found", "validation_failed", "statement_mismatch", "capability_unavailable")


class AccountQuery(msgspec.Struct, frozen=True):
    """``tz`` is the IANA zone that days begin in; without it the customer's own."""

    account_id: Id | None = None
    tz: Annotated[str, Meta(min_length=1, max_length=64)] | None = None


class StatementsQuery(AccountQuery, frozen=True, kw_only=True):
    length: Literal["month", "quarter", "year"] = "month"
    since: date | None = None


class StatementQuery(AccountQuery, frozen=True, kw_only=True):
    limit: Annotated[int, Meta(ge=1, le=100)] = 100
    cursor: Annotated[str, Meta(pattern=r"\A[A-Za-z0-9_.~=-]{1,1024}\Z")] | None = None


class StatementFileQuery(AccountQuery, frozen=True, kw_only=True):
    format: Literal["pdf", "camt053"] = "pdf"
    language: Literal["en", "sv"] | None = None


class StatementFileInput(msgspec.Struct, frozen=True):
    """``tz`` and ``language`` are the customer's own unless they are given."""

    format: StatementFormat = "pdf"
    account_id: Id | None = None
    tz: Annotated[str, Meta(min_length=1, max_length=64)] | None = None
    language: Literal["en", "sv"] | None = None


class PeriodAnswer(msgspec.Struct, frozen=True, rename={"in_": "in"}):
    """``period`` is its name in an address. ``closing`` is null where balances and movements do not fit together."""

    period: str
    first_day: date
    last_day: date
    is_open: bool
    in_: Money
    out: Money
    closing: Money | None


class StatementsAnswer(msgspec.Struct, frozen=True):
    data: list[PeriodAnswer]
    account_id: str
    as_of: datetime


class StatementAnswer(msgspec.Struct, frozen=True):
    """``opening`` and ``totals`` are ``closing``, to the minor unit; ``movements`` is a page of them, newest first."""

    period: str
    first_day: date
    last_day: date
    account_id: str
    begin: datetime
    end: datetime
    is_open: bool
    opening: Money
    totals: Totals
    closing: Money
    movements: list[Transaction]
    page: PageInfo


class StatementListView(ApiView):
    @operation(
        summary="Statements by month, quarter or year",
        description=(
            "Newest first, from the first movement or `since` on. Closing balances are what was booked, so each is the"
            " one before it with what came in and went out. Without `account_id` the main account."
        ),
        returns=StatementsAnswer,
        query=StatementsQuery,
        errors=_ERRORS,
    )
    def get(self, request: Request) -> HttpResponse:
        asked = cast("StatementsQuery", request.query)  # type: ignore[attr-defined]  # put there by operation
        ground = _ground(request, asked)
        found = statement_list(ctx=context_of(request), ground=ground, length=asked.length, since=asked.since)
        data = [
            PeriodAnswer(
                each.period.name, each.period.first, each.period.last, each.is_open, each.in_, each.out, each.closing
            )
            for each in found.lines
        ]
        return revalidated(request, StatementsAnswer(data, ground.account.id, ground.now), same=data)


class StatementView(ApiView):
    @operation(
        summary="One statement with its movements",
        description=(
            "`period` is 2026-11, 2026-Q4, 2026, or two days: 2026-05-01--2026-10-31. One that has not ended is told so"
            " far. When what was read does not add up there is no statement: statement_mismatch."
        ),
        returns=StatementAnswer,
        query=StatementQuery,
        errors=("cursor_mismatch", *_ERRORS),
    )
    def get(self, request: Request, period: str) -> HttpResponse:
        asked = cast("StatementQuery", request.query)  # type: ignore[attr-defined]  # put there by operation
        ctx, ground = context_of(request), _ground(request, asked)
        found = statement_get(ctx=ctx, ground=ground, period=_period(period))
        rows = statement_page(ctx=ctx, statement=found, cursor=asked.cursor, limit=asked.limit)
        return revalidated(request, _answer(found, rows.data, rows.page))


class StatementFileView(ApiView):
    @operation(
        summary="A statement as PDF or camt.053",
        description=(
            "PDF up to five hundred movements, ISO 20022 camt.053.001.08 up to ten thousand; statement_too_long for"
            " more: have it made (POST). Either is sent whole or not at all. A PDF is signed: its last line seals every"
            " byte before it, and statement.json, statement.sig and movements.jsonl are attached to it."
        ),
        query=StatementFileQuery,
        errors=("statement_too_long", *_ERRORS),
        files=("application/pdf", MEDIA_TYPE),
        rate=DOCUMENTS,
    )
    def get(self, request: Request, period: str) -> HttpResponse:
        asked = cast("StatementFileQuery", request.query)  # type: ignore[attr-defined]  # put there by operation
        ctx, ground = context_of(request), _ground(request, asked)
        found = statement_get(ctx=ctx, ground=ground, period=_period(period))
        customer, prefs = app_request(request).customer, app_request(request).prefs
        owner = customer.display_name if customer else ""
        if asked.format == "camt053":
            with statement_camt(ctx=ctx, ground=ground, statement=found, owner=owner) as file:
                return HttpResponse(file.read(), MEDIA_TYPE, headers=attached(found, "xml"))
        language, zone = asked.language or prefs.language, str(ground.zone)
        reader = display_for(msgspec.structs.replace(prefs, language=language, timezone=zone))
        made = statement_pdf(ctx=ctx, ground=ground, statement=found, owner=owner, display=reader)
        return HttpResponse(made, "application/pdf", headers=attached(found, "pdf"))

    @operation(
        summary="Have the file of a long statement made",
        description=(
            "An export like any other: follow Location until it is ready or failed; its file is kept for a day. PDF up"
            " to fifteen hundred movements (statement_too_long for more), camt.053 without a limit."
        ),
        body=StatementFileInput,
        returns=ExportAnswer,
        status=202,
        errors=("statement_too_long", "invalid_json", *_ERRORS),
        rate=EXPORTS,
    )
    def post(self, request: Request, period: str) -> HttpResponse:
        asked = cast("StatementFileInput", request.body_input)  # type: ignore[attr-defined]  # put there by operation
        ctx, here = context_of(request), app_request(request)
        export, _is_new = statement_export(
            ctx=ctx,
            ground=_ground(request, AccountQuery(asked.account_id, asked.tz)),
            period=_period(period),
            kind=asked.format,
            language=asked.language or here.prefs.language,
            owner=here.customer.display_name if here.customer else "",
        )
        export_enqueue(export.id)
        return json_response(export_answer(export), 202, {"Location": reverse("api_export", args=[export.id])})


def _ground(request: Request, asked: AccountQuery) -> Ground:
    zone = asked.tz or str(display_for(app_request(request).prefs).zone)
    if zone not in available_timezones():
        raise BadRequest(fields=(FieldError("tz", "invalid", gettext("Name a time zone, as Europe/Stockholm.")),))
    return statement_ground(ctx=context_of(request), account_id=asked.account_id or "", zone=ZoneInfo(zone))


def _period(name: str) -> Period:
    try:
        return period_parse(name)
    except ValueError as error:
        raise NotFound from error


def _answer(found: Statement, rows: list[Transaction], page: PageInfo) -> StatementAnswer:
    return StatementAnswer(
        period=found.period.name,
        first_day=found.period.first,
        last_day=found.period.last,
        account_id=found.account.id,
        begin=found.begin,
        end=found.end,
        is_open=found.is_open,
        opening=found.opening,
        totals=found.totals,
        closing=found.closing,
        movements=rows,
        page=page,
    )
