"""Say what went wrong in the form that was asked for: a page, a part for htmx, or problem+json (RFC 9457)."""

from __future__ import annotations

from typing import Any, Final

import msgspec
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import get_language

from selfcare.domain.cards import without_card_numbers
from selfcare.domain.customer import Preferences
from selfcare.errors.kept import kept_form
from selfcare.errors.table import Meaning, meaning
from selfcare.http import is_api, is_htmx, login_path

PROBLEM_TYPE: Final = "application/problem+json"
PROBLEM_BASE: Final = "https://selfcare.dev/problems/"
# Statuses with a page of their own; the rest have one in common that says the table's words.
_PAGES: Final = {400: 400, 403: 403, 404: 404, 429: 429, 500: 500, 502: 503, 503: 503}
_OWN_WORDS: Final = frozenset({"csrf_failed", "store_unavailable", "statement_mismatch"})


def respond(request: HttpRequest, error: BaseException) -> HttpResponse:
    """Answer an exception. Never raises, calls nothing upstream, needs neither session nor store."""
    return answer(request, meaning(error))


def answer(request: HttpRequest, what: Meaning) -> HttpResponse:
    """Answer in the asked-for form, with the headers the failure calls for."""
    if is_api(request):
        response = problem(request, what)
    elif what.code == "session_required":
        response = _to_login(request)
    elif is_htmx(request):
        response = _part(request, what)
    else:
        response = _page(request, what)
    for name, value in what.headers.items():
        response[name] = value
    return response


def problem(request: HttpRequest, what: Meaning) -> HttpResponse:
    """Return the problem+json answer."""
    return HttpResponse(msgspec.json.encode(problem_body(request, what)), PROBLEM_TYPE, what.status)


def problem_body(request: HttpRequest, what: Meaning) -> dict[str, Any]:
    """Return RFC 9457's members and ours: code, request_id, retryable, errors."""
    body: dict[str, Any] = {
        "type": PROBLEM_BASE + what.code,
        "title": str(what.title),
        "status": what.status,
        "code": what.code,
        "detail": str(what.detail),
        "instance": request.path.encode("utf-8", "replace").decode(),
        "request_id": request_id(request),
        "retryable": what.retryable,
    }
    if what.fields:
        body["errors"] = [{"pointer": f.pointer, "code": f.code, "detail": str(f.detail)} for f in what.fields]
    if what.code == "session_required":
        body["login_url"] = settings.LOGIN_URL
    return {**what.extra, **body}


def request_id(request: HttpRequest) -> str:
    """Return the request's id; a request refused before it got one has none."""
    return getattr(request, "request_id", "")


def _to_login(request: HttpRequest) -> HttpResponse:
    """A part must not swap the sign-in page into itself: htmx is told to leave (401, HX-Redirect)."""
    target = login_path(request)
    if is_htmx(request):
        return HttpResponse(status=401, headers={"HX-Redirect": target})
    return HttpResponse(status=303, headers={"Location": target})


def _part(request: HttpRequest, what: Meaning) -> HttpResponse:
    response = HttpResponse(render_to_string("errors/_notice.html", _context(request, what)), status=what.status)
    response["Vary"] = "HX-Request, HX-History-Restore-Request"
    return response


def _page(request: HttpRequest, what: Meaning) -> HttpResponse:
    """Where the table says more than the status' own page (which field, what to do now), its words are shown."""
    own = "other" if what.fields or what.code in _OWN_WORDS else _PAGES.get(what.status, "other")
    return HttpResponse(render_to_string(f"errors/{own}.html", _context(request, what)), status=what.status)


def _context(request: HttpRequest, what: Meaning) -> dict[str, Any]:
    """What an error page may show; it gets no request, so that nothing is called for it."""
    return {
        "status": what.status,
        "code": what.code,
        "title": str(what.title),
        "detail": str(what.detail),
        "fields": what.fields,
        "retry_after": what.retry_after,
        "kept": kept_form(request) if what.code == "rate_limited" else None,
        "reference": request_id(request),
        "here": without_card_numbers(request.get_full_path()) if request.method == "GET" else "/",
        "signed_in": getattr(request, "customer", None) is not None,
        "prefs": getattr(request, "prefs", None) or Preferences(language=get_language() or settings.LANGUAGE_CODE),
        "language": get_language() or settings.LANGUAGE_CODE,
    }
