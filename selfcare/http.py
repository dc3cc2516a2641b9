"""What every page view uses to answer: render, redirect safely, speak htmx. No view builds these headers itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from selfcare.domain.cards import without_card_numbers
from selfcare.domain.context import Context
from selfcare.domain.customer import Customer, Preferences

if TYPE_CHECKING:
    from selfcare.display import Display
    from selfcare.rates import Use
    from selfcare.sessions.store import SessionStore

Marked = TypeVar("Marked", bound=Callable[..., Any])

FRAGMENT_VARY: Final = ("HX-Request", "HX-History-Restore-Request")
API_PREFIX: Final = "/api/v1"


class AppRequest(HttpRequest):
    """A request as `selfcare.middleware` hands it to views."""

    request_id: str
    client_ip: str
    deadline: float
    session: SessionStore
    customer: Customer | None
    prefs: Preferences
    ctx: Context | None
    version: int
    uses: list[Use]


def public(view: Marked) -> Marked:
    """Mark a view, function or class, as open to signed-out visitors. Everything else needs a session."""
    view.public = True  # type: ignore[attr-defined]  # a mark on the function, read by `marked`
    return view


def polled(view: Marked) -> Marked:
    """Mark a view that pages ask by themselves: it never keeps an idle session alive."""
    view.polled = True  # type: ignore[attr-defined]  # a mark on the function, read by `marked`
    return view


def marked(view: Callable[..., Any], mark: str) -> bool:
    """Tell whether a view, or the class it was made from, carries a mark."""
    holder = getattr(view, "view_class", None) or getattr(view, "cls", None)
    return bool(getattr(view, mark, False) or getattr(holder, mark, False))


@lru_cache(maxsize=256)
def path_of(name: str) -> str:
    """Return the path of an address that has no parameters. Django looks for it anew each time; it never changes."""
    return reverse(name)


def is_htmx(request: HttpRequest) -> bool:
    """Tell whether htmx asks and will swap a part; a history restore needs the whole page."""
    given = request.META  # request.headers would be built anew for each request
    return given.get("HTTP_HX_REQUEST") == "true" and given.get("HTTP_HX_HISTORY_RESTORE_REQUEST") != "true"


def is_api(request: HttpRequest) -> bool:
    """Tell whether the address belongs to the JSON API, known or not."""
    return request.path.startswith(API_PREFIX)


def page(
    request: HttpRequest, template: str, context: Mapping[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    """Render a template; the engine's own context (customer, preferences, place) and ``display`` are added."""
    known = {"display": display(cast("AppRequest", request))}
    return HttpResponse(render_to_string(template, {**known, **(context or {})}, request=request), status=status)


def page_or_fragment(
    request: HttpRequest,
    page_template: str,
    fragment_template: str,
    context: Mapping[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    """Render the fragment for htmx and the page for everybody else; both live at one address, so caches are told."""
    template = fragment_template if is_htmx(request) else page_template
    response = page(request, template, context, status)
    response["Vary"] = ", ".join(FRAGMENT_VARY)  # nothing else has written it yet
    return response


def redirect(request: HttpRequest, path: str) -> HttpResponse:
    """Send the visitor to a path of ours: 303 (RFC 9110, 15.4.4), or HX-Location so that htmx swaps the whole page."""
    target = safe_next(request, path)
    if is_htmx(request):
        return HttpResponse(status=204, headers={"HX-Location": target})
    return HttpResponse(status=303, headers={"Location": target})


def reload_redirect(request: HttpRequest, path: str, status: int = 303) -> HttpResponse:
    """Like ``redirect``, but htmx loads the page anew: after sign-in and sign-out nothing on the page may stay."""
    target = safe_next(request, path)
    if is_htmx(request):
        return HttpResponse(status=204, headers={"HX-Redirect": target})
    return HttpResponse(status=status, headers={"Location": target})


def external_redirect(request: HttpRequest, url: str) -> HttpResponse:
    """Send the visitor to a bank or provider: the only way off the site.

    Raises SuspiciousOperation when the address is not under one of the configured BANK_ORIGINS.
    """
    if not is_bank_address(url):
        raise SuspiciousOperation("redirect to an origin that is not configured")
    if is_htmx(request):
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return HttpResponse(status=303, headers={"Location": url})


def is_bank_address(url: str) -> bool:
    """Tell whether an absolute address is printable ASCII, without user info, under one of BANK_ORIGINS."""
    if not url.isascii() or not url.isprintable() or "\\" in url or " " in url:
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return "@" not in parts.netloc and f"{parts.scheme}://{parts.netloc}" in settings.BANK_ORIGINS


def safe_next(request: HttpRequest, value: str | None) -> str:
    """Return the value when it is a path of this site, else "/". Never raises, never leaves the host (CWE-601)."""
    if not value or not value.startswith("/") or value.startswith(("//", "/\\")) or "\\" in value:
        return "/"
    if not value.isprintable() or any("\ud800" <= char <= "\udfff" for char in value):
        return "/"
    if not url_has_allowed_host_and_scheme(value, {request.get_host()}, require_https=settings.HTTPS):
        return "/"
    return quote(value, safe="/?#[]@!$&'()*+,;=%-._~:")


def return_path(request: HttpRequest, value: str | None) -> str:
    """Return ``safe_next`` of an address that a visitor's request names, without what looks like a card number."""
    return safe_next(request, without_card_numbers(value or ""))


def login_path(request: HttpRequest) -> str:
    """Return the sign-in address that leads back here; only a page that was read is worth returning to."""
    here = request.get_full_path() if request.method in {"GET", "HEAD"} else "/"
    if is_htmx(request):
        here = _shown_path(request)
    target = return_path(request, here)
    return settings.LOGIN_URL if target == "/" else f"{settings.LOGIN_URL}?next={quote(target, safe='/')}"


def _shown_path(request: HttpRequest) -> str:
    """Return the path of the page that htmx stands on, not of the part it asked for."""
    try:
        parts = urlsplit(request.headers.get("HX-Current-URL", ""))
    except ValueError:
        return "/"
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def display(request: AppRequest) -> Display:
    """Return the formatter for the visitor's language, number format and time zone."""
    from selfcare.display import display_for  # keeps Babel out of processes that render nothing

    return display_for(request.prefs)
