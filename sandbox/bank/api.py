"""The bank's own HTTP interface, for whoever holds the platform's service token."""

from __future__ import annotations

import hmac
import re
from collections.abc import Callable
from functools import wraps
from typing import Annotated, Any, Literal

import msgspec
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from sandbox.bank.domain import Scenario
from sandbox.bank.models import Transfer
from sandbox.bank.services import BankAdapter, scenario_set
from sandbox.clock import rfc3339, rfc3339_or_none
from sandbox.payments.domain.money import Money
from sandbox.problems import Problem, not_found, validation_failed
from sandbox.web import body, json_response, no_query

LARGEST = 2**53 - 1  # exact in every JSON reader (RFC 8259, section 6)
_RETURN_URL = re.compile(r"https?://[A-Za-z0-9.\-\[\]:]+(/[!-~]*)?")
Text = Annotated[str, msgspec.Meta(min_length=1, max_length=120)]


class Amount(msgspec.Struct, forbid_unknown_fields=True):
    value: Annotated[int, msgspec.Meta(ge=1, le=LARGEST)]
    currency: Annotated[str, msgspec.Meta(pattern="^[A-Z]{3}$")]


class TransferOrder(msgspec.Struct, forbid_unknown_fields=True):
    reference: Text
    direction: Literal["collect", "pay_out"]
    amount: Amount
    account_label: Text
    instrument_id: Text | None = None
    return_url: Annotated[str, msgspec.Meta(max_length=2000)] | None = None
    description: Text | None = None


class ScenarioOrder(msgspec.Struct, forbid_unknown_fields=True):
    scenario: Scenario
    instrument_id: Text | None = None
    next: Annotated[int, msgspec.Meta(ge=0, le=1000)] | None = None


def service_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let only ``Authorization: Bearer <service token>`` through; anybody else gets 401."""

    @wraps(view)
    def guarded(request: HttpRequest, **arguments: str) -> HttpResponse:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if not hmac.compare_digest(given.encode("utf-8", "replace"), settings.SERVICE_TOKEN.encode()):
            raise Problem(401, "token_invalid", "Send the service token as a Bearer token.")
        return view(request, **arguments)

    return guarded


@service_only
def transfer_create(request: HttpRequest) -> HttpResponse:
    """Start a transfer, once per reference; 201 also when the reference is known, with how that transfer stands."""
    no_query(request)
    order = body(request, TransferOrder)
    if order.return_url is not None and not _RETURN_URL.fullmatch(order.return_url):
        raise validation_failed("/return_url", "format", "return_url: give an absolute http or https address.")
    started = BankAdapter().transfer_start(
        reference=order.reference,
        direction=order.direction,
        amount=Money(order.amount.value, order.amount.currency),
        account_label=order.account_label,
        instrument_id=order.instrument_id or "",
        return_url=order.return_url or "",
        description=order.description or "",
    )
    transfer = Transfer.objects.get(id=started.transfer_id)
    document = {**_document(transfer), "url": started.url, "code": started.code, "message": started.message}
    return json_response(document, status=201, headers={"Location": f"/bank/v1/transfers/{transfer.id}"})


@service_only
def transfer_read(request: HttpRequest, transfer_id: str) -> HttpResponse:
    """How a transfer stands, and what the bank said about it so far."""
    no_query(request)
    transfer = Transfer.objects.filter(id=transfer_id).first()
    if transfer is None:
        raise not_found()
    return json_response({**_document(transfer), "callbacks": _callbacks(transfer)})


@service_only
def scenario_put(request: HttpRequest) -> HttpResponse:
    """Choose a scenario for one instrument until changed, or for the ``next`` transfers of anybody; one of the two."""
    no_query(request)
    order = body(request, ScenarioOrder)
    if (order.instrument_id is None) == (order.next is None):
        raise validation_failed("/next", "required", "next: give either next or instrument_id.")
    rule = scenario_set(scenario=order.scenario, instrument_id=order.instrument_id or "", remaining=order.next)
    return json_response(rule.as_json())


def _document(transfer: Transfer) -> dict[str, Any]:
    return {
        "id": transfer.id,
        "reference": transfer.reference,
        "direction": transfer.direction,
        "amount": {"value": transfer.amount, "currency": transfer.currency},
        "account_label": transfer.account_label,
        "state": transfer.state,
        "scenario": transfer.scenario,
        "created_at": rfc3339(transfer.created_at),
        "updated_at": rfc3339(transfer.updated_at),
        "expires_at": rfc3339_or_none(transfer.expires_at),
        "settled_at": rfc3339_or_none(transfer.settled_at),
        "returned_at": rfc3339_or_none(transfer.returned_at),
    }


def _callbacks(transfer: Transfer) -> list[dict[str, Any]]:
    return [
        {
            "state": callback.state,
            "code": callback.code,
            "at": rfc3339(callback.at),
            "attempts": callback.attempts,
            "delivered_at": rfc3339_or_none(callback.delivered_at),
        }
        for callback in transfer.callbacks.all()
    ]
