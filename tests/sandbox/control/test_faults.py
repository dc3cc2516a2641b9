"""Every fault, seen over a real socket."""

from __future__ import annotations

import http.client
import json
import socket
import threading
import time
import zlib
from typing import Any

import pytest

from sandbox.control.domain.faults import SAYS, Book, Fault, Kind
from tests.sandbox.control.conftest import Platform

pytestmark = pytest.mark.live

LIST = "/payments/v1/transactions"


@pytest.fixture(scope="module")
def token(running: Platform) -> str:
    return running.token()


def meet(platform: Platform, token: str, kind: str, path: str = LIST, seconds: float = 5, **more: Any) -> Any:
    platform.faults({"service": "payments", "kind": kind, **more})
    return platform.call("GET", path, seconds=seconds, Authorization=f"Bearer {token}")


def test_a_reset_connection(platform: Platform, token: str) -> None:
    with pytest.raises(ConnectionResetError):
        meet(platform, token, "close")


def test_a_blackhole_says_nothing_and_then_hangs_up(platform: Platform, token: str) -> None:
    with pytest.raises(TimeoutError):
        meet(platform, token, "blackhole", seconds=1)
    began = time.monotonic()
    platform.faults({"service": "payments", "kind": "blackhole", "seconds": 1})
    with pytest.raises(http.client.RemoteDisconnected):
        platform.call("GET", LIST)
    assert 0.8 < time.monotonic() - began < 20


def test_hanging_calls_keep_no_other_waiting(platform: Platform, token: str) -> None:
    platform.faults({"service": "payments", "kind": "blackhole", "times": 30, "path": "/v1/instruments"})
    held = [socket.create_connection(("127.0.0.1", platform.port)) for _ in range(30)]
    for one in held:
        one.sendall(b"GET /payments/v1/instruments HTTP/1.1\r\nHost: localhost\r\n\r\n")
    began = time.monotonic()
    assert platform.call("GET", LIST, Authorization=f"Bearer {token}").status == 200
    assert time.monotonic() - began < 20  # they hang for half a minute
    for one in held:
        one.close()


def test_a_delay_answers_truly_and_late(platform: Platform, token: str) -> None:
    began = time.monotonic()
    platform.faults({"service": "payments", "kind": "delay", "seconds": 1})
    late = platform.call("GET", LIST, Authorization=f"Bearer {token}")
    assert time.monotonic() - began > 0.9
    assert late.status == 200
    assert late.json["data"]


def test_a_drip_sends_one_byte_a_second(platform: Platform, token: str) -> None:
    platform.faults({"service": "payments", "kind": "drip"})
    with socket.create_connection(("127.0.0.1", platform.port), 30) as connection:
        connection.sendall(f"GET {LIST} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n\r\n".encode())
        began = time.monotonic()
        came = b"".join(connection.recv(1) for _ in range(3))
    assert came == b"HTT"
    assert time.monotonic() - began > 1.8  # the first comes at once


def test_a_truncated_answer_is_shorter_than_it_says(platform: Platform, token: str) -> None:
    with pytest.raises(http.client.IncompleteRead) as cut:
        meet(platform, token, "truncated")
    assert len(cut.value.partial) > 100
    assert cut.value.expected


@pytest.mark.parametrize(
    ("kind", "status", "content_type"),
    [
        ("garbage", 200, "application/json"),
        ("html", 200, "text/html; charset=utf-8"),
        ("error", 500, "application/problem+json"),
        ("rate_limited", 429, "application/problem+json"),
    ],
)
def test_answers_that_have_nothing_to_do_with_the_call(
    platform: Platform, token: str, kind: str, status: int, content_type: str
) -> None:
    answer = meet(platform, token, kind)
    assert (answer.status, answer.headers["Content-Type"]) == (status, content_type)
    assert answer.headers["Connection"] == "close"
    if status == 200:
        with pytest.raises(ValueError):  # noqa: PT011 a bad byte and bad JSON are both one
            json.loads(answer.body)
    if status == 429:
        assert answer.headers["Retry-After"] == "30"


def test_a_redirect_leads_elsewhere(platform: Platform, token: str) -> None:
    answer = meet(platform, token, "redirect")
    assert (answer.status, answer.headers["Location"]) == (302, "http://elsewhere.invalid/")


