"""Sign in with e-mail and password."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts import presenters
from accounts.domain import PendingSignIn, SignedIn
from accounts.forms import SignInForm
from accounts.services import device_remember, sign_in_start
from selfcare.domain.errors import InvalidCredentials, Locked, RateLimited, UpstreamFailed
from selfcare.http import AppRequest, display, page, public, redirect, reload_redirect, return_path


@public
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def login(request: AppRequest) -> HttpResponse:
    """Show the form, or try it. Somebody who is signed in already goes on to where they were going."""
    next_path = return_path(request, request.POST.get("next") or request.GET.get("next"))
    if request.customer is not None:
        return redirect(request, next_path)
    return _try(request, next_path) if request.method == "POST" else login_page(request, next_path=next_path)


def login_page(
    request: AppRequest, *, next_path: str = "/", status: int = 200, email: str = "", **more: Any
) -> HttpResponse:
    """Render the form; ``more`` may hold a ``notice`` and the fields' ``errors``."""
    context = {
        "next_path": next_path,
        "email": email,
        "errors": more.get("errors", {}),
        "notice": more.get("notice"),
        "demo": presenters.demo_sign_in(),
        "address": settings.PUBLIC_URL,
    }
    return page(request, "accounts/login.html", context, status=status)


def signed_in(request: AppRequest, done: SignedIn, next_path: str) -> HttpResponse:
    """Go on to where the person was going, and know this browser again."""
    response = reload_redirect(request, next_path)
    device_remember(response, digest=done.digest, device=done.device)
    return response


def paused_page(request: AppRequest, error: Locked | RateLimited) -> HttpResponse:
    """Say until when sign-in is paused: 423 by the auth service, 429 by our own count; the same words."""
    until = presenters.pause_end(error, display(request))
    status = 429 if isinstance(error, RateLimited) else 423
    context = {"until": until, "address": settings.PUBLIC_URL}
    response = page(request, "accounts/login_locked.html", context, status=status)
    if error.retry_after:
        response["Retry-After"] = str(error.retry_after)
    return response


def _try(request: AppRequest, next_path: str) -> HttpResponse:
    form = SignInForm(request.POST)
    email = str(request.POST.get("email", ""))[:254]
    if not form.is_valid():
        errors = {name: " ".join(map(str, texts)) for name, texts in form.errors.items()}
        return login_page(request, next_path=next_path, status=422, email=email, errors=errors)
    try:
        outcome = sign_in_start(
            request=request,
            identifier=form.cleaned_data["email"],
            password=form.cleaned_data["password"],
            next_path=next_path,
        )
    except InvalidCredentials as error:
        again = {"password": _("Type your password again")}
        notice = presenters.wrong_notice(error)
        return login_page(request, next_path=next_path, status=422, email=email, errors=again, notice=notice)
    except (Locked, RateLimited) as error:
        return paused_page(request, error)
    except UpstreamFailed:
        notice = presenters.away_notice()
        return login_page(request, next_path=next_path, status=503, email=email, notice=notice)
    if isinstance(outcome, PendingSignIn):
        return redirect(request, "/login/code")
    return signed_in(request, outcome, next_path)
