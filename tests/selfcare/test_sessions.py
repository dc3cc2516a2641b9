"""Sessions: life, death, and a store that fails (hardening D1, D2; K8 to K14, K46)."""

from __future__ import annotations

import contextlib
import threading
import time
from http import HTTPStatus
from typing import cast

import msgspec
import pytest
import time_machine
from django.contrib.sessions.backends.base import CreateError, UpdateError
from django.test import Client

from selfcare import sessions as rooms
from selfcare import versions
from selfcare.domain.errors import StoreUnavailable
from selfcare.sessions import store
from selfcare.sessions.store import SessionStore, index_key, session_key, token_key
from selfcare.stores import sessions
from tests import services


def cookie(client: Client) -> str:
    return client.cookies["session"].value


def names(pattern: str) -> list[str]:
    return [key.decode() for key in cast("list[bytes]", sessions().keys(pattern))]


def test_signed_in_person_is_known_without_a_database(elin: Client) -> None:
    assert elin.get("/t/who").content == b"Elin at-1 0"


def test_version_comes_with_the_session(elin: Client) -> None:
    version = versions.bump("cus_1", "transactions")
    assert elin.get("/t/who").content == f"Elin at-1 {version}".encode()


def test_redis_holds_json_under_a_digest_of_the_cookie(elin: Client) -> None:
    keys = names("sc:session:*")
    assert keys == [session_key(store.digest(cookie(elin)))]
    fields = sessions().hgetall(keys[0])
    assert msgspec.json.decode(fields[b"customer"])["id"] == "cus_1"
    assert all(msgspec.json.decode(value) is not None for value in fields.values())
    assert cookie(elin) not in "".join(names("*"))


def test_sign_in_changes_the_key_and_the_old_one_is_worth_nothing(client: Client) -> None:
    client.get("/t/put/a")
    before = cookie(client)
    client.get("/t/in")
    assert cookie(client) != before
    other = Client()
    other.cookies["session"] = before
    assert other.get("/t/who").status_code == HTTPStatus.SEE_OTHER


def test_a_cookie_chosen_by_somebody_else_is_never_adopted(client: Client) -> None:
    client.cookies["session"] = "A" * 43
    client.get("/t/in")
    assert cookie(client) != "A" * 43


@pytest.mark.parametrize("value", ["", "x", "a" * 44, "../../../etc", "å" * 43, "a" * 42 + "\n"])
def test_a_malformed_cookie_is_no_session(client: Client, value: str) -> None:
    client.cookies["session"] = value
    assert client.get("/t/who").status_code == HTTPStatus.SEE_OTHER


def test_sign_out_ends_the_session_its_tokens_and_its_place_in_the_index(elin: Client) -> None:
    copy = cookie(elin)
    answer = elin.get("/t/out")
    assert answer.cookies["session"].value == ""
    assert sessions().exists(session_key(store.digest(copy)), token_key(store.digest(copy))) == 0
    assert sessions().scard(index_key("cus_1")) == 0
    elin.cookies["session"] = copy
    assert elin.get("/t/who").status_code == HTTPStatus.SEE_OTHER


def test_rotation_keeps_the_session_and_its_tokens_under_a_new_key(elin: Client) -> None:
    before = cookie(elin)
    elin.get("/t/rotate")
    assert cookie(elin) != before
    assert elin.get("/t/who").content == b"Elin at-1 0"
    assert sessions().smembers(index_key("cus_1")) == {store.digest(cookie(elin)).encode()}
    old = Client()
    old.cookies["session"] = before
    assert old.get("/t/who").status_code == HTTPStatus.SEE_OTHER


def test_rotation_of_an_ended_session_is_refused() -> None:
    session = SessionStore()
    session["a"] = 1
    session.create()
    session.delete()
    with pytest.raises(UpdateError):
        session.cycle_key()


def test_rotation_of_nothing_makes_a_session() -> None:
    session = SessionStore()
    session["a"] = 1
    session.cycle_key()
    assert SessionStore(session.session_key)["a"] == 1


def test_every_device_can_be_signed_out_at_once(elin: Client) -> None:
    phone = Client()
    phone.get("/t/in")
    assert rooms.end_all("cus_1") == 2
    for device in (elin, phone):
        assert device.get("/t/who").status_code == HTTPStatus.SEE_OTHER


def test_cookie_flags(client: Client) -> None:
    morsel = client.get("/t/in").cookies["session"]
    assert morsel["httponly"]
    assert morsel["samesite"] == "Lax"
    assert morsel["path"] == "/"
    assert morsel["max-age"] == ""  # ends with the browser


def test_idle_session_ends_after_fifteen_minutes(client: Client) -> None:
    with time_machine.travel(time.time(), tick=False) as clock:
        client.get("/t/in?token_life=100000")
        clock.shift(899)
        assert client.get("/t/who").status_code == HTTPStatus.OK
        clock.shift(899)
        assert client.get("/t/who").status_code == HTTPStatus.OK
        clock.shift(901)
        assert client.get("/t/who").status_code == HTTPStatus.SEE_OTHER


def test_polls_do_not_keep_a_session_alive(client: Client) -> None:
    with time_machine.travel(time.time(), tick=False) as clock:
        client.get("/t/in?token_life=100000")
        for _ in range(29):
            clock.shift(30)
            assert client.get("/t/poll").status_code == HTTPStatus.OK
            assert client.get("/t/who", headers={"X-Poll": "1"}).status_code == HTTPStatus.OK
        clock.shift(40)
        assert client.get("/t/poll").status_code == HTTPStatus.SEE_OTHER


def test_no_session_outlives_eight_hours(client: Client) -> None:
    with time_machine.travel(time.time(), tick=False) as clock:
        client.get("/t/in?token_life=100000")
        for _ in range(47):
            clock.shift(600)
            assert client.get("/t/who").status_code == HTTPStatus.OK
        clock.shift(601)
        assert client.get("/t/who").status_code == HTTPStatus.SEE_OTHER


def test_the_stamp_is_written_at_most_once_a_minute(client: Client) -> None:
    with time_machine.travel(time.time(), tick=False) as clock:
        client.get("/t/in?token_life=100000")
        key = session_key(store.digest(cookie(client)))
        first = sessions().hget(key, "seen")
        clock.shift(59)
        client.get("/t/who")
        assert sessions().hget(key, "seen") == first
        clock.shift(1)
        client.get("/t/who")
        assert sessions().hget(key, "seen") != first


def test_redis_forgets_by_itself(elin: Client) -> None:
    assert 0 < sessions().ttl(session_key(store.digest(cookie(elin)))) <= store.IDLE_SECONDS


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


def test_a_store_that_hangs_is_503_within_a_second_and_the_cookie_stays(elin: Client) -> None:
    assert services.valkey
    services.valkey.pause()
    try:
        for path in ("/t/who", "/t/put/a", "/t/in", "/t/out", "/t/words", "/api/v1/t/mine"):
            began = time.monotonic()
            answer = elin.get(path)
            assert time.monotonic() - began < 1.0, path
            assert answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE, path
            assert answer["Retry-After"] == "2"
            assert not answer.cookies, path
    finally:
        services.valkey.resume()
    deadline = time.monotonic() + 2
    while (answer := elin.get("/t/who")).status_code != HTTPStatus.OK and time.monotonic() < deadline:
        time.sleep(0.05)
    assert answer.content == b"Elin at-1 0"


def test_signing_in_while_the_store_hangs_is_503_within_a_second(client: Client) -> None:
    assert services.valkey
    services.valkey.pause()
    try:
        began = time.monotonic()
        answer = client.get("/t/in")
        assert time.monotonic() - began < 1.0
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
