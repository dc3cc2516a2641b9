"""The shell all services share: strict requests, problems, ids, jobs."""

from __future__ import annotations

import json
import threading
from datetime import timedelta
from typing import Any
from unittest.mock import Mock

import pytest
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import path

from sandbox import background
from sandbox.bank.models import Transfer
from sandbox.ids import new_id
from sandbox.problems import Problem
from sandbox.strict_json import loads


def _broken(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError("a secret")


urlpatterns = [path("broken", _broken)]


def test_every_answer_names_the_request_and_the_contract(client: Client) -> None:
    answer = client.get("/healthz", headers={"X-Request-Id": "abc-1"})
    assert answer.json() == {"status": "ok"}
    assert (answer["X-Request-Id"], answer["Selfcare-Contract"]) == ("abc-1", "1.0")


@pytest.mark.parametrize("given", ["", "x" * 65, "a b", "å", "a\tb"])
def test_a_strange_request_id_is_replaced(client: Client, given: str) -> None:
    assert client.get("/healthz", headers={"X-Request-Id": given})["X-Request-Id"].startswith("req_")


@pytest.mark.parametrize(
    ("method", "target", "status", "code"),
    [
        ("GET", "/nowhere", 404, "not_found"),
        ("POST", "/healthz", 405, "method_not_allowed"),
        ("TRACE", "/healthz", 405, "method_not_allowed"),
        ("GET", "/healthz?x=1", 400, "bad_request"),
        ("GET", "/auth/%00", 400, "bad_request"),
        ("GET", "/healthz?x=%ff", 400, "bad_request"),
        ("GET", "/healthz?" + "&".join(f"a{n}=1" for n in range(200)), 400, "bad_request"),
    ],
)
def test_failures_are_problems(client: Client, method: str, target: str, status: int, code: str) -> None:
    answer = client.generic(method, target)
    document = answer.json()
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert (document["code"], document["status"], document["request_id"]) == (code, status, answer["X-Request-Id"])
    assert document["retryable"] is False


def test_a_foreign_host_is_refused(client: Client) -> None:
    assert client.get("/healthz", headers={"Host": "evil.example"}).status_code == 400


@override_settings(ROOT_URLCONF="tests.sandbox.test_shell")
def test_an_unexpected_failure_tells_nothing(client: Client) -> None:
    answer = client.get("/broken")
    assert (answer.status_code, answer.json()["code"]) == (500, "internal")
    assert b"secret" not in answer.content


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b'{"a":NaN}',
        b'{"a":1e999}',
        b'{"a":1,"a":2}',
        b'"\\u0000"',
        b'{"a":["\\ud800"]}',
        b'{"\\u0000":1}',
        b"\xff",
        b"[" * 60000,
        b"[" * 40 + b"]" * 40,
        b"9" * 5000,
        b"\xef\xbb\xbf{}",
    ],
)
def test_loose_json_is_refused(raw: bytes) -> None:
    with pytest.raises(Problem) as caught:
        loads(raw)
    assert caught.value.status == 400


def test_ids_sort_by_time_and_do_not_repeat() -> None:
    made = [new_id("ses") for _ in range(1000)]
    assert len(set(made)) == 1000
    assert all(len(one) == 30 and one.startswith("ses_") for one in made)
    assert [one[:14] for one in made] == sorted(one[:14] for one in made)


def test_a_failing_job_keeps_running(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background, "_jobs", {})
    runs: list[int] = []
    done = threading.Event()

    @background.every(seconds=0.001, name="fails")
    def fails() -> None:
        runs.append(1)
        if len(runs) == 3:
            done.set()
        raise RuntimeError("again")

    [thread] = background.start()
    assert done.wait(30)
    background.stop()
    thread.join(5)
    assert not thread.is_alive()


@pytest.mark.django_db
def test_the_status_of_each_service(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    ok = dict.fromkeys(("auth", "payments", "bank", "merchants"), "ok")
    answer = client.get("/status")
    assert (answer.status_code, answer.json()) == (
        200,
        {"status": "ok", "services": ok, "events": {"waiting": 0, "failed": 0}},
    )
    monkeypatch.setattr(Transfer.objects, "exists", Mock(side_effect=OperationalError("no such table")))
    answer = client.get("/status")
    assert (answer.status_code, answer.json()["status"], answer.json()["services"]) == (
        503,
        "failed",
        {**ok, "bank": "failed"},
    )
    assert (client.post("/status").status_code, client.get("/status?x=1").status_code) == (405, 400)


@pytest.mark.django_db
def test_messages_are_kept_for_a_month(time_machine: Any) -> None:
    from sandbox.outbox.services import KEPT, outbox_prune, outbox_send

    sent = outbox_send("sms", "+46700000000", "", "Your code is 123456")
    time_machine.move_to(sent.created_at + KEPT - timedelta(seconds=1), tick=False)
    assert outbox_prune() == 0
    time_machine.move_to(sent.created_at + KEPT, tick=False)
    assert outbox_prune() == 1


@pytest.mark.django_db
def test_outbox_is_for_this_machine_only(client: Client, rf: RequestFactory) -> None:
    from sandbox.outbox.services import outbox_send

    outbox_send("mail", "a@b.example", "<b>Hello</b>", "Your code is 123456")
    [message] = json.loads(client.get("/outbox", headers={"Accept": "application/json"}).content)["data"]
    assert (message["to"], message["text"]) == ("a@b.example", "Your code is 123456")
    page = client.get("/outbox").content.decode()
    assert "&lt;b&gt;Hello" in page
    assert client.get("/outbox", REMOTE_ADDR="192.0.2.1").status_code == 404
    assert client.get("/outbox", headers={"X-Forwarded-For": "127.0.0.1"}).status_code == 404
