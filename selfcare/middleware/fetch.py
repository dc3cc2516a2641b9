"""No unsafe request from another site: Fetch Metadata (W3C), and Origin (RFC 6454) where a browser sends none.

It stands before Django's CSRF tokens and covers what they do not: API views for signed-out visitors (login CSRF).
A client that sends neither header is no browser and carries nobody's cookies by accident; tokens still apply to it.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponseNotAllowed
from django.http.response import HttpResponseBase

from selfcare import errors, logs
from selfcare.domain.errors import Forbidden
from selfcare.errors import handlers
from selfcare.http import AppRequest
from selfcare.middleware.headers import GetResponse
from selfcare.middleware.request import route_name

SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
METHODS: Final = SAFE_METHODS | {"POST", "PUT", "PATCH", "DELETE"}
# Called by programs that prove who they are in their own way, or that can change nothing.
EXEMPT: Final = ("/hooks/", "/csp-reports", "/auth/backchannel-logout")


class FetchMetadataMiddleware:
    """Refuse an unsafe cross-site request with 403, and an unknown method with 405, before any view sees it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        public = urlsplit(settings.PUBLIC_URL)
        self.origins = {f"{public.scheme}://{public.netloc}", *settings.CSRF_TRUSTED_ORIGINS}

    def __call__(self, request: AppRequest) -> HttpResponseBase:
        if request.method not in METHODS:
            return handlers.method_not_allowed(request, HttpResponseNotAllowed(sorted(METHODS)))
        if request.method in SAFE_METHODS or request.path.startswith(EXEMPT) or self.is_ours(request):
            return self.get_response(request)
        logs.security("malicious_csrf", route=route_name(request), method=request.method)
        return errors.respond(request, Forbidden("csrf_failed"))

    def is_ours(self, request: HttpRequest) -> bool:
        """Tell whether the request comes from our own pages or from no page at all."""
        site = request.headers.get("Sec-Fetch-Site")
        if site is not None:
            return site in {"same-origin", "none"}
        origin = request.headers.get("Origin")
        return origin is None or origin in self.origins or origin == f"{request.scheme}://{request.get_host()}"
