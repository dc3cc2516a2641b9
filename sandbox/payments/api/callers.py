"""Who asks: a customer by access token, or a trusted service on a customer's behalf."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Concatenate, Final, ParamSpec

from django.http import HttpRequest, HttpResponse

from sandbox import tokens
from sandbox.payments.domain.errors import Refused
from sandbox.payments.domain.step_up import MAX_AGE, StepUp
from sandbox.problems import PointerError, Problem, bad_request

P = ParamSpec("P")
_STEP_UP: Final = (
    f'Bearer error="insufficient_user_authentication", acr_values="aal2", max_age={int(MAX_AGE.total_seconds())}'
)
_CUSTOMER: Final = re.compile(r"[A-Za-z0-9_.~:-]{1,128}")


def customer(view: Callable[Concatenate[HttpRequest, str, P], HttpResponse]) -> Callable[..., HttpResponse]:
    """Give the view the caller's customer id, and answer what the core refuses as RFC 9457 problems."""

    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        customer_id = customer_of(request)
        try:
            return view(request, customer_id, *args, **kwargs)
        except Refused as refusal:
            raise as_problem(refusal) from None

    return guarded


def customer_of(request: HttpRequest) -> str:
    """Return whose data is asked for: X-Customer-Id with a right X-Service-Token (mode ``header``), else the bearer's
    subject. Raises Problem 401, or 400 for a customer id of the wrong form."""
    if "X-Service-Token" not in request.headers:
        return tokens.bearer(request).sub
    tokens.service(request)
    named = request.headers.get("X-Customer-Id", "")
    if not _CUSTOMER.fullmatch(named):
        raise bad_request("X-Customer-Id", "format", "Name the customer in X-Customer-Id.")
    return named


def step_up_of(request: HttpRequest) -> StepUp | None:
    """Return the step-up the caller's token was issued after; in mode ``header`` nobody has made one."""
    if "X-Service-Token" in request.headers:
        return None
    claims = tokens.bearer(request)
    if claims.step_up is None or claims.act_hash is None or claims.acr != "aal2":
        return None
    return StepUp(claims.step_up, claims.act_hash, datetime.fromtimestamp(claims.auth_time, UTC))


def as_problem(refusal: Refused) -> Problem:
    """Write the core's refusal as the problem that the middleware sends."""
    errors: list[PointerError] = [
        {"pointer": field.pointer, "code": field.code, "detail": field.detail} for field in refusal.fields
    ]
    extra = dict(refusal.extra)
    if refusal.retry_after is not None:
        extra["retry_after"] = refusal.retry_after
    headers = {"WWW-Authenticate": _STEP_UP} if refusal.code == "step_up_required" else {}
    return Problem(refusal.status, refusal.code, refusal.detail, errors=errors or None, headers=headers, **extra)  # type: ignore[arg-type]  # open members
