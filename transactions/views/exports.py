"""The pages of files: ask for one, watch it being made, fetch it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

import msgspec
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from selfcare.domain.errors import Gone, NotFound
from selfcare.http import AppRequest, display, is_htmx, page, page_or_fragment, redirect, reload_redirect
from selfcare.rates import EXPORTS, limited
from selfcare.typed import refused_query, typed_parameters
from transactions.domain import TransactionFilter
from transactions.forms.exports import FORMATS, ExportForm
from transactions.forms.transactions import NAMES, TYPED, FilterForm
from transactions.models import Export
from transactions.presenters.export_words import about_text
from transactions.presenters.exports import export_line, export_view, format_choices
from transactions.presenters.filters import address
from transactions.presenters.saved_views import view_asked
from transactions.services.export_choices import export_choices, export_formats
from transactions.services.export_files import MEDIA_TYPES
from transactions.services.export_making import SMALL, export_make_now
from transactions.services.exports import (
    export_again,
    export_file,
    export_gaps,
    export_get,
    export_list,
    export_manifest,
    export_open,
    export_stop,
    export_sums,
    export_where,
)
from transactions.services.saved_views import view_get, views_or_none
from transactions.services.transactions import filter_choices
from transactions.tasks import export_enqueue
from transactions.views.context import context_of

_UNPROCESSABLE: Final = 422
_HALF: Final = 50


@typed_parameters(*TYPED)
@require_safe
def export_new(request: AppRequest) -> HttpResponse:
    """Ask what goes into a file; the list's filters in the address are what is seen now."""
    asked, refused = _asked(request.GET), refused_query(request)
    where = _where(request, asked)
    if where is None or refused:  # The list says what is wrong with them.
        return redirect(request, address(reverse("transaction_list"), {**asked, **refused}))
    chosen = {"scope": "shown" if asked else "all", "format": "xlsx", "notes": "1", "failed": "1"}
    return _form(request, asked, where, chosen, {})


@limited(EXPORTS)
@require_POST
def export_create(request: AppRequest) -> HttpResponse:
    """Write down what is asked for; make a small file at once, and leave a large one to the worker."""
    asked = _asked(request.POST)
    where = _where(request, asked)
    form = ExportForm(request.POST.dict(), zone=display(request).zone)
    if not form.is_valid() or where is None:
        errors = {name: str(sentences[0]) for name, sentences in form.errors.items()}
        return _form(request, asked, where or TransactionFilter(), request.POST.dict(), errors)
    chosen = form.cleaned_data
    scopes = {
        "shown": lambda: where,
        "view": lambda: _view_where(request, chosen["view"]),
        "period": form.period,
        "all": TransactionFilter,
    }
    export, is_new = export_open(
        customer_id=context_of(request).customer_id,
        kind=chosen["format"],
        where=scopes[chosen["scope"]](),
        zone=display(request).zone.key,
        language=request.prefs.language,
        owner=request.customer.display_name if request.customer else "",
        with_notes=chosen["notes"],
        with_failed=chosen["failed"],
    )
    return _lead_on(request, export, is_new=is_new, straight="straight" in request.POST)


@limited(EXPORTS)
@require_POST
def export_repeat(request: AppRequest, export_id: str) -> HttpResponse:
    """Ask for the same once more."""
    export = export_again(customer_id=context_of(request).customer_id, export_id=export_id)
    return _lead_on(request, export, is_new=True, straight=False)


@require_POST
def export_end(request: AppRequest, export_id: str) -> HttpResponse:
    """Stop a file that is being made."""
    export = export_stop(customer_id=context_of(request).customer_id, export_id=export_id)
    return redirect(request, reverse("export_state", args=[export.id]))


@require_safe
def export_state(request: AppRequest, export_id: str) -> HttpResponse:
    """Show how a file stands. While it is made htmx asks for the block; at its end the whole page comes anew."""
    export = export_get(customer_id=context_of(request).customer_id, export_id=export_id)
    if is_htmx(request) and not export.is_unfinished:
        return reload_redirect(request, request.path)  # HX-Location would have htmx ask here again, without an end
    view = export_view(
        export,
        export_where(export),
        sums=export_sums(export),
        gaps=export_gaps(export),
        display=display(request),
        now=datetime.now(UTC),
    )
    percent = view.progress.percent if view.progress and view.progress.percent else 0
    context = {
        "view": view,
        "new_url": reverse("export_new"),
        "shorter_url": reverse("statement_period" if export.statement else "export_new"),
        "here_url": request.path,
        "percent": percent,
        "is_half": percent >= _HALF > _percent(request),
        **{name: reverse(f"export_{name}", args=[export.id]) for name in ("end", "repeat", "file", "proof")},
    }
    return page_or_fragment(request, "transactions/exports/state.html", "transactions/exports/_progress.html", context)


