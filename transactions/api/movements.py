"""Deposits and withdrawals for programs: ask what one costs, order it under an idempotency key, and follow it."""

from __future__ import annotations

from typing import Annotated, Final, Literal

import msgspec
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from msgspec import Meta
from rest_framework.request import Request

from selfcare.api import ApiView, json_response, operation, revalidated
from selfcare.domain.errors import Conflict, FieldError, InvalidInput, StepUpRequired
from selfcare.domain.money import LARGEST, Money
from selfcare.rates import MONEY
from transactions.api.keys import idempotency_key
from transactions.api.people import context_of
from transactions.domain import Kind, Quote, QuoteOrder, Transaction
from transactions.models import State
from transactions.services.movements import Movement, movement_create, movement_get, quote_create

Id = Annotated[str, Meta(pattern=r"\A[A-Za-z0-9_.~:-]{1,128}\Z")]
_ASK_AGAIN: Final = {"Retry-After": "2"}
_STATUS: Final = {
    State.SENT: "accepted",
    State.DONE: "accepted",
    State.REFUSED: "refused",
    State.NEEDS_STEP_UP: "needs_step_up",
}
_ORDER_ERRORS: Final = (
    "idempotency_key_missing",
    "idempotency_key_reused",
    "idempotency_in_progress",
    "validation_failed",
    "forbidden",
    "not_found",
    "invalid_state",
    "capability_unavailable",
)
_UNKNOWN_YET: Final = (
    'Answers 202 with {"status":"confirming","intent_id":…} and Location when the outcome is not known yet: follow '
    "Location, or send the same order under the same key again. Never use a new key for it."
)


