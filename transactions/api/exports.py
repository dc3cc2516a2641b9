"""Files of transactions for programs: ask for one, follow it, stop it, fetch it."""

from __future__ import annotations

from datetime import datetime
from typing import cast

import msgspec
from django.http import FileResponse, HttpResponse
from django.urls import reverse
from rest_framework.request import Request

from selfcare.api import ApiView, json_response, operation
from selfcare.api.access import app_request
from selfcare.domain.errors import FieldError, InvalidInput
from selfcare.http import display
from selfcare.rates import EXPORTS
from transactions.api.filters import FilterQuery
from transactions.api.people import context_of
from transactions.domain import FilterWords, Format, Gap, Sum, TransactionFilter
from transactions.models import Export
from transactions.services.export_files import MEDIA_TYPES
from transactions.services.export_making import export_make_now
from transactions.services.exports import (
    export_file,
    export_gaps,
    export_get,
    export_list,
    export_open,
    export_stop,
    export_sums,
    filter_words,
)
from transactions.tasks import export_enqueue


class ExportFilter(FilterQuery, frozen=True, forbid_unknown_fields=True):
    """The list's own filters, lists as lists."""


class ExportInput(msgspec.Struct, frozen=True):
    format: Format
    filter: ExportFilter = ExportFilter()
    with_notes: bool = False
    with_failed: bool = True


class ExportedFile(msgspec.Struct, frozen=True):
    name: str
    size: int
    sha256: str
    url: str


class ExportAnswer(msgspec.Struct, frozen=True):
    """A file. ``status`` is queued or running, then ready, incomplete, failed, stopped, and expired a day later."""

    id: str
    number: str
    status: str
    format: str
    filter: FilterWords
    emulated: list[str]
    zone: str
    rows: int
    expected_rows: int | None
    progress: int | None
    sums: list[Sum]
    missing: list[Gap]
    problem: str | None
    created_at: datetime
    as_of: datetime | None
    finished_at: datetime | None
    expires_at: datetime | None
    file: ExportedFile | None


class ExportsAnswer(msgspec.Struct, frozen=True):
    data: list[ExportAnswer]


class ExportsView(ApiView):
    @operation(summary="Files of the last day, newest first", returns=ExportsAnswer)
    def get(self, request: Request) -> HttpResponse:
        found = export_list(customer_id=context_of(request).customer_id)
        return json_response(ExportsAnswer([export_answer(each) for each in found]))

    @operation(
        summary="Ask for a file of what a filter finds",
        description=(
            "As the list shows it, without a limit of rows; days and times in the file are of the customer’s zone. "
            "A small file is ready with the answer; follow Location for a large one. The same asked again within ten "
            "seconds is the first one. A file that lacks something is incomplete, never ready: missing says what."
        ),
        body=ExportInput,
        returns=ExportAnswer,
        status=202,
        errors=("invalid_json", "validation_failed"),
        rate=EXPORTS,
    )
    def post(self, request: Request) -> HttpResponse:
        ctx, here = context_of(request), app_request(request)
        asked = cast("ExportInput", request.body_input)  # type: ignore[attr-defined]  # put there by operation
        export, is_new = export_open(
            customer_id=ctx.customer_id,
            kind=asked.format,
            where=_where(asked.filter),
            zone=display(here).zone.key,
            language=here.prefs.language,
            owner=here.customer.display_name if here.customer else "",
            with_notes=asked.with_notes,
            with_failed=asked.with_failed,
        )
        if is_new:
            export_make_now(ctx=ctx, export=export)
            if export.is_unfinished:
                export_enqueue(export.id)
        return json_response(export_answer(export), 202, {"Location": reverse("api_export", args=[export.id])})


class ExportView(ApiView):
    @operation(
        summary="How a file stands",
        description="Ask every few seconds until it is neither queued nor running.",
        returns=ExportAnswer,
        errors=("not_found",),
    )
    def get(self, request: Request, export_id: str) -> HttpResponse:
        return json_response(
            export_answer(export_get(customer_id=context_of(request).customer_id, export_id=export_id))
        )

    @operation(
        summary="Stop a file that is being made",
        description="One that has ended stays as it is.",
        returns=ExportAnswer,
        errors=("not_found",),
    )
    def delete(self, request: Request, export_id: str) -> HttpResponse:
        return json_response(
            export_answer(export_stop(customer_id=context_of(request).customer_id, export_id=export_id))
        )


class ExportFileView(ApiView):
    @operation(
        summary="The file itself",
        description=(
            "CSV, an Excel workbook, JSON Lines or camt.053, as an attachment. Compare its SHA-256 with the one of the "
            "export: a file that was changed by one byte fails."
        ),
        errors=("not_found", "gone"),
        etag=False,
        files=tuple(MEDIA_TYPES.values()),
    )
    def get(self, request: Request, export_id: str) -> HttpResponse:
        export, file = export_file(customer_id=context_of(request).customer_id, export_id=export_id)
        media = MEDIA_TYPES[export.format]  # type: ignore[index]  # the column's choices are the type's
        answer = FileResponse(file, as_attachment=True, filename=export.file_name, content_type=media)
        return cast("HttpResponse", answer)


def _where(given: ExportFilter) -> TransactionFilter:
    """Return the filter; what is wrong with it is named where it stands in the body."""
    try:
        return given.where()
    except InvalidInput as error:
        fields = tuple(FieldError(f"/filter/{each.pointer}", each.code, each.detail) for each in error.fields)
        raise InvalidInput(fields=fields) from error


def export_answer(export: Export) -> ExportAnswer:
    return ExportAnswer(
        id=export.id,
        number=export.number,
        status=_status(export),
        format=export.format,
        filter=filter_words(export),
        emulated=list(export.emulated),
        zone=export.zone,
        rows=export.rows,
        expected_rows=export.expected,
        progress=_progress(export),
        sums=export_sums(export),
        missing=export_gaps(export),
        problem=export.problem or None,
        created_at=export.created_at,
        as_of=export.as_of,
        finished_at=export.finished_at,
        expires_at=export.expires_at,
        file=_file(export),
    )


def _status(export: Export) -> str:
    """A file past its time is expired, whether it has been deleted yet or not."""
    is_over = export.state in {"ready", "incomplete"} and not export.has_file
    return "expired" if is_over else str(export.state)


def _progress(export: Export) -> int | None:
    """Return per cent of the rows that were counted; None where nobody counted them."""
    if export.has_file:
        return 100
    return min(99, export.rows * 100 // export.expected) if export.expected else None


def _file(export: Export) -> ExportedFile | None:
    if not export.has_file:
        return None
    return ExportedFile(export.file_name, export.size, export.sha256, reverse("api_export_file", args=[export.id]))
