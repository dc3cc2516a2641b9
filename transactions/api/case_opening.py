"""Opening a case by one address, whatever it is: its members by kind, and what they are sent as."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final

import msgspec
from django.urls import reverse
from django.utils.translation import gettext
from msgspec import Meta

from selfcare.domain.context import Context
from selfcare.domain.errors import FieldError, InvalidInput
from selfcare.domain.money import Money
from transactions.api.dispute_shapes import DisputeAmount, Files, Text
from transactions.api.movements import Id, OrderAmount
from transactions.domain import REFUND_REASONS, DisputeOrder, DisputeReason, RefundReason
from transactions.domain.casebook import CaseKind
from transactions.services.disputes import dispute_create
from transactions.services.requests import Asked, refund_request_create, transaction_now, transaction_to_ask_about

OPENING_ERRORS: Final = (
    *("validation_failed", "capability_unavailable", "not_found", "invalid_state", "already_refunded"),
    *("refundable_changed", "refund_not_allowed", "refund_window_closed", "idempotency_in_progress"),
)
_MISSING: Final = ("occurred_on", "statement_text", "instrument_id", "attachments")
_ABOUT: Final = ("transaction_id", "attachments")
# What each kind needs beside its amount, and what it may say besides.
_NEEDS: Final[dict[CaseKind, tuple[str, ...]]] = {
    "missing_deposit": ("occurred_on",),
    "unknown_charge": (),
    "dispute": ("transaction_id", "reason"),
    "refund_request": ("transaction_id", "reason", "expected_refundable"),
}
_MAY: Final[dict[CaseKind, tuple[str, ...]]] = {
    "missing_deposit": _MISSING,
    "unknown_charge": (*_MISSING, *_ABOUT),
    "dispute": ("should_have_been", "attachments"),
    "refund_request": (),
}


_DISPUTED: Final = ("wrong_amount", "duplicate", "not_received", "other")


class CaseOpenBody(msgspec.Struct, frozen=True):
    """``kind`` says what else is needed: missing_deposit ``occurred_on``; unknown_charge ``occurred_on``, or
    ``transaction_id`` for one that is here; dispute ``transaction_id`` and ``reason``; refund_request these and
    ``expected_refundable``, as the customer saw it."""

    kind: CaseKind
    amount: OrderAmount
    transaction_id: Id | None = None
    reason: DisputeReason | RefundReason | None = None
    note: Text | None = None
    occurred_on: date | None = None
    statement_text: Annotated[str, Meta(min_length=1, max_length=140)] | None = None
    instrument_id: Id | None = None
    should_have_been: DisputeAmount | None = None
    expected_refundable: DisputeAmount | None = None
    attachments: Files = []


class CaseOpened(msgspec.Struct, frozen=True):
    """``id`` is null while it is not known yet whether the case was opened."""

    id: str | None


def case_asked(*, ctx: Context, body: CaseOpenBody, key: str) -> Asked:
    """Open the case once per key. Raises InvalidInput naming a member that is missing or belongs to another kind, and
    what the service refused it with."""
    _members_check(body)
    asked = _refund_asked(ctx, body, key) if body.kind == "refund_request" else _dispute_asked(ctx, body, key)
    if asked.error:
        raise asked.error
    return asked


def followed_at(asked: Asked) -> str:
    """Return where a program asks how an opening ended."""
    if asked.intent.kind == "refund":
        return reverse("api_transaction_request", args=[asked.intent.subject_id, asked.intent.id])
    return reverse("api_dispute_request", args=[asked.intent.id])


def readable(text: str | None, pointer: str) -> str | None:
    """Return the text. Raises InvalidInput for one that nobody could read as it is."""
    if text is not None and not any(letter.isprintable() and not letter.isspace() for letter in text):
        raise InvalidInput(fields=(FieldError(pointer, "characters", gettext("Write something first.")),))
    return text


def _members_check(body: CaseOpenBody) -> None:
    needs = _NEEDS[body.kind]
    if body.kind == "unknown_charge" and not body.transaction_id:
        needs = ("occurred_on",)
    known = {"kind", "amount", "note", *needs, *_MAY[body.kind]}
    given = {name for name in body.__struct_fields__ if getattr(body, name) not in (None, [])}
    missing = [_wrong(name, "required", gettext("Required for this kind.")) for name in needs if name not in given]
    strange = [_wrong(name, "not_allowed", gettext("Leave this out.")) for name in sorted(given - known)]
    allowed = {"refund_request": REFUND_REASONS, "dispute": _DISPUTED}.get(body.kind)
    if not missing and allowed and body.reason not in allowed:
        strange.append(_wrong("reason", "choice", gettext("Use one of: %(names)s") % {"names": ", ".join(allowed)}))
    if missing or strange:
        raise InvalidInput(fields=(*missing, *strange))


def _wrong(name: str, code: str, sentence: str) -> FieldError:
    return FieldError(f"/{name}", code, sentence)


def _refund_asked(ctx: Context, body: CaseOpenBody, key: str) -> Asked:
    about, left = body.transaction_id or "", body.expected_refundable
    transaction = transaction_to_ask_about(ctx=ctx, transaction_id=about, feature="refunds.request")
    if left is None or {body.amount.currency, left.currency} != {transaction.amount.currency}:
        sentence = gettext("This payment is in %(currency)s.") % {"currency": transaction.amount.currency}
        raise InvalidInput(fields=(FieldError("/amount/currency", "currency_not_supported", sentence),))
    return refund_request_create(
        ctx=ctx,
        transaction=transaction,
        amount=Money(body.amount.value, body.amount.currency),
        reason=body.reason or "other",
        note=readable(body.note, "/note") or "",
        expected=Money(left.value, left.currency),
        form_key=key,
    )


def _dispute_asked(ctx: Context, body: CaseOpenBody, key: str) -> Asked:
    about, right = body.transaction_id or "", body.should_have_been
    if about:
        transaction_now(ctx=ctx, transaction_id=about)  # another's, or none, is not found before anything else
    reasons: dict[CaseKind, DisputeReason] = {"missing_deposit": "missing_deposit", "unknown_charge": "unrecognised"}
    order = DisputeOrder(
        reason=reasons.get(body.kind, body.reason),  # type: ignore[arg-type]  # a dispute's own, by _members_check
        amount=Money(body.amount.value, body.amount.currency),
        note=readable(body.note, "/note"),
        should_have_been=Money(right.value, right.currency) if right else None,
        occurred_on=body.occurred_on,
        statement_text=readable(body.statement_text, "/statement_text"),
        instrument_id=body.instrument_id,
        attachments=tuple(body.attachments),
    )
    return dispute_create(ctx=ctx, order=order, form_key=key, transaction_id=about)
