"""Tokens lie sealed in Redis: keys rotate without a sign-out, and what cannot be opened ends politely."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from selfcare.sessions import sealing, store, tokens
from selfcare.stores import sessions
from tests.selfcare.urls import token


def new_key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


def vault(client: Client) -> str:
    return store.token_key(store.digest(client.cookies["session"].value))


@pytest.fixture(autouse=True)
def _no_refresher() -> Iterator[None]:
    """Nobody may be asked for new tokens here."""
    before = list(tokens._refreshers)
    tokens._refreshers.clear()
    yield
    tokens._refreshers[:] = before


def test_no_token_lies_in_redis_as_it_is(elin: Client) -> None:
    fields: Any = sessions().hgetall(vault(elin))
    assert fields[b"access_token"]
    assert fields[b"refresh_token"]
    everything = b"".join(
        b"".join(sessions().hgetall(key).values())  # type: ignore[arg-type]  # redis types both clients
        for key in sessions().scan_iter("sc:*", _type="hash")
    )
    assert b"at-1" not in everything
    assert b"rt-1" not in everything
    assert elin.get("/t/who").content == b"Elin at-1 0"
    assert tokens.refresh_token(store.digest(elin.cookies["session"].value)) == "rt-1"


def test_the_same_token_is_never_stored_alike() -> None:
    assert sealing.seal("at-1") != sealing.seal("at-1")


def test_a_rotation_signs_nobody_out(elin: Client, settings: Any) -> None:
    old, new = new_key(), new_key()
    settings.TOKEN_KEYS = [old]
    elin.get("/t/in")
    for keys in ([old, new], [new, old]):
        settings.TOKEN_KEYS = keys
        assert elin.get("/t/who").content == b"Elin at-1 0"
    phone = Client()
    phone.get("/t/in")
    settings.TOKEN_KEYS = [new]
    assert phone.get("/t/who").content == b"Elin at-1 0"


@pytest.mark.parametrize("lost", [True, False], ids=["the key is gone", "rubbish"])
@pytest.mark.parametrize("path", ["/t/who", "/api/v1/t/who"])
def test_what_cannot_be_opened_is_a_sign_out_and_no_loop(elin: Client, settings: Any, lost: bool, path: str) -> None:
    settings.TOKEN_KEYS = [new_key()]
    if not lost:
        elin.get("/t/in")
        sessions().hset(vault(elin), mapping={"access_token": b"\xff\x00", "refresh_token": "rt-1"})
    answer = elin.get(path)
    assert answer.status_code == (HTTPStatus.UNAUTHORIZED if "api" in path else HTTPStatus.SEE_OTHER)
    assert elin.get("/login").status_code == HTTPStatus.OK
    assert not list(sessions().scan_iter("sc:session:*"))


def test_an_access_token_that_cannot_be_opened_is_renewed(elin: Client) -> None:
    tokens.register_refresher(lambda _ctx, refresh: token(access_token=f"at-for-{refresh}"))
    sessions().hset(vault(elin), "access_token", "rubbish")
    assert elin.get("/t/who").content == b"Elin at-for-rt-1 0"


def test_an_expiry_that_is_no_number_is_a_token_that_ended(elin: Client) -> None:
    tokens.register_refresher(lambda _ctx, refresh: token(access_token=f"at-for-{refresh}"))
    sessions().hset(vault(elin), mapping={"expires_at": b"\xffsoon", "generation": b"\xff"})
    assert elin.get("/t/who").status_code == HTTPStatus.OK


@pytest.mark.parametrize(
    "text",
    ["short", "bm90LWEta2V5", "å" * 44, "*" * 44, new_key() + "AAAA"],
    ids=["short", "too short", "not ASCII", "no base 64", "too long"],
)
def test_a_key_that_is_none_is_refused_without_being_told(text: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="key 2") as refused:
        sealing.token_keys_read([new_key(), text])
    assert text not in str(refused.value)


def test_a_key_is_not_listed_twice_in_either_alphabet() -> None:
    key = secrets.token_bytes(32)
    twice = [base64.b64encode(key).decode(), base64.urlsafe_b64encode(key).decode()]
    with pytest.raises(ImproperlyConfigured, match="TOKEN_KEYS"):
        sealing.token_keys_read(twice)
