"""Stopping a transaction and asking for money back, for programs: each once per idempotency key, then followed."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from msgspec import Meta
from rest_framework.request import Request

from selfcare.api import ApiView, json_response, operation, revalidated
from selfcare.domain.context import Context
from selfcare.domain.errors import Conflict, FieldError, InvalidInput
from selfcare.domain.money import LARGEST, Money
from selfcare.rates import MONEY
from transactions.api.keys import idempotency_key
from transactions.api.movements import Id, OrderAmount
from transactions.api.people import context_of
from transactions.api.transactions import ListAnswer
from transactions.domain import LONGEST_NOTE, RefundReason, RefundRequest, Transaction
from transactions.forms.words import LINES, text_problem
from transactions.models import State
from transactions.services.requests import (
    Asked,
    cancel_create,
    cancel_withdraw,
    refund_request_cancel,
    refund_request_create,
    refund_request_get,
    refund_request_page,
    request_get,
    transaction_now,
    transaction_to_ask_about,
)

_ASK_AGAIN = {"Retry-After": "2"}
_KEY_ERRORS = ("idempotency_key_missing", "idempotency_key_reused", "idempotency_in_progress")
_UNKNOWN_YET = (
    'Answers 202 with {"status":"confirming","intent_id":…} and Location when the outcome is not known yet: follow '
    "Location, or send the same under the same key again. Never use a new key for it."
)
Status = Literal["requested", "approved", "processing", "succeeded", "rejected", "failed", "cancelled"]


class RefundableAmount(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Minor units of an ISO 4217 currency; nothing is an amount too."""

    value: Annotated[int, Meta(ge=0, le=LARGEST)]
    currency: Annotated[str, Meta(pattern=r"\A[A-Z]{3}\Z")]


class RefundInput(msgspec.Struct, frozen=True):
    amount: OrderAmount
    reason: RefundReason
    expected_refundable: RefundableAmount
    note: Annotated[str, Meta(min_length=1, max_length=LONGEST_NOTE)] | None = None


class RefundQuery(msgspec.Struct, frozen=True):
    transaction_id: Id | None = None
    status: tuple[Status, ...] = ()
    limit: Annotated[int, Meta(ge=1, le=100)] = 25
    cursor: Annotated[str, Meta(pattern=r"\A[A-Za-z0-9_.~=-]{1,1024}\Z")] | None = None


class RequestStatus(msgspec.Struct, frozen=True):
    """A request. ``status`` is confirming while its outcome is unknown, then accepted (``result_id`` names what was
    made, ``transaction_id`` what it is about) or refused (with ``problem``)."""

    intent_id: str
    status: str
    transaction_id: str
    result_id: str | None = None
    problem: str | None = None


class TransactionCancelView(ApiView):
    @operation(
        summary="Cancel a transaction, or have the bank asked to",
        description=(
            "Answers 200 with the transaction: cancelled, or pending with cancellation asked until the bank decides. "
            f"409 invalid_state when it can no longer be stopped. {_UNKNOWN_YET}"
        ),
        returns=Transaction,
        accepts=RequestStatus,
        headers=("Idempotency-Key",),
        errors=(*_KEY_ERRORS, "not_found", "invalid_state", "capability_unavailable"),
        rate=MONEY,
    )
    def post(self, request: Request, transaction_id: str) -> HttpResponse:
        ctx = context_of(request)
        transaction = transaction_to_ask_about(ctx=ctx, transaction_id=transaction_id, feature="cancel")
        return _answer(ctx, cancel_create(ctx=ctx, transaction=transaction, form_key=idempotency_key(request)))


class TransactionKeepView(ApiView):
    @operation(
        summary="Let a transaction go through after all",
        description="Takes back a cancel the bank has not decided. Doing it twice is doing it once.",
        returns=Transaction,
        headers=("Idempotency-Key",),
        errors=("idempotency_key_missing", "not_found", "invalid_state", "capability_unavailable"),
        rate=MONEY,
    )
    def post(self, request: Request, transaction_id: str) -> HttpResponse:
        ctx = context_of(request)
        transaction_to_ask_about(ctx=ctx, transaction_id=transaction_id, feature="cancel")
        return json_response(cancel_withdraw(ctx=ctx, transaction_id=transaction_id, form_key=idempotency_key(request)))


class TransactionRefundsView(ApiView):
    @operation(
        summary="Ask the merchant for money back",
        description=(
            "expected_refundable is the transaction's refund.refundable as you know it: 412 refundable_changed when it "
            "is something else by now, and nothing was asked for. The merchant decides, or lets it be refunded at "
            f"once. {_UNKNOWN_YET}"
        ),
        body=RefundInput,
        returns=RefundRequest,
        accepts=RequestStatus,
        status=201,
        headers=("Idempotency-Key",),
        errors=(
            *_KEY_ERRORS,
            "validation_failed",
            "not_found",
            "invalid_state",
            "already_refunded",
            "refundable_changed",
            "refund_not_allowed",
            "refund_window_closed",
            "capability_unavailable",
        ),
        rate=MONEY,
    )
    def post(self, request: Request, transaction_id: str) -> HttpResponse:
        ctx, asked = context_of(request), request.body_input  # type: ignore[attr-defined]  # set by @operation
        transaction = transaction_to_ask_about(ctx=ctx, transaction_id=transaction_id, feature="refunds.request")
        return _answer(
            ctx,
            refund_request_create(
                ctx=ctx,
                transaction=transaction,
                amount=_money("/amount", asked.amount, transaction),
                reason=asked.reason,
                note=_note(asked.note),
                expected=_money("/expected_refundable", asked.expected_refundable, transaction),
                form_key=idempotency_key(request),
            ),
        )


