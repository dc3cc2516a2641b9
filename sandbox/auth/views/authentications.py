"""`/v1/authentications`: signing in, step by step."""

from __future__ import annotations

import msgspec
from django.http import HttpRequest, HttpResponse

from sandbox.auth.documents import authentication_document
from sandbox.auth.services import (
    authentication_answer,
    authentication_get,
    authentication_resend,
    authentication_start,
)
from sandbox.auth.services.authentications import Progress
from sandbox.auth.shapes import AuthenticationAnswer, AuthenticationStart, Client
from sandbox.problems import Problem, validation_failed
from sandbox.web import body, json_response, no_query


def start(request: HttpRequest) -> HttpResponse:
    """201 Authentication; without a password its first challenge asks for one."""
    no_query(request)
    asked = body(request, AuthenticationStart)
    if asked.purpose != "login":
        raise Problem(501, "capability_unavailable", f"The purpose {asked.purpose} is not offered yet.")
    if asked.identifier is None:
        raise validation_failed("/identifier", "required", "identifier: say who signs in.")
    progress = authentication_start(
        identifier=asked.identifier, password=asked.password, acr=asked.acr, client=_client(request, asked.client)
    )
    location = request.build_absolute_uri(f"{request.path}/{progress.authentication.id}")
    return json_response(authentication_document(progress), 201, {"Location": location})


def detail(request: HttpRequest, authentication_id: str) -> HttpResponse:
    """200 Authentication. The token is not told again."""
    no_query(request)
    authentication = authentication_get(authentication_id=authentication_id)
    return json_response(authentication_document(Progress(authentication)))


def answer(request: HttpRequest, authentication_id: str) -> HttpResponse:
    """200 Authentication, with the token when this was the last proof needed."""
    no_query(request)
    given = body(request, AuthenticationAnswer)
    progress = authentication_answer(
        authentication_id=authentication_id, challenge_id=given.challenge, method=given.method, value=given.value
    )
    return json_response(authentication_document(progress))


def resend(request: HttpRequest, authentication_id: str) -> HttpResponse:
    """202 Authentication."""
    no_query(request)
    authentication = authentication_resend(authentication_id=authentication_id)
    return json_response(authentication_document(Progress(authentication)), 202)


def _client(request: HttpRequest, given: Client) -> Client:
    """Return the end user's side; without an address in the body the caller's headers, else its own address, count."""
    forwarded = request.headers.get("X-Forwarded-For", "").partition(",")[0].strip()
    return msgspec.structs.replace(
        given,
        ip=given.ip or forwarded or request.META.get("REMOTE_ADDR", ""),
        user_agent=given.user_agent or request.headers.get("X-Client-User-Agent", ""),
    )
