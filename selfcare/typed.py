"""Forms that ask by their address: which of its parameters people type, and what becomes of a card number in one.

A browser shows, keeps and shares an address. So a page that is asked for with a card number in a typed parameter is
not answered there: `selfcare.middleware.typed` leads to the same address without it, with the field's name in
``refused``. The page says beside that field what was wrong; the number itself is nowhere after that.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar

from django.http import HttpRequest

from selfcare.errors import sentence

Marked = TypeVar("Marked", bound=Callable[..., object])

REFUSED: Final = "refused"


def typed_parameters(*names: str) -> Callable[[Marked], Marked]:
    """Mark a page's view with the parameters that people type. Ids are none: they may be long rows of figures."""

    def mark(view: Marked) -> Marked:
        view.typed = names  # type: ignore[attr-defined]  # a mark on the function, read by `marked`
        return view

    return mark


def typed_names(view: Callable[..., Any]) -> tuple[str, ...]:
    """Return the parameters of a view that people type."""
    names: tuple[str, ...] = getattr(view, "typed", ())
    return names


def refused_names(request: HttpRequest) -> tuple[str, ...]:
    """Return the fields that held a card number before the visitor was led here."""
    named = request.GET.get(REFUSED, "").split(",")
    match = request.resolver_match
    return tuple(name for name in typed_names(match.func) if name in named) if match else ()


def refused_texts(request: HttpRequest) -> dict[str, str]:
    """Return what is wrong with each of these fields."""
    return {name: sentence("card") for name in refused_names(request)}


def refused_query(request: HttpRequest) -> dict[str, str]:
    """Return the parameter that tells another page of the same fields; empty when none was refused."""
    names = refused_names(request)
    return {REFUSED: ",".join(names)} if names else {}
