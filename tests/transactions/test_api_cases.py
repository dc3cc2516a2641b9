"""Cases for programs: the same truth as the pages, strict input, each step once per key."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.test import Client

from tests.builders import payments as build
from tests.fake_upstream import FakeUpstream
from tests.transactions.cases import NOW, fjallbanken, kronhamn, lagershop, ljus

pytestmark = pytest.mark.django_db
BASE = "/api/v1/cases"
KEY = "01JD3M7Q2K"


@pytest.fixture(autouse=True)
def _now(empty_stores: None) -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def service(upstream: FakeUpstream) -> FakeUpstream:
    upstream.on("GET", "/v1/capabilities", json=build.capabilities())
    upstream.on("GET", "/v1/disputes", json=build.page([kronhamn(), fjallbanken(), lagershop()]))
    upstream.on("GET", "/v1/refund-requests", json=build.page([ljus()]))
    for case in (kronhamn(), fjallbanken(), lagershop()):
        upstream.on("GET", f"/v1/disputes/{case['id']}", json=case)
    upstream.on("GET", "/v1/refund-requests/rrq_ljus", json=ljus())
    return upstream


def send(client: Client, path: str, body: Any = None, *, key: str | None = KEY) -> Any:
    token = client.get("/api/v1/session").json()["csrf_token"]
    headers = {"X-CSRFToken": token, **({"Idempotency-Key": key} if key else {})}
    return client.post(f"{BASE}{path}", body or {}, content_type="application/json", headers=headers)


def test_the_list_says_who_owes_what_by_when(service: FakeUpstream, elin: Client) -> None:
    answer = elin.get(BASE)

    assert answer.status_code == 200
    said = [(each["id"], each["kind"], each["state"], each["is_late"]) for each in answer.json()["data"]]
    assert said == [
        ("rrq_ljus", "refund_request", "merchant", False),
        ("dsp_kronhamn", "dispute", "customer", False),
        ("dsp_fjall", "missing_deposit", "operator", True),
        ("dsp_lager", "unknown_charge", "closed", False),
    ]
    assert answer.json()["data"][2]["promised_by"] == "2026-11-17T16:00:00Z"
    assert elin.get(BASE, headers={"If-None-Match": answer["ETag"]}).status_code == 304


def test_one_case_has_its_promises_messages_and_history(service: FakeUpstream, elin: Client) -> None:
    case = elin.get(f"{BASE}/dsp_kronhamn").json()

    assert [(each["name"], each["state"]) for each in case["promises"]] == [
        ("dispute.answer", "kept"),
        ("dispute.choose", "now"),
        ("dispute.money", "next"),
        ("dispute.decide", "next"),
    ]
    assert case["promises"][2]["within"] == "1h"
    assert [each["from"] for each in case["messages"]] == ["customer", "merchant", "operator"]
    assert case["history"][-1]["code"] == "merchant_agreed"
    assert case["offer"]["amount"] == {"value": 93600, "currency": "SEK"}


@pytest.mark.parametrize(
    ("path", "body", "upstream_path", "sent"),
    [
        ("/dsp_kronhamn/messages", {"text": "Hello"}, "/v1/disputes/dsp_kronhamn/messages", {"text": "Hello"}),
        ("/dsp_kronhamn/answer", {"accept": False}, "/v1/disputes/dsp_kronhamn/answer", {"accept": False}),
        ("/dsp_kronhamn/withdraw", None, "/v1/disputes/dsp_kronhamn/withdraw", None),
        ("/dsp_fjall/escalate", None, "/v1/disputes/dsp_fjall/escalate", None),
        ("/rrq_ljus/escalate", None, "/v1/refund-requests/rrq_ljus/escalate", None),
        ("/rrq_ljus/withdraw", None, "/v1/refund-requests/rrq_ljus/cancel", None),
    ],
)
def test_each_step_is_taken_once_and_answered_with_the_case(  # noqa: PLR0917  # what goes in and what comes out
    service: FakeUpstream, elin: Client, path: str, body: Any, upstream_path: str, sent: Any
) -> None:
    known = {"dsp_kronhamn": kronhamn(), "dsp_fjall": fjallbanken(), "rrq_ljus": ljus(escalated_to="dsp_2")}
    service.on("POST", upstream_path, json=known[path.split("/")[1]])

    answer = send(elin, path, body)

    assert answer.status_code == 200
    assert answer.json()["id"] == path.split("/")[1]
    assert [call.body or None for call in service.asked("POST", upstream_path)] == [sent]


@pytest.mark.parametrize("path", ["/dsp_kronhamn/withdraw", "/dsp_fjall/escalate"])
def test_a_step_needs_a_key(service: FakeUpstream, elin: Client, path: str) -> None:
    answer = send(elin, path, key=None)

    assert (answer.status_code, answer.json()["code"]) == (400, "idempotency_key_missing")


def test_what_is_no_longer_possible_is_a_conflict(service: FakeUpstream, elin: Client) -> None:
    service.on("POST", "/v1/disputes/dsp_fjall/escalate", status=409, json=build.problem(409, "invalid_state"))

    answer = send(elin, "/dsp_fjall/escalate")

    assert (answer.status_code, answer.json()["code"]) == (409, "invalid_state")


OPENING: dict[str, Any] = {
    "kind": "missing_deposit",
    "amount": {"value": 180000, "currency": "SEK"},
    "occurred_on": "2026-11-11",
    "statement_text": "SELFCARE 4471",
}


def test_a_case_is_opened_once_per_key(service: FakeUpstream, elin: Client) -> None:
    service.on("POST", "/v1/disputes", status=201, json=fjallbanken())

    answers = [send(elin, "", OPENING) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == {"id": "dsp_fjall"}
    assert answers[0]["Location"] == "/api/v1/cases/dsp_fjall"
    assert len(service.asked("POST", "/v1/disputes")) == 1


def test_an_opening_whose_end_is_not_known_is_accepted(service: FakeUpstream, elin: Client) -> None:
    service.on("POST", "/v1/disputes", status=201, raw=b"{")

    answer = send(elin, "", OPENING)

    assert (answer.status_code, answer.json()) == (202, {"id": None})
    followed = elin.get(answer["Location"]).json()
    assert (followed["status"], followed["dispute_id"]) == ("confirming", None)


REFUNDABLE = {"value": 6200, "currency": "SEK"}


@pytest.mark.parametrize(
    ("body", "path", "sent"),
    [
        (
            {"kind": "dispute", "transaction_id": "tx_1", "reason": "not_received", "attachments": ["upl_1"]},
            "/v1/transactions/tx_1/disputes",
            {"reason": "not_received", "attachments": ["upl_1"]},
        ),
        (
            {"kind": "unknown_charge", "transaction_id": "tx_1"},
            "/v1/transactions/tx_1/disputes",
            {"reason": "unrecognised"},
        ),
        (
            {"kind": "refund_request", "transaction_id": "tx_1", "reason": "duplicate", "note": "Twice."}
            | {"expected_refundable": REFUNDABLE},
            "/v1/transactions/tx_1/refund-requests",
            {"reason": "duplicate", "note": "Twice.", "expected_refundable": REFUNDABLE},
        ),
    ],
)
def test_what_a_payment_s_page_opens_is_opened_here_too(
    service: FakeUpstream, elin: Client, body: dict[str, Any], path: str, sent: dict[str, Any]
) -> None:
    service.on("GET", "/v1/transactions/tx_1", json=build.transaction())
    made = kronhamn(amount=REFUNDABLE) if path.endswith("disputes") else ljus(transaction_id="tx_1", amount=REFUNDABLE)
    service.on("POST", path, status=201, json=made)

    answer = send(elin, "", {"amount": REFUNDABLE, **body})

    assert (answer.status_code, answer["Location"]) == (201, f"{BASE}/{made['id']}")
    assert [call.body for call in service.asked("POST", path)] == [{"amount": REFUNDABLE, **sent}]


def test_a_message_of_any_case_takes_files(service: FakeUpstream, elin: Client) -> None:
    sent = {"text": "See the picture.", "attachments": ["upl_1", "upl_2"]}
    for path, case in (("disputes/dsp_kronhamn", kronhamn()), ("refund-requests/rrq_ljus", ljus())):
        service.on("POST", f"/v1/{path}/messages", json=case)
        assert send(elin, f"/{case['id']}/messages", sent).status_code == 200
        assert [call.body for call in service.asked("POST", f"/v1/{path}/messages")] == [sent]
    many = send(elin, "/rrq_ljus/messages", {**sent, "attachments": ["upl_1"] * 6}, key="another-key")
    assert (many.status_code, many.json()["errors"][0]["pointer"]) == (422, "/attachments")


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"kind": "chargeback"}, "/kind"),
        ({"occurred_on": None}, "/occurred_on"),
        ({"transaction_id": "tx_1"}, "/transaction_id"),
        ({"kind": "dispute"}, "/transaction_id"),
        ({"kind": "dispute", "transaction_id": "tx_1", "reason": "other"}, "/occurred_on"),
        ({"kind": "unknown_charge", "occurred_on": None}, "/occurred_on"),
        ({"kind": "refund_request", "transaction_id": "tx_1", "reason": "other"}, "/expected_refundable"),
        ({"amount": {"value": 0, "currency": "SEK"}}, "/amount/value"),
        ({"occurred_on": "yesterday"}, "/occurred_on"),
        ({"note": " \n"}, "/note"),
        ({"statement_text": "x" * 141}, "/statement_text"),
        ({"more": 1}, "/more"),
    ],
)
def test_wrong_input_is_named(service: FakeUpstream, elin: Client, changes: dict[str, Any], pointer: str) -> None:
    answer = send(elin, "", {**OPENING, **changes})

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == pointer
