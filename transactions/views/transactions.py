"""The page of the transaction list: what was asked for, found, and how to go on."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from selfcare.domain.errors import BadRequest, FieldError, UpstreamFailed
from selfcare.domain.paging import Page
from selfcare.http import AppRequest, display, is_htmx, page_or_fragment, redirect
from selfcare.rates import SEARCH, limited
from transactions.domain import Transaction, TransactionFilter
from transactions.forms.transactions import NAMES, FilterForm
from transactions.presenters.filters import address, relief_text, without_group
from transactions.presenters.listing import Browse, browse_view, listing_view
from transactions.presenters.totals import sums_view
from transactions.services.listing import EVERYTHING
from transactions.services.notes import note_labels, note_tags
from transactions.services.summaries import Search, transaction_search
from transactions.services.transactions import (
    FilterChoices,
    filter_choices,
    filter_relief,
    newest_ahead,
)
from transactions.views.context import context_of

_CURSOR: Final = re.compile(r"[A-Za-z0-9_.~=-]{1,1024}", re.ASCII)
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_FIELDS: Final = {"q": "q"}
_WHOLE_FORM: Final = {"HX-Retarget": "#tx-browse", "HX-Reswap": "outerHTML", "HX-Push-Url": "false"}
_NO_CHOICES: Final = FilterChoices([], ())
_UNPROCESSABLE: Final = 422
_UNAVAILABLE: Final = 503


@limited(SEARCH)
@require_safe
def transaction_list(request: AppRequest) -> HttpResponse:
    """Show the newest transactions, or those that match the filters of the address."""
    cursor, asked = _cursor(request), _asked(request)
    if clean := _without_empties(request):
        return redirect(request, clean)
    choices = _choices(request, asked)
    where = EVERYTHING
    if asked:
        form = FilterForm(asked, display=display(request), currencies=choices.currencies)
        if not form.is_valid():
            return _refused(request, asked, form, choices)
        where = form.where()
    try:
        found = transaction_search(ctx=context_of(request), where=where, cursor=cursor)
    except UpstreamFailed:
        browse = _browse(request, asked, where, choices)
        shown = {"browse": browse, "state": "unavailable", "reference": request.request_id}
        return _answer(request, shown, status=_UNAVAILABLE)
    return _found(request, asked, where, choices, found)


def _without_empties(request: AppRequest) -> str | None:
    """Return the address without the fields a browser sent empty, or None when there are none.

    To htmx the clean address is told in the answer instead (see `_answer`).
    """
    empty = {name for name in NAMES if name in request.GET and not request.GET[name].strip()}
    if not empty or is_htmx(request):
        return None
    kept = [(name, value) for name, values in request.GET.lists() for value in values if name not in empty]
    return address(request.path, kept)


def _choices(request: AppRequest, asked: Mapping[str, str]) -> FilterChoices:
    """Return what the form offers; a part without the form needs it only to read an amount or name a merchant."""
    if _is_list(request) and not asked.keys() & {"min", "max", "merchant"}:
        return _NO_CHOICES
    if not asked:
        newest_ahead(ctx=context_of(request))
    return filter_choices(ctx=context_of(request))


def _is_list(request: AppRequest) -> bool:
    """Tell whether htmx asks for rows alone, not for the form or the page."""
    return is_htmx(request) and request.headers.get("HX-Target") in {"tx-results", "tx-more"}


def _asked(request: AppRequest) -> dict[str, str]:
    """Return what the address asks for, by name; other names are ignored, empty fields are not asked for."""
    return {name: text for name in NAMES if (text := request.GET.get(name, "").strip())}


def _cursor(request: AppRequest) -> str | None:
    cursor = request.GET.get("after") or None
    if cursor and not _CURSOR.fullmatch(cursor):
        raise BadRequest(fields=(FieldError("after", "cursor", gettext("Start again from the first page.")),))
    return cursor


def _refused(request: AppRequest, asked: Mapping[str, str], form: FilterForm, choices: FilterChoices) -> HttpResponse:
    """Show the form again with what to mend; a card number is not repeated."""
    if choices is _NO_CHOICES:
        choices = filter_choices(ctx=context_of(request))
    kept = {name: text for name, text in asked.items() if not (name == "q" and form.has_error("q", "card"))}
    errors = {name: str(sentences[0]) for name, sentences in form.errors.items()}
    browse = _browse(request, kept, EVERYTHING, choices, errors=errors)
    links = [(_FIELDS.get(name, f"f-{name}"), sentence) for name, sentence in errors.items()]
    response = _answer(request, {"browse": browse, "state": "refused", "error_links": links}, status=_UNPROCESSABLE)
    for name, value in _WHOLE_FORM.items():
        response[name] = value
    return response


def _found(
    request: AppRequest,
    asked: Mapping[str, str],
    where: TransactionFilter,
    choices: FilterChoices,
    found: Search,
) -> HttpResponse:
    cursor, base = _cursor(request), reverse("transaction_list")
    page = found.page.value
    listing = listing_view(
        page,
        asked,
        display=display(request),
        base=base,
        shown=_shown(request),
        cursor=cursor,
        stale_since=found.page.as_of if found.page.stale else None,
        sums=sums_view(found.moved, found.awaited, display(request)),
        labels=_labels(request, page),
    )
    context: dict[str, Any] = {"browse": _browse(request, asked, where, choices, page=page), "listing": listing}
    if page.data or cursor:
        return _answer(request, {**context, "state": "found"})
    if not asked:
        return _answer(request, {**context, "state": "first"})
    more: dict[str, Any] = {"asked_text": display(request).list(chip.label for chip in context["browse"].chips)}
    more["relief"] = _relief(request, context["browse"], choices)
    return _answer(request, {**context, **more, "state": "nothing"})


def _labels(request: AppRequest, page: Page[Transaction]) -> dict[str, str]:
    customer_id = context_of(request).customer_id
    return note_labels(customer_id=customer_id, transaction_ids=[each.id for each in page.data])


def _shown(request: AppRequest) -> date | None:
    """Return the last day the reader's page shows already; only a part that htmx asked for can continue it."""
    text = request.GET.get("day", "")
    try:
        return date.fromisoformat(text) if is_htmx(request) and _DAY.fullmatch(text) else None
    except ValueError:
        return None


