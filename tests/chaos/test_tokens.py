"""An access token runs out while two tabs ask: it is renewed once, and neither notices."""

from __future__ import annotations

import re
import threading
from concurrent.futures import ThreadPoolExecutor

import requests

from tests.chaos.person import Person
from tests.chaos.platform import Platform

_REFRESHES = re.compile(r'selfcare_upstream_seconds_count\{doing="refresh token",outcome="(\w+)",[^}]*\} ([0-9.]+)')
ELEVEN_MINUTES = 660


def test_two_tabs_refresh_once(elin: Person, platform: Platform, other_url: str) -> None:
    before = _refreshes(elin, other_url)
    platform.clock_shift(ELEVEN_MINUTES)  # to the payment service the token is over; our own clock says it is fresh
    answers = _at_once(elin, [elin.url, other_url, elin.url, other_url])
    assert [answer.status_code for answer in answers] == [200] * 4
    assert _refreshes(elin, other_url) - before == 1
    assert elin.signed_in()


def _at_once(person: Person, urls: list[str]) -> list[requests.Response]:
    gate = threading.Barrier(len(urls))

    def ask(number: int) -> requests.Response:
        tab = Person(person.url)
        tab.session.cookies.update(person.session.cookies)
        gate.wait()
        return tab.get(f"/transactions?q=tab-{number}", url=urls[number])

    with ThreadPoolExecutor(len(urls)) as pool:
        return list(pool.map(ask, range(len(urls))))


def _refreshes(person: Person, other_url: str) -> float:
    """How often both instances asked the auth service for new tokens, with success; any other answer fails."""
    found = [
        each for url in (person.url, other_url) for each in _REFRESHES.findall(person.get("/metrics", url=url).text)
    ]
    assert {outcome for outcome, _count in found} <= {"200"}, found
    return sum(float(count) for _outcome, count in found)
