"""Who asks: a merchant by its API key, or the operator's own services by the shared token."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse

from sandbox import tokens
from sandbox.merchants.services import Actor, merchant_of_key
from sandbox.payments.api.callers import as_problem
from sandbox.payments.domain.errors import Refused
from sandbox.problems import Problem

P = ParamSpec("P")


def merchant(view: Callable[Concatenate[HttpRequest, Actor, P], HttpResponse]) -> Callable[..., HttpResponse]:
    """Give the view the merchant whose key the request carries, and answer refusals as RFC 9457 problems."""

    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        actor = _actor(request)
        return _answered(lambda: view(request, actor, *args, **kwargs))

    return guarded


def operator(view: Callable[Concatenate[HttpRequest, P], HttpResponse]) -> Callable[..., HttpResponse]:
    """Let only the operator's services through, by X-Service-Token, and answer refusals as problems."""

    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        tokens.service(request)
        return _answered(lambda: view(request, *args, **kwargs))

    return guarded


def _answered(view: Callable[[], HttpResponse]) -> HttpResponse:
    try:
        return view()
    except Refused as refusal:
        raise as_problem(refusal) from None


def _actor(request: HttpRequest) -> Actor:
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not key.strip():
        raise _unauthorised("token_missing", "Send the merchant's API key as Authorization: Bearer.")
    profile = merchant_of_key(key=key.strip())
    if profile is None:
        raise _unauthorised("token_invalid", "The API key is not valid.")
    return Actor(profile.merchant_id, "key")


def _unauthorised(code: str, detail: str) -> Problem:
    return Problem(401, code, detail, headers={"WWW-Authenticate": "Bearer"})
