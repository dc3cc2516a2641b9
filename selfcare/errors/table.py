# ruff: noqa: E501  # a table reads best with one row per line
"""The one table: problem code -> status, title, sentence, and whether trying again can help."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from django.core.exceptions import (
    BadRequest as DjangoBadRequest,
)
from django.core.exceptions import (
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
)
from django.http import Http404
from django.http.multipartparser import MultiPartParserError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from selfcare.domain.errors import FieldError, SelfcareError

Text = str | Promise


@dataclass(frozen=True)
class Meaning:
    """What is said about a failure. ``page`` is the status whose template shows it."""

    status: int
    code: str
    title: Text
    detail: Text
    retryable: bool = False
    fields: tuple[FieldError, ...] = ()
    retry_after: int | None = None
    headers: dict[str, str] = field(default_factory=dict)
    extra: dict[str, object] = field(default_factory=dict)


_Row = tuple[int, Text, Text, bool]

TABLE: Final[dict[str, _Row]] = {
    "bad_request": (400, _("That request cannot be understood"), _("Check the address or what was sent, and try again."), False),
    "invalid_json": (400, _("That is not valid JSON"), _("Send one JSON object in UTF-8."), False),
    "idempotency_key_missing": (400, _("Idempotency key missing"), _("Send an Idempotency-Key header of 1 to 255 characters."), False),
    "cursor_mismatch": (400, _("That cursor does not belong here"), _("Start again from the first page."), False),
    "session_required": (401, _("Sign in first"), _("Your session has ended, or there was none."), False),
    "step_up_required": (401, _("Confirm that it is you"), _("This needs a fresh confirmation."), True),
    "invalid_credentials": (401, _("That e-mail and password do not match"), _("We cannot say which one is wrong, to keep your account private."), False),
    "signature_invalid": (401, _("That signature does not fit"), _("Sign the id, the time and the raw body, with a secret that we share."), False),
    "forbidden": (403, _("You cannot open this"), _("Your account does not allow this."), False),
    "csrf_failed": (403, _("We could not tell that this came from you"), _("Reload the page and try again. Nothing was changed."), False),
    "account_restricted": (403, _("Your account is restricted"), _("Contact us to learn more."), False),
    "not_found": (404, _("There is no page here"), _("The link may be old or mistyped. Your payments are where they were."), False),
    "method_not_allowed": (405, _("That cannot be done here"), _("This address does not answer that kind of request."), False),
    "not_acceptable": (406, _("Only JSON is served here"), _("Ask for application/json."), False),
    "invalid_state": (409, _("This has changed meanwhile"), _("Load the page again to see how it stands now."), False),
    "already_refunded": (409, _("All of it has been refunded"), _("There is nothing left to ask for."), False),
    "idempotency_in_progress": (409, _("Still working on it"), _("The same request is being handled. Ask again in a moment."), True),
    "gone": (410, _("This has expired"), _("Start again from the beginning."), False),
    "version_conflict": (412, _("This has changed meanwhile"), _("Load it again before you change it."), False),
    "refundable_changed": (412, _("What can be asked for has changed"), _("Load the payment again, then ask for what is left."), False),
    "too_large": (413, _("That is too large"), _("Send at most 64 KiB, or a file of at most 10 MB."), False),
    "unsupported_media_type": (415, _("That kind is not read here"), _("Send application/json in UTF-8, or a file where one is asked for."), False),
    "validation_failed": (422, _("Something needs to be put right"), _("Check what is marked and send it again."), False),
    "refund_not_allowed": (422, _("A refund cannot be asked for"), _("This payment takes no refund request as it stands now."), False),
    "refund_window_closed": (422, _("It is too long ago to ask for a refund"), _("You can still write to the merchant yourself."), False),
    "idempotency_key_reused": (422, _("Idempotency key already used"), _("Use a new key for a different request."), False),
    "statement_too_long": (422, _("That is too much for one file"), _("Choose a shorter period, or make an export of these transactions."), False),
    "locked": (423, _("Too many tries"), _("Wait until the pause is over. Your money is safe."), True),
    "rate_limited": (429, _("That was too often"), _("Wait a moment and try again."), True),
    "internal": (500, _("Something broke on our side"), _("We have been told about it."), False),
    "capability_unavailable": (501, _("This is not available"), _("The payment service behind this page cannot do that."), False),
    "upstream_error": (502, _("We cannot reach your payments right now"), _("Try again in a moment. Your payments are where they were."), True),
    "statement_mismatch": (502, _("This statement does not add up"), _("The balances and the movements we were given do not fit together, so we show no statement made of them. Try again in a moment, or contact us."), True),
    "upstream_unavailable": (503, _("We cannot reach your payments right now"), _("Try again in a moment. Your payments are where they were."), True),
    "store_unavailable": (503, _("Back in a moment"), _("You are still signed in. Try again in a few seconds."), True),
    "upstream_timeout": (504, _("No answer in time"), _("It is not known yet whether it went through. Check Transactions before you try again."), True),
}  # fmt: skip

# Sentences about one wrong field, by the code that field errors carry.
SENTENCES: Final[dict[str, Text]] = {
    "characters": _("Use only characters that can be typed: no control characters, valid UTF-8."),
    "unknown": _("This is not known here. Remove it."),
    "missing": _("This is needed."),
    "repeated": _("Give this once."),
    "duplicate": _("This name comes twice. Give it once."),
    "depth": _("This is nested too deeply. Use at most 20 levels."),
    "number": _("Give a number that JSON carries exactly: at most 9007199254740991, no NaN, no Infinity."),
    "syntax": _("This is not valid JSON."),
    "whole_number": _("Give a whole number of at most 9007199254740991, in the digits 0 to 9."),
    "object": _("Send one JSON object."),
    "card": _("That looks like a card number. Leave it out: it is safest where nobody wrote it down."),
}

# Django's own exceptions, and what they mean here.
_DJANGO: Final[tuple[tuple[type[Exception], str], ...]] = (
    (Http404, "not_found"),
    (PermissionDenied, "forbidden"),
    (RequestDataTooBig, "too_large"),
    (SuspiciousOperation, "bad_request"),
    (DjangoBadRequest, "bad_request"),
    (MultiPartParserError, "bad_request"),
)
BY_STATUS: Final = {
    400: "bad_request",
    401: "session_required",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    406: "not_acceptable",
    413: "too_large",
    415: "unsupported_media_type",
    429: "rate_limited",
}


def sentence(code: str) -> str:
    """Return the sentence of a field error's code, in the visitor's language."""
    return str(SENTENCES[code])


def meaning(error: BaseException) -> Meaning:
    """Return what an exception means to the person or program that asked; anything unexpected is ``internal``."""
    if isinstance(error, SelfcareError):
        return _of_ours(error)
    for kind, code in _DJANGO:
        if isinstance(error, kind):
            return of_code(code)
    return of_code("internal")


def of_code(code: str) -> Meaning:
    """Return the table's row. Raises KeyError for a code that is not in it."""
    status, title, detail, retryable = TABLE[code]
    return Meaning(status, code, title, detail, retryable)


def _of_ours(error: SelfcareError) -> Meaning:
    """A code the table does not know keeps its name and speaks as its class does."""
    row = error.problem if error.problem in TABLE else type(error).code
    status, title, detail, retryable = TABLE[row]
    extra: dict[str, object] = {
        name: value for name, value in error.details.items() if isinstance(value, str | int | bool | list)
    }
    return Meaning(
        status, error.problem, title, detail, retryable, error.fields, error.retry_after, _headers(error), extra
    )


def _headers(error: SelfcareError) -> dict[str, str]:
    """RFC 9470 for a step-up; RFC 9110, 10.2.3 for when to come back."""
    headers = {"Retry-After": str(error.retry_after)} if error.retry_after else {}
    if error.problem == "step_up_required":
        challenge = 'Bearer error="insufficient_user_authentication", acr_values="aal2", max_age=300'
        headers["WWW-Authenticate"] = challenge
    return headers
