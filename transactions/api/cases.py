"""Cases for programs: refund requests and disputes as one thing, with dates, promises and each step."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any, cast

import msgspec
from django.http import HttpResponse
from django.urls import reverse
from rest_framework.request import Request

from selfcare.api import ApiView, app_request, json_response, operation, revalidated
from selfcare.domain.money import Money
from selfcare.http import display
from selfcare.rates import MONEY
from transactions.api.case_opening import (
    OPENING_ERRORS,
    CaseOpenBody,
    CaseOpened,
    case_asked,
    followed_at,
    readable,
)
from transactions.api.dispute_shapes import Files, Text
from transactions.api.keys import idempotency_key
from transactions.api.people import context_of
from transactions.domain import Case, CaseStep, MerchantRef, Message, MessageOrder, Offer
from transactions.domain.casebook import CaseKind, CaseState, Outcome
from transactions.domain.promises import Promise, PromiseState, case_promises, promised_by
from transactions.services.cases import (
    case_answer,
    case_escalate,
    case_get,
    case_list,
    case_message_send,
    case_withdraw,
)
from transactions.services.promises import calendar, promises

_KEYED = ("idempotency_key_missing", "idempotency_key_reused")
_STEP_ERRORS = (*_KEYED, "not_found", "invalid_state", "capability_unavailable")


class CaseItem(msgspec.Struct, frozen=True, kw_only=True):
    """One case as a list has it. ``promised_by`` is when somebody owes its next step; null when it is over."""

    id: str
    number: str
    kind: CaseKind
    state: CaseState
    outcome: Outcome | None
    reason: str
    amount: Money
    returned: Money | None
    merchant: MerchantRef | None
    transaction_id: str | None
    opened_at: datetime
    closed_at: datetime | None
    promised_by: datetime | None
    is_late: bool
    actions: tuple[str, ...]
    version: int


class PromiseItem(msgspec.Struct, frozen=True):
    """A promise of the operator's table: when it falls due, and when it was kept."""

    name: str
    state: PromiseState
    by: datetime | None
    within: str | None
    kept_at: datetime | None


class CaseAnswer(CaseItem, frozen=True, kw_only=True):
    """One case whole."""

    note: str | None
    should_have_been: Money | None
    occurred_on: date | None
    statement_text: str | None
    offer: Offer | None
    handler: str | None
    decision_note: str | None
    escalated_at: datetime | None
    escalated_to: str | None
    refund_transaction_id: str | None
    promises: list[PromiseItem]
    messages: tuple[Message, ...]
    history: tuple[CaseStep, ...]


class CaseListAnswer(msgspec.Struct, frozen=True):
    """All cases, newest first. When ``is_capped``, older ones are left out."""

    data: list[CaseItem]
    as_of: datetime
    is_capped: bool


class CaseMessageBody(msgspec.Struct, frozen=True):
    """``attachments`` are ids of uploads."""

    text: Text
    attachments: Files = []


class CaseAnswerBody(msgspec.Struct, frozen=True):
    accept: bool


class CasesView(ApiView):
    @operation(
        summary="List cases, newest first",
        description=(
            "Refund requests, disputes, missing deposits and unknown charges are one thing: what was asked, who owes "
            "the next step and by when. `is_late` says that somebody else than the customer let the date pass."
        ),
        returns=CaseListAnswer,
        errors=("capability_unavailable",),
    )
    def get(self, request: Request) -> HttpResponse:
        found = case_list(ctx=context_of(request), zone=display(app_request(request)).zone)
        items = [CaseItem(**_item(each, request)) for each in found.value.cases]
        answer = CaseListAnswer(items, found.as_of, found.value.is_capped)
        return revalidated(request, answer, same=(items, found.value.is_capped))

    @operation(
        summary="Open a case",
        description=(
            "A missing deposit, an unknown charge (look for it with `/charge-searches` first), a dispute, or a refund "
            "request: `kind` says which members belong to it. Once per Idempotency-Key. Answers 202 when it is not "
            "known yet whether it was opened: follow Location, or send the same under the same key again."
        ),
        body=CaseOpenBody,
        returns=CaseOpened,
        status=201,
        also=(202,),
        headers=("Idempotency-Key",),
        errors=(*_KEYED, *OPENING_ERRORS),
        rate=MONEY,
    )
    def post(self, request: Request) -> HttpResponse:
        body = cast("CaseOpenBody", request.body_input)  # type: ignore[attr-defined]  # put there by operation
        asked = case_asked(ctx=context_of(request), body=body, key=idempotency_key(request))
        if asked.is_unsettled:
            return json_response(CaseOpened(None), 202, {"Location": followed_at(asked), "Retry-After": "2"})
        case_id = asked.intent.result_id
        return json_response(CaseOpened(case_id), 201, {"Location": reverse("api_case", args=[case_id])})


