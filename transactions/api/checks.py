"""Whether a receipt, a statement or a decision is ours, for anybody's programs: no session, no name in the answer."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Final, Literal, cast

import msgspec
from django.http import HttpResponse
from django.utils.translation import gettext
from msgspec import Meta
from rest_framework.request import Request

from selfcare.api import ApiView, json_response, operation
from selfcare.api.access import app_request
from selfcare.domain.errors import BadRequest, FieldError, RateLimited
from selfcare.domain.money import Money
from selfcare.http import public
from selfcare.limits import network
from transactions.domain import Totals
from transactions.models import SignedDecision, SignedReceipt, SignedStatement
from transactions.services.receipt_checks import (
    LARGEST_FILE,
    Proof,
    document_check,
    file_check,
    proof_check,
    try_count,
    try_forgive,
)

PDF: Final = "application/pdf"
JSON: Final = "application/json"
_ERRORS: Final = ("bad_request", "rate_limited", "store_unavailable")


class CheckQuery(msgspec.Struct, frozen=True):
    number: Annotated[str, Meta(pattern=r"\A[A-Za-z0-9][A-Za-z0-9-]{2,39}\Z")]
    word: Annotated[str, Meta(min_length=1, max_length=20)]


class ReceiptFacts(msgspec.Struct, frozen=True):
    """Names of people are initials and dots. ``refunded`` came back since."""

    amount: Money
    payee: str
    payer: str
    paid_at: datetime
    refunded: Money


class StatementFacts(msgspec.Struct, frozen=True):
    """``opening`` and ``totals`` are ``closing``. The holder's name is initials and dots."""

    first_day: date
    last_day: date
    holder: str
    opening: Money
    totals: Totals
    closing: Money


class DecisionFacts(msgspec.Struct, frozen=True):
    """``outcome`` is the customer's, ``amount`` what was asked for, ``returned`` what came back. None of its words; the
    name of who asked is initials and dots."""

    case_number: str
    kind: Literal["dispute", "missing_deposit", "unknown_charge"]
    holder: str
    amount: Money
    asked_at: datetime
    outcome: Literal["won", "part", "lost"]
    returned: Money
    decided_at: datetime


class CheckAnswer(msgspec.Struct, frozen=True):
    """``tries_left`` counts wrong ones; a genuine paper costs none. Without ``genuine`` everything else is null."""

    genuine: bool
    tries_left: int
    kind: Literal["receipt", "statement", "decision"] | None = None
    number: str | None = None
    receipt: ReceiptFacts | None = None
    statement: StatementFacts | None = None
    decision: DecisionFacts | None = None


@public
class CheckView(ApiView):
    @operation(
        summary="Check a receipt, a statement or a decision by its number",
        description="The check word stands beside the number. Nobody has to be signed in; wrong tries are limited.",
        query=CheckQuery,
        returns=CheckAnswer,
        errors=_ERRORS,
        etag=False,
    )
    def get(self, request: Request) -> HttpResponse:
        asked = cast("CheckQuery", request.query)  # type: ignore[attr-defined]  # put there by operation
        left = _counted(request)
        return _answer(request, proof_check(number=asked.number, word=asked.word), left)

    @operation(
        summary="Check the file of a receipt, a statement or a decision",
        description=(
            "The body is the PDF as it was downloaded, or a receipt's JSON document, 1 MB at most. It is compared and"
            " then forgotten; a PDF that differs by a byte is not genuine."
        ),
        files_in=(PDF, JSON),
        returns=CheckAnswer,
        errors=_ERRORS,
    )
    def post(self, request: Request) -> HttpResponse:
        here = app_request(request)
        content = here.read(LARGEST_FILE + 1)
        if not content or len(content) > LARGEST_FILE:
            sentence = gettext("Send the file itself, at most 1 MB.")
            raise BadRequest(fields=(FieldError("body", "size", sentence),))
        left = _counted(request)
        check = document_check if here.content_type == JSON else file_check
        return _answer(request, check(content=content), left)


def _counted(request: Request) -> int:
    left, seconds = try_count(network=network(app_request(request).client_ip))
    if left < 0:
        raise RateLimited(retry_after=seconds)
    return left


def _answer(request: Request, found: Proof | None, left: int) -> HttpResponse:
    if found is None:
        return json_response(CheckAnswer(genuine=False, tries_left=left))
    try_forgive(network=network(app_request(request).client_ip))
    if isinstance(found, SignedStatement):
        told = CheckAnswer(True, left + 1, "statement", found.number, statement=_statement_facts(found))
    elif isinstance(found, SignedDecision):
        told = CheckAnswer(True, left + 1, "decision", found.number, decision=_decision_facts(found))
    else:
        told = CheckAnswer(True, left + 1, "receipt", found.number, receipt=_receipt_facts(found))
    return json_response(told)


def _receipt_facts(found: SignedReceipt) -> ReceiptFacts:
    return ReceiptFacts(found.money, found.payee, found.payer, found.paid_at, found.back)


def _statement_facts(found: SignedStatement) -> StatementFacts:
    return StatementFacts(
        first_day=found.first_day,
        last_day=found.last_day,
        holder=found.holder,
        opening=found.money(found.opening),
        totals=Totals(found.count_in, found.came_in, found.count_out, found.went_out),
        closing=found.money(found.closing),
    )


def _decision_facts(found: SignedDecision) -> DecisionFacts:
    return DecisionFacts(
        case_number=found.case_number,
        kind=found.kind,  # type: ignore[arg-type]  # signed for these alone
        holder=found.holder,
        amount=found.money(found.amount),
        asked_at=found.asked_at,
        outcome=found.outcome,  # type: ignore[arg-type]  # signed for these alone
        returned=found.money(found.returned),
        decided_at=found.decided_at,
    )
