"""Disputes for programs: say what is wrong under an idempotency key, and go on with it."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final, TypedDict, cast

from django.http import HttpResponse
from django.urls import reverse
from rest_framework.request import Request

from selfcare.api import ApiView, json_response, operation, revalidated
from selfcare.domain.context import Context
from selfcare.domain.errors import Conflict, NotFound
from selfcare.domain.money import Money
from selfcare.rates import MONEY
from selfcare.upstream.cache import Cached
from transactions.api.dispute_shapes import (
    AnswerInput,
    DisputeAmount,
    DisputeInput,
    DisputeQuery,
    DisputeRequest,
    MessageInput,
    MissingInput,
)
from transactions.api.keys import idempotency_key
from transactions.api.people import context_of
from transactions.api.transactions import ListAnswer, list_answer
from transactions.domain import Dispute, DisputeOrder, MessageOrder
from transactions.models import Intent, State
from transactions.services.disputes import (
    dispute_answer,
    dispute_create,
    dispute_escalate,
    dispute_get,
    dispute_list,
    dispute_message_send,
    dispute_withdraw,
)
from transactions.services.intents import intent_get
from transactions.services.requests import Asked, transaction_now

_FOLLOWED: Final = (
    "Answers 202 with a status of confirming and Location when the outcome is not known yet: follow Location, or send "
    "the same under the same key again. Never use a new key for it."
)
_ERRORS: Final = (
    "idempotency_key_missing",
    "idempotency_key_reused",
    "idempotency_in_progress",
    "not_found",
    "invalid_state",
    "capability_unavailable",
)
_ASK_AGAIN: Final = {"Retry-After": "2"}
_STATUS: Final = {State.DONE: "accepted", State.REFUSED: "refused"}


class TransactionDisputesView(ApiView):
    @operation(
        summary="Say what is wrong with a transaction",
        description=f"One dispute per transaction, also after it is closed. {_FOLLOWED}",
        body=DisputeInput,
        returns=Dispute,
        accepts=DisputeRequest,
        status=201,
        headers=("Idempotency-Key",),
        errors=("validation_failed", *_ERRORS),
        rate=MONEY,
    )
    def post(self, request: Request, transaction_id: str) -> HttpResponse:
        sent = cast("DisputeInput", request.body_input)  # type: ignore[attr-defined]  # put there by operation
        order = DisputeOrder(
            reason=sent.reason,
            amount=_money(sent.amount),
            note=sent.note,
            should_have_been=_money(sent.should_have_been) if sent.should_have_been else None,
            attachments=tuple(sent.attachments),
        )
        own = transaction_now(ctx=context_of(request), transaction_id=transaction_id)
        asked = dispute_create(
            ctx=context_of(request), order=order, form_key=idempotency_key(request), transaction_id=own.id
        )
        return _answer(request, asked, 201)


class DisputesView(ApiView):
    @operation(
        summary="List disputes, newest first",
        description="Without their messages.",
        query=DisputeQuery,
        returns=ListAnswer[Dispute],
        errors=("cursor_mismatch", "validation_failed", "capability_unavailable"),
    )
    def get(self, request: Request) -> HttpResponse:
        asked = cast("DisputeQuery", request.query)  # type: ignore[attr-defined]  # put there by operation
        found = dispute_list(
            ctx=context_of(request),
            transaction_id=asked.transaction_id,
            status=asked.status,
            limit=asked.limit,
            cursor=asked.cursor,
        )
        return list_answer(request, Cached(found, found.as_of, stale=False))

    @operation(
        summary="Say what is missing",
        description=f"A deposit that did not come, or a charge that is not among the transactions. {_FOLLOWED}",
        body=MissingInput,
        returns=Dispute,
        accepts=DisputeRequest,
        status=201,
        headers=("Idempotency-Key",),
        errors=("validation_failed", *_ERRORS),
        rate=MONEY,
    )
    def post(self, request: Request) -> HttpResponse:
        sent = cast("MissingInput", request.body_input)  # type: ignore[attr-defined]  # put there by operation
        order = DisputeOrder(
            reason=sent.reason,
            amount=_money(sent.amount),
            note=sent.note,
            occurred_on=sent.occurred_on,
            statement_text=sent.statement_text,
            instrument_id=sent.instrument_id,
            attachments=tuple(sent.attachments),
        )
        return _answer(
            request, dispute_create(ctx=context_of(request), order=order, form_key=idempotency_key(request)), 201
        )


class DisputeView(ApiView):
    @operation(
        summary="One dispute with its messages",
        description="Its outcome is seen from the customer’s side: customer is that they won.",
        returns=Dispute,
        errors=("not_found",),
    )
    def get(self, request: Request, dispute_id: str) -> HttpResponse:
        return revalidated(request, dispute_get(ctx=context_of(request), dispute_id=dispute_id))


class DisputeMessagesView(ApiView):
    @operation(
        summary="Write a message",
        description=f"While actions has message. {_FOLLOWED}",
        body=MessageInput,
        returns=Dispute,
        accepts=DisputeRequest,
        headers=("Idempotency-Key",),
        errors=("validation_failed", *_ERRORS),
        rate=MONEY,
    )
    def post(self, request: Request, dispute_id: str) -> HttpResponse:
        sent = cast("MessageInput", request.body_input)  # type: ignore[attr-defined]  # put there by operation
        order = MessageOrder(sent.text, tuple(sent.attachments))
        return _answer(request, dispute_message_send(**_own(request, dispute_id), order=order))


class DisputeAnswerView(ApiView):
    @operation(
        summary="Take or refuse what the merchant offers",
        description=f"While actions has accept and decline. {_FOLLOWED}",
        body=AnswerInput,
        returns=Dispute,
        accepts=DisputeRequest,
        headers=("Idempotency-Key",),
        errors=("validation_failed", *_ERRORS),
        rate=MONEY,
    )
    def post(self, request: Request, dispute_id: str) -> HttpResponse:
        sent = cast("AnswerInput", request.body_input)  # type: ignore[attr-defined]  # put there by operation
        return _answer(request, dispute_answer(**_own(request, dispute_id), accept=sent.accept))


class DisputeWithdrawView(ApiView):
    @operation(
        summary="Close a dispute without money",
        description=f"It cannot be opened again. It takes no body. {_FOLLOWED}",
        returns=Dispute,
        accepts=DisputeRequest,
        headers=("Idempotency-Key",),
        errors=_ERRORS,
        rate=MONEY,
    )
    def post(self, request: Request, dispute_id: str) -> HttpResponse:
        return _answer(request, dispute_withdraw(**_own(request, dispute_id)))


class DisputeEscalateView(ApiView):
    @operation(
        summary="Have the operator take over",
        description=f"Once, while actions has escalate: a promised date has passed. It takes no body. {_FOLLOWED}",
        returns=Dispute,
        accepts=DisputeRequest,
        headers=("Idempotency-Key",),
        errors=_ERRORS,
        rate=MONEY,
    )
    def post(self, request: Request, dispute_id: str) -> HttpResponse:
        return _answer(request, dispute_escalate(**_own(request, dispute_id)))


class DisputeRequestView(ApiView):
    @operation(
        summary="How something asked of a dispute stands",
        description="For what was answered 202. Ask every few seconds until its status is not confirming.",
        returns=DisputeRequest,
        errors=("not_found",),
    )
    def get(self, request: Request, intent_id: str) -> HttpResponse:
        intent = intent_get(customer_id=context_of(request).customer_id, intent_id=intent_id)
        if not intent.kind.startswith("dispute"):
            raise NotFound
        return revalidated(request, _status(intent))


def _money(amount: DisputeAmount) -> Money:
    return Money(amount.value, amount.currency)


class _Own(TypedDict):
    ctx: Context
    dispute_id: str
    form_key: str


def _own(request: Request, dispute_id: str) -> _Own:
    """Return what every step of the customer's own dispute takes; nothing is written down for any other.

    Raises NotFound, and BadRequest without a key.
    """
    ctx = context_of(request)
    found = dispute_get(ctx=ctx, dispute_id=dispute_id)
    return {"ctx": ctx, "dispute_id": found.id, "form_key": idempotency_key(request)}


def _answer(request: Request, asked: Asked, status: int = 200) -> HttpResponse:
    if asked.error:
        raise asked.error
    replayed = {"Idempotent-Replayed": "true"} if asked.is_repeat else {}
    if asked.is_unsettled:
        if asked.intent.state == State.SENDING and asked.is_repeat:
            raise Conflict("idempotency_in_progress", retry_after=1)
        place = {"Location": reverse("api_dispute_request", args=[asked.intent.id])}
        return json_response(_status(asked.intent), HTTPStatus.ACCEPTED, {**place, **_ASK_AGAIN, **replayed})
    found = asked.made or dispute_get(ctx=context_of(request), dispute_id=asked.intent.result_id)
    place = {"Location": reverse("api_dispute", args=[asked.intent.result_id])} if status == HTTPStatus.CREATED else {}
    return json_response(found, status, {**place, **replayed})


def _status(intent: Intent) -> DisputeRequest:
    state = State(intent.state)
    problem = intent.problem if state is State.REFUSED else None
    return DisputeRequest(intent.id, _STATUS.get(state, "confirming"), intent.result_id or None, problem)
