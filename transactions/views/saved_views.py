"""Saved views: the menu on the list, saving what it shows, and the page that lists them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import msgspec
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from selfcare.domain.errors import InvalidInput, UpstreamFailed
from selfcare.http import AppRequest, display, page, redirect
from selfcare.rates import SEARCH, limited
from selfcare.typed import refused_query, typed_parameters
from transactions.domain import span_of
from transactions.forms.saved_views import ViewForm
from transactions.forms.transactions import NAMES, TYPED, FilterForm
from transactions.forms.words import typed_back
from transactions.presenters.filters import address, count_text
from transactions.presenters.saved_views import (
    all_address,
    dates_choice,
    used_text,
    view_address,
    view_facts,
    view_rows,
)
from transactions.presenters.totals import sums_view
from transactions.services.saved_views import view_get, view_list, view_open_first, view_remove, view_save
from transactions.services.summaries import transaction_search
from transactions.services.transactions import FilterChoices, filter_choices
from transactions.views.context import context_of

_EVERYTHING: Final = "all"
_UNPROCESSABLE: Final = 422


@require_safe
def saved_view_list(request: AppRequest) -> HttpResponse:
    """Show the views; ``remove`` names the one to be asked about."""
    ctx = context_of(request)
    views = view_list(customer_id=ctx.customer_id)
    names = _names(filter_choices(ctx=ctx)) if any(view.filter.merchant for view in views) else {}
    context = {
        "rows": view_rows(views, merchants=names, base=reverse("transaction_list"), display=display(request)),
        "all_url": all_address(views),
        "asks": request.GET.get("remove", ""),
        "list_url": reverse("transaction_list"),
        "here_url": reverse("saved_view_list"),
    }
    return page(request, "transactions/views/list.html", context)


@typed_parameters(*TYPED)
@limited(SEARCH)
@require_http_methods(["GET", "HEAD", "POST"])
def saved_view_new(request: AppRequest) -> HttpResponse:
    """Give what the list shows a name. Filters that cannot be read, or none, lead back to the list."""
    given = request.POST if request.method == "POST" else request.GET
    asked = {name: text for name in NAMES if (text := given.get(name, "").strip())}
    choices = filter_choices(ctx=context_of(request))
    filters = FilterForm(asked, display=display(request), currencies=choices.currencies)
    refused = refused_query(request)
    if not asked or refused or not filters.is_valid():
        return redirect(request, address(reverse("transaction_list"), {**asked, **refused}))
    if request.method != "POST":
        return _save_page(request, asked, filters, choices)
    form = ViewForm(request.POST)
    if not form.is_valid():
        return _save_page(request, asked, filters, choices, form=form)
    return _saved(request, asked, filters, choices, form)


def _saved(
    request: AppRequest, asked: dict[str, str], filters: FilterForm, choices: FilterChoices, form: ViewForm
) -> HttpResponse:
    wanted, sent = filters.wanted(), form.cleaned_data
    span = span_of(wanted.first, wanted.last, display(request).today()) if sent["dates"] == "moves" else ""
    if span:
        wanted = msgspec.structs.replace(wanted, first=None, last=None, span=span)
    try:
        view = view_save(
            customer_id=context_of(request).customer_id, name=sent["name"], wanted=wanted, opens_first=sent["first"]
        )
    except InvalidInput as error:
        form.add_error("name", str(error.fields[0].detail))
        return _save_page(request, asked, filters, choices, form=form)
    return redirect(request, view_address(view.filter, base=reverse("transaction_list"), display=display(request)))


@require_POST
def saved_view_first(request: AppRequest, view_id: str) -> HttpResponse:
    """Let a view open first, or all transactions."""
    view_open_first(customer_id=context_of(request).customer_id, view_id=None if view_id == _EVERYTHING else view_id)
    return redirect(request, reverse("saved_view_list"))


@require_POST
def saved_view_remove(request: AppRequest, view_id: str) -> HttpResponse:
    """Forget a view, for who said that they are sure; anybody else is asked."""
    customer_id, here = context_of(request).customer_id, reverse("saved_view_list")
    if "sure" not in request.POST:
        view = view_get(customer_id=customer_id, view_id=view_id)
        return redirect(request, f"{here}?remove={view.id}#{view.id}")
    view_remove(customer_id=customer_id, view_id=view_id)
    return redirect(request, here)


def _save_page(
    request: AppRequest,
    asked: Mapping[str, str],
    filters: FilterForm,
    choices: FilterChoices,
    *,
    form: ViewForm | None = None,
) -> HttpResponse:
    shown, wanted, names = display(request), filters.wanted(), _names(choices)
    span = span_of(wanted.first, wanted.last, shown.today())
    errors = {name: str(sentences[0]) for name, sentences in form.errors.items()} if form else {}
    context = {
        "asked": asked,
        "facts": view_facts(wanted, merchants=names, display=shown, with_days=not span),
        "now": _now(request, filters),
        "choice": dates_choice(span, wanted, merchants=names, display=shown) if span else None,
        "typed": _typed(form),
        "errors": errors,
        "used": used_text(len(view_list(customer_id=context_of(request).customer_id))),
        "close_url": address(reverse("transaction_list"), asked),
    }
    return page(request, "transactions/views/new.html", context, _UNPROCESSABLE if errors else 200)


def _typed(form: ViewForm | None) -> dict[str, Any]:
    """Return what stands in the form: what was sent, without a card number, or what is usual."""
    if form is None:
        return {"name": "", "dates": "moves", "first": False}
    return {**typed_back(form.data, ("name",)), "dates": form.data.get("dates", "stays"), "first": "first" in form.data}


def _now(request: AppRequest, filters: FilterForm) -> tuple[str, list[Any]] | None:
    """Return how many there are now and what they come to; None while the service is away."""
    try:
        found = transaction_search(ctx=context_of(request), where=filters.where())
    except UpstreamFailed:
        return None
    sums = [each for each in sums_view(found.moved, None, display(request)) if each.kind == "total"]
    return count_text(found.page.value, display(request)), sums


def _names(choices: FilterChoices) -> dict[str, str]:
    return {merchant.id: merchant.name for merchant in choices.merchants}
