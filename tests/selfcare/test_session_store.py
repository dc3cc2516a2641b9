"""Sessions under many requests at once, and with a store that hangs or is gone."""

from __future__ import annotations

import contextlib
import threading
import time
from http import HTTPStatus

import pytest
from django.contrib.sessions.backends.base import CreateError, UpdateError
from django.test import Client

from selfcare.domain.errors import StoreUnavailable
from selfcare.sessions import store
from selfcare.sessions.store import SessionStore
from tests import services
from tests.people import cookie

SOON = 2.0  # seconds; a call gives up after 0.3


def test_concurrent_requests_keep_each_others_fields(elin: Client) -> None:
    key = cookie(elin)

    def write(name: str) -> None:
        for turn in range(50):
            session = SessionStore(key)
            session[f"{name}{turn}"] = turn
            session.save()

    threads = [threading.Thread(target=write, args=(name,)) for name in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    kept = SessionStore(key)
    assert all(f"{name}{turn}" in kept for name in "ab" for turn in range(50))


def test_removed_fields_are_removed() -> None:
    session = SessionStore()
    session["a"], session["b"] = 1, 2
    session.create()
    again = SessionStore(session.session_key)
    del again["a"]
    again.save()
    assert set(SessionStore(session.session_key).keys()) == {"b", "began", "seen"}


def test_a_request_in_flight_never_revives_a_signed_out_session() -> None:
    revived = 0
    for turn in range(1000):
        session = SessionStore()
        session["customer_id"] = "cus_1"
        session.create()
        in_flight = SessionStore(session.session_key)
        in_flight["seen"] = float(turn)
        ender = threading.Thread(target=SessionStore(session.session_key).delete)
        ender.start()
        with contextlib.suppress(UpdateError):
            in_flight.save()
        ender.join()
        revived += SessionStore().exists(str(session.session_key))
    assert revived == 0


def test_a_view_that_writes_after_sign_out_elsewhere_sets_no_cookie(
    elin: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = cookie(elin)
    original = SessionStore.save

    def ended_first(session: SessionStore, must_create: bool = False) -> None:
        store.delete_by_digest(store.digest(key))
        original(session, must_create)

    monkeypatch.setattr(SessionStore, "save", ended_first)
    answer = elin.get("/t/put/a")
    assert answer.status_code == HTTPStatus.OK
    assert "session" not in answer.cookies
    assert not SessionStore().exists(key)


def test_a_store_that_hangs_is_503_soon_and_the_cookie_stays(elin: Client) -> None:
    assert services.valkey
    services.valkey.pause()
    try:
        for path in ("/t/who", "/t/put/a", "/t/in", "/t/out", "/t/words", "/api/v1/t/mine"):
            began = time.monotonic()
            answer = elin.get(path)
            assert time.monotonic() - began < SOON, path
            assert answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE, path
            assert answer["Retry-After"] == "2"
            assert not answer.cookies, path
    finally:
        services.valkey.resume()
    deadline = time.monotonic() + 2
    while (answer := elin.get("/t/who")).status_code != HTTPStatus.OK and time.monotonic() < deadline:
        time.sleep(0.05)
    assert answer.content == b"Elin at-1 0"


def test_signing_in_while_the_store_hangs_is_503_soon(client: Client) -> None:
    assert services.valkey
    services.valkey.pause()
    try:
        began = time.monotonic()
        answer = client.get("/t/in")
        assert time.monotonic() - began < SOON
    finally:
        services.valkey.resume()
    assert answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert "session" not in answer.cookies


def test_visitors_without_a_session_need_no_store(client: Client, dead_store: None) -> None:
    assert client.get("/t/words").status_code == HTTPStatus.OK
    assert client.get("/healthz").status_code == HTTPStatus.OK


def test_a_store_that_is_gone_is_503_and_the_cookie_stays(elin: Client, dead_store: None) -> None:
    for path in ("/t/who", "/t/put/a", "/t/in", "/t/out", "/t/rotate"):
        answer = elin.get(path)
        assert answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE, path
        assert not answer.cookies, path
    with pytest.raises(StoreUnavailable):
        SessionStore().exists("a" * 43)


def test_create_gives_up_after_five_tries(monkeypatch: pytest.MonkeyPatch) -> None:
    tries = []

    def taken(session: SessionStore, must_create: bool = False) -> None:
        tries.append(session.session_key)
        raise CreateError

    monkeypatch.setattr(SessionStore, "save", taken)
    with pytest.raises(StoreUnavailable):
        SessionStore().create()
    assert len(set(tries)) == 5


def test_saving_a_session_without_a_key_makes_one() -> None:
    session = SessionStore()
    session["a"] = 1
    session.save()
    assert SessionStore(session.session_key)["a"] == 1
    SessionStore.clear_expired()
    assert SessionStore().digest == ""