class OrderAmount(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Minor units of an ISO 4217 currency."""

    value: Annotated[int, Meta(ge=1, le=LARGEST)]
    currency: Annotated[str, Meta(pattern=r"\A[A-Z]{3}\Z")]


class DepositInput(msgspec.Struct, frozen=True):
    account_id: Id
    amount: OrderAmount
    instrument_id: Id | None = None
    description: Annotated[str, Meta(min_length=1, max_length=140)] | None = None


class WithdrawalInput(msgspec.Struct, frozen=True):
    account_id: Id
    amount: OrderAmount
    instrument_id: Id
    description: Annotated[str, Meta(min_length=1, max_length=140)] | None = None


class PaymentInput(msgspec.Struct, frozen=True):
    account_id: Id
    amount: OrderAmount
    merchant_id: Id
    description: Annotated[str, Meta(min_length=1, max_length=140)] | None = None


class QuoteInput(msgspec.Struct, frozen=True):
    type: Literal["withdrawal"]
    account_id: Id
    amount: OrderAmount
    instrument_id: Id


class OrderStatus(msgspec.Struct, frozen=True):
    """An order. ``status`` is confirming while its outcome is unknown, needs_step_up until the customer has confirmed
    who they are, then accepted or refused (with ``problem``)."""

    intent_id: str
    status: str
    transaction: Transaction | None = None
    problem: str | None = None


class DepositsView(ApiView):
    @operation(
        summary="Order a deposit",
        description=(
            f"Answers 201 with the transaction, also while it waits for the customer at their bank. {_UNKNOWN_YET}"
        ),
        body=DepositInput,
        returns=Transaction,
        accepts=OrderStatus,
        status=201,
        headers=("Idempotency-Key",),
        errors=_ORDER_ERRORS,
        rate=MONEY,
    )
    def post(self, request: Request) -> HttpResponse:
        return _ordered(request, "deposit")


class DepositView(ApiView):
    @operation(
        summary="How a deposit stands",
        description="For an order that was answered 202. Ask every few seconds until its status is not confirming.",
        returns=OrderStatus,
        errors=("not_found",),
    )
    def get(self, request: Request, intent_id: str) -> HttpResponse:
        return _followed(request, "deposit", intent_id)


class WithdrawalsView(ApiView):
    @operation(
        summary="Order a withdrawal",
        description=(
            "Answers 201 with the transaction. Answers 401 step_up_required when the customer has to confirm first who "
            "they are: send them to step_up_url, or ask for a challenge by POST /session/step-up; then send the same "
            f"order under the same key again. {_UNKNOWN_YET}"
        ),
        body=WithdrawalInput,
        returns=Transaction,
        accepts=OrderStatus,
        status=201,
        headers=("Idempotency-Key",),
        errors=("step_up_required", *_ORDER_ERRORS),
        rate=MONEY,
    )
    def post(self, request: Request) -> HttpResponse:
        return _ordered(request, "withdrawal")


class WithdrawalView(ApiView):
    @operation(
        summary="How a withdrawal stands",
        description="For an order that was answered 202. Ask every few seconds until its status is not confirming.",
        returns=OrderStatus,
        errors=("not_found",),
    )
    def get(self, request: Request, intent_id: str) -> HttpResponse:
        return revalidated(
            request, _status(movement_get(ctx=context_of(request), kind="withdrawal", intent_id=intent_id))
        )


class PaymentsView(ApiView):
    @operation(
        summary="Pay a merchant again",
        description=(
            "A merchant the customer dealt with, from the balance. Answers 201 with the transaction, and 401 "
            f"step_up_required as a withdrawal does, above a bound that is the payment service’s own. {_UNKNOWN_YET}"
        ),
        body=PaymentInput,
        returns=Transaction,
        accepts=OrderStatus,
        status=201,
        headers=("Idempotency-Key",),
        errors=("step_up_required", *_ORDER_ERRORS),
        rate=MONEY,
    )
    def post(self, request: Request) -> HttpResponse:
        return _ordered(request, "payment")


class PaymentView(ApiView):
    @operation(
        summary="How a payment stands",
        description="For an order that was answered 202. Ask every few seconds until its status is not confirming.",
        returns=OrderStatus,
        errors=("not_found",),
    )
    def get(self, request: Request, intent_id: str) -> HttpResponse:
        return _followed(request, "payment", intent_id)


class QuotesView(ApiView):
    @operation(
        summary="What a withdrawal costs",
        description="Fee, total and when the money arrives. It reserves nothing, and is refused as the order would be.",
        body=QuoteInput,
        returns=Quote,
        errors=("validation_failed", "not_found", "forbidden", "invalid_state", "capability_unavailable"),
    )
    def post(self, request: Request) -> HttpResponse:
        asked: QuoteInput = request.body_input  # type: ignore[attr-defined]  # set by @operation
        order = QuoteOrder(asked.type, asked.account_id, _money(asked.amount), asked.instrument_id)
        return json_response(quote_create(ctx=context_of(request), order=order))


def _ordered(request: Request, kind: Kind) -> HttpResponse:
    order: DepositInput | WithdrawalInput | PaymentInput = request.body_input  # type: ignore[attr-defined]  # set by @operation
    return _answer(
        movement_create(
            ctx=context_of(request),
            kind=kind,
            account_id=order.account_id,
            amount=_money(order.amount),
            instrument_id=(order.merchant_id if isinstance(order, PaymentInput) else order.instrument_id) or "",
            form_key=idempotency_key(request),
            description=_described(order),
        )
    )


def _followed(request: Request, kind: Kind, intent_id: str) -> HttpResponse:
    return revalidated(request, _status(movement_get(ctx=context_of(request), kind=kind, intent_id=intent_id)))


def _money(amount: OrderAmount) -> Money:
    return Money(amount.value, amount.currency)


def _described(order: DepositInput | WithdrawalInput | PaymentInput) -> str:
    text = order.description or ""
    if not text.isprintable():
        raise InvalidInput(
            fields=(FieldError("/description", "characters", gettext("Use printable characters only.")),)
        )
    return text


def _answer(movement: Movement) -> HttpResponse:
    if movement.intent.needs_step_up:
        raise StepUpRequired(step_up_url=reverse("step_up", args=[movement.intent.id]))
    if movement.error:
        raise movement.error
    replayed = {"Idempotent-Replayed": "true"} if movement.is_repeat else {}
    if movement.transaction:
        place = {"Location": f"/api/v1/transactions/{movement.transaction.id}"}
        return json_response(movement.transaction, 201, {**place, **replayed})
    if movement.intent.state == State.SENDING and movement.is_repeat:
        raise Conflict("idempotency_in_progress", retry_after=1)
    place = {"Location": reverse(f"api_{movement.intent.kind}", args=[movement.intent.id])}
    return json_response(_status(movement), 202, {**place, **_ASK_AGAIN, **replayed})


def _status(movement: Movement) -> OrderStatus:
    state = State(movement.intent.state)
    problem = movement.intent.problem if state is State.REFUSED else None
    return OrderStatus(movement.intent.id, _STATUS.get(state, "confirming"), movement.transaction, problem)
