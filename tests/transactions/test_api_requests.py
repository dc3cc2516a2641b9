"""Cancelling and asking money back for programs: once per key, refused by name, followed when nobody knows."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.builders import payments
from tests.fake_upstream import FakeUpstream
from tests.people import ELIN, OMAR, signed_in
from tests.transactions.requests import ASK, CANCEL, KEEP, ONE, PENDING, REQUEST, Service, offering, refundable
from transactions.models import Intent, State

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_stores")]
URL = "/api/v1/transactions/tx_1"
AMOUNT = {"value": 6200, "currency": "SEK"}
ORDER: dict[str, Any] = {"amount": AMOUNT, "reason": "not_received", "expected_refundable": AMOUNT}


@pytest.fixture
def service(upstream: FakeUpstream) -> Service:
    return Service(upstream, **refundable())


@pytest.fixture
def elin(service: Service) -> Client:
    return signed_in(ELIN)


def post(client: Client, path: str, body: Any = None, key: str | None = "key-1") -> Any:
    headers = {} if key is None else {"Idempotency-Key": key}
    return client.post(path, {} if body is None else body, "application/json", headers=headers)


def ask(client: Client, body: Any = None, key: str | None = "key-1") -> Any:
    return post(client, f"{URL}/refund-requests", ORDER if body is None else body, key)


def test_a_refund_is_asked_for_once_per_key(elin: Client, service: Service) -> None:
    service.upstream.on("GET", REQUEST, json=payments.refund_request(status="approved"))
    answer, again = ask(elin, {**ORDER, "note": "It never came."}), ask(elin, {**ORDER, "note": "It never came."})
    assert (answer.status_code, answer["Location"]) == (201, "/api/v1/refund-requests/rrq_1")
    assert (answer.json()["status"], answer.json()["note"]) == ("requested", "It never came.")
    assert (again.status_code, again["Location"], again.json()["status"]) == (201, answer["Location"], "approved")
    assert ("Idempotent-Replayed" in answer, again["Idempotent-Replayed"]) == (False, "true")
    assert len(service.asked) == 1
    assert ask(elin, {**ORDER, "reason": "other"}).json()["code"] == "idempotency_key_reused"


def test_a_stale_amount_is_412(elin: Client, service: Service) -> None:
    service.becomes(**refundable(5000, 1200))
    answer = ask(elin)
    assert (answer.status_code, answer.json()["code"]) == (412, "refundable_changed")
    assert ask(elin).status_code == 412
    assert service.asked == []


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (409, "already_refunded"),
        (409, "invalid_state"),
        (422, "refund_not_allowed"),
        (422, "refund_window_closed"),
    ],
)
def test_what_the_service_refuses_keeps_its_name(elin: Client, service: Service, status: int, code: str) -> None:
    service.upstream.on("POST", ASK, status=status, json=payments.problem(status, code))
    answer = ask(elin)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"amount": {"value": 0, "currency": "SEK"}}, "/amount/value"),
        ({"amount": {"value": 1.5, "currency": "SEK"}}, "/amount/value"),
        ({"amount": {"value": 100, "currency": "EUR"}}, "/amount/currency"),
        ({"expected_refundable": {"value": 100, "currency": "EUR"}}, "/expected_refundable/currency"),
        ({"reason": "because"}, "/reason"),
        ({"note": ""}, "/note"),
        ({"note": "turned \u202e round"}, "/note"),
        ({"note": "4111 1111 1111 1111"}, "/note"),
        ({"note": "x" * 2001}, "/note"),
        ({"colour": "red"}, "/colour"),
    ],
)
def test_wrong_input_is_named(elin: Client, service: Service, changes: dict[str, Any], pointer: str) -> None:
    answer = ask(elin, ORDER | changes)
    assert answer.status_code in {400, 422}
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]
    assert service.asked == []


def test_without_a_key_nothing_is_asked(elin: Client, service: Service) -> None:
    for path, body in ((f"{URL}/refund-requests", ORDER), (f"{URL}/cancel", {})):
        assert post(elin, path, body, None).json()["code"] == "idempotency_key_missing"
    assert service.made == {}


def test_an_unknown_outcome_is_followed(elin: Client, service: Service) -> None:
    service.upstream.on("POST", ASK, status=504, json=payments.problem(504, "upstream_timeout"))
    answer = ask(elin)
    assert (answer.status_code, answer.json()["status"], answer["Retry-After"]) == (202, "confirming", "2")
    assert elin.get(answer["Location"]).json()["status"] == "confirming"
    Intent.objects.update(state=State.REFUSED, problem="already_refunded")
    told = elin.get(answer["Location"]).json()
    assert (told["status"], told["problem"], told["transaction_id"]) == ("refused", "already_refunded", "tx_1")
    assert signed_in(OMAR).get(answer["Location"]).status_code == 404


def test_one_that_is_on_its_way_is_409(elin: Client, service: Service) -> None:
    ask(elin)
    Intent.objects.update(state=State.SENDING)
    answer = ask(elin)
    assert (answer.status_code, answer.json()["code"], answer["Retry-After"]) == (409, "idempotency_in_progress", "1")


def test_a_cancel_is_asked_for_and_let_go(elin: Client, service: Service) -> None:
    service.becomes(**PENDING)
    answer = post(elin, f"{URL}/cancel")
    assert (answer.status_code, answer.json()["cancellation"]["state"]) == (200, "asked")
    again = post(elin, f"{URL}/cancel")
    assert (again.status_code, again["Idempotent-Replayed"], len(service.made)) == (200, "true", 1)
    assert again.json()["cancellation"]["state"] == "asked"
    service.upstream.on("POST", KEEP, json=payments.transaction(**PENDING))
    kept = post(elin, f"{URL}/cancel/withdraw")
    assert (kept.status_code, kept.json()["cancellation"]) == (200, None)


def test_what_settled_meanwhile_is_409(elin: Client, service: Service) -> None:
    service.upstream.on("POST", CANCEL, status=409, json=payments.problem(409, "invalid_state"))
    answer = post(elin, f"{URL}/cancel")
    assert (answer.status_code, answer.json()["code"]) == (409, "invalid_state")


def test_a_backend_that_cannot_is_501(elin: Client, service: Service) -> None:
    none = offering(cancel="none", **{"refunds.request": "none"})
    service.upstream.on("GET", "/payments/v1/capabilities", json=none)
    answers = [ask(elin), post(elin, f"{URL}/cancel"), post(elin, f"{URL}/cancel/withdraw")]
    assert {answer.status_code for answer in answers} == {501}
    assert service.made == {}


def test_requests_are_listed_read_and_taken_back(elin: Client, service: Service) -> None:
    service.upstream.on("GET", "/payments/v1/refund-requests", json=payments.page([payments.refund_request()]))
    service.upstream.on("GET", REQUEST, json=payments.refund_request())
    service.upstream.on("POST", f"{REQUEST}/cancel", json=payments.refund_request(status="cancelled"))
    found = elin.get("/api/v1/refund-requests?transaction_id=tx_1&status=requested,approved&limit=5")
    assert [each["id"] for each in found.json()["data"]] == ["rrq_1"]
    query = service.upstream.asked("GET", "/payments/v1/refund-requests")[-1].query
    assert query == {"transaction_id": ["tx_1"], "status": ["requested,approved"], "limit": ["5"]}
    assert elin.get("/api/v1/refund-requests/rrq_1").json()["messages"][0]["from"] == "customer"
    assert post(elin, "/api/v1/refund-requests/rrq_1/cancel").json()["status"] == "cancelled"
    for bad in ("status=lost", "limit=0", "colour=red"):
        assert elin.get(f"/api/v1/refund-requests?{bad}").status_code in {400, 422}


def test_another_s_are_none(service: Service) -> None:
    for path in (ONE, REQUEST):
        service.upstream.on("GET", path, status=404, json=payments.problem(404, "not_found"))
    omar = signed_in(OMAR)
    answers = [ask(omar), post(omar, f"{URL}/cancel"), post(omar, "/api/v1/refund-requests/rrq_1/cancel")]
    assert {answer.status_code for answer in answers} == {404}
    assert post(Client(), f"{URL}/cancel").status_code == 401
