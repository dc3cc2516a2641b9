"""Guessing is counted before the auth service is asked, and nobody can lock another person out."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.test import Client

from accounts.services.guessing import resend_count
from selfcare.domain.errors import RateLimited
from selfcare.limits import network
from selfcare.stores import sessions
from tests.accounts.scripts import EMAIL, START, accepts, asks_code, post_login, refuses
from tests.fake_upstream import FakeUpstream


def _try(number: int, **more: Any) -> int:
    address = f"10.0.{number % 250}.{number % 200 + 1}"
    return int(post_login(Client(REMOTE_ADDR=address), **more).status_code)


def test_ten_tries_for_one_person_from_anywhere(upstream: FakeUpstream) -> None:
    refuses(upstream)
    assert [_try(number) for number in range(11)] == [422] * 10 + [429]
    assert len(upstream.asked("POST", START)) == 10


def test_spelling_does_not_buy_tries(upstream: FakeUpstream) -> None:
    refuses(upstream)
    spellings = [EMAIL, EMAIL.upper(), f" {EMAIL} ", EMAIL.title()]
    assert [_try(number, data={"email": spellings[number % 4]}) for number in range(11)][-1] == 429


def test_sixty_at_once_are_ten(upstream: FakeUpstream) -> None:
    refuses(upstream)
    with ThreadPoolExecutor(12) as pool:
        statuses = list(pool.map(_try, range(60)))
    assert sorted(set(statuses)) == [422, 429]
    assert statuses.count(422) == 10


def test_twenty_a_minute_from_one_network(upstream: FakeUpstream) -> None:
    refuses(upstream)
    statuses = [
        post_login(Client(), data={"email": f"person{number}@selfcare.example"}).status_code for number in range(21)
    ]
    assert statuses == [422] * 20 + [429]


def test_claimed_addresses_buy_nothing(upstream: FakeUpstream) -> None:
    refuses(upstream)
    statuses = [
        post_login(
            Client(),
            data={"email": f"person{number}@selfcare.example"},
            headers={"X-Forwarded-For": f"198.51.100.{number}", "X-Real-IP": f"198.51.100.{number}"},
        ).status_code
        for number in range(21)
    ]
    assert statuses[-1] == 429


def test_paused_page_says_until_when(upstream: FakeUpstream) -> None:
    refuses(upstream)
    for number in range(10):
        _try(number)
    response = post_login(Client(REMOTE_ADDR="10.9.9.9"))
    assert 0 < int(response["Retry-After"]) <= 900
    assert "Sign-in is paused until" in response.content.decode()


def test_device_that_signed_in_before_passes_a_strangers_pause(client: Client, upstream: FakeUpstream) -> None:
    accepts(upstream)
    assert post_login(client).status_code == 303
    upstream.on("POST", "/auth/v1/revoke", json={})
    client.post("/logout")
    refuses(upstream)
    assert [_try(number) for number in range(11)][-1] == 429
    accepts(upstream)
    assert post_login(client).status_code == 303
    assert upstream.asked("POST", START)[-1].body["client"]["device"] == "dev_1"
    assert "device" not in upstream.asked("POST", START)[0].body["client"]


def test_known_device_cannot_guess_without_end(client: Client, upstream: FakeUpstream) -> None:
    accepts(upstream)
    post_login(client)
    upstream.on("POST", "/auth/v1/revoke", json={})
    client.post("/logout")
    refuses(upstream)
    statuses = [post_login(client, REMOTE_ADDR=f"10.1.0.{number + 1}").status_code for number in range(11)]
    assert statuses == [422] * 10 + [429]


def test_signing_in_well_is_no_guess(upstream: FakeUpstream) -> None:
    accepts(upstream)
    assert [post_login(Client()).status_code for _ in range(25)] == [303] * 25


def test_right_password_without_the_code_still_counts(upstream: FakeUpstream) -> None:
    asks_code(upstream)
    assert [_try(number) for number in range(11)] == [303] * 10 + [429]


def test_own_device_opens_nobody_elses_door(client: Client, upstream: FakeUpstream) -> None:
    accepts(upstream)
    post_login(client)
    upstream.on("POST", "/auth/v1/revoke", json={})
    client.post("/logout")
    refuses(upstream)
    post_login(client, data={"email": "victim@selfcare.example"})
    assert "device" not in upstream.asked("POST", START)[-1].body["client"]


def test_a_code_is_sent_again_once_in_half_a_minute_and_five_times_an_hour() -> None:
    store: Any = sessions()
    for _ in range(5):
        resend_count(digest="d")
        with pytest.raises(RateLimited) as soon:
            resend_count(digest="d")
        assert 0 < (soon.value.retry_after or 0) <= 30
        for key in store.scan_iter("sc:limit:sign-in-resend-30:*"):
            store.delete(key)
    with pytest.raises(RateLimited) as later:
        resend_count(digest="d")
    assert 3000 < (later.value.retry_after or 0) <= 3600


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("", "unknown"),
        ("not an address", "unknown"),
    ],
)
def test_network_of_an_address(address: str, expected: str) -> None:
    assert network(address) == expected
