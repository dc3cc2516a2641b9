"""Every line is one JSON object; nothing secret or personal is in it."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from typing import Any

import pytest
import structlog
from django.test import Client

from selfcare import logs
from selfcare.sessions import store
from selfcare.stores import sessions
from tests.selfcare.urls import token

Lines = Callable[[], list[dict[str, Any]]]
CANARIES = [
    "4111 1111 1111 1111",
    "4111-1111-1111-1111",
    "5500005555555559",
    "SE45 5000 0000 0583 9825 7466",
    "SE4550000000058398257466",
    "elin.sandberg@example.se",
    "Bearer abc.def-123",
    "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJjdXNfMSJ9.c2ln",
    "whsec_bG9jYWxob3N0LW9ubHk=",
]


@pytest.fixture
def lines(capsys: pytest.CaptureFixture[str]) -> Lines:
    capsys.readouterr()
    return lambda: [json.loads(line) for line in capsys.readouterr().out.splitlines()]


@pytest.mark.parametrize("canary", CANARIES)
def test_canaries_are_blanked_wherever_they_stand(lines: Lines, canary: str) -> None:
    logs.log.info("kept", text=f"x {canary} y", deep={"a": [{"b": canary}]}, pair=(canary,), odd=ValueError(canary))
    logging.getLogger("some.library").warning("it said %s", canary)
    out = lines()
    assert len(out) == 2
    assert canary not in json.dumps(out, ensure_ascii=False)
    assert logs.REDACTED in out[0]["text"]


@pytest.mark.parametrize(
    "name",
    [
        "password",
        "new_password",
        "access_token",
        "refreshToken",
        "cookie",
        "Authorization",
        "csrf",
        "code",
        "iban",
        "email",
    ],
)
def test_values_with_telling_names_are_blanked(lines: Lines, name: str) -> None:
    logs.log.info("kept", **{name: "hunter2", "deep": {name: "hunter2"}})
    (line,) = lines()
    assert "hunter2" not in json.dumps(line)


def test_ordinary_values_stay(lines: Lines) -> None:
    logs.log.info("kept", ms=12.5, count=3, ok=True, nothing=None, ref="tx_9f2c4a", amount="12 480,55 kr")
    (line,) = lines()
    assert (line["ms"], line["count"], line["ok"], line["nothing"]) == (12.5, 3, True, None)
    assert (line["ref"], line["amount"]) == ("tx_9f2c4a", "12 480,55 kr")


def test_an_exceptions_text_is_blanked_too(lines: Lines) -> None:
    logs.log.error("failed", exc_info=ValueError("elin@example.se paid with 4111111111111111"))
    (line,) = lines()
    assert "elin@" not in line["exception"]
    assert "4111" not in line["exception"]


@pytest.mark.parametrize("text", ["a\r\nb", "\x1b[31mred", "\u2028", '{"level":"fake"}', "x" * 1_000_000, "\ud800"])
def test_one_event_is_one_short_line(lines: Lines, text: str) -> None:
    logs.log.info("kept", text=text)
    (line,) = lines()
    assert len(line["text"]) <= 2000


def deep(depth: int) -> None:
    if not depth:
        raise ValueError("the root of it")
    deep(depth - 1)


def wrapped() -> None:
    try:
        deep(1)
    except ValueError as error:
        raise RuntimeError("x" * 60_000) from error


def chained() -> None:
    try:
        wrapped()
    except RuntimeError as error:
        raise KeyError("what became of it") from error


def test_a_long_traceback_keeps_its_head_and_its_end(lines: Lines) -> None:
    with pytest.raises(KeyError) as caught:
        chained()
    logs.log.error("failed", exc_info=caught.value)
    (line,) = lines()
    assert len(line["exception"]) <= 8000
    assert line["exception"].startswith("Traceback")
    assert "the root of it" in line["exception"]
    assert line["exception"].rstrip().endswith("KeyError: 'what became of it'")
    assert "[…]" in line["exception"]


@pytest.mark.parametrize("canary", CANARIES)
@pytest.mark.parametrize("length", [1000, 40_000, 100_000])
def test_no_secret_is_cut_in_half_and_shown(lines: Lines, canary: str, length: int) -> None:
    for at in (650, 664, 670, 1990, length - 1336, length - 1330, length - 10):
        text = ("." * at + " " + canary + " ").ljust(length, ".")
        logs.log.info("kept", text=text)
    for line in lines():
        assert len(line["text"]) <= 2000
        assert not any(canary[at : at + 7] in line["text"] for at in range(len(canary) - 6))


@pytest.mark.parametrize("canary", ["eyJhbGciOiJFUzI1NiJ9." + "x" * 70_000 + ".c2ln", "Bearer " + "y" * 70_000])
def test_a_secret_longer_than_what_is_read_leaves_nothing(lines: Lines, canary: str) -> None:
    logs.log.info("kept", text=f"a {canary} b\nc")
    (line,) = lines()
    assert "xxx" not in line["text"]
    assert "yyy" not in line["text"]


def test_lines_carry_time_in_utc_level_and_request(lines: Lines, client: Client) -> None:
    answer = client.get("/t/words?q=private-search")
    (line,) = [each for each in lines() if each["event"] == "request"]
    assert line["request_id"] == answer.headers["X-Request-Id"]
    assert line["timestamp"].endswith("Z")
    assert (line["status"], line["method"], line["level"]) == (200, "GET", "info")
    assert line["route"] == "tests.selfcare.urls.words"
    assert "private-search" not in json.dumps(line)


def test_people_are_a_digest(lines: Lines, elin: Client) -> None:
    lines()
    elin.get("/t/who")
    (line,) = lines()
    assert line["person"] == logs.person("cus_1") != "cus_1"
    assert len(line["person"]) == 16


def test_signing_in_and_asking_leaves_no_secret(lines: Lines, elin: Client) -> None:
    elin.get("/t/who")
    out = json.dumps(lines())
    for secret in (elin.cookies["session"].value, elin.cookies["csrf"].value, token().access_token, "Elin"):
        assert secret not in out


def report(client: Client, raw: bytes, kind: str = "application/reports+json") -> Any:
    return client.post("/csp-reports", raw, content_type=kind)


@pytest.mark.parametrize(
    ("ask", "event"),
    [
        (lambda c: c.post("/t/form", headers={"Sec-Fetch-Site": "cross-site"}), "malicious_csrf"),
        (lambda _c: Client(enforce_csrf_checks=True).post("/t/form"), "malicious_csrf"),
        (lambda c: c.get("/t/raises/denied"), "authz_fail"),
        (lambda c: [report(c, b"[]") for _ in range(21)], "excess_rate_limit_exceeded"),
    ],
)
def test_attacks_leave_their_event(lines: Lines, client: Client, ask: Any, event: str) -> None:
    ask(client)
    assert event in [line["event"] for line in lines()]


def test_a_session_used_after_its_end_leaves_its_event(lines: Lines, elin: Client) -> None:
    sessions().hset(store.session_key(store.digest(elin.cookies["session"].value)), "seen", "1")
    elin.get("/t/who")
    assert "session_use_after_expire" in [line["event"] for line in lines()]


def test_a_failure_is_logged_with_its_traceback_once(lines: Lines, client: Client) -> None:
    client.get("/t/raises/500")
    failures = [line for line in lines() if "exception" in line]
    assert len(failures) == 1
    assert "ZeroDivisionError" in failures[0]["exception"]


def test_an_expected_failure_is_one_line(lines: Lines, client: Client) -> None:
    client.get("/t/raises/503")
    assert [line["event"] for line in lines()] == ["request"]


def test_one_request_leaves_nothing_in_the_next(client: Client) -> None:
    client.get("/t/in")
    Client().get("/t/words")
    assert "person" not in structlog.contextvars.get_contextvars()


REPORT = {"type": "csp-violation", "body": {"effectiveDirective": "img-src", "blockedURL": "https://evil.test/x?y=1"}}


def test_policy_reports_are_logged_without_queries(lines: Lines, client: Client) -> None:
    answer = client.post("/csp-reports", json.dumps([REPORT] * 9), content_type="application/reports+json")
    assert answer.status_code == 204
    seen = [line for line in lines() if line["event"] == "csp_violation"]
    assert len(seen) == 5
    assert seen[0]["blocked"] == "https://evil.test/x"


@pytest.mark.parametrize(
    ("raw", "kind", "status"),
    [
        (b"[", "application/reports+json", 400),
        (b"{}", "application/reports+json", 400),
        (b"\xff", "application/reports+json", 400),
        (b"[]", "text/plain", 415),
        (b"[" + b" " * 20_000 + b"]", "application/reports+json", 413),
    ],
)
def test_odd_reports_are_refused(client: Client, raw: bytes, kind: str, status: int) -> None:
    assert report(client, raw, kind).status_code == status
