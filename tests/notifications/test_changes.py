"""What a live page asks for: cheap while nothing happens, thin when something did, and no sign of life."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from selfcare import versions
from tests.people import ELIN, OMAR, signed_in


def ask(client: Client, since: int | None = None) -> Any:
    return client.get("/api/v1/changes", {} if since is None else {"since": since})


def test_nothing_new_is_304_without_a_body() -> None:
    client = signed_in()
    version = versions.bump(ELIN.id, "transaction:tx_1")

    answer = ask(client, version)

    assert answer.status_code == 304
    assert answer.content == b""


def test_something_new_is_named() -> None:
    client = signed_in()
    before = versions.bump(ELIN.id, "transaction:tx_1")
    now = versions.bump(ELIN.id, "transaction:tx_2", "balance:acc_sek")

    found = ask(client, before).json()

    assert found["version"] == now
    assert found["changed"] == ["balance:acc_sek", "transaction:tx_2"]
    assert 800 < found["session"]["expires_in"] <= 900


def test_a_first_question_learns_the_version() -> None:
    version = versions.bump(ELIN.id, "transaction:tx_1")
    assert ask(signed_in()).json()["version"] == version
    assert ask(signed_in()).json()["changed"] == []


def test_what_is_too_long_ago_is_everything() -> None:
    version = versions.bump(ELIN.id, "transaction:tx_1")
    assert ask(signed_in(), version - 1000).json()["changed"] == [
        "everything",
        "balance",
        "case",
        "cases",
        "dispute",
        "intent",
        "notifications",
        "refund",
        "transaction",
    ]


def test_nobody_learns_of_another_customer() -> None:
    versions.bump(ELIN.id, "transaction:tx_1")
    found = ask(signed_in(OMAR)).json()
    assert found["version"] == 0
    assert found["changed"] == []


def test_signed_out_is_401(client: Client) -> None:
    answer = ask(client, 1)
    assert answer.status_code == 401
    assert answer.json()["code"] == "session_required"


@pytest.mark.parametrize("since", ["-1", "x", "1.5", "", "9" * 30, "1&since=2"])
def test_a_strange_version_is_named(since: str) -> None:
    answer = signed_in().get(f"/api/v1/changes?since={since}")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "since"


def test_an_unknown_parameter_is_named() -> None:
    answer = signed_in().get("/api/v1/changes?from=1")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "from"


def test_only_reading() -> None:
    assert signed_in().post("/api/v1/changes").status_code == 405


def test_asking_is_no_sign_of_life(monkeypatch: pytest.MonkeyPatch) -> None:
    client = signed_in()
    monkeypatch.setattr("selfcare.sessions.store.TOUCH_SECONDS", 0)
    monkeypatch.setattr("selfcare.sessions.store.SessionStore.save", lambda *_, **__: pytest.fail("session written"))

    assert ask(client).status_code == 200
