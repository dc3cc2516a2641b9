"""The second step of signing in: a one-time code."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts import presenters
from accounts.domain import PendingSignIn
from accounts.forms import CodeForm
from accounts.services import pending_load, sign_in_answer, sign_in_resend
from accounts.views.sign_in import login_page, paused_page, signed_in
from selfcare.domain.errors import Gone, InvalidCredentials, Locked, RateLimited, UpstreamFailed
from selfcare.http import AppRequest, page, public, redirect


@public
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def login_code(request: AppRequest) -> HttpResponse:
    """Show the code step or try a code. Without a half-done sign-in it begins at the beginning."""
    if request.customer is not None:
        return redirect(request, "/")
    pending = pending_load(request)
    if request.method == "POST":
        return _answer(request, pending) if pending else _gone(request)
    return _code_page(request, pending) if pending and not pending.expired else redirect(request, "/login")


@public
@require_http_methods(["POST"])
def login_code_resend(request: AppRequest) -> HttpResponse:
    """Have a new code sent, then show the code step again."""
    pending = pending_load(request)
    if request.customer is not None or pending is None:
        return redirect(request, "/login")
    try:
        sign_in_resend(request=request, pending=pending)
    except Gone:
        return _gone(request, pending)
    except RateLimited as error:
        wait = error.retry_after or 30
        text = _("The last code is still on its way. You can ask for a new one in %(seconds)d seconds.")
        return _code_page(request, pending, status=429, error=text % {"seconds": wait})
    except UpstreamFailed:
        return _code_page(request, pending, status=503, notice=presenters.away_notice())
    return redirect(request, "/login/code")


def _answer(request: AppRequest, pending: PendingSignIn) -> HttpResponse:
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _code_page(request, pending, status=422, error=str(form.errors["code"][0]))
    try:
        done = sign_in_answer(request=request, pending=pending, code=form.cleaned_data["code"])
    except InvalidCredentials as error:
        text = presenters.code_wrong_text(error, pending.challenge)
        return _code_page(request, pending, status=422, error=text)
    except Gone:
        return _gone(request, pending)
    except (Locked, RateLimited) as error:
        return paused_page(request, error)
    except UpstreamFailed:
        return _code_page(request, pending, status=503, notice=presenters.away_notice())
    return signed_in(request, done, pending.next_path)


def _code_page(
    request: AppRequest,
    pending: PendingSignIn,
    *,
    status: int = 200,
    error: str = "",
    notice: presenters.Notice | None = None,
) -> HttpResponse:
    context = {
        "challenge": pending.challenge,
        "ending": presenters.hint_ending(pending.challenge),
        "hint": presenters.hint_text(pending.challenge),
        "minutes": presenters.code_minutes(pending),
        "resend_in": pending.resend_in,
        "error": error,
        "notice": notice,
    }
    return page(request, "accounts/login_code.html", context, status=status)


def _gone(request: AppRequest, pending: PendingSignIn | None = None) -> HttpResponse:
    next_path = pending.next_path if pending else "/"
    return login_page(request, next_path=next_path, status=410, notice=presenters.code_gone_notice())
