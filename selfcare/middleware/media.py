"""The API reads JSON alone. Anything else is refused before CSRF protection would read it as a form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.http.response import HttpResponseBase

from selfcare.api.operations import declaration
from selfcare.errors import handlers
from selfcare.http import AppRequest
from selfcare.middleware.headers import GetResponse

MEDIA_TYPE: Final = "application/json"


class MediaTypeMiddleware:
    """Answer an API method that takes a body, and was sent one of another type, with 415 (RFC 9110, 15.5.16)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: AppRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: AppRequest, view: Callable[..., Any], _args: tuple[Any, ...], _kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        """Stands before Django's CsrfViewMiddleware, whose own ``process_view`` looks for a token in forms."""
        declared = declaration(getattr(view, "cls", None), str(request.method))
        if declared is None or declared.body is None or not _is_foreign(request):
            return None
        return handlers.unsupported_media_type(request)


def _is_foreign(request: AppRequest) -> bool:
    """Tell whether there is a body of another type, or of none. Where there is no body, the view says what it needs."""
    if request.content_type:
        return request.content_type != MEDIA_TYPE
    return request.META.get("CONTENT_LENGTH") not in {None, "", "0"} or "HTTP_TRANSFER_ENCODING" in request.META
