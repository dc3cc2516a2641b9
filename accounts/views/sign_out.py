"""Sign out, and the page that says so."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from accounts import presenters
from accounts.services import sign_out, signed_out_recall, signed_out_remember
from selfcare.http import AppRequest, display, page, public, redirect, reload_redirect


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
    text = presenters.signed_out_text(done, display(request)) if done else ""
    return page(request, "accounts/signed_out.html", {"text": text})
