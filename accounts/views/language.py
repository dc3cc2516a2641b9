"""The language switch of the pages that stand before sign-in."""

from __future__ import annotations

from typing import Final

import msgspec
from django.conf import settings
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from selfcare.domain.errors import BadRequest, FieldError
from selfcare.http import AppRequest, public, redirect, return_path
from selfcare.middleware.request import LANGUAGE_COOKIE

_YEAR: Final = 365 * 24 * 3600


@public
@require_http_methods(["GET", "HEAD"])
def language(request: AppRequest) -> HttpResponse:
    """Read on in another language: kept in a cookie, and in the session of somebody who is signed in."""
    wanted = request.GET.get("to", "")
    known = [code for code, _name in settings.LANGUAGES]
    if wanted not in known:
        raise BadRequest(fields=(FieldError("to", "choice", f"Choose one of {', '.join(known)}."),))
    if request.customer is not None:
        request.session["prefs"] = msgspec.to_builtins(msgspec.structs.replace(request.prefs, language=wanted))
    response = redirect(request, return_path(request, request.GET.get("next")))
    response.set_cookie(LANGUAGE_COOKIE, wanted, max_age=_YEAR, secure=settings.HTTPS, httponly=True, samesite="Lax")
    return response
