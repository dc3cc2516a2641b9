"""The page of the transaction list: what was asked for, found, and how to go on."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

import msgspec
from django.http import HttpResponse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_safe

from selfcare.domain.context import Context
from selfcare.domain.errors import BadRequest, FieldError, UpstreamFailed
from selfcare.domain.paging import Page
from selfcare.http import AppRequest, display, is_htmx, page_or_fragment, path_of, redirect
from selfcare.rates import SEARCH, limited
from selfcare.typed import refused_names, typed_parameters
from transactions.domain import OwnRows, Transaction, TransactionFilter, View, ViewFilter
from transactions.forms.transactions import NAMES, TYPED, FilterForm
from transactions.presenters.filters import address, relief_text, without_group
from transactions.presenters.listing import Browse, Listing, browse_view, listing_view
from transactions.presenters.saved_views import all_address, menu_view, view_address
from transactions.presenters.totals import sums_view
from transactions.services.listing import EVERYTHING
from transactions.services.own import own_labels, own_read
from transactions.services.summaries import Search, transaction_search
from transactions.services.transactions import (
    FilterChoices,
    ListParts,
    filter_choices,
    filter_relief,
    list_ahead,
    list_load,
)
from transactions.services.ways import ways_read
from transactions.views.context import context_of

_CURSOR: Final = re.compile(r"[A-Za-z0-9_.~=-]{1,1024}", re.ASCII)
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_FIELDS: Final = {"q": "q"}
_WHOLE_FORM: Final = {"HX-Retarget": "#tx-browse", "HX-Reswap": "outerHTML", "HX-Push-Url": "false"}
_NO_CHOICES: Final = FilterChoices([], ())
# A service that hangs costs no more than this in all; what stands beside the rows may be left out.
_PAGE_SECONDS: Final = 3.2
_ASIDE_SECONDS: Final = 1.2
_READ_WITH_CHOICES: Final = frozenset({"min", "max", "merchant"})
_UNPROCESSABLE: Final = 422
_UNAVAILABLE: Final = 503


class Asked(msgspec.Struct, frozen=True):
    """What the address asks for: as it was typed, as it was understood, and what there was to choose from.

    ``ctx`` bounds the whole page; ``own`` is what the customer keeps here.
    """

    ctx: Context
    typed: Mapping[str, str]
    where: TransactionFilter = EVERYTHING
    wanted: ViewFilter | None = None
    choices: FilterChoices = _NO_CHOICES
    own: OwnRows = OwnRows()


@typed_parameters(*TYPED)
@limited(SEARCH)
@require_safe
def transaction_list(request: AppRequest) -> HttpResponse:
    """Show the newest transactions, those that match the filters of the address, or the view that opens first."""
    cursor, typed, refused = _cursor(request), _typed(request), refused_names(request)
    ctx, parts = context_of(request).within(_PAGE_SECONDS), _parts(request, {*typed, *refused})
    list_ahead(ctx=ctx, parts=parts)
    own = own_read(ctx=ctx)
    if elsewhere := _without_empties(request, own.views) or _first_view(request, typed, own.views):
        return redirect(request, elsewhere)
    list_load(ctx=ctx, aside=ctx.within(_ASIDE_SECONDS), parts=parts)
    choices = filter_choices(ctx=ctx) if parts.form else _NO_CHOICES
    asked = Asked(ctx, typed, wanted=ViewFilter(), choices=choices, own=own)
    if typed or refused:
        form = FilterForm(typed, display=display(request), currencies=asked.choices.currencies, refused=refused)
        if not form.is_valid():
            return _refused(request, asked, form)
        asked = msgspec.structs.replace(asked, where=form.where(), wanted=form.wanted())
    if cursor and is_htmx(request):
        return _more(request, asked, cursor)
    try:
        found = transaction_search(ctx=ctx, where=asked.where, cursor=cursor)
    except UpstreamFailed:
        shown = {"browse": _browse(request, asked), "state": "unavailable", "reference": request.request_id}
        return _answer(request, asked, shown, status=_UNAVAILABLE)
    return _found(request, asked, found)


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
    if first is None or typed or refused_names(request) or is_htmx(request) or "view" in request.GET:
        return None
    return view_address(first.filter, base=path_of("transaction_list"), display=display(request))


def _parts(request: AppRequest, names: set[str]) -> ListParts:
    """Return what the answer is made of. ``names`` are the filters that are asked for.

    Rows alone need the form only to read an amount or name a merchant.
    """
    is_list = is_htmx(request) and request.META.get("HTTP_HX_TARGET") in {"tx-results", "tx-more"}
    is_later = "after" in request.GET
    return ListParts(
        newest=not names and not is_later,
        form=not is_list or not names.isdisjoint(_READ_WITH_CHOICES),
        sums=bool(names) and not is_later,
        ways=not is_htmx(request),
    )


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
    kept = {name: text for name, text in asked.typed.items() if not form.has_error(name, "card")}
    choices = filter_choices(ctx=asked.ctx) if asked.choices is _NO_CHOICES else asked.choices
    asked = Asked(asked.ctx, kept, choices=choices, own=asked.own)
    errors = {name: str(sentences[0]) for name, sentences in form.errors.items()}
    links = [(_FIELDS.get(name, f"f-{name}"), sentence) for name, sentence in errors.items()]
    shown = {"browse": _browse(request, asked, errors=errors), "state": "refused", "error_links": links}
    response = _answer(request, asked, shown, status=_UNPROCESSABLE)
    for name, value in _WHOLE_FORM.items():
        response[name] = value
    return response


def _more(request: AppRequest, asked: Asked, cursor: str) -> HttpResponse:
    """Answer with the next rows alone. Raises UpstreamFailed while the service is away: the page stays as it is."""
    found = transaction_search(ctx=asked.ctx, where=asked.where, cursor=cursor)
    shown = {"listing": _listing(request, asked, found, shown=_shown(request))}
    return page_or_fragment(request, "transactions/list.html", "transactions/_more.html", shown)


def _listing(request: AppRequest, asked: Asked, found: Search, *, shown: date | None = None) -> Listing:
    return listing_view(
        found.page.value,
        asked.typed,
        display=display(request),
        base=path_of("transaction_list"),
        shown=shown,
        cursor=_cursor(request),
        stale_since=found.page.as_of if found.page.stale else None,
        sums=sums_view(found.moved, found.awaited, display(request)),
        labels=own_labels(ctx=asked.ctx, own=asked.own, rows=found.page.value.data),
    )


def _found(request: AppRequest, asked: Asked, found: Search) -> HttpResponse:
    page = found.page.value
    browse = _browse(request, asked, page=page)
    context = {"browse": browse, "listing": _listing(request, asked, found)}
    if page.data or request.GET.get("after"):
        return _answer(request, asked, {**context, "state": "found"})
    if not asked.typed:
        return _answer(request, asked, {**context, "state": "first"})
    asked_text = display(request).list(chip.label for chip in browse.chips)
    more = {"asked_text": asked_text, "relief": _relief(request, asked, browse)}
    return _answer(request, asked, {**context, **more, "state": "nothing"})


def _shown(request: AppRequest) -> date | None:
    """Return the last day the reader's page shows already."""
    text = request.GET.get("day", "")
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
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
        tags=asked.own.tags,
        page=page,
        display=display(request),
        base=path_of("transaction_list"),
        errors=errors or {},
    )


