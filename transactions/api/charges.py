"""The charge finder for programs: a line of a bank statement in, the payments that can be it out."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, cast

import msgspec
from django.http import HttpResponse
from django.utils.translation import gettext
from msgspec import Meta
from rest_framework.request import Request

from selfcare.api import ApiView, json_response, operation
from selfcare.api.access import app_request
from selfcare.domain.errors import FieldError, InvalidInput
from selfcare.domain.money import Money
from selfcare.http import display
from selfcare.rates import CHARGES
from transactions.api.filters import Currency, Minor
from transactions.api.people import context_of
from transactions.domain import Transaction
from transactions.domain.charges import Candidate, ChargeSearch, Likelihood, StatementLine, likelihoods
from transactions.domain.charges.amounts import AmountMatch
from transactions.domain.charges.days import DayMatch
from transactions.domain.charges.names import NameMatch
from transactions.services.charges import charge_search


class ChargeAmount(msgspec.Struct, frozen=True):
    value: Minor
    currency: Currency


class ChargeBody(msgspec.Struct, frozen=True):
    """A line of a bank statement; the more of it, the surer the answer."""

    amount: ChargeAmount
    date: date | None = None
    text: Annotated[str, Meta(max_length=140)] = ""


class AmountAgreement(msgspec.Struct, frozen=True):
    match: AmountMatch
    difference: Money | None


class DateAgreement(msgspec.Struct, frozen=True):
    match: DayMatch
    days: int


class TextAgreement(msgspec.Struct, frozen=True):
    match: NameMatch
    known_as: str | None


class ChargeMatch(msgspec.Struct, frozen=True):
    """A payment that can be the line, and how each fact that was sent agrees with it."""

    likelihood: Likelihood
    matched: int
    asked: int
    amount: AmountAgreement
    date: DateAgreement | None
    text: TextAgreement | None
    transaction: Transaction


class ChargeAnswer(msgspec.Struct, frozen=True):
    """The likeliest first, at most five; empty when no payment since ``searched_since`` is like the line."""

    data: list[ChargeMatch]
    searched_since: datetime


class ChargeSearchesView(ApiView):
    @operation(
        summary="Find the payment behind a line of a bank statement",
        description=(
            "Tolerates what banks do to a line: a fee or an exchange in the amount, a date some days after the payment "
            "(days are those of the customer’s time zone), a text that is cut short or misspelt. Nothing is stored."
        ),
        returns=ChargeAnswer,
        body=ChargeBody,
        errors=("invalid_json", "validation_failed"),
        rate=CHARGES,
    )
    def post(self, request: Request) -> HttpResponse:
        line = _line(cast("ChargeBody", request.body_input))  # type: ignore[attr-defined]  # put there by operation
        zone = display(app_request(request)).zone
        return json_response(_answer(charge_search(ctx=context_of(request), line=line, zone=zone)))


def _line(body: ChargeBody) -> StatementLine:
    if not body.amount.value:
        raise InvalidInput(fields=(FieldError("/amount/value", "range", gettext("Enter an amount above zero.")),))
    money = Money(body.amount.value, body.amount.currency)
    return StatementLine(money.decimal, money.currency, body.date, body.text.strip())


def _answer(search: ChargeSearch) -> ChargeAnswer:
    ranks = likelihoods(search.candidates) if search.candidates else []
    matches = [_match(each, likelihood) for each, likelihood in zip(search.candidates, ranks, strict=True)]
    return ChargeAnswer(matches, search.since)


def _match(each: Candidate, likelihood: Likelihood) -> ChargeMatch:
    return ChargeMatch(
        likelihood=likelihood,
        matched=each.matched,
        asked=len(each.facts),
        amount=AmountAgreement(each.amount.match, each.amount.difference),
        date=DateAgreement(each.date.match, each.date.days) if each.date else None,
        text=TextAgreement(each.text.match, each.text.known_as) if each.text else None,
        transaction=each.transaction,
    )
