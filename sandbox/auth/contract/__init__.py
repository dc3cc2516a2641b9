"""The auth service's contract: its operations, one declaration each, beside the routes of `sandbox.auth.urls`."""

from __future__ import annotations

from typing import Final

from sandbox.auth import shapes as asked
from sandbox.auth.contract import shapes
from sandbox.contract.operations import MAYBE, NOBODY, SERVICE, Operation, Service
from sandbox.contract.shapes import Capabilities, Health, Page

_FORM: Final = "application/x-www-form-urlencoded"
_ONE: Final = "/v1/authentications/{authentication_id}"
_GUESSING: Final = ("invalid_credentials", "locked", "rate_limited", "capability_unavailable")
_TRIES: Final = (
    "Ten tries per identifier in 15 minutes, then none for 15 minutes (423), alike for identifiers nobody has; a"
    " browser known by client.device counts by itself. Networks and the whole service have wider limits (429)."
)

AUTHENTICATIONS: Final = (
    Operation(
        name="authentication_start",
        method="POST",
        path="/v1/authentications",
        tag="Authentications",
        summary="Sign in, or confirm an action",
        description="purpose login: identifier, and password when it is known already; an unknown identifier answers"
        " exactly like a wrong password. purpose step_up: the customer's access token and action, which the code sent"
        " to them names in words; ten per session in ten minutes. Any other purpose is 501 where it is not offered. "
        + _TRIES,
        status=201,
        body=asked.AuthenticationStart,
        returns=shapes.Authentication,
        security=MAYBE,
        errors=_GUESSING,
        takes=("X-Forwarded-For", "X-Client-User-Agent"),
        sends=("Location",),
    ),
    Operation(
        name="authentication_get",
        method="GET",
        path=_ONE,
        tag="Authentications",
        summary="How far it is",
        description="To wait for an app or a redirect. The token is not told again.",
        returns=shapes.Authentication,
        security=MAYBE,
        errors=("not_found",),
    ),
    Operation(
        name="authentication_answer",
        method="POST",
        path=f"{_ONE}/answer",
        tag="Authentications",
        summary="Answer a challenge",
        description="The token comes with the last proof that was needed. A code holds for ten minutes and five tries;"
        " after a step-up the token carries act_hash and is good for that one action within 300 seconds. " + _TRIES,
        body=asked.AuthenticationAnswer,
        returns=shapes.Authentication,
        security=MAYBE,
        errors=(*_GUESSING, "not_found", "gone"),
    ),
    Operation(
        name="authentication_resend",
        method="POST",
        path=f"{_ONE}/resend",
        tag="Authentications",
        summary="Send the code, or another one",
        description="Every 30 seconds and five times at most; the code before no longer counts.",
        status=202,
        returns=shapes.Authentication,
        security=MAYBE,
        errors=("not_found", "gone", "invalid_state", "rate_limited"),
    ),
)
TOKENS: Final = (
    Operation(
        name="token_refresh",
        method="POST",
        path="/v1/token",
        tag="Tokens",
        summary="Refresh (RFC 6749, section 6)",
        description="Rotates the refresh token. The one before answers with the same successor for 30 seconds, as an"
        " answer can be lost; any older one was copied and ends the session (RFC 9700, section 4.14).",
        body=asked.TokenRequest,
        body_type=_FORM,
        returns=shapes.TokenAnswer,
        security=NOBODY,
        oauth=True,
    ),
    Operation(
        name="token_introspect",
        method="POST",
        path="/v1/introspect",
        tag="Tokens",
        summary="What a token is (RFC 7662)",
        body=asked.TokenOnly,
        body_type=_FORM,
        returns=shapes.Introspection,
        security=SERVICE,
    ),
    Operation(
        name="token_revoke",
        method="POST",
        path="/v1/revoke",
        tag="Tokens",
        summary="End the token's session (RFC 7009)",
        body=asked.TokenOnly,
        body_type=_FORM,
        returns=shapes.Revoked,
        security=NOBODY,
    ),
)
CUSTOMERS: Final = (
    Operation(
        name="userinfo_get",
        method="GET",
        path="/v1/userinfo",
        tag="Customer",
        summary="Who the customer is",
        returns=shapes.Customer,
    ),
    Operation(
        name="userinfo_update",
        method="PATCH",
        path="/v1/userinfo",
        tag="Customer",
        summary="Change the profile (merge patch, RFC 7396)",
        description="Absent leaves as it is, null removes. A new contact is unverified. application/json is taken too.",
        body=asked.ProfilePatch,
        body_type="application/merge-patch+json",
        returns=shapes.Customer,
        errors=("invalid_json",),
    ),
    Operation(
        name="session_list",
        method="GET",
        path="/v1/sessions",
        tag="Sessions",
        summary="Where the customer is signed in, newest first",
        query=asked.SessionQuery,
        returns=Page[shapes.Session],
        errors=("validation_failed",),
    ),
    Operation(
        name="session_end_many",
        method="DELETE",
        path="/v1/sessions",
        tag="Sessions",
        summary="Sign out everywhere, or everywhere else",
        query=asked.SessionScope,
        status=204,
        errors=("validation_failed",),
    ),
    Operation(
        name="session_end",
        method="DELETE",
        path="/v1/sessions/{session_id}",
        tag="Sessions",
        summary="Sign out one session",
        description="current is the caller's own.",
        status=204,
        errors=("not_found",),
    ),
)
ABOUT: Final = (
    Operation(
        name="healthz",
        method="GET",
        path="/healthz",
        tag="Service",
        summary="Whether it answers",
        returns=Health,
        security=NOBODY,
    ),
    Operation(
        name="capabilities_get",
        method="GET",
        path="/v1/capabilities",
        tag="Service",
        summary="What it can do",
        returns=Capabilities,
        security=NOBODY,
        sends=("Cache-Control",),
    ),
    Operation(
        name="jwks_get",
        method="GET",
        path="/v1/.well-known/jwks.json",
        tag="Service",
        summary="The keys that sign access tokens",
        returns=shapes.KeySet,
        security=NOBODY,
        sends=("Cache-Control",),
    ),
)

AUTH: Final = Service(
    name="auth",
    title="Auth service",
    description=(
        "Who the customer is and how they prove it: the contract Selfcare expects of an operator's auth service. The"
        " sandbox is its reference.\n\n"
        "JSON in UTF-8, snake_case; the three token operations are form-encoded, so that an OAuth server can stand in."
        " A client ignores members it does not know and shows words it does not know as unknown; a service refuses"
        " unknown members and parameters, save in the forms of RFC 6749. Somebody else's id is 404. Changes inside v1"
        " only add."
    ),
    tags={
        "Authentications": "Signing in and stepping up, challenge by challenge.",
        "Tokens": "After the sign-in: RFC 6749, 7009 and 7662.",
        "Customer": "The signed-in customer's own record.",
        "Sessions": "Where they are signed in.",
        "Service": "What the service says of itself.",
    },
    operations=(*AUTHENTICATIONS, *TOKENS, *CUSTOMERS, *ABOUT),
)
