"""`/v1/authentications`: signing in, step by step, and confirming an action while signed in."""

from __future__ import annotations

from typing import Final

import msgspec
from django.http import HttpRequest, HttpResponse

from sandbox import tokens
from sandbox.auth.documents import authentication_document
from sandbox.auth.models import Authentication
from sandbox.auth.services import (
    authentication_answer,
    authentication_get,
    authentication_resend,
    authentication_start,
    step_up_start,
)
from sandbox.auth.services.authentications import Progress
from sandbox.auth.shapes import AuthenticationAnswer, AuthenticationStart, Client
from sandbox.problems import Problem, not_found, validation_failed
from sandbox.web import body, json_response, no_query


def start(request: HttpRequest) -> HttpResponse:
    """201 Authentication; without a password its first challenge asks for one."""
    no_query(request)
    asked = body(request, AuthenticationStart)
    if asked.purpose not in _STARTS:
        raise Problem(501, "capability_unavailable", f"The purpose {asked.purpose} is not offered yet.")
    progress = _STARTS[asked.purpose](request, asked)
    location = request.build_absolute_uri(f"{request.path}/{progress.authentication.id}")
    return json_response(authentication_document(progress), 201, {"Location": location})


def detail(request: HttpRequest, authentication_id: str) -> HttpResponse:
    """200 Authentication. The token is not told again."""
    no_query(request)
    authentication = _own(request, authentication_id)
    return json_response(authentication_document(Progress(authentication)))


def answer(request: HttpRequest, authentication_id: str) -> HttpResponse:
    """200 Authentication, with the token when this was the last proof needed."""
    no_query(request)
    given = body(request, AuthenticationAnswer)
    _own(request, authentication_id)
    progress = authentication_answer(
        authentication_id=authentication_id, challenge_id=given.challenge, method=given.method, value=given.value
    )
    return json_response(authentication_document(progress))


def resend(request: HttpRequest, authentication_id: str) -> HttpResponse:
    """202 Authentication."""
    no_query(request)
    _own(request, authentication_id)
    authentication = authentication_resend(authentication_id=authentication_id)
    return json_response(authentication_document(Progress(authentication)), 202)


def _sign_in(request: HttpRequest, asked: AuthenticationStart) -> Progress:
    if asked.identifier is None:
        raise validation_failed("/identifier", "required", "identifier: say who signs in.")
    if asked.action is not None:
        raise validation_failed("/action", "unknown", "action: a sign-in confirms no action; leave it out.")
    client = _client(request, asked.client)
    return authentication_start(
        identifier=asked.identifier, password=asked.password, acr=asked.acr or "aal1", client=client
    )


def _step_up(request: HttpRequest, asked: AuthenticationStart) -> Progress:
    session_id = tokens.bearer(request).sid
    for name in ("identifier", "password"):
        if getattr(asked, name) is not None:
            raise validation_failed(f"/{name}", "unknown", f"{name}: the access token says who it is; leave it out.")
    if asked.acr == "aal1":
        raise validation_failed("/acr", "invalid", "acr: a step-up is aal2.")
    if asked.action is None:
        raise validation_failed("/action", "required", "action: say what is to be confirmed.")
    return step_up_start(session_id=session_id, action=asked.action, client=_client(request, asked.client))


_STARTS: Final = {"login": _sign_in, "step_up": _step_up}


def _own(request: HttpRequest, authentication_id: str) -> Authentication:
    """Return the authentication; a step-up only to the session that began it, by its access token."""
    authentication = authentication_get(authentication_id=authentication_id)
    if authentication.purpose == "step_up" and tokens.bearer(request).sid != authentication.session_id:
        raise not_found()
    return authentication


def _client(request: HttpRequest, given: Client) -> Client:
    """Return the end user's side; without an address in the body the caller's headers, else its own address, count."""
    forwarded = request.headers.get("X-Forwarded-For", "").partition(",")[0].strip()
    return msgspec.structs.replace(
        given,
        ip=given.ip or forwarded or request.META.get("REMOTE_ADDR", ""),
        user_agent=given.user_agent or request.headers.get("X-Client-User-Agent", ""),
    )