def _browse(
    request: AppRequest,
    asked: Mapping[str, str],
    where: TransactionFilter,
    choices: FilterChoices,
    *,
    page: Page[Transaction] | None = None,
    errors: Mapping[str, str] | None = None,
) -> Browse:
    return browse_view(
        asked,
        where,
        merchants=choices.merchants,
        currencies=choices.currencies,
        tags=_tags(request),
        page=page,
        display=display(request),
        base=reverse("transaction_list"),
        errors=errors or {},
    )


def _tags(request: AppRequest) -> list[str]:
    """Return the customer's tags for the form; rows alone do without."""
    return [] if _is_list(request) else note_tags(customer_id=context_of(request).customer_id)


def _relief(request: AppRequest, browse: Browse, choices: FilterChoices) -> tuple[str, str]:
    """Return label and address of the one filter to remove, proven to find something; else of removing all."""
    without: dict[str, TransactionFilter] = {}
    for chip in browse.chips:
        rest = without_group(browse.asked, chip.group)
        form = FilterForm(rest, display=display(request), currencies=choices.currencies)
        if form.is_valid():
            without[chip.group] = form.where()
    group = filter_relief(ctx=context_of(request), without=without) if len(browse.chips) > 1 else None
    if group is None:
        return gettext("Clear all"), browse.base
    return relief_text(group), address(browse.base, without_group(browse.asked, group))


def _answer(request: AppRequest, context: Mapping[str, Any], *, status: int = 200) -> HttpResponse:
    """Answer with the page, or the part of it that htmx asked for, and tell htmx the address without empty fields."""
    part = "_list.html"
    if request.GET.get("after"):
        part = "_more.html"
    elif status == _UNPROCESSABLE or request.headers.get("HX-Target") == "tx-browse":
        part = "_browse.html"
    response = page_or_fragment(request, "transactions/list.html", f"transactions/{part}", context, status)
    if part != "_more.html" and is_htmx(request):
        response["HX-Push-Url"] = address(context["browse"].base, _asked(request))
    return response
