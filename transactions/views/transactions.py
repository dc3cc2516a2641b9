"""The page of the transaction list: what was asked for, found, and how to go on."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

import msgspec
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_safe

from selfcare.domain.errors import BadRequest, FieldError, SelfcareError, SignInRequired, UpstreamFailed
from selfcare.domain.paging import Page
from selfcare.http import AppRequest, display, is_htmx, page_or_fragment, redirect
from selfcare.rates import SEARCH, limited
from transactions.domain import Transaction, TransactionFilter, View, ViewFilter
from transactions.forms.transactions import NAMES, FilterForm
from transactions.presenters.filters import address, relief_text, without_group
from transactions.presenters.listing import Browse, browse_view, listing_view
from transactions.presenters.saved_views import all_address, menu_view, view_address
from transactions.presenters.totals import sums_view
from transactions.services.cases import cases_offered, cases_open_count
from transactions.services.listing import EVERYTHING
from transactions.services.notes import note_labels, note_tags
from transactions.services.saved_views import views_or_none
from transactions.services.statements import statements_offered
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


class Asked(msgspec.Struct, frozen=True):
    """What the address asks for: as it was typed, as it was understood, and what there was to choose from."""

    typed: Mapping[str, str]
    where: TransactionFilter = EVERYTHING
    wanted: ViewFilter | None = None
    choices: FilterChoices = _NO_CHOICES
    views: Sequence[View] = ()


@limited(SEARCH)
@require_safe
def transaction_list(request: AppRequest) -> HttpResponse:
    """Show the newest transactions, those that match the filters of the address, or the view that opens first."""
    cursor, typed, views = _cursor(request), _typed(request), _views(request)
    if elsewhere := _without_empties(request, views) or _first_view(request, typed, views):
        return redirect(request, elsewhere)
    asked = Asked(typed, wanted=ViewFilter(), choices=_choices(request, typed), views=views)
    if typed:
        form = FilterForm(typed, display=display(request), currencies=asked.choices.currencies)
        if not form.is_valid():
            return _refused(request, asked, form)
        asked = msgspec.structs.replace(asked, where=form.where(), wanted=form.wanted())
    try:
        found = transaction_search(ctx=context_of(request), where=asked.where, cursor=cursor)
    except UpstreamFailed:
        shown = {"browse": _browse(request, asked), "state": "unavailable", "reference": request.request_id}
        return _answer(request, asked, shown, status=_UNAVAILABLE)
    return _found(request, asked, found)


def _views(request: AppRequest) -> list[View]:
    """Return the customer's views; more rows of a list show none."""
    return [] if "after" in request.GET else views_or_none(customer_id=context_of(request).customer_id)


def _without_empties(request: AppRequest, views: Sequence[View]) -> str | None:
    """Return the address without the fields a browser sent empty, or None when there are none.

    To htmx the clean address is told in the answer instead (see `_answer`).
    """
    empty = {name for name in NAMES if name in request.GET and not request.GET[name].strip()}
    if not empty or is_htmx(request):
        return None
    kept = [(name, value) for name, values in request.GET.lists() for value in values if name not in empty]
    return address(request.path, kept) if kept else all_address(views)


def _first_view(request: AppRequest, typed: Mapping[str, str], views: Sequence[View]) -> str | None:
    """Return the address of the view that opens first, for who asked for nothing in particular."""
    first = next((view for view in views if view.opens_first), None)
    if first is None or typed or is_htmx(request) or "view" in request.GET:
        return None
    return view_address(first.filter, base=reverse("transaction_list"), display=display(request))


def _choices(request: AppRequest, typed: Mapping[str, str]) -> FilterChoices:
    """Return what the form offers; a part without the form needs it only to read an amount or name a merchant."""
    if _is_list(request) and not typed.keys() & {"min", "max", "merchant"}:
        return _NO_CHOICES
    if not typed:
        newest_ahead(ctx=context_of(request))
    return filter_choices(ctx=context_of(request))


def _is_list(request: AppRequest) -> bool:
    """Tell whether htmx asks for rows alone, not for the form or the page."""
    return is_htmx(request) and request.headers.get("HX-Target") in {"tx-results", "tx-more"}


def _typed(request: AppRequest) -> dict[str, str]:
    """Return what the address asks for, by name; other names are ignored, empty fields are not asked for."""
    return {name: text for name in NAMES if (text := request.GET.get(name, "").strip())}


def _cursor(request: AppRequest) -> str | None:
    cursor = request.GET.get("after") or None
    if cursor and not _CURSOR.fullmatch(cursor):
        raise BadRequest(fields=(FieldError("after", "cursor", gettext("Start again from the first page.")),))
    return cursor