def test_a_bomb_is_small_until_it_is_opened(platform: Platform, token: str) -> None:
    answer = meet(platform, token, "gzip_bomb")
    assert answer.headers["Content-Encoding"] == "gzip"
    assert len(answer.body) < 1_000_000
    opened = zlib.decompressobj(wbits=31).decompress(answer.body, max_length=64 * 2**20)
    assert len(opened) == 64 * 2**20


def test_a_missing_field(platform: Platform, token: str) -> None:
    rows = meet(platform, token, "missing_field").json["data"]
    assert rows
    assert all("id" not in row and "amount" in row for row in rows)
    [row, *_] = meet(platform, token, "missing_field", field="amount").json["data"]
    assert "amount" not in row
    one = meet(platform, token, "missing_field", path=f"{LIST}/{row['id']}", field="status").json
    assert (one["id"], "status" in one) == (row["id"], False)


def test_a_field_of_another_type(platform: Platform, token: str) -> None:
    rows = meet(platform, token, "wrong_type", field="amount").json["data"]
    assert {row["amount"] for row in rows} == {"unexpected text"}
    rows = meet(platform, token, "wrong_type", field="status").json["data"]
    assert all(isinstance(row["status"], dict) for row in rows)


def test_another_customers_objects(platform: Platform, token: str) -> None:
    rows = meet(platform, token, "other_customer").json["data"]
    assert {row["customer_id"] for row in rows} == {"cus_somebody_else"}


def test_acted_then_closed(platform: Platform) -> None:
    token = platform.token("omar@selfcare.example")
    order = {
        "amount": {"value": 10_000, "currency": "SEK"},
        "instrument_id": "ins_omar_norr",
        "account_id": "acc_omar_sek",
        "return_url": "http://localhost:8000/deposit/return",
    }
    sent: dict[str, Any] = {"Authorization": f"Bearer {token}", "Idempotency_Key": "lost-answer-1"}
    platform.faults({"service": "payments", "kind": "close", "method": "POST", "acts": True})
    with pytest.raises(ConnectionResetError):
        platform.call("POST", "/payments/v1/deposits", order, **sent)
    again = platform.call("POST", "/payments/v1/deposits", order, **sent)
    assert again.status == 201, again.body
    assert again.headers["Idempotent-Replayed"] == "true"


def test_only_the_calls_that_match_and_only_so_often(platform: Platform, token: str) -> None:
    error = {"service": "payments", "kind": "error", "times": 2, "method": "GET", "path": "/v1/accounts"}
    platform.faults(error)
    bearer: dict[str, Any] = {"Authorization": f"Bearer {token}"}
    assert platform.call("GET", LIST, **bearer).status == 200
    assert platform.call("GET", "/auth/v1/userinfo", **bearer).status == 200
    seen = [platform.call("GET", "/payments/v1/accounts", **bearer).status for _ in range(3)]
    assert seen == [500, 500, 200]
    assert platform.call("GET", "/_sandbox/faults").json == {"faults": []}


def test_sign_in_can_fail_too(platform: Platform) -> None:
    platform.faults({"service": "auth", "kind": "error"})
    asked = {"purpose": "login", "identifier": "demo@selfcare.example", "password": "demo-only-password"}
    assert platform.call("POST", "/auth/v1/authentications", asked).status == 500


@pytest.mark.parametrize(
    "fault",
    [
        {"service": "bank", "kind": "error"},
        {"service": "auth", "kind": "fire"},
        {"service": "auth", "kind": "error", "times": 0},
        {"service": "auth", "kind": "error", "seconds": 121},
        {"service": "auth", "kind": "error", "path": "v1"},
        {"service": "auth", "kind": "error", "what": 1},
        {"kind": "error"},
    ],
)
def test_a_fault_that_does_not_exist_is_refused(platform: Platform, fault: dict[str, Any]) -> None:
    answer = platform.call("PUT", "/_sandbox/faults", {"faults": [fault]})
    assert (answer.status, answer.json["code"]) == (422, "validation_failed")
    assert answer.json["errors"][0]["pointer"].startswith("/faults/0") or "faults" in answer.json["detail"]


def test_no_fault_is_met_twice_by_two_calls_at_once() -> None:
    book = Book()
    book.add(Fault(service="auth", kind=Kind.ERROR, times=50))
    met: list[Fault] = []

    def calls() -> None:
        met.extend(fault for _ in range(100) if (fault := book.take("GET", "/auth/v1/token")))

    threads = [threading.Thread(target=calls) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(met), book.all()) == (50, [])


def test_every_fault_has_its_sentence() -> None:
    assert set(SAYS) == set(Kind)
