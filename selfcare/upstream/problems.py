"""What a service's refusal means here: its status and problem code (RFC 9457) to a domain error.

Only codes of the contract pass, and none of the service's words: a stranger's text is never shown.
"""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Final

import msgspec
from django.utils.translation import gettext as _

from selfcare.domain import errors
from selfcare.upstream.text import decode
from selfcare.upstream.transport import Answer

_LONGEST_WAIT: Final = 86_400
_POINTER: Final = re.compile(r"/[A-Za-z0-9_/]{1,100}", re.ASCII)

_BY_CODE: Final[dict[str, type[errors.SelfcareError]]] = {
    **dict.fromkeys(("bad_request", "invalid_json", "cursor_mismatch"), errors.BadRequest),
    **dict.fromkeys(("token_missing", "token_invalid", "token_expired", "invalid_grant"), errors.SignInRequired),
    "step_up_required": errors.StepUpRequired,
    "invalid_credentials": errors.InvalidCredentials,
    **dict.fromkeys(("forbidden", "account_restricted", "consent_missing"), errors.Forbidden),
    "not_found": errors.NotFound,
    **dict.fromkeys(("invalid_state", "already_refunded", "already_exists"), errors.Conflict),
    **dict.fromkeys(("version_conflict", "refundable_changed"), errors.Conflict),
    "gone": errors.Gone,
    **dict.fromkeys(("validation_failed", "insufficient_funds", "limit_exceeded"), errors.InvalidInput),
    **dict.fromkeys(("instrument_not_usable", "currency_not_supported", "weak_password"), errors.InvalidInput),
    **dict.fromkeys(("refund_not_allowed", "refund_window_closed", "idempotency_key_reused"), errors.InvalidInput),
    "locked": errors.Locked,
    "rate_limited": errors.RateLimited,
    "capability_unavailable": errors.CapabilityUnavailable,
    **dict.fromkeys(("upstream_unavailable", "maintenance"), errors.UpstreamUnavailable),
    "upstream_timeout": errors.UpstreamTimeout,
}
_SERVER_SIDE: Final = (errors.UpstreamFailed, errors.CapabilityUnavailable)
_BY_STATUS: Final[dict[int, type[errors.SelfcareError]]] = {
    400: errors.BadRequest,
    401: errors.SignInRequired,
    403: errors.Forbidden,
    404: errors.NotFound,
    409: errors.Conflict,
    410: errors.Gone,
    412: errors.Conflict,
    422: errors.InvalidInput,
    423: errors.Locked,
    # Without the contract's own word it is our calls that are too many, not the customer's.
    429: errors.UpstreamUnavailable,
    501: errors.CapabilityUnavailable,
    503: errors.UpstreamUnavailable,
    504: errors.UpstreamTimeout,
}


class _Field(msgspec.Struct):
    pointer: str = ""
    code: str = ""


class _Problem(msgspec.Struct):
    code: str = ""
    error: str = ""  # RFC 6749 section 5.2, as /v1/token answers
    errors: list[_Field] = []
    attempts_left: int | None = None
    limit_id: str | None = None
    methods: list[str] = []


def problem_error(answer: Answer, *, unknown_outcome: bool) -> errors.SelfcareError:
    """Return the domain error for an answer that is no success.

    ``unknown_outcome`` is true for a write under an idempotency key: there a server error, or "still running", leaves
    the question open, and saying "failed" could make a person pay twice.
    """
    problem = _read(answer)
    wait = _whole(retry_after(answer))
    broken = answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR
    undecided = broken and answer.status != HTTPStatus.NOT_IMPLEMENTED
    if unknown_outcome and (undecided or problem.code == "idempotency_in_progress"):
        return errors.UpstreamTimeout(retry_after=wait)
    kind = _BY_STATUS.get(answer.status, errors.UpstreamFailed)
    code = problem.code or problem.error
    if code not in _BY_CODE or broken != issubclass(_BY_CODE[code], _SERVER_SIDE):
        return kind(kind.code, fields=_fields(problem), retry_after=wait)
    return _BY_CODE[code](code, fields=_fields(problem), retry_after=wait, **_details(problem))


def error_of(code: str) -> errors.SelfcareError:
    """Return the domain error of a problem code that was kept; for a code without one, that the service failed."""
    return _BY_CODE.get(code, errors.UpstreamFailed)(code)


def retry_after(answer: Answer) -> float | None:
    """Return the seconds of ``Retry-After`` (RFC 9110 section 10.2.3, the delta form), capped to a day."""
    value = answer.headers.get("Retry-After", "").strip()
    return float(min(int(value), _LONGEST_WAIT)) if value.isascii() and value.isdigit() and len(value) < 10 else None  # noqa: PLR2004 - longer than any wait


def _whole(seconds: float | None) -> int | None:
    return None if seconds is None else int(seconds)


def _read(answer: Answer) -> _Problem:
    try:
        return decode(answer.body, _Problem)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return _Problem()


def _details(problem: _Problem) -> dict[str, object]:
    found = {"attempts_left": problem.attempts_left, "limit_id": problem.limit_id, "methods": tuple(problem.methods)}
    return {name: value for name, value in found.items() if value not in (None, ())}


def _fields(problem: _Problem) -> tuple[errors.FieldError, ...]:
    return tuple(
        errors.FieldError(each.pointer, each.code, _sentence(each.code))
        for each in problem.errors
        if _POINTER.fullmatch(each.pointer) and re.fullmatch(r"[a-z_]{1,40}", each.code, re.ASCII)
    )


def _sentence(code: str) -> str:
    words = {
        "required": _("This is needed. Fill it in."),
        "min": _("This is too low. Enter a higher value."),
        "max": _("This is too high. Enter a lower value."),
        "not_found": _("This no longer exists. Choose another."),
        "currency": _("This currency cannot be used here. Choose another."),
    }
    return words.get(code, _("This cannot be used. Change it and try again."))