class CaseView(ApiView):
    @operation(summary="One case, with its promises, messages and history", returns=CaseAnswer, errors=("not_found",))
    def get(self, request: Request, case_id: str) -> HttpResponse:
        return revalidated(request, _answer(request, case_id))


class CaseMessagesView(ApiView):
    @operation(
        summary="Write about a case",
        description="While `actions` has message, files first as `/uploads`. Answers with the case as it stands then.",
        body=CaseMessageBody,
        returns=CaseAnswer,
        headers=("Idempotency-Key",),
        errors=(*_STEP_ERRORS, "validation_failed"),
    )
    def post(self, request: Request, case_id: str) -> HttpResponse:
        body = cast("CaseMessageBody", request.body_input)  # type: ignore[attr-defined]  # put there by operation
        key = _key_for(request, case_id)
        order = MessageOrder(readable(body.text, "/text") or "", tuple(body.attachments))
        case_message_send(ctx=context_of(request), case_id=case_id, order=order, form_key=key)
        return json_response(_answer(request, case_id))


class CaseAnswersView(ApiView):
    @operation(
        summary="Take or refuse what is offered",
        description="While `actions` has accept and decline. Refused, the operator decides.",
        body=CaseAnswerBody,
        returns=CaseAnswer,
        headers=("Idempotency-Key",),
        errors=(*_STEP_ERRORS, "validation_failed"),
    )
    def post(self, request: Request, case_id: str) -> HttpResponse:
        body = cast("CaseAnswerBody", request.body_input)  # type: ignore[attr-defined]  # put there by operation
        key = _key_for(request, case_id)
        case_answer(ctx=context_of(request), case_id=case_id, accept=body.accept, form_key=key)
        return json_response(_answer(request, case_id))


class CaseWithdrawalView(ApiView):
    @operation(
        summary="Close a case without money, or take a refund request back",
        description="While `actions` has withdraw or cancel. It cannot be undone.",
        returns=CaseAnswer,
        headers=("Idempotency-Key",),
        errors=_STEP_ERRORS,
    )
    def post(self, request: Request, case_id: str) -> HttpResponse:
        key = _key_for(request, case_id)
        case_withdraw(ctx=context_of(request), case_id=case_id, form_key=key)
        return json_response(_answer(request, case_id))


class CaseEscalationView(ApiView):
    @operation(
        summary="Escalate a case that is late, or a refund that was refused",
        description="While `actions` has escalate. A refund request goes on as the dispute in `escalated_to`.",
        returns=CaseAnswer,
        headers=("Idempotency-Key",),
        errors=_STEP_ERRORS,
    )
    def post(self, request: Request, case_id: str) -> HttpResponse:
        key = _key_for(request, case_id)
        case_escalate(ctx=context_of(request), case_id=case_id, form_key=key)
        return json_response(_answer(request, case_id))


def _key_for(request: Request, case_id: str) -> str:
    """Return the request's key. Raises NotFound first for a case that is absent or another's."""
    case_get(ctx=context_of(request), case_id=case_id, zone=display(app_request(request)).zone)
    return idempotency_key(request)


def _answer(request: Request, case_id: str) -> CaseAnswer:
    zone = display(app_request(request)).zone
    case = case_get(ctx=context_of(request), case_id=case_id, zone=zone).value
    found = case_promises(case, table=promises(), calendar=calendar(zone), now=datetime.now(UTC))
    return CaseAnswer(
        **_item(case, request),
        note=case.note,
        should_have_been=case.should_have_been,
        occurred_on=case.occurred_on,
        statement_text=case.statement_text,
        offer=case.offer,
        handler=case.handler,
        decision_note=case.decision_note,
        escalated_at=case.escalated_at,
        escalated_to=case.escalated_to,
        refund_transaction_id=case.money_id,
        promises=[_promise(each) for each in found],
        messages=case.messages,
        history=case.history,
    )


def _promise(each: Promise) -> PromiseItem:
    within = f"{each.within.count}{each.within.unit}" if each.within else None
    return PromiseItem(each.name, each.state, each.by, within, each.kept_at)


def _item(case: Case, request: Request) -> dict[str, Any]:
    by = promised_by(case, table=promises(), calendar=calendar(display(app_request(request)).zone))
    names = [name for name in CaseItem.__struct_fields__ if hasattr(case, name)]
    is_late = by is not None and by < datetime.now(UTC) and not case.needs_customer
    return {**{name: getattr(case, name) for name in names}, "promised_by": by, "is_late": is_late}
