"""Who may use the console: somebody at this machine (or in the networks named for the sandbox's control) who signed in.

The password is written on the sign-in page, so that the machine is what keeps others out, as with `/outbox`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, Final, ParamSpec
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from sandbox.console.sessions import csrf_holds, merchant_of
from sandbox.merchants.services import Actor
from sandbox.payments.api.callers import as_problem
from sandbox.payments.domain.errors import Refused
from sandbox.peers import is_local
from sandbox.problems import Problem, not_found
from sandbox.web import View

P = ParamSpec("P")
_SAFE: Final = frozenset({"GET", "HEAD"})
_HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none';"
        " frame-ancestors 'none'"
    ),
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def near(view: View) -> View:
    """Let only those near through, 404 for anybody else; refuse forms that another site's page sends (RFC 6454)."""

    @wraps(view)
    def guarded(request: HttpRequest, **arguments: Any) -> HttpResponse:
        if not is_local(request, settings.CONTROL_PEERS):
            raise not_found()
        origin = request.headers.get("Origin")
        if request.method not in _SAFE and origin is not None and urlsplit(origin).netloc != request.get_host():
            raise Problem(403, "forbidden", "This comes from a page of another site.")
        return _sealed(view(request, **arguments))

    return guarded


def signed_in(view: Callable[Concatenate[HttpRequest, Actor, P], HttpResponse]) -> View:
    """Give the view the merchant somebody is signed in as; lead anybody else to the sign-in page.

    A form without this session's token is 403. What the services refuse outright (somebody else's payment) is its
    problem's status.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        merchant_id = merchant_of(request)
        if merchant_id is None:
            return redirect("/console/login")
        if request.method not in _SAFE and not csrf_holds(request):
            raise Problem(403, "forbidden", "This form is of another sign-in. Go back, load the page anew, try again.")
        try:
            return view(request, Actor(merchant_id, "console"), *args, **kwargs)
        except Refused as refused:
            raise as_problem(refused) from None

    return near(guarded)


def redirect(path: str) -> HttpResponse:
    """Lead to another page of the console after a form (303)."""
    return HttpResponse(status=303, headers={"Location": path})


def _sealed(response: HttpResponse) -> HttpResponse:
    for name, value in _HEADERS.items():
        response.setdefault(name, value)
    return response
