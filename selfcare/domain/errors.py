"""What can go wrong, in the product's own words: a shallow tree that `selfcare.errors` turns into answers.

``code`` is the stable machine word that programs decide by. Nothing of an upstream's text is carried to a person.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class FieldError:
    """One wrong input: a JSON pointer or form field name, a stable code, and a sentence that says the fix."""

    pointer: str
    code: str
    detail: str


class SelfcareError(Exception):
    """Base of all expected failures."""

    code: ClassVar[str] = "internal"

    def __init__(
        self,
        code: str | None = None,
        *,
        fields: tuple[FieldError, ...] = (),
        retry_after: int | None = None,
        **details: object,
    ) -> None:
        super().__init__(code or self.code)
        self.problem = code or self.code
        self.fields = fields
        self.retry_after = retry_after
        self.details = details


class InvalidInput(SelfcareError):
    """The person's or program's input is wrong; ``fields`` says where and how to mend it."""

    code = "validation_failed"


class BadRequest(SelfcareError):
    """The request itself is malformed: unknown parameter, broken JSON, a forged cursor."""

    code = "bad_request"


class TooLarge(SelfcareError):
    """More was sent than is taken; ``fields`` says what, and how much may be."""

    code = "too_large"


class UnsupportedMediaType(SelfcareError):
    """What was sent is of a kind that is not read; ``fields`` says which are."""

    code = "unsupported_media_type"


class SignInRequired(SelfcareError):
    """There is no session, or it ended."""

    code = "session_required"


class StepUpRequired(SelfcareError):
    """The session is too weak for this (RFC 9470)."""

    code = "step_up_required"


class InvalidCredentials(SelfcareError):
    """Wrong identifier, password or code; never says which. ``details`` may hold attempts_left."""

    code = "invalid_credentials"


class SignatureInvalid(SelfcareError):
    """A message does not prove that it comes from whom it names."""

    code = "signature_invalid"


class Locked(SelfcareError):
    """Too many guesses; ``retry_after`` seconds until the next try counts."""

    code = "locked"


class Forbidden(SelfcareError):
    """Known customer, not allowed (restricted account, cross-site request)."""

    code = "forbidden"


class NotFound(SelfcareError):
    """Absent, or somebody else's: the two are never told apart."""

    code = "not_found"


class Conflict(SelfcareError):
    """The resource is in another state than the request supposed."""

    code = "invalid_state"


class Gone(SelfcareError):
    """An expired or used challenge or link."""

    code = "gone"


class RateLimited(SelfcareError):
    """Too many requests; ``retry_after`` seconds to wait."""

    code = "rate_limited"


class CapabilityUnavailable(SelfcareError):
    """The backend behind us cannot do this."""

    code = "capability_unavailable"


class UpstreamFailed(SelfcareError):
    """An internal service answered with rubbish, an error, or another customer's data."""

    code = "upstream_error"


class StatementMismatch(UpstreamFailed):
    """Balances and movements that were read do not fit together: no statement is made of them."""

    code = "statement_mismatch"


class UpstreamUnavailable(UpstreamFailed):
    """An internal service could not be reached, or its breaker is open. Nothing was sent."""

    code = "upstream_unavailable"


class UpstreamTimeout(UpstreamFailed):
    """No answer in time. For a write the outcome is unknown: it may have happened."""

    code = "upstream_timeout"


class StoreUnavailable(SelfcareError):
    """Redis or the database could not be reached. Never means signed out."""

    code = "store_unavailable"