@require_safe
def export_download(request: AppRequest, export_id: str) -> HttpResponseBase:
    """Send the file to who asked for it; one that has expired leads to the page that says so."""
    try:
        export, file = export_file(customer_id=context_of(request).customer_id, export_id=export_id)
    except Gone:
        return redirect(request, reverse("export_state", args=[export_id]))
    media = MEDIA_TYPES[export.format]  # type: ignore[index]  # the column's choices are the type's
    return FileResponse(file, as_attachment=True, filename=export.file_name, content_type=media)


@require_safe
def export_proof(request: AppRequest, export_id: str) -> HttpResponse:
    """Send what goes beside the file: filter, zone, rows, sums, SHA-256."""
    export = export_get(customer_id=context_of(request).customer_id, export_id=export_id)
    body = msgspec.json.format(msgspec.json.encode(export_manifest(export)), indent=2)
    name = f'attachment; filename="{export.file_name}.json"'
    return HttpResponse(body, content_type="application/json", headers={"Content-Disposition": name})


def _asked(given: Mapping[str, str]) -> dict[str, str]:
    return {name: text for name in NAMES if (text := given.get(name, "").strip())}


def _where(request: AppRequest, asked: Mapping[str, str]) -> TransactionFilter | None:
    """Return the list's filter; None when it is none that the list would take."""
    if not asked:
        return TransactionFilter()
    currencies = filter_choices(ctx=context_of(request)).currencies
    form = FilterForm(asked, display=display(request), currencies=currencies)
    return form.where() if form.is_valid() else None


def _view_where(request: AppRequest, view_id: str) -> TransactionFilter:
    """Return what a saved view finds today. Raises NotFound for one that is absent or somebody else's."""
    view = view_get(customer_id=context_of(request).customer_id, view_id=view_id)
    where = _where(request, view_asked(view.filter, display(request)))
    if where is None:  # A view is kept only when the list takes it; its words have changed since.
        raise NotFound
    return where


def _form(
    request: AppRequest,
    asked: Mapping[str, str],
    where: TransactionFilter,
    chosen: Mapping[str, str],
    errors: Mapping[str, str],
) -> HttpResponse:
    ctx, shown, now = context_of(request), display(request), datetime.now(UTC)
    offered = export_formats(ctx=ctx)
    lines = [export_line(each, export_where(each), shown, now) for each in export_list(customer_id=ctx.customer_id)]
    context: dict[str, Any] = {
        "asked": asked,
        "asked_text": about_text(where, shown) if asked else "",
        "choices": export_choices(ctx=ctx, where=where),
        "small": SMALL,
        "views": [(view.id, view.name) for view in views_or_none(customer_id=ctx.customer_id)],
        "offered": offered,
        "formats": format_choices([each for each in FORMATS if each in offered]),
        "chosen": chosen,
        "errors": errors,
        "error_links": list(errors.items()),
        "lines": [(reverse("export_state", args=[line.href_id]), line) for line in lines],
        "list_url": address(reverse("transaction_list"), asked),
    }
    return page(request, "transactions/exports/new.html", context, _UNPROCESSABLE if errors else 200)


def _lead_on(request: AppRequest, export: Export, *, is_new: bool, straight: bool) -> HttpResponse:
    """Lead to the file's page; from the list's menu straight to a file that is made already."""
    if is_new:
        export_make_now(ctx=context_of(request), export=export)
        if export.is_unfinished:
            export_enqueue(export.id)
    to_file = straight and export.has_file and export.state == "ready"
    return redirect(request, reverse("export_file" if to_file else "export_state", args=[export.id]))


def _percent(request: AppRequest) -> int:
    """Return what the reader's page showed before; only digits come from our own address."""
    text = request.GET.get("seen", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 3 else 0  # noqa: PLR2004  # of 100
