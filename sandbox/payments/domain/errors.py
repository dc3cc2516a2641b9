"""What the payment service refuses, by its code. The API turns these into RFC 9457 problems."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

STATUS: Final[Mapping[str, int]] = MappingProxyType(
    {
        "bad_request": 400,
        "invalid_json": 400,
        "idempotency_key_missing": 400,
        "cursor_mismatch": 400,
        "step_up_required": 401,
        "account_restricted": 403,
        "not_found": 404,
        "invalid_state": 409,
        "already_refunded": 409,
        "idempotency_in_progress": 409,
        "refundable_changed": 412,
        "version_conflict": 412,
        "validation_failed": 422,
        "insufficient_funds": 422,
        "limit_exceeded": 422,
        "instrument_not_usable": 422,
        "currency_not_supported": 422,
        "refund_not_allowed": 422,
        "refund_window_closed": 422,
        "idempotency_key_reused": 422,
        "rate_limited": 429,
        "upstream_unavailable": 503,
    }
)


@dataclass(frozen=True)
class Field:
    """One wrong input: a JSON pointer into the body (RFC 6901), ``/name`` of a query parameter, or a header."""

    pointer: str
    code: str
    detail: str


class Refused(Exception):  # noqa: N818 -- a refusal is an expected answer, not an error of the service
    """A request that cannot be done. ``extra`` is added to the problem's members, for the client's own wording."""

    def __init__(self, code: str, detail: str, *fields: Field, retry_after: int | None = None, **extra: object) -> None:
        super().__init__(code)
        self.code = code
        self.status = STATUS[code]
        self.detail = detail
        self.fields = fields
        self.retry_after = retry_after
        self.extra = extra


def invalid(pointer: str, code: str, detail: str) -> Refused:
    """Return the refusal of one wrong field (422 ``validation_failed``)."""
    return Refused("validation_failed", "Some of the input cannot be used.", Field(pointer, code, detail))
