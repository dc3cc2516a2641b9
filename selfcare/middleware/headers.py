"""Security headers on every answer, static files and errors included: first in line, strings built once.

Hand-written because django-csp builds its policy anew for each answer and covers one header of ten.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

GetResponse = Callable[[HttpRequest], HttpResponse]

# Pages whose form leads on to a bank: browsers hold redirects of a form against form-action as well.
BANK_ROUTES: Final = frozenset({"deposit_new", "deposit_method", "deposit_review", "deposit_confirm", "deposit_state"})
# Files of customers: handed out to be kept. Were one shown all the same, it could do nothing.
FILE_ROUTES: Final = frozenset({"evidence_file", "api_upload"})
FILE_POLICY: Final = "sandbox; default-src 'none'; frame-ancestors 'none'"
POLICY_HEADER: Final = "Content-Security-Policy"
REPORTS_PATH: Final = "/csp-reports"

_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action {form_action}; base-uri 'none'; object-src 'none'; frame-ancestors 'none'; manifest-src 'self'; "
    "report-to csp"
)
_ALWAYS: Final = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "Reporting-Endpoints": f'csp="{REPORTS_PATH}"',
}


def policy(*form_targets: str) -> str:
    """Return the Content-Security-Policy whose forms may lead to these origins as well."""
    return _POLICY.format(form_action=" ".join(("'self'", *form_targets)))


def transport_security() -> str:
    """Return the Strict-Transport-Security value (RFC 6797) the settings ask for; "" without https."""
    if not settings.HTTPS or not settings.SECURE_HSTS_SECONDS:
        return ""
    subdomains = "; includeSubDomains" if settings.SECURE_HSTS_INCLUDE_SUBDOMAINS else ""
    preload = "; preload" if settings.SECURE_HSTS_PRELOAD else ""
    return f"max-age={settings.SECURE_HSTS_SECONDS}{subdomains}{preload}"


class HeadersMiddleware:
    """Put the header table on each answer; ``no-store`` on all but files whose name holds their hash."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        table = dict(_ALWAYS)
        if hsts := transport_security():
            table["Strict-Transport-Security"] = hsts
        self.ordinary = stored({**table, POLICY_HEADER: policy()})
        to_bank = stored({**table, POLICY_HEADER: policy(*settings.BANK_ORIGINS)})
        self.as_file = stored({**table, POLICY_HEADER: FILE_POLICY})
        self.by_route = dict.fromkeys(BANK_ROUTES, to_bank)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        match = request.resolver_match
        table = self.by_route.get(match.url_name or "", self.ordinary) if match else self.ordinary
        if match and match.url_name in FILE_ROUTES and response.headers.get("Content-Disposition"):
            table = self.as_file
        response.headers._store.update(table)  # noqa: SLF001  # ten checked assignments cost a tenth of the whole stack
        if "immutable" not in response.headers.get("Cache-Control", ""):
            response.headers["Cache-Control"] = "no-store"
        return response


def stored(table: dict[str, str]) -> dict[str, tuple[str, str]]:
    """Return headers as Django's response keeps them, checked once by Django itself."""
    checked = HttpResponse(headers=table).headers._store  # noqa: SLF001 - Django checks names and values only there
    return {name.lower(): checked[name.lower()] for name in table}
