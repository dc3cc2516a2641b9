"""The bank's HTTP interface: only for the service token, strict about what it is sent."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from django.conf import settings
from django.test import Client

from sandbox.bank import services
from sandbox.bank.models import Transfer
from sandbox.payments.services.deposits import APPROVAL
from tests.sandbox.bank.conftest import RETURN_URL, Told, collect, transfer_of

pytestmark = pytest.mark.django_db

ORDER: dict[str, Any] = {
    "reference": "tx_9",
    "direction": "collect",
    "amount": {"value": 50_000, "currency": "SEK"},
    "account_label": "Östra Sparbank ••2104",
    "return_url": RETURN_URL,
}


@pytest.fixture
def service(client: Client) -> Client:
    client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {settings.SERVICE_TOKEN}"
    return client


def send(client: Client, method: str, path: str, document: object) -> Any:
    return client.generic(method, f"/bank/v1/{path}", _json(document), content_type="application/json")


def _json(document: object) -> bytes:
    return msgspec.json.encode(document)


def test_a_transfer_is_started_and_read_back(service: Client, told: Told) -> None:
    made = send(service, "POST", "transfers", ORDER)
    started = made.json()
    assert (made.status_code, started["state"], started["scenario"]) == (201, "needs_approval", "normal")
    services.transfer_approve(transfer=Transfer.objects.get())
    read = service.get(made["Location"]).json()
    assert read["state"] == "accepted"
    assert [(callback["state"], callback["attempts"]) for callback in read["callbacks"]] == [("accepted", 1)]
    assert "token" not in read


def test_the_same_reference_twice_is_one_transfer(service: Client, told: Told) -> None:
    first, second = (send(service, "POST", "transfers", ORDER).json() for _ in range(2))
    assert first["id"] == second["id"]


def test_a_named_scenario_for_the_next_transfer(service: Client, told: Told) -> None:
    answer = send(service, "PUT", "scenarios", {"scenario": "time_out", "next": 1})
    assert answer.json() == {"scenario": "time_out", "instrument_id": None, "next": 1}
    assert send(service, "POST", "transfers", ORDER).json()["scenario"] == "time_out"


def test_a_named_scenario_for_one_instrument(service: Client, told: Told) -> None:
    send(service, "PUT", "scenarios", {"scenario": "decline", "instrument_id": "ins_5"})
    theirs = send(service, "POST", "transfers", {**ORDER, "instrument_id": "ins_5"})
    others = send(service, "POST", "transfers", {**ORDER, "reference": "tx_10"})
    assert (theirs.json()["scenario"], others.json()["scenario"]) == ("decline", "normal")


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"amount": {"value": 0, "currency": "SEK"}}, "/amount/value"),
        ({"amount": {"value": 10**30, "currency": "SEK"}}, "/amount/value"),
        ({"amount": {"value": 1.5, "currency": "SEK"}}, "/amount/value"),
        ({"amount": {"value": 1, "currency": "kr"}}, "/amount/currency"),
        ({"direction": "sideways"}, "/direction"),
        ({"reference": ""}, "/reference"),
        ({"reference": "x" * 200}, "/reference"),
        ({"return_url": "javascript:alert(1)"}, "/return_url"),
        ({"return_url": "https://a.example/\r\nSet-Cookie: x"}, "/return_url"),
        ({"return_url": "//evil.example"}, "/return_url"),
        ({"account_label": 7}, "/account_label"),
        ({"unknown": 1}, "/unknown"),
    ],
)
def test_a_wrong_value_is_422_and_named(service: Client, change: dict[str, Any], pointer: str) -> None:
    refused = send(service, "POST", "transfers", {**ORDER, **change})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, pointer)
    assert not Transfer.objects.exists()


@pytest.mark.parametrize("raw", [b"[", b"\xff", b'{"reference":"\\u0000"}', b'{"reference":"\\ud800"}', b"[" * 9999])
def test_what_is_no_json_is_400(service: Client, raw: bytes) -> None:
    refused = service.generic("POST", "/bank/v1/transfers", raw, content_type="application/json")
    assert refused.status_code == 400


@pytest.mark.parametrize(
    "document",
    [{"scenario": "normal"}, {"scenario": "normal", "next": 1, "instrument_id": "x"}, {"scenario": "odd", "next": 1}],
)
def test_an_unclear_scenario_is_422(service: Client, document: object) -> None:
    assert send(service, "PUT", "scenarios", document).status_code == 422


def test_an_unknown_transfer_is_404(service: Client) -> None:
    assert service.get("/bank/v1/transfers/btr_" + "0" * 24).status_code == 404


@pytest.mark.parametrize("authorization", ["", "Bearer", "Bearer wrong", "Basic é"])
def test_without_the_service_token_nothing_is_answered(client: Client, authorization: str) -> None:
    client.defaults["HTTP_AUTHORIZATION"] = authorization
    assert send(client, "POST", "transfers", ORDER).status_code == 401
    assert send(client, "PUT", "scenarios", {"scenario": "normal", "next": 1}).status_code == 401
    assert client.get("/bank/v1/transfers/btr_" + "0" * 24).status_code == 401
    assert not Transfer.objects.exists()


def test_the_bank_stops_waiting_before_the_payment_service_does(told: Told) -> None:
    transfer = transfer_of(collect())
    assert transfer.expires_at is not None
    assert transfer.expires_at - transfer.created_at < APPROVAL
