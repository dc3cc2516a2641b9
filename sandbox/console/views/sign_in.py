"""Signing in as a shop, and out again."""

from __future__ import annotations

import hmac
from functools import cache
from http import HTTPStatus
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from sandbox.console.access import near, redirect, signed_in
from sandbox.console.sessions import merchant_of, session_begin, session_end
from sandbox.merchants.models import Profile
from sandbox.merchants.services import Actor
from sandbox.payments.models import Merchant
from sandbox.web import View

_PASSWORD = "sandbox"  # noqa: S105 -- written on the page itself: the machine is what keeps others out
_USUAL = "mch_norrbo"
_TYPES = {".css": "text/css; charset=utf-8", ".svg": "image/svg+xml", ".woff2": "font/woff2"}
FILES = ("console.css", "icons.svg", "mark.svg", "fonts/red-hat-text-latin.woff2")


@near
def login_page(request: HttpRequest) -> HttpResponse:
    """Ask for the merchant and the password; lead on when somebody is signed in."""
    if merchant_of(request) is not None:
        return redirect("/console")
    return _page(request, chosen=_USUAL)


@near
def login(request: HttpRequest) -> HttpResponse:
    """Sign in, ending whatever session this browser had before."""
    chosen, password = request.POST.get("shop", ""), request.POST.get("password", "")
    known = dict(_shops())
    errors = {} if chosen in known else {"shop": "Choose a merchant."}
    if not hmac.compare_digest(password.encode("utf-8", "replace"), _PASSWORD.encode()):
        errors |= {"password": "That is not the password. In the sandbox it is always: sandbox"}
    if errors:
        return _page(request, chosen=chosen, errors=errors)
    response = redirect("/console")
    session_end(request, response)
    session_begin(response, merchant_id=chosen)
    return response


@signed_in
def logout(request: HttpRequest, _actor: Actor) -> HttpResponse:
    """Sign out."""
    response = redirect("/console/login")
    session_end(request, response)
    return response


def file_of(name: str) -> View:
    """Return a view that answers one of the console's own files."""

    @near
    def view(_request: HttpRequest) -> HttpResponse:
        kind = _TYPES[Path(name).suffix]
        return HttpResponse(_file(name), content_type=kind, headers={"Cache-Control": "max-age=300"})

    return view


@cache
def _file(name: str) -> bytes:
    return (Path(__file__).parents[1] / name).read_bytes()


def _page(request: HttpRequest, *, chosen: str, errors: dict[str, str] | None = None) -> HttpResponse:
    context = {"shops": _shops(), "chosen": chosen, "errors": errors or {}}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.OK
    return render(request, "console/login.html", context, status=status)


def _shops() -> list[tuple[str, str]]:
    merchants = Merchant.objects.filter(id__in=Profile.objects.values("merchant_id"))
    return list(merchants.order_by("name").values_list("id", "name"))
