"""Somebody else's id is 404 on every route that takes one; a caller without a name gets 401; both identity modes."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client

from sandbox import tokens
from sandbox.bank.models import Transfer
from sandbox.payments import urls
from tests.sandbox.payments.conftest import Caller
from tests.sandbox.payments.people import (
    OTHER,
    OWNER,
    START,
    account_make,
    instrument_make,
    session_make,
    transaction_make,
)
from tests.sandbox.payments.test_refund_escalation import refused
from tests.sandbox.payments.test_refunds import ask, order, payment_make
from tests.sandbox.test_contract import handlers

ROUTES = [str(pattern.pattern) for pattern in urls.urlpatterns]


def request_make() -> str:
    made: str = ask(Caller(OWNER), payment_make()).json()["id"]
    return made


def asked_make() -> str:
    """A payment whose bank was asked to stop it."""
    tx = transaction_make(status="pending", account_id=account_make(opening=50_000).id)
    transfer = {"direction": "pay_out", "amount": tx.amount, "currency": tx.currency, "account_label": "x"}
    Transfer.objects.create(reference=tx.id, state="pending", created_at=START, updated_at=START, **transfer)
    assert Caller(OWNER).post(f"/v1/transactions/{tx.id}/cancel", {}).json()["cancellation"]["state"] == "asked"
    return tx.id


# Every route with an id stands here; a new one without a row fails the first test.
WITH_ID: dict[str, Callable[[], str]] = {
    "v1/accounts/<account_id>": lambda: account_make().id,
    "v1/accounts/<account_id>/balance": lambda: account_make().id,
    "v1/transactions/<transaction_id>": lambda: transaction_make().id,
    "v1/transactions/<transaction_id>/events": lambda: transaction_make().id,
    "v1/transactions/<transaction_id>/receipt": lambda: transaction_make().id,
    "v1/refund-requests/<request_id>": request_make,
}
# And every one that is written to: the id, and a body it takes.
WRITTEN: dict[str, Callable[[], tuple[str, object]]] = {
    "v1/transactions/<transaction_id>/refund-requests": lambda: (payment_make().id, order()),
    "v1/transactions/<transaction_id>/cancel": lambda: (transaction_make(status="requires_action").id, {}),
    "v1/transactions/<transaction_id>/cancel/withdraw": lambda: (asked_make(), {}),
    "v1/refund-requests/<request_id>/cancel": lambda: (request_make(), {}),
    "v1/refund-requests/<request_id>/messages": lambda: (request_make(), {"text": "Hello."}),
    "v1/refund-requests/<request_id>/escalate": lambda: (refused(Caller(OWNER))["id"], {}),
}
# Whose these are is asked where they are tested: test_disputes, test_uploads, test_payments.
ELSEWHERE = re.compile("disputes|uploads|merchants")
PUBLIC = {"healthz"}


def filled(route: str, id_: str) -> str:
    return "/" + re.sub(r"<\w+>", id_, route)


def test_no_route_with_an_id_is_left_out() -> None:
    with_id = {route for route in ROUTES if "<" in route}
    assert {*WITH_ID, *WRITTEN} == {route for route in with_id if not ELSEWHERE.search(route)}


@pytest.mark.parametrize("route", WRITTEN)
def test_nobody_writes_to_what_is_another_s(owner: Caller, other: Caller, route: str) -> None:
    id_, body = WRITTEN[route]()
    assert other.post(filled(route, id_), body, key="theirs").status_code == 404
    assert other.post(filled(route, "nothing"), body, key="theirs").status_code == 404
    assert owner.post(filled(route, id_), body, key="mine").status_code in {200, 201}


@pytest.mark.parametrize("route", WITH_ID)
def test_the_owner_sees_it_and_the_other_customer_cannot_tell_it_from_nothing(
    owner: Caller, other: Caller, route: str
) -> None:
    id_ = WITH_ID[route]()
    assert owner.get(filled(route, id_)).status_code == 200
    foreign, absent = other.get(filled(route, id_)), other.get(filled(route, "nothing"))
    assert foreign.status_code == absent.status_code == 404
    same = ("type", "title", "status", "code", "detail", "retryable")
    assert [foreign.json()[name] for name in same] == [absent.json()[name] for name in same]


def test_lists_hold_the_caller_s_own_alone(owner: Caller, other: Caller) -> None:
    mine = [account_make().id, instrument_make().id, transaction_make().id]
    account_make(OTHER), instrument_make(OTHER), transaction_make(customer_id=OTHER)
    for path, id_ in zip(("/v1/accounts", "/v1/instruments", "/v1/transactions"), mine, strict=True):
        data = owner.get(path).json()["data"]
        assert [(found["id"], found["customer_id"]) for found in data] == [(id_, "cus_owner")]
        assert len(other.get(path).json()["data"]) == 1


WRITES = {str(pattern.pattern) for pattern in urls.urlpatterns if "GET" not in handlers(pattern)}


@pytest.mark.django_db
@pytest.mark.parametrize("route", [route for route in ROUTES if route not in PUBLIC])
@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({}, 401, "token_missing"),
        ({"Authorization": "Bearer nonsense"}, 401, "token_invalid"),
        ({"X-Service-Token": "wrong", "X-Customer-Id": "cus_owner"}, 401, "token_invalid"),
        ({"X-Service-Token": settings.SERVICE_TOKEN}, 400, "bad_request"),
        ({"X-Service-Token": settings.SERVICE_TOKEN, "X-Customer-Id": "a b"}, 400, "bad_request"),
        ({"X-Customer-Id": "cus_owner"}, 401, "token_missing"),
    ],
)
def test_nobody_gets_in_without_a_name(route: str, headers: dict[str, str], status: int, code: str) -> None:
    client, path = Client(), f"/payments{filled(route, 'x')}"
    answer = client.post(path, headers=headers) if route in WRITES else client.get(path, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert ("WWW-Authenticate" in answer) is (status == 401)


@pytest.mark.django_db
def test_a_customer_s_own_access_token_opens_their_data_and_no_other(owner: Caller) -> None:
    headers = {"Authorization": f"Bearer {tokens.issue(session_make())}"}
    mine, theirs = transaction_make(), transaction_make(customer_id=OTHER)
    client = Client()
    assert client.get(f"/payments/v1/transactions/{mine.id}", headers=headers).status_code == 200
    assert client.get(f"/payments/v1/transactions/{theirs.id}", headers=headers).status_code == 404
    named = headers | {"X-Customer-Id": OTHER}
    assert client.get(f"/payments/v1/transactions/{theirs.id}", headers=named).status_code == 404
