"""The token vault: one refresh at a time across threads and processes, and never an older answer over a newer one."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

import pytest
from django.test import Client

from selfcare.domain.context import Context
from selfcare.domain.errors import SignInRequired, StoreUnavailable, UpstreamFailed, UpstreamTimeout
from selfcare.sessions import store, tokens
from selfcare.stores import sessions
from tests.selfcare.urls import token


class Refresher:
    """Counts what the auth service would be asked; ``during`` happens while it thinks."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.delay = 0.05
        self.failure: Exception | None = None
        self.during: Any = None
        self._lock = threading.Lock()

    def __call__(self, _ctx: Context, refresh_token: str) -> Any:
        with self._lock:
            self.asked.append(refresh_token)
        time.sleep(self.delay)
        if self.during:
            self.during()
        if self.failure:
            raise self.failure
        number = len(self.asked)
        return token(access_token=f"at-new-{number}", refresh_token=f"rt-new-{number}")


@pytest.fixture
def refresher() -> Iterator[Refresher]:
    before = list(tokens._refreshers)
    refresher = Refresher()
    tokens.register_refresher(refresher)
    yield refresher
    tokens._refreshers[:] = before


DIGEST = store.digest("a" * 43)


def context(seconds: float = 5.0) -> Context:
    return Context(customer_id="cus_1", request_id="r", session_key=DIGEST, deadline=time.monotonic() + seconds)


def test_a_fresh_token_is_used_as_it_is(refresher: Refresher) -> None:
    tokens.keep(DIGEST, token())
    assert tokens.access_token(context()) == "at-1"
    assert refresher.asked == []


def test_a_token_about_to_end_is_refreshed_before_it_is_used(refresher: Refresher) -> None:
    tokens.keep(DIGEST, token(expires_in=29))
    assert tokens.access_token(context()) == "at-new-1"
    assert refresher.asked == ["rt-1"]
    assert tokens.access_token(context()) == "at-new-1"
    assert tokens.refresh_token(DIGEST) == "rt-new-1"


def test_twenty_threads_make_one_refresh(refresher: Refresher) -> None:
    tokens.keep(DIGEST, token(expires_in=1))
    answers: list[str] = []
    barrier = threading.Barrier(20)

    def ask() -> None:
        barrier.wait()
        answers.append(tokens.access_token(context()))

    threads = [threading.Thread(target=ask) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == ["at-new-1"] * 20
    assert refresher.asked == ["rt-1"]


def test_a_session_that_is_over_ends_here_too(elin: Client, refresher: Refresher) -> None:
    refresher.failure = SignInRequired()
    elin.get("/t/in?token_life=1")
    key = elin.cookies["session"].value
    answer = elin.get("/t/who")
    assert answer.status_code == HTTPStatus.SEE_OTHER
    assert sessions().exists(store.session_key(store.digest(key))) == 0


def test_an_outage_of_the_auth_service_ends_nothing(elin: Client, refresher: Refresher) -> None:
    refresher.failure = UpstreamFailed()
    elin.get("/t/in?token_life=1")
    assert elin.get("/t/who").status_code == HTTPStatus.BAD_GATEWAY
    refresher.failure = None
    assert elin.get("/t/who").content == b"Elin at-new-2 0"


def test_without_tokens_there_is_no_session(refresher: Refresher) -> None:
    with pytest.raises(SignInRequired):
        tokens.access_token(context())


def test_without_a_refresher_an_old_token_is_an_ended_session(refresher: Refresher) -> None:
    tokens._refreshers.clear()
    tokens.keep(DIGEST, token(expires_in=1))
    with pytest.raises(SignInRequired):
        tokens.access_token(context())


def test_waiting_ends_with_the_time_budget(refresher: Refresher) -> None:
    tokens.keep(DIGEST, token(expires_in=1))
    sessions().set(tokens._lock_key(DIGEST), "somebody else", px=5000)
    began = time.monotonic()
    with pytest.raises(UpstreamTimeout):
        tokens.access_token(context(seconds=0.2))
    assert time.monotonic() - began < 4  # the lock itself would last for five


def test_a_lock_whose_holder_died_runs_out(refresher: Refresher) -> None:
    tokens.keep(DIGEST, token(expires_in=1))
    sessions().set(tokens._lock_key(DIGEST), "died", px=100)
    assert tokens.access_token(context()) == "at-new-1"


def test_a_second_answer_never_replaces_the_first(refresher: Refresher) -> None:
    """The lock ran out while we waited for the auth service, and somebody else stored their answer."""
    tokens.keep(DIGEST, token(expires_in=1))
    kept = tokens._read(DIGEST)
    refresher.during = lambda: tokens.keep(
        DIGEST, token(access_token="theirs", refresh_token="rt-theirs"), instead_of=kept.generation
    )
    assert tokens.access_token(context()) == "theirs"
    assert tokens.refresh_token(DIGEST) == "rt-theirs"


def test_a_sign_out_during_a_refresh_is_not_undone(refresher: Refresher) -> None:
    tokens.keep(DIGEST, token(expires_in=1))
    refresher.during = lambda: store.delete_by_digest(DIGEST)
    with pytest.raises(SignInRequired):
        tokens.access_token(context())
    assert sessions().exists(store.token_key(DIGEST)) == 0


def test_a_lock_is_released_by_its_owner_only(refresher: Refresher) -> None:
    tokens.keep(DIGEST, token(expires_in=1))
    refresher.during = lambda: sessions().set(tokens._lock_key(DIGEST), "the next owner", px=5000)
    tokens.access_token(context())
    assert sessions().get(tokens._lock_key(DIGEST)) == b"the next owner"


def test_somebody_may_finish_between_our_look_and_our_lock(
    refresher: Refresher, monkeypatch: pytest.MonkeyPatch
) -> None:
    tokens.keep(DIGEST, token(expires_in=1))
    generation = tokens._read(DIGEST).generation
    original = tokens._lock

    def lock_late(digest: str) -> str:
        tokens.keep(DIGEST, token(access_token="theirs"), instead_of=generation)
        return original(digest)

    monkeypatch.setattr(tokens, "_lock", lock_late)
    assert tokens.access_token(context()) == "theirs"
    assert refresher.asked == []


def test_a_store_that_is_gone_is_not_an_ended_session(refresher: Refresher, dead_store: None) -> None:
    with pytest.raises(StoreUnavailable):
        tokens.access_token(context())
    tokens._unlock(DIGEST, "owner")  # the lock runs out by itself
