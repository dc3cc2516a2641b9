"""Every code a service may refuse with: its status and when it is sent."""

from __future__ import annotations

from typing import Annotated, Any, Final

import msgspec
from msgspec import UNSET, Meta, UnsetType

from sandbox.problems import Problem as Raised
from sandbox.problems import problem_document

_INPUT: Final = {
    "bad_request": (400, "A parameter or header is unknown, repeated or malformed."),
    "invalid_json": (400, "The body is not valid JSON in UTF-8."),
    "idempotency_key_missing": (400, "This request needs an Idempotency-Key header."),
    "cursor_mismatch": (400, "The cursor belongs to a list with other filters. Start again without a cursor."),
    "validation_failed": (422, "A value cannot be used; errors names it."),
}
_CALLER: Final = {
    "token_missing": (401, "Send the customer's access token as Authorization: Bearer."),
    "token_invalid": (401, "The access token is not valid."),
    "token_expired": (401, "The access token is no longer valid: refresh it."),
    "invalid_credentials": (401, "The sign-in details are not right. attempts_left says how many tries remain."),
    "step_up_required": (401, "Confirm this with a step-up, then send it again under the same key."),
    "locked": (423, "Too many tries for this person. Wait, then try again."),
    "rate_limited": (429, "Too many requests. Wait, then try again."),
}
_STATE: Final = {
    "account_restricted": (403, "The account takes no such order now."),
    "not_found": (404, "There is no such resource, or it is somebody else's."),
    "invalid_state": (409, "What it is now does not allow this."),
    "already_refunded": (409, "All of it has been refunded."),
    "idempotency_in_progress": (409, "The first request with this key is still running."),
    "gone": (410, "It is over: expired, used up or answered."),
    "refundable_changed": (412, "What can be asked for is something else by now; refundable says what."),
}
_MONEY: Final = {
    "insufficient_funds": (422, "The balance is too small; available and missing say by how much."),
    "limit_exceeded": (422, "A limit would be overstepped; limit says which and what is left."),
    "instrument_not_usable": (422, "No such order can be made with this instrument."),
    "currency_not_supported": (422, "The account is in another currency, or takes no orders in this one."),
    "refund_not_allowed": (422, "This cannot be asked back: no payment to a merchant, or in dispute."),
    "refund_window_closed": (422, "It is too long ago to be asked back."),
    "idempotency_key_reused": (422, "The key was used with another body."),
}
_SERVICE: Final = {
    "internal": (500, "Something went wrong on the service's side; the same key may be sent again."),
    "capability_unavailable": (501, "This service does not offer it; see capabilities."),
    "upstream_unavailable": (503, "The bank cannot be asked now; the same key may be sent again."),
}
PROBLEMS: Final[dict[str, tuple[int, str]]] = {**_INPUT, **_CALLER, **_STATE, **_MONEY, **_SERVICE}
# The statuses bad_request has beside 400, of requests with a body.
BODY_STATUSES: Final = {
    411: "The body is sent without Content-Length.",
    413: "The body is over 64 KiB.",
    415: "The body is of another media type.",
}
# What a key may be refused for, wherever one is taken.
KEY_CODES: Final = ("idempotency_key_missing", "idempotency_in_progress", "idempotency_key_reused")
CALLER_CODES: Final = ("token_missing", "token_invalid", "token_expired")
WAITS: Final = frozenset({423, 429})


class ProblemField(msgspec.Struct, frozen=True):
    """One wrong input."""

    pointer: Annotated[str, Meta(description="RFC 6901 into the body; /name of a parameter; a header's name.")]
    code: str
    detail: str


class Problem(msgspec.Struct, frozen=True):
    """What went wrong (RFC 9457). Ignore members you do not know; codes say which they bring."""

    type: Annotated[str, Meta(description="https://selfcare.dev/problems/ and the code.")]
    title: str
    status: int
    code: Annotated[str, Meta(description="What to decide by; it never changes inside v1.")]
    detail: Annotated[str, Meta(description="For a developer's eyes, in English.")]
    request_id: str
    retryable: Annotated[bool, Meta(description="Whether the same request may succeed later.")]
    instance: str | UnsetType = UNSET
    errors: list[ProblemField] | UnsetType = UNSET
    retry_after: Annotated[int, Meta(description="Seconds, as in Retry-After.")] | UnsetType = UNSET
    attempts_left: Annotated[int, Meta(description="invalid_credentials: tries that remain.")] | UnsetType = UNSET
    methods: Annotated[list[str], Meta(description="step_up_required: how it may be done.")] | UnsetType = UNSET


class OAuthError(msgspec.Struct, frozen=True):
    """RFC 6749, section 5.2."""

    error: Annotated[
        str, Meta(extra_json_schema={"enum": ["invalid_request", "invalid_grant", "unsupported_grant_type"]})
    ]


def problem_examples() -> dict[str, Any]:
    """Return one example per code, written as the services write their answers."""
    return {code: {"summary": detail, "value": _example(code)} for code, (_status, detail) in PROBLEMS.items()}


def _example(code: str) -> dict[str, Any]:
    status, detail = PROBLEMS[code]
    extra: dict[str, Any] = {"retry_after": 30} if status in WAITS else {}
    if code == "step_up_required":
        extra = {"methods": ["totp", "otp"]}
    if code == "invalid_credentials":
        extra = {"attempts_left": 9}
    errors = [{"pointer": "/amount/value", "code": "min", "detail": "At least 50.00 SEK."}]
    raised = Raised(status, code, detail, errors=errors if code == "validation_failed" else None, **extra)  # type: ignore[arg-type]  # open members
    return problem_document(raised, instance="/payments/v1/transactions", request_id="req_01KAECYC2T7V5H9M")
