"""`/v1/token`, `/v1/introspect`, `/v1/revoke`: the shapes of RFC 6749, 7662 and 7009."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from sandbox import tokens
from sandbox.auth.services import token_introspect, token_refresh, token_revoke
from sandbox.auth.services.tokens import InvalidGrantError
from sandbox.auth.shapes import TokenOnly, TokenRequest
from sandbox.problems import Problem
from sandbox.web import form, json_response


def token(request: HttpRequest) -> HttpResponse:
    """200 Token, or 400 with RFC 6749's error codes."""
    try:
        asked = form(request, TokenRequest)
    except Problem:
        return _error("invalid_request")
    if asked.grant_type != "refresh_token":
        return _error("unsupported_grant_type")
    if not asked.refresh_token:
        return _error("invalid_request")
    try:
        return json_response(token_refresh(token=asked.refresh_token), headers={"Pragma": "no-cache"})
    except InvalidGrantError:
        return _error("invalid_grant")


def introspect(request: HttpRequest) -> HttpResponse:
    """200 with the token's state, for services only."""
    tokens.service(request)
    return json_response(token_introspect(token=form(request, TokenOnly).token))


def revoke(request: HttpRequest) -> HttpResponse:
    """200 whether or not the token meant anything."""
    token_revoke(token=form(request, TokenOnly).token)
    return json_response({})


def _error(code: str) -> HttpResponse:
    return json_response({"error": code}, 400)
