"""One movement of money, told truthfully, whatever dies between the order and its answer."""

from __future__ import annotations

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import pytest
import requests

from deploy.local.processes import wait_for_answer
from deploy.local.stack import Stack
from tests.chaos.person import Form, Person, heading, seen
from tests.chaos.platform import Platform, eventually

RECONCILED_WITHIN = 120
ORDER: dict[str, Any] = {"service": "payments", "method": "POST", "path": "/v1/deposits"}


def test_web_killed_between_order_and_call(elin: Person, platform: Platform, stack: Stack) -> None:
    form = elin.review("101,37")
    platform.faults({**ORDER, "kind": "blackhole", "seconds": 60})
    press = threading.Thread(target=_press_and_lose, args=(elin, form))
    press.start()
    eventually(lambda: platform.faults_left() == 0, seconds=30)
    stack.kill("web")
    press.join()
    assert platform.transactions(10137) == []
    stack.launch("web")
    wait_for_answer(f"{stack.url}/readyz", child=stack.children["web"])
    told = elin.get(_state_after_another_press(elin, form))
    assert heading(told) == "We already have this one"
    _ends_with_one_deposit(elin, platform, told.url, 10137)


def test_acted_then_lost(elin: Person, platform: Platform) -> None:
    lost = {"close": 10211, "blackhole": 10223, "garbage": 10227, "error": 10229}
    states = {minor: _confirm_and_lose_the_answer(elin, platform, kind, minor) for kind, minor in lost.items()}
    for minor, state in states.items():
        assert len(platform.transactions(minor)) == 1
        _ends_with_one_deposit(elin, platform, state, minor)


def test_worker_killed_while_it_finds_out(elin: Person, platform: Platform, stack: Stack) -> None:
    form = elin.review("103,41")
    platform.faults({**ORDER, "kind": "close", "acts": True}, {**ORDER, "kind": "blackhole", "seconds": 60})
    state = elin.get(elin.confirm(form).headers["Location"])
    eventually(lambda: platform.faults_left() == 0, seconds=60)
    stack.kill("worker")
    stack.launch("worker")
    _ends_with_one_deposit(elin, platform, state.url, 10341)


def test_twenty_presses_at_once_on_two_instances(elin: Person, platform: Platform, other_url: str) -> None:
    form = elin.review("104,43")
    gate = threading.Barrier(20)

    def press(number: int) -> requests.Response:
        person = Person(elin.url)
        person.session.cookies.update(elin.session.cookies)
        gate.wait()
        return person.confirm(form, url=elin.url if number % 2 else other_url)

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(press, range(20)))
    statuses = Counter(answer.status_code for answer in answers)
    assert set(statuses) <= {303, 429}, statuses  # ten a minute are let through to the order, the rest are told to wait
    assert statuses[303]
    assert len(platform.transactions(10443)) == 1
    first = [each for each in answers if each.status_code == 303 and "/bank/" in each.headers["Location"]]
    repeats = [each for each in answers if each.status_code == 303 and "repeat=1" in each.headers["Location"]]
    assert len(first) == 1
    assert len(repeats) == statuses[303] - 1


def _press_and_lose(person: Person, form: Form) -> None:
    with suppress(requests.ConnectionError):
        person.confirm(form)
        pytest.fail("an answer came from a process that was killed")


def _confirm_and_lose_the_answer(person: Person, platform: Platform, kind: str, minor: int) -> str:
    """Confirm while the answer is lost in this way. Returns the address that tells how it stands."""
    form = person.review(f"{minor // 100},{minor % 100}")
    platform.faults({**ORDER, "kind": kind, "acts": True, "seconds": 10})
    answer = person.confirm(form)
    assert answer.status_code == 303
    state = person.get(answer.headers["Location"])
    assert heading(state) == "Your deposit is being confirmed"
    assert "Do not send it again" in seen(state)
    return state.url


def _state_after_another_press(person: Person, form: Form) -> str:
    """The person presses again, because nothing came back: they are told about the first one."""
    again = person.confirm(form)
    assert again.status_code == 303
    return again.headers["Location"]


def _ends_with_one_deposit(person: Person, platform: Platform, url: str, minor: int) -> None:
    """The page never says that it failed, moves on by itself, and there is one deposit in the end."""
    path = "/" + url.partition("?")[0].split("/", 3)[3]

    def moved_on() -> bool:
        page = person.get(path)
        assert page.status_code == 200
        assert heading(page) in {"Your deposit is being confirmed", "Waiting for your bank"}, seen(page)
        return heading(page) == "Waiting for your bank"

    eventually(moved_on, seconds=RECONCILED_WITHIN, every=1)
    (deposit,) = platform.transactions(minor)
    leave = person.get(f"/transactions/{deposit['id']}/continue")
    person.approve(leave.headers["Location"])
    eventually(lambda: _amount_is_heading(person, path, minor), seconds=60, every=0.5)
    assert len(platform.transactions(minor)) == 1


def _amount_is_heading(person: Person, path: str, minor: int) -> bool:
    return f"{minor // 100},{minor % 100}" in heading(person.get(path))
