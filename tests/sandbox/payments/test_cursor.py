"""Keyset cursors: stable while the list grows, the same both ways, and of no use to a forger."""

from __future__ import annotations

import base64
import hmac
from datetime import timedelta
from typing import Any

import pytest

from sandbox.payments import models
from sandbox.payments.domain.ports import plugs
from tests.sandbox.payments.conftest import Caller
from tests.sandbox.payments.people import OTHER, START, transaction_make


def walk(caller: Caller, query: str, way: str = "next_cursor", cursor: str | None = None) -> list[list[str]]:
    pages = []
    while True:
        page = caller.get("/v1/transactions", f"{query}&cursor={cursor}" if cursor else query).json()
        pages.append([row["id"] for row in page["data"]])
        cursor = page["page"][way]
        if cursor is None:
            return pages


@pytest.mark.parametrize("sort", ["-booked_at", "booked_at"])
def test_by_booking_the_pages_hold_what_is_booked_in_its_order(owner: Caller, clock: Any, sort: str) -> None:
    made = []
    for number in range(9):
        clock.shift(timedelta(seconds=number % 3 // 2))  # three of one instant
        made.append(transaction_make(status="succeeded", created_at=START - timedelta(hours=number)))
        transaction_make(status="pending")
    expected = sorted(((tx.booked_at, tx.id) for tx in made), reverse=sort == "-booked_at")
    pages = walk(owner, f"sort={sort}&limit=4")
    assert [len(page) for page in pages] == [4, 4, 1]
    assert [id_ for page in pages for id_ in page] == [id_ for _, id_ in expected]
    first = owner.get("/v1/transactions", f"sort={sort}&limit=4").json()["page"]["next_cursor"]
    assert owner.get("/v1/transactions", f"limit=4&cursor={first}").json()["code"] == "cursor_mismatch"


@pytest.mark.parametrize("sort", ["-created_at", "created_at"])
def test_pages_join_to_the_whole_list_also_within_one_instant(owner: Caller, sort: str) -> None:
    made = [transaction_make(created_at=START - timedelta(seconds=number // 4)) for number in range(11)]
    expected = sorted(((tx.created_at, tx.id) for tx in made), reverse=sort == "-created_at")
    pages = walk(owner, f"sort={sort}&limit=3")
    assert [len(page) for page in pages] == [3, 3, 3, 2]
    assert [id_ for page in pages for id_ in page] == [id_ for _, id_ in expected]


def test_the_way_back_shows_the_same_pages(owner: Caller) -> None:
    for number in range(7):
        transaction_make(created_at=START - timedelta(seconds=number))
    forward = walk(owner, "limit=3")
    cursor = None
    for _ in range(2):
        at = f"&cursor={cursor}" if cursor else ""
        cursor = owner.get("/v1/transactions", f"limit=3{at}").json()["page"]["next_cursor"]
    last = owner.get("/v1/transactions", f"limit=3&cursor={cursor}").json()
    assert last["page"]["next_cursor"] is None
    back = walk(owner, "limit=3", "prev_cursor", last["page"]["prev_cursor"])
    assert back == forward[1::-1]


def test_rows_that_arrive_meanwhile_neither_repeat_nor_hide_any(owner: Caller) -> None:
    made = [transaction_make(created_at=START - timedelta(seconds=number)).id for number in range(6)]
    first = owner.get("/v1/transactions", "limit=3").json()
    newer = [transaction_make(created_at=START + timedelta(seconds=number)).id for number in range(1, 3)]
    second = owner.get("/v1/transactions", f"limit=3&cursor={first['page']['next_cursor']}").json()
    seen = [row["id"] for row in first["data"] + second["data"]]
    assert seen == made
    back = owner.get("/v1/transactions", f"limit=3&cursor={second['page']['prev_cursor']}").json()
    assert [row["id"] for row in back["data"]] == made[:3]
    above = owner.get("/v1/transactions", f"limit=3&cursor={back['page']['prev_cursor']}").json()
    assert [row["id"] for row in above["data"]] == newer[::-1]


@pytest.mark.parametrize("change", ["type=payment", "sort=created_at", "q=norrbo", "currency=SEK"])
def test_a_cursor_of_other_filters_does_not_fit(owner: Caller, change: str) -> None:
    for _ in range(3):
        transaction_make()
    cursor = owner.get("/v1/transactions", "limit=1").json()["page"]["next_cursor"]
    answer = owner.get("/v1/transactions", f"limit=1&{change}&cursor={cursor}")
    assert (answer.status_code, answer.json()["code"]) == (400, "cursor_mismatch")
    assert owner.get("/v1/transactions", f"limit=2&cursor={cursor}").status_code == 200


def test_a_cursor_of_another_customer_does_not_fit(owner: Caller, other: Caller) -> None:
    for _ in range(2):
        transaction_make()
        transaction_make(customer_id=OTHER)
    cursor = owner.get("/v1/transactions", "limit=1").json()["page"]["next_cursor"]
    assert other.get("/v1/transactions", f"limit=1&cursor={cursor}").json()["code"] == "cursor_mismatch"


def test_the_order_of_filter_values_is_no_change(owner: Caller) -> None:
    for _ in range(2):
        transaction_make()
    cursor = owner.get("/v1/transactions", "type=payment,fee&limit=1").json()["page"]["next_cursor"]
    assert owner.get("/v1/transactions", f"type=fee&type=payment&limit=1&cursor={cursor}").status_code == 200


@pytest.mark.parametrize(
    "cursor",
    [
        "abc",
        "p%3Dabc",
        "%00",
        "=",
        "%F0%9F%92%A3",
        "a" * 1001,
        "AAAA" * 20,
        base64.urlsafe_b64encode(b'[0,"",false,""]' * 3).decode(),
    ],
)
def test_a_cursor_that_is_not_ours_is_refused(owner: Caller, cursor: str) -> None:
    answer = owner.get("/v1/transactions", f"cursor={cursor}")
    assert answer.status_code in {400, 422}
    assert answer.json()["errors"][0]["pointer"] == "/cursor"


def test_any_changed_byte_breaks_a_cursor(owner: Caller) -> None:
    for _ in range(2):
        transaction_make()
    cursor = owner.get("/v1/transactions", "limit=1").json()["page"]["next_cursor"]
    raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    for place in range(0, len(raw), 5):
        changed = bytes([*raw[:place], raw[place] ^ 1, *raw[place + 1 :]])
        forged = base64.urlsafe_b64encode(changed).rstrip(b"=").decode()
        assert owner.get("/v1/transactions", f"cursor={forged}").status_code == 400


@pytest.mark.parametrize(
    "body", [b"[]", b'["x","tx_1",false,"f"]', b'[-1,"tx_1",false,"f"]', b'[9e30,"tx_1",false,"f"]']
)
def test_a_signed_body_of_another_shape_is_refused_all_the_same(owner: Caller, body: bytes) -> None:
    key = plugs.cursor_key()
    cursor = base64.urlsafe_b64encode(body + hmac.digest(key, b"cursor:" + body, "sha256")[:16]).rstrip(b"=").decode()
    answer = owner.get("/v1/transactions", f"cursor={cursor}")
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_request")


def test_a_page_beyond_the_end_is_empty(owner: Caller) -> None:
    rows = [transaction_make() for _ in range(2)]
    cursor = owner.get("/v1/transactions", "limit=1").json()["page"]["next_cursor"]
    models.Transaction.objects.filter(id__in=[row.id for row in rows]).delete()
    page = owner.get("/v1/transactions", f"limit=1&cursor={cursor}").json()
    assert (page["data"], page["page"]) == ([], {"limit": 1, "next_cursor": None, "prev_cursor": None})
