"""Confirm once more who one is before something that moves money: the action in view, one code, and on it goes."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts import presenters
from accounts.domain import Action, Challenge, PendingStepUp
from accounts.forms import CodeForm
from accounts.services import (
    Waiting,
    step_up_answer,
    step_up_load,
    step_up_owner,
    step_up_resend,
    step_up_start,
)
from selfcare.domain.context import Context
from selfcare.domain.errors import (
    CapabilityUnavailable,
    Gone,
    InvalidCredentials,
    Locked,
    RateLimited,
    SelfcareError,
    SignInRequired,
    UpstreamFailed,
)
from selfcare.http import AppRequest, display, page, redirect

_STATUS: Final[dict[type[SelfcareError], int]] = {Gone: 410, Locked: 423, RateLimited: 429, CapabilityUnavailable: 501}


@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def step_up(request: AppRequest, subject: str) -> HttpResponse:
    """Show the code step or try a code. What does not wait any more is shown as it stands."""
    waiting = _waiting(request, subject)
    if waiting.action is None:
        return redirect(request, waiting.here_url)
    pending = step_up_load(ctx=_ctx(request), subject=subject, action=waiting.action)
    if request.method != "POST":
        return _page(request, subject, waiting, pending)
    if pending is None:
        return _page(request, subject, waiting, None, status=410, notice=presenters.step_up_gone_notice())
    return _try(request, subject, waiting, pending)


@require_POST
def step_up_begin(request: AppRequest, subject: str) -> HttpResponse:
    """Ask for a new proof, then show the code step."""
    waiting = _waiting(request, subject)
    if waiting.action is None:
        return redirect(request, waiting.here_url)
    try:
        step_up_start(ctx=_ctx(request), subject=subject, action=waiting.action)
    except (RateLimited, CapabilityUnavailable, UpstreamFailed) as error:
        return _refused(request, subject, waiting, None, error)
    return redirect(request, reverse("step_up", args=[subject]))


@require_POST
def step_up_send(request: AppRequest, subject: str) -> HttpResponse:
    """Have a code sent, the first or a new one, then show the step for it."""
    waiting = _waiting(request, subject)
    if waiting.action is None:
        return redirect(request, waiting.here_url)
    pending = step_up_load(ctx=_ctx(request), subject=subject, action=waiting.action)
    if pending is None:
        return _page(request, subject, waiting, None, status=410, notice=presenters.step_up_gone_notice())
    try:
        step_up_resend(ctx=_ctx(request), subject=subject, pending=pending)
    except RateLimited as error:
        wait = _("The last code is still on its way. You can ask for a new one in %(seconds)d seconds.")
        sentence = wait % {"seconds": error.retry_after or 30}
        challenge = pending.challenge(method="otp")
        return _page(request, subject, waiting, pending, status=429, error=sentence, challenge=challenge)
    except (Gone, CapabilityUnavailable, UpstreamFailed) as error:
        return _refused(request, subject, waiting, pending, error)
    return redirect(request, f"{reverse('step_up', args=[subject])}?method=otp")


def _try(request: AppRequest, subject: str, waiting: Waiting, pending: PendingStepUp) -> HttpResponse:
    challenge = pending.challenge(challenge_id=str(request.POST.get("challenge", ""))) or pending.challenges[0]
    form = CodeForm(request.POST)
    shown: dict[str, Any] = {"challenge": challenge}
    if not form.is_valid():
        return _page(request, subject, waiting, pending, status=422, error=str(form.errors["code"][0]), **shown)
    try:
        step_up_answer(
            request=request, subject=subject, pending=pending, challenge=challenge, code=form.cleaned_data["code"]
        )
    except InvalidCredentials as error:
        text = presenters.code_wrong_text(error, challenge)
        return _page(request, subject, waiting, pending, status=422, error=text, **shown)
    except Gone as error:  # Perhaps used by the first press of two: then it went on meanwhile.
        now = _waiting(request, subject)
        if now.action is None:
            return redirect(request, now.here_url)
        return _refused(request, subject, now, None, error)
    except (Locked, RateLimited, UpstreamFailed) as error:
        return _refused(request, subject, waiting, pending, error)
    return redirect(request, step_up_owner(subject).go_on(request=request, subject=subject))


def _refused(
    request: AppRequest, subject: str, waiting: Waiting, pending: PendingStepUp | None, error: SelfcareError
) -> HttpResponse:
    """Say why no code can be tried now; nothing has moved, and asking again is one press away."""
    notice = presenters.step_up_notice(error, display(request))
    if isinstance(error, UpstreamFailed):
        return _page(request, subject, waiting, pending, status=503, notice=notice)
    response = _page(
        request, subject, waiting, None, status=_STATUS[type(error)], notice=notice, can_ask=isinstance(error, Gone)
    )
    if error.retry_after:
        response["Retry-After"] = str(error.retry_after)
    return response


def _page(
    request: AppRequest, subject: str, waiting: Waiting, pending: PendingStepUp | None, *, status: int = 200,
    challenge: Challenge | None = None, error: str = "", notice: presenters.Notice | None = None, can_ask: bool = True,
) -> HttpResponse:  # fmt: skip
    action: Action = waiting.action  # type: ignore[assignment]  # every caller has looked
    context = {
        "words": presenters.action_words(action.kind),
        "amount": display(request).money(action.amount),
        "to": action.to,
        "asked": presenters.step_up_asked(pending, challenge or _chosen(request, pending)) if pending else None,
        "subject": subject,
        "back_url": waiting.back_url,
        "error": error,
        "notice": notice,
        "can_ask": can_ask,
    }
    return page(request, "accounts/step_up.html", context, status=status)


def _chosen(request: AppRequest, pending: PendingStepUp) -> Challenge:
    """Return the challenge the address names, else the first: the app before a code that has to be sent."""
    return pending.challenge(method=str(request.GET.get("method", ""))) or pending.challenges[0]


def _waiting(request: AppRequest, subject: str) -> Waiting:
    return step_up_owner(subject).waiting(request=request, subject=subject)


def _ctx(request: AppRequest) -> Context:
    if request.ctx is None:
        raise SignInRequired
    return request.ctx
