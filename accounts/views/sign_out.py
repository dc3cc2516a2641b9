"""Sign out, and the page that says so."""

from __future__ import annotations

import msgspec
from django.http import HttpResponse
from django.utils import translation
from django.views.decorators.http import require_http_methods

from accounts import presenters
from accounts.domain import SignedOut
from accounts.services import sign_out, signed_out_recall, signed_out_remember
from selfcare.http import AppRequest, display, page, public, redirect, reload_redirect
from selfcare.middleware.request import LANGUAGE_COOKIE


@public
@require_http_methods(["POST"])
def logout(request: AppRequest) -> HttpResponse:
    """End the session. Asked twice, or after the session ended by itself, it ends in the same place."""
    done = sign_out(request=request) if request.customer is not None else None
    response = reload_redirect(request, "/signed-out")
    if done is not None:
        signed_out_remember(response, done)
    return response


@public
@require_http_methods(["GET", "HEAD"])
def signed_out(request: AppRequest) -> HttpResponse:
    """Say that it is over, since when, and what could not be ended elsewhere."""
    if request.customer is not None:
        return redirect(request, "/")
    done = signed_out_recall(request)
    if done and LANGUAGE_COOKIE not in request.COOKIES:
        _read_on_as(request, done)
    text = presenters.signed_out_text(done, display(request)) if done else ""
    return page(request, "accounts/signed_out.html", {"text": text})


def _read_on_as(request: AppRequest, done: SignedOut) -> None:
    """Show the last page in the words and the zone of the pages before it."""
    request.prefs = msgspec.structs.replace(request.prefs, language=done.language, timezone=done.timezone)
    translation.activate(done.language)
