"""Redis hangs for ten seconds: quick answers, nobody signed out, and then as before."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial

import requests

from deploy.local.stack import Stack
from tests.chaos.person import Person, cookie_deletions
from tests.chaos.platform import eventually
from tests.journeys.walk import DEMO
from tests.timing import within

PAUSE, MOST, NORMAL_AGAIN = 10, 1.0, 15
PAGES = {
    **dict.fromkeys(("/", "/transactions", "/deposit", "/api/v1/transactions", "/api/v1/session", "/login"), 503),
    "/healthz": 200,
    "/static/img/mark.svg": 200,
}


def test_ten_seconds_without_redis(elin: Person, stack: Stack, other_url: str) -> None:
    assert stack.valkey
    new = Person(stack.url)
    form = {**new.login_form(), "email": DEMO[0], "password": DEMO[1]}
    began = time.monotonic()
    stack.valkey.pause()
    try:
        _check(lambda: new.post("/login", form), 503)
        while time.monotonic() - began < PAUSE:
            for path, status in PAGES.items():
                _check(partial(elin.get, path), status)
                _check(partial(elin.get, path, url=other_url), status)
            _check(lambda: new.get("/login"), 200)
    finally:
        stack.valkey.resume()
    both = (stack.url, other_url)
    eventually(lambda: all(elin.get("/", url=url).status_code == 200 for url in both), seconds=NORMAL_AGAIN)
    assert elin.signed_in()
    assert new.sign_in()


def _check(ask: Callable[[], requests.Response], status: int) -> None:
    """Quick, honest, and every cookie left alone."""
    answer = within(MOST, ask)
    told = f"{answer.request.method} {answer.url} {answer.status_code} in {answer.elapsed.total_seconds():.2f} s"
    assert answer.status_code == status, told
    assert not cookie_deletions(answer), told
    if answer.status_code == 503:
        assert int(answer.headers["Retry-After"]) > 0, told
