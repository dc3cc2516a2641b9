"""No page is answered under an address that holds a card number somebody typed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.http.response import HttpResponseBase

from selfcare.domain.cards import has_card_number
from selfcare.http import AppRequest, safe_next
from selfcare.middleware.headers import GetResponse
from selfcare.typed import REFUSED, refused_names, typed_names


class TypedMiddleware:
    """Lead to the same address without the number (303); ``refused`` names the fields that held one.

    It stands before the guard, so that the way back from signing in names them too. htmx follows as a browser does, and
    swaps what it gets there.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: AppRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: AppRequest, view: Callable[..., Any], _args: tuple[Any, ...], _kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        names = typed_names(view) if request.method in {"GET", "HEAD"} else ()
        held = [name for name in names if any(map(has_card_number, request.GET.getlist(name)))]
        return HttpResponse(status=303, headers={"Location": _without(request, held)}) if held else None


def _without(request: AppRequest, held: Sequence[str]) -> str:
    left_out = {*held, REFUSED}
    kept = [(name, value) for name, values in request.GET.lists() if name not in left_out for value in values]
    refused = {REFUSED: ",".join(dict.fromkeys([*refused_names(request), *held]))}
    return safe_next(request, f"{request.path}?{urlencode([*kept, *refused.items()], safe=',')}")