def _relief(request: AppRequest, asked: Asked, browse: Browse) -> tuple[str, str]:
    """Return label and address of the one filter to remove, proven to find something; else of removing all."""
    without: dict[str, TransactionFilter] = {}
    for chip in browse.chips:
        rest = without_group(browse.asked, chip.group)
        form = FilterForm(rest, display=display(request), currencies=asked.choices.currencies)
        if form.is_valid():
            without[chip.group] = form.where()
    group = filter_relief(ctx=asked.ctx, without=without) if len(browse.chips) > 1 else None
    if group is None:
        return gettext("Clear all"), all_address(asked.own.views)
    return relief_text(group), address(browse.base, without_group(browse.asked, group))


def _ways_on(asked: Asked) -> dict[str, Any]:
    """Return which of the ways under the title there are, and how many cases are open."""
    ways = ways_read(ctx=asked.ctx)
    return {"has_statements": ways.statements, "cases": _cases_text(ways.open_cases) if ways.cases else ""}


def _cases_text(count: int) -> str:
    if not count:
        return gettext("Cases")
    return ngettext("Cases, %(num)s open", "Cases, %(num)s open", count) % {"num": count}


def _answer(request: AppRequest, asked: Asked, context: Mapping[str, Any], *, status: int = 200) -> HttpResponse:
    """Answer with the page, or the part of it that htmx asked for, and tell htmx the address without empty fields."""
    whole_form = status == _UNPROCESSABLE or request.META.get("HTTP_HX_TARGET") == "tx-browse"
    part = "_browse.html" if whole_form else "_list.html"
    menu = menu_view(
        asked.own.views,
        asked.typed,
        asked.wanted,
        merchants={merchant.id: merchant.name for merchant in asked.choices.merchants},
        display=display(request),
    )
    whole = {} if is_htmx(request) else _ways_on(asked)
    shown = {**context, **whole, "menu": menu}
    response = page_or_fragment(request, "transactions/list.html", f"transactions/{part}", shown, status)
    if is_htmx(request):
        typed = _typed(request)
        response["HX-Push-Url"] = address(context["browse"].base, typed) if typed else all_address(asked.own.views)
    return response
