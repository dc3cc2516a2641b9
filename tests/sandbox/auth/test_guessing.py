"""Who may try again, and when."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import timedelta

import pytest
import time_machine
from django.conf import LazySettings
from django.db import connection
from django.test import Client

from sandbox import clock
from sandbox.auth import guessing
from sandbox.auth.models import Customer, Guess, GuessCounter
from sandbox.auth.networks import network, truncated
from sandbox.problems import Problem
from tests.sandbox.auth.conftest import answer, start

ELIN = "demo@selfcare.example"


def fail(client: Client, times: int, identifier: str = ELIN, **client_info: str) -> list[int]:
    return [start(client, identifier, "wrong", client=client_info).status_code for _ in range(times)]


@pytest.mark.django_db
@pytest.mark.parametrize("identifier", [ELIN, "nobody@selfcare.example"])
def test_eleventh_try_pauses_alike_for_known_and_unknown(client: Client, elin: Customer, identifier: str) -> None:
    assert fail(client, 10, identifier) == [401] * 10
    reply = start(client, identifier)
    document = reply.json()
    assert (reply.status_code, document["code"], document["retryable"]) == (423, "locked", True)
    assert 890 <= int(reply["Retry-After"]) <= 900
    assert document["retry_after"] == int(reply["Retry-After"])


@pytest.mark.django_db
def test_the_pause_ends_after_a_quarter_of_an_hour(client: Client, elin: Customer) -> None:
    begin = clock.now()
    with time_machine.travel(begin, tick=False):
        fail(client, 10)
    with time_machine.travel(begin + timedelta(minutes=14, seconds=59), tick=False):
        assert start(client).status_code == 423
    with time_machine.travel(begin + timedelta(minutes=15), tick=False):
        assert start(client).status_code == 201


@pytest.mark.django_db
def test_the_window_slides(client: Client, elin: Customer) -> None:
    begin = clock.now()
    with time_machine.travel(begin, tick=False):
        assert fail(client, 5) == [401] * 5
    with time_machine.travel(begin + timedelta(minutes=14), tick=False):
        assert fail(client, 4) == [401] * 4
    with time_machine.travel(begin + timedelta(minutes=16), tick=False):
        assert start(client, password="wrong").json()["attempts_left"] == 5
        assert fail(client, 6) == [401] * 5 + [423]


@pytest.mark.django_db
def test_tries_during_the_pause_do_not_prolong_it(client: Client, elin: Customer) -> None:
    begin = clock.now()
    with time_machine.travel(begin, tick=False):
        fail(client, 10)
    with time_machine.travel(begin + timedelta(minutes=10), tick=False):
        assert fail(client, 5) == [423] * 5
    with time_machine.travel(begin + timedelta(minutes=15), tick=False):
        assert start(client).status_code == 201


@pytest.mark.django_db
def test_success_forgets_earlier_tries(client: Client, elin: Customer) -> None:
    for _ in range(3):
        assert fail(client, 9) == [401] * 9
        assert start(client).status_code == 201


@pytest.mark.django_db
def test_the_tenth_try_may_still_be_right(client: Client, elin: Customer) -> None:
    fail(client, 9)
    assert start(client).status_code == 201
    assert fail(client, 1) == [401]


@pytest.mark.django_db
def test_a_known_device_passes_the_pause_of_strangers(client: Client, elin: Customer, maja: Customer) -> None:
    device = start(client).json()["device"]
    fail(client, 10)
    assert start(client).status_code == 423
    document = start(client, client={"device": device}).json()
    assert (document["status"], document["device"]) == ("succeeded", None)
    assert start(client, client={"device": "dev_made-up"}).status_code == 423
    fail(client, 10, "maja@selfcare.example")
    assert start(client, "maja@selfcare.example", client={"device": device}).status_code == 423


@pytest.mark.django_db
def test_a_known_device_may_not_guess_for_ever(client: Client, elin: Customer) -> None:
    device = start(client).json()["device"]
    assert fail(client, 11, device=device) == [401] * 10 + [423]
    assert start(client).status_code == 201


@pytest.mark.django_db
def test_one_browser_may_be_known_to_two_people(client: Client, elin: Customer, maja: Customer) -> None:
    from tests.sandbox.auth.test_sign_in import code_at

    device = start(client).json()["device"]
    document = start(client, "maja@selfcare.example", client={"device": device}).json()
    assert answer(client, document, code_at()).json()["device"] is None
    fail(client, 10, "maja@selfcare.example")
    assert start(client, "maja@selfcare.example", client={"device": device}).status_code == 201


@pytest.mark.django_db
def test_codes_count_as_tries_too(client: Client, maja: Customer) -> None:
    statuses: list[int] = []
    for _ in range(4):
        begun = start(client, "maja@selfcare.example")
        statuses.append(begun.status_code)
        if begun.status_code == 201:
            statuses += [answer(client, begun.json(), "000000").status_code for _ in range(4)]
    assert statuses == [201, 401, 401, 401, 401, 201, 401, 401, 401, 401, 423, 423]


@pytest.mark.django_db
def test_a_network_is_limited_and_success_is_free(client: Client, elin: Customer, settings: LazySettings) -> None:
    settings.GUESSES_PER_NETWORK = 5
    for _ in range(8):
        assert start(client).status_code == 201
    assert [fail(client, 1, f"u{n}@x.example", ip=f"192.0.2.{n}")[0] for n in range(6)] == [401] * 5 + [429]
    assert start(client, client={"ip": "192.0.2.200"}).json()["code"] == "rate_limited"
    assert start(client, client={"ip": "198.51.100.1"}).status_code == 201


@pytest.mark.django_db
def test_the_whole_service_is_limited(client: Client, elin: Customer, settings: LazySettings) -> None:
    settings.GUESSES_GLOBAL = 3
    assert [fail(client, 1, f"u{n}@x.example", ip=f"192.0.{n}.1")[0] for n in range(4)] == [401] * 3 + [429]


@pytest.mark.django_db(transaction=True)
def test_parallel_tries_pass_ten(elin: Customer) -> None:
    rules = guessing.limits(identifier_key="one", ip="192.0.2.1", device_key=None)
    outcomes: Counter[str] = Counter()

    def attempt() -> None:
        try:
            guessing.attempt_begin(rules)
            outcomes["passed"] += 1
        except Problem as problem:
            outcomes[problem.code] += 1
        finally:
            connection.close()

    threads = [threading.Thread(target=attempt) for _ in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes == {"passed": 10, "locked": 20}


@pytest.mark.django_db
def test_sweeping_keeps_what_still_counts(client: Client, elin: Customer) -> None:
    fail(client, 3)
    guessing.guesses_sweep()
    assert Guess.objects.count() == 9
    with time_machine.travel(clock.now() + timedelta(minutes=31)):
        guessing.guesses_sweep()
    assert (Guess.objects.count(), GuessCounter.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("ip", "expected"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.77", "192.0.2.0/24"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
        ("not an address", ""),
    ],
)
def test_networks(ip: str, expected: str) -> None:
    assert network(ip) == expected
    assert truncated(ip) == expected.partition("/")[0]
