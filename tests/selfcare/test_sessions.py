"""Sessions: how they begin, go on and end, and what is kept of them."""

from __future__ import annotations

import time
from http import HTTPStatus
from typing import cast

import msgspec
import pytest
import time_machine
from django.contrib.sessions.backends.base import UpdateError
from django.test import Client

from selfcare import sessions as rooms
from selfcare import versions
from selfcare.sessions import store
from selfcare.sessions.store import SessionStore, index_key, session_key, token_key
from selfcare.stores import sessions
from tests.people import cookie


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
