"""PostgreSQL is stopped: reading goes on, ordering is refused at once, and nothing is a 500."""

from __future__ import annotations

import time

import requests

from deploy.local.postgres import Postgres
from deploy.local.stack import Stack
from tests.chaos.person import OMAR, Person, cookie_deletions
from tests.chaos.platform import Platform, eventually
from tests.timing import within

AWAY, MOST, NORMAL_AGAIN = 6, 1.0, 15
READING = ["/", "/transactions", "/deposit", "/api/v1/transactions", "/api/v1/session"]


def test_postgres_stopped_and_back(
    elin: Person, platform: Platform, stack: Stack, other_url: str, postgres: Postgres
) -> None:
    (known, *_) = elin.get("/api/v1/transactions").json()["data"]
    reading = [*READING, f"/transactions/{known['id']}", "/transactions?q=never-asked-before"]
    form = elin.review("105,47")
    visitor = Person(stack.url)
    postgres.crash()
    began = time.monotonic()
    try:
        _refused(within(MOST, lambda: elin.confirm(form)))
        _refused(within(MOST, lambda: elin.confirm(form, url=other_url)))
        while time.monotonic() - began < AWAY:
            for path in reading:
                assert elin.get(path).status_code == 200, path
                assert elin.get(path, url=other_url).status_code == 200, path
            time.sleep(0.5)  # as people read, below the limits on searching
        assert [visitor.get(path).status_code for path in ("/login", "/signed-out")] == [200, 200]
        assert visitor.sign_in(OMAR)
        assert platform.event("transaction.updated", known["id"]) == [503]
        assert platform.transactions(10547) == []
    finally:
        postgres.start()
    eventually(lambda: _ordered(elin.confirm(form)), seconds=NORMAL_AGAIN, every=2)  # ten a minute are let through
    assert len(platform.transactions(10547)) == 1
    assert not stack.ended()


def _refused(answer: requests.Response) -> None:
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert not cookie_deletions(answer)


def _ordered(answer: requests.Response) -> bool:
    assert answer.status_code in {303, 503}
    return answer.status_code == 303
