"""Deposits for programs: order one under an idempotency key, and follow one whose outcome is not known yet."""

from __future__ import annotations

import re
from typing import Annotated, Final

import msgspec
from django.http import HttpResponse
from django.utils.translation import gettext
from msgspec import Meta
from rest_framework.request import Request

from selfcare.api import ApiView, json_response, operation, revalidated
from selfcare.domain.errors import BadRequest, Conflict, FieldError, InvalidInput
from selfcare.domain.money import LARGEST, Money
from selfcare.rates import MONEY
from transactions.api.people import context_of
from transactions.domain import Transaction
from transactions.models import State
from transactions.services.deposits import Deposit, deposit_create, deposit_get

Id = Annotated[str, Meta(pattern=r"\A[A-Za-z0-9_.~:-]{1,128}\Z")]
_KEY: Final = re.compile(r'"?([\x21\x23-\x7e]{1,255})"?', re.ASCII)
_ASK_AGAIN: Final = {"Retry-After": "2"}
_STATUS: Final = {State.SENT: "accepted", State.DONE: "accepted", State.REFUSED: "refused"}


class OrderAmount(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Minor units of an ISO 4217 currency."""

    value: Annotated[int, Meta(ge=1, le=LARGEST)]
    currency: Annotated[str, Meta(pattern=r"\A[A-Z]{3}\Z")]


class DepositInput(msgspec.Struct, frozen=True):
    account_id: Id
    amount: OrderAmount
    instrument_id: Id | None = None
    description: Annotated[str, Meta(min_length=1, max_length=140)] | None = None


class DepositStatus(msgspec.Struct, frozen=True):
    """An order. ``status`` is confirming while its outcome is unknown, then accepted or refused (with ``problem``)."""

    intent_id: str
    status: str
    transaction: Transaction | None = None
    problem: str | None = None


class DepositsView(ApiView):
    @operation(
        summary="Order a deposit",
        description=(
            "Answers 201 with the transaction, also while it waits for the customer at their bank. Answers 202 with "
            '{"status":"confirming","intent_id":…} and Location when the outcome is not known yet: follow Location, or '
            "send the same order under the same key again. Never use a new key for it."
        ),
        body=DepositInput,
        returns=Transaction,
        status=201,
        headers=("Idempotency-Key",),
        errors=(
            "idempotency_key_missing",
            "idempotency_key_reused",
            "idempotency_in_progress",
            "validation_failed",
            "forbidden",
            "upstream_unavailable",
        ),
        rate=MONEY,
    )
    def post(self, request: Request) -> HttpResponse:
        order: DepositInput = request.body_input  # type: ignore[attr-defined]  # set by @operation
        return _answer(
            deposit_create(
                ctx=context_of(request),
                account_id=order.account_id,
                amount=Money(order.amount.value, order.amount.currency),
                instrument_id=order.instrument_id or "",
                form_key=_key(request),
                description=_described(order),
            )
        )


class DepositView(ApiView):
    @operation(
        summary="How an order stands",
        description="For an order that was answered 202. Ask every few seconds until its status is not confirming.",
        returns=DepositStatus,
        errors=("not_found",),
    )
    def get(self, request: Request, intent_id: str) -> HttpResponse:
        return revalidated(request, _status(deposit_get(ctx=context_of(request), intent_id=intent_id)))


def _key(request: Request) -> str:
    """Return the key, quoted or bare; in our rows it is apart from the keys of our own forms."""
    given = request.headers.get("Idempotency-Key", "")
    if not given:
        raise BadRequest("idempotency_key_missing")
    found = _KEY.fullmatch(given)
    if not found:
        sentence = gettext("Use 1 to 255 printable characters.")
        raise BadRequest("idempotency_key_missing", fields=(FieldError("Idempotency-Key", "format", sentence),))
    return found[1]


def _described(order: DepositInput) -> str:
    text = order.description or ""
    if not text.isprintable():
        raise InvalidInput(
            fields=(FieldError("/description", "characters", gettext("Use printable characters only.")),)
        )
    return text


def _answer(deposit: Deposit) -> HttpResponse:
    if deposit.error:
        raise deposit.error
    replayed = {"Idempotent-Replayed": "true"} if deposit.is_repeat else {}
    if deposit.transaction:
        place = {"Location": f"/api/v1/transactions/{deposit.transaction.id}"}
        return json_response(deposit.transaction, 201, {**place, **replayed})
    if deposit.intent.state == State.SENDING and deposit.is_repeat:
        raise Conflict("idempotency_in_progress", retry_after=1)
    place = {"Location": f"/api/v1/deposits/{deposit.intent.id}"}
    return json_response(_status(deposit), 202, {**place, **_ASK_AGAIN, **replayed})


def _status(deposit: Deposit) -> DepositStatus:
    state = State(deposit.intent.state)
    problem = deposit.intent.problem if state is State.REFUSED else None
    return DepositStatus(deposit.intent.id, _STATUS.get(state, "confirming"), deposit.transaction, problem)