def _refused(request: AppRequest, asked: Asked, form: FilterForm) -> HttpResponse:
    """Show the form again with what to mend; a card number is not repeated."""
    kept = {name: text for name, text in asked.typed.items() if not (name == "q" and form.has_error("q", "card"))}
    choices = filter_choices(ctx=context_of(request)) if asked.choices is _NO_CHOICES else asked.choices
    asked = Asked(kept, choices=choices, views=asked.views)
    errors = {name: str(sentences[0]) for name, sentences in form.errors.items()}
    links = [(_FIELDS.get(name, f"f-{name}"), sentence) for name, sentence in errors.items()]
    shown = {"browse": _browse(request, asked, errors=errors), "state": "refused", "error_links": links}
    response = _answer(request, asked, shown, status=_UNPROCESSABLE)
    for name, value in _WHOLE_FORM.items():
        response[name] = value
    return response


def _found(request: AppRequest, asked: Asked, found: Search) -> HttpResponse:
    cursor, page = _cursor(request), found.page.value
    listing = listing_view(
        page,
        asked.typed,
        display=display(request),
        base=reverse("transaction_list"),
        shown=_shown(request),
        cursor=cursor,
        stale_since=found.page.as_of if found.page.stale else None,
        sums=sums_view(found.moved, found.awaited, display(request)),
        labels=_labels(request, page),
    )
    context: dict[str, Any] = {"browse": _browse(request, asked, page=page), "listing": listing}
    if page.data or cursor:
        return _answer(request, asked, {**context, "state": "found"})
    if not asked.typed:
        return _answer(request, asked, {**context, "state": "first"})
    more: dict[str, Any] = {"asked_text": display(request).list(chip.label for chip in context["browse"].chips)}
    more["relief"] = _relief(request, asked, context["browse"])
    return _answer(request, asked, {**context, **more, "state": "nothing"})


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
    asked: Asked,
    *,
    page: Page[Transaction] | None = None,
    errors: Mapping[str, str] | None = None,
) -> Browse:
    return browse_view(
        asked.typed,
        asked.where,
        merchants=asked.choices.merchants,
        currencies=asked.choices.currencies,
        tags=_tags(request),
        page=page,
        display=display(request),
        base=reverse("transaction_list"),
        errors=errors or {},
    )


def _tags(request: AppRequest) -> list[str]:
    """Return the customer's tags for the form; rows alone do without."""
    return [] if _is_list(request) else note_tags(customer_id=context_of(request).customer_id)


def _relief(request: AppRequest, asked: Asked, browse: Browse) -> tuple[str, str]:
    """Return label and address of the one filter to remove, proven to find something; else of removing all."""
    without: dict[str, TransactionFilter] = {}
    for chip in browse.chips:
        rest = without_group(browse.asked, chip.group)
        form = FilterForm(rest, display=display(request), currencies=asked.choices.currencies)
        if form.is_valid():
            without[chip.group] = form.where()
    group = filter_relief(ctx=context_of(request), without=without) if len(browse.chips) > 1 else None
    if group is None:
        return gettext("Clear all"), all_address(asked.views)
    return relief_text(group), address(browse.base, without_group(browse.asked, group))


def _has_statements(request: AppRequest) -> bool:
    """Tell whether statements are offered; not while nobody can say."""
    try:
        return statements_offered(ctx=context_of(request))
    except SignInRequired:
        raise
    except SelfcareError:
        return False


def _ways_on(request: AppRequest) -> dict[str, Any]:
    """Return which of the ways under the title there are, and how many cases are open."""
    return {"has_statements": _has_statements(request), "cases": _cases_text(request) if _has_cases(request) else ""}


def _cases_text(request: AppRequest) -> str:
    count = cases_open_count(ctx=context_of(request))
    if not count:
        return gettext("Cases")
    return ngettext("Cases, %(num)s open", "Cases, %(num)s open", count) % {"num": count}


def _has_cases(request: AppRequest) -> bool:
    """Tell whether the service has cases; not while nobody can say."""
    try:
        return cases_offered(ctx=context_of(request))
    except SignInRequired:
        raise
    except SelfcareError:
        return False


def _answer(request: AppRequest, asked: Asked, context: Mapping[str, Any], *, status: int = 200) -> HttpResponse:
    """Answer with the page, or the part of it that htmx asked for, and tell htmx the address without empty fields."""
    part = "_list.html"
    if request.GET.get("after"):
        part = "_more.html"
    elif status == _UNPROCESSABLE or request.headers.get("HX-Target") == "tx-browse":
        part = "_browse.html"
    menu = menu_view(
        asked.views,
        asked.typed,
        asked.wanted,
        merchants={merchant.id: merchant.name for merchant in asked.choices.merchants},
        display=display(request),
    )
    whole = {} if is_htmx(request) else _ways_on(request)
    shown = {**context, **whole, "menu": menu}
    response = page_or_fragment(request, "transactions/list.html", f"transactions/{part}", shown, status)
    if part != "_more.html" and is_htmx(request):
        typed = _typed(request)
        response["HX-Push-Url"] = address(context["browse"].base, typed) if typed else all_address(asked.views)
    return response