class TransactionRequestView(ApiView):
    @operation(
        summary="How a request about a transaction stands",
        description="For one that was answered 202. Ask every few seconds until its status is not confirming.",
        returns=RequestStatus,
        errors=("not_found",),
    )
    def get(self, request: Request, transaction_id: str, intent_id: str) -> HttpResponse:
        found = request_get(ctx=context_of(request), transaction_id=transaction_id, intent_id=intent_id)
        return revalidated(request, _status(found))


class RefundRequestsView(ApiView):
    @operation(
        summary="Refund requests, newest first",
        description="Without their messages: those come with one request.",
        query=RefundQuery,
        returns=ListAnswer[RefundRequest],
        errors=("bad_request", "cursor_mismatch", "validation_failed"),
    )
    def get(self, request: Request) -> HttpResponse:
        asked: RefundQuery = request.query  # type: ignore[attr-defined]  # set by @operation
        page = refund_request_page(
            ctx=context_of(request),
            transaction_id=asked.transaction_id,
            status=asked.status,
            limit=asked.limit,
            cursor=asked.cursor,
        )
        return revalidated(request, ListAnswer(page.data, page.page, page.as_of), same=(page.data, page.page))


class RefundRequestView(ApiView):
    @operation(summary="One refund request", returns=RefundRequest, errors=("not_found",))
    def get(self, request: Request, request_id: str) -> HttpResponse:
        found = refund_request_get(ctx=context_of(request), request_id=request_id)
        return revalidated(request, found, version=f"v{found.version}")


class RefundRequestCancelView(ApiView):
    @operation(
        summary="Take a refund request back",
        description="Until it is answered. Doing it twice is doing it once.",
        returns=RefundRequest,
        headers=("Idempotency-Key",),
        errors=("idempotency_key_missing", "not_found", "invalid_state"),
        rate=MONEY,
    )
    def post(self, request: Request, request_id: str) -> HttpResponse:
        ctx = context_of(request)
        refund_request_get(ctx=ctx, request_id=request_id)  # another's, or none, is not found before anything else
        return json_response(refund_request_cancel(ctx=ctx, request_id=request_id, form_key=idempotency_key(request)))


def _money(pointer: str, given: OrderAmount | RefundableAmount, transaction: Transaction) -> Money:
    """Return the amount. Raises InvalidInput for another currency than the transaction's."""
    if given.currency != transaction.amount.currency:
        sentence = gettext("This payment is in %(currency)s.") % {"currency": transaction.amount.currency}
        raise InvalidInput(fields=(FieldError(f"{pointer}/currency", "currency_not_supported", sentence),))
    return Money(given.value, given.currency)


def _note(given: str | None) -> str:
    note = given or ""
    if problem := text_problem(note, LINES):
        raise InvalidInput(fields=(FieldError("/note", *problem),))
    return note


def _answer(ctx: Context, asked: Asked) -> HttpResponse:
    if asked.error:
        raise asked.error
    intent, replayed = asked.intent, {"Idempotent-Replayed": "true"} if asked.is_repeat else {}
    if asked.is_unsettled:
        if intent.state == State.SENDING and asked.is_repeat:
            raise Conflict("idempotency_in_progress", retry_after=1)
        place = {"Location": reverse("api_transaction_request", args=[intent.subject_id, intent.id])}
        return json_response(_status(asked), 202, {**place, **_ASK_AGAIN, **replayed})
    made = asked.made or _made_before(ctx, asked)
    if isinstance(made, RefundRequest):
        return json_response(made, 201, {"Location": f"/api/v1/refund-requests/{made.id}", **replayed})
    return json_response(made, 200, replayed)


def _made_before(ctx: Context, asked: Asked) -> RefundRequest | Transaction:
    """Return what a request that is repeated had made, as it stands now."""
    if asked.intent.kind == "refund":
        return refund_request_get(ctx=ctx, request_id=asked.intent.result_id)
    return transaction_now(ctx=ctx, transaction_id=asked.intent.subject_id)


def _status(asked: Asked) -> RequestStatus:
    intent = asked.intent
    refused = intent.state == State.REFUSED
    status = "confirming" if asked.is_unsettled else "refused" if refused else "accepted"
    problem = intent.problem if refused else None
    return RequestStatus(intent.id, status, intent.subject_id, intent.result_id or None, problem)
