"""Summaries add up what a filter finds: against brute force, at the edges of zones, and at the cap."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from sandbox.payments import models, services
from sandbox.payments.domain import summaries
from sandbox.payments.domain.transactions import Transaction
from tests.sandbox.payments.conftest import Caller
from tests.sandbox.payments.people import OTHER, OWNER, START, account_make, transaction_make

pytestmark = pytest.mark.django_db
PATH = "/v1/summaries"
COUNTS = {"succeeded", "reversed", "authorised"}


def ask(caller: Caller, **query: Any) -> dict[str, Any]:
    answer = caller.get(PATH, urlencode(query))
    assert answer.status_code == 200, answer.content
    found: dict[str, Any] = answer.json()
    return found


def test_what_counts(owner: Caller) -> None:
    for status in ("succeeded", "reversed", "authorised", "pending", "created", "requires_action", "declined"):
        transaction_make(status=status, amount=100)
        transaction_make(status=status, amount=7, direction="in", type="deposit")
    transaction_make(customer_id=OTHER)
    everything = {"key": "all", "label": None, "count": 7, "in": 21, "out": 400, "currency": "SEK", "others": 0}
    assert ask(owner) == {"data": [everything], "is_capped": False}
    [declined] = ask(owner, status="declined")["data"]
    assert (declined["count"], declined["in"], declined["out"]) == (2, 7, 100)


def test_nothing_is_an_empty_list(owner: Caller) -> None:
    assert ask(owner, by="week") == {"data": [], "is_capped": False}
    assert ask(owner, by="merchant", **{"from": "9999-12-31T23:59:59Z"})["data"] == []


def test_by_merchant_with_the_others_as_one(owner: Caller) -> None:
    models.Merchant.objects.create(id="mch_1", name="Norrbo Interiör")
    for number, amount in ((1, 500), (1, 100), (2, 300), (3, 200), (4, 50)):
        transaction_make(merchant_id=f"mch_{number}", amount=amount)
    transaction_make(type="withdrawal", amount=10)
    transaction_make(merchant_id="mch_2", amount=9, currency="EUR")
    found = ask(owner, by="merchant", top=2)["data"]
    assert [(one["currency"], one["key"], one["label"], one["count"], one["out"], one["others"]) for one in found] == [
        ("EUR", "mch_2", None, 1, 9, 0),
        ("SEK", "mch_1", "Norrbo Interiör", 2, 600, 0),
        ("SEK", "mch_2", None, 1, 300, 0),
        ("SEK", "others", None, 3, 260, 3),
    ]
    assert [one["key"] for one in ask(owner, by="merchant", currency="SEK")["data"]][-1] is None


def test_weeks_and_months_are_the_customer_s(owner: Caller) -> None:
    # Half past eleven on a Sunday evening in Stockholm, the first minutes of Monday in Helsinki.
    transaction_make(created_at=datetime(2026, 11, 15, 22, 30, tzinfo=UTC))
    for zone, week in (("Europe/Stockholm", "2026-11-09"), ("Europe/Helsinki", "2026-11-16")):
        assert [one["key"] for one in ask(owner, by="week", tz=zone)["data"]] == [week]
    transaction_make(created_at=datetime(2026, 10, 31, 23, 30, tzinfo=UTC))
    for zone, months in (("UTC", ["2026-10", "2026-11"]), ("Europe/Stockholm", ["2026-11"])):
        assert [one["key"] for one in ask(owner, by="month", tz=zone)["data"]] == months


def test_from_in_the_middle_of_a_week(owner: Caller) -> None:
    transaction_make(created_at=datetime(2026, 11, 16, 12, tzinfo=UTC), amount=1)
    transaction_make(created_at=datetime(2026, 11, 18, 12, tzinfo=UTC), amount=2)
    [week] = ask(owner, by="week", **{"from": "2026-11-17T00:00:00Z"})["data"]
    assert (week["key"], week["out"]) == ("2026-11-16", 2)


def test_a_free_filter_is_capped_at_the_newest(owner: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sandbox.payments.services.summaries.MOST_ROWS", 3)
    for age, amount in enumerate((1, 10, 100)):
        transaction_make(amount=amount, created_at=START - timedelta(days=age))
    assert ask(owner)["is_capped"] is False
    transaction_make(amount=1_000, created_at=START - timedelta(days=9))
    capped = ask(owner)
    assert (capped["is_capped"], capped["data"][0]["count"], capped["data"][0]["out"]) == (True, 3, 111)
    bounded = ask(owner, **{"from": "2026-11-01T00:00:00Z"})
    assert (bounded["is_capped"], bounded["data"][0]["out"]) == (False, 1_111)
    assert ask(owner, q="norrbo", **{"from": "2026-11-01T00:00:00Z"})["is_capped"] is True


@pytest.mark.parametrize(
    ("query", "status", "pointer"),
    [
        ("by=year", 422, "/by"),
        ("by=merchant&top=0", 422, "/top"),
        ("by=merchant&top=101", 422, "/top"),
        ("by=merchant&top=%D9%A3", 422, "/top"),
        ("top=3", 422, "/top"),
        ("by=week&top=3", 422, "/top"),
        ("tz=Europe/Nowhere", 422, "/tz"),
        ("tz=", 422, "/tz"),
        ("tz=../../etc/passwd", 422, "/tz"),
        ("tz=/etc/localtime", 422, "/tz"),
        ("tz=Europe", 422, "/tz"),
        ("tz=" + "A" * 500, 422, "/tz"),
        ("tz=a%00b", 422, "/tz"),
        ("by=week&by=week", 400, "/by"),
        ("limit=3", 400, "/limit"),
        ("cursor=x", 400, "/cursor"),
        ("sort=created_at", 400, "/sort"),
        ("colour=red", 400, "/colour"),
        ("status=lost", 422, "/status"),
        ("by=week&from=0001-01-01T00:00:00Z", 422, "/from"),
        ("by=month&from=1999-01-01T00:00:00Z", 422, "/from"),
    ],
)
def test_queries_that_are_none(owner: Caller, query: str, status: int, pointer: str) -> None:
    answer = owner.get(PATH, query)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (status, pointer)


# --- Against brute force ---------------------------------------------------------------------------

NOW = datetime(2026, 11, 19, 13, 5, 12, tzinfo=UTC)
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "created_at": st.datetimes(datetime(2025, 3, 1), NOW.replace(tzinfo=None)).map(  # noqa: DTZ001 -- below
                lambda at: at.replace(tzinfo=UTC, microsecond=0)
            ),
            "status": st.sampled_from(["succeeded", "reversed", "authorised", "pending", "declined", "created"]),
            "direction": st.sampled_from(["in", "out"]),
            "type": st.sampled_from(["payment", "deposit", "withdrawal", "refund"]),
            "amount": st.integers(0, 2**40),
            "currency": st.sampled_from(["SEK", "EUR", "JPY"]),
            "merchant_id": st.sampled_from([None, "mch_1", "mch_2"]),
        }
    ),
    max_size=12,
)
ZONES = st.sampled_from(["UTC", "Europe/Stockholm", "America/Havana", "Asia/Beirut", "Pacific/Kiritimati"])


def keyed(tx: Transaction, by: str, zone: ZoneInfo) -> str | None:
    day = tx.created_at.astimezone(zone).date()
    keys = {
        "week": (day - timedelta(days=day.weekday())).isoformat(),
        "month": f"{day:%Y-%m}",
        "merchant": tx.merchant_id,
        "type": tx.type,
        "none": "all",
    }
    return keys[by]


def brute(rows: list[Transaction], by: str, zone: ZoneInfo, begin: datetime | None) -> dict[Any, tuple[int, ...]]:
    sums: dict[Any, list[int]] = defaultdict(lambda: [0, 0, 0])
    for tx in rows:
        counts = tx.status in COUNTS or (tx.status == "pending" and tx.direction == "out")
        if counts and (begin is None or tx.created_at >= begin):
            group = sums[keyed(tx, by, zone), tx.currency]
            group[0] += 1
            group[1 if tx.direction == "in" else 2] += tx.amount
    return {key: tuple(values) for key, values in sums.items()}


class AgainstBruteForce(TestCase):
    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        ROWS,
        st.sampled_from(["week", "month", "merchant", "type", "none"]),
        ZONES,
        st.none() | st.integers(0, 600),
    )
    def test_the_same_sums(self, rows: list[dict[str, Any]], by: str, zone: str, days: int | None) -> None:
        made = [transaction_make(updated_at=row["created_at"], **row) for row in rows]
        begin = None if days is None else NOW - timedelta(days=days)
        query = {"by": by, "tz": zone} | ({} if begin is None else {"from": begin.isoformat()})
        with time_machine.travel(NOW, tick=False):
            data = ask(Caller(OWNER), **query)["data"]
        found = {(one["key"], one["currency"]): (one["count"], one["in"], one["out"]) for one in data}
        assert found == brute(made, by, ZoneInfo(zone), begin)
        assert len(found) == len(data)


PAIRS = st.lists(
    st.tuples(st.sampled_from(["by", "top", "tz", "from", "to", "type", "q", "currency"]), st.text(max_size=20)),
    max_size=4,
)


class AnyQuery(TestCase):
    @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
    @given(PAIRS)
    def test_is_a_summary_or_a_clear_refusal(self, pairs: list[tuple[str, str]]) -> None:
        query = urlencode([(name, value.encode("utf-8", "surrogatepass")) for name, value in pairs])
        for path in (PATH, "/v1/accounts/acc_1/balance"):
            answer = Caller(OWNER).get(path, query)
            assert answer.status_code in {200, 400, 404, 422}, answer.content


# --- Balances --------------------------------------------------------------------------------------


def test_what_an_account_held(owner: Caller, clock: Any) -> None:
    account = account_make(opening=100_000)
    path = f"/v1/accounts/{account.id}/balance"
    clock.shift(timedelta(hours=1))
    tx = transaction_make(status="pending", amount=30_000, account_id=account.id, created_at=START)
    clock.shift(timedelta(hours=1))
    done = services.Cause(actor="bank", code="x", at=START)
    services.transaction_advance(transaction_id=tx.id, status="succeeded", cause=done)
    expected = {-1: (0, 0), 0: (100_000, 100_000), 1: (70_000, 100_000), 2: (70_000, 70_000), 900: (70_000, 70_000)}
    for hours, (available, booked) in expected.items():
        at = (START + timedelta(hours=hours)).isoformat().replace("+00:00", ".000Z")
        held = {"available": {"value": available, "currency": "SEK"}, "booked": {"value": booked, "currency": "SEK"}}
        assert owner.get(path, {"at": at}).json() == held | {"at": at}
    assert owner.get(path).json()["available"]["value"] == 70_000


def test_opening_and_movements_are_closing_whenever_they_were_ordered(owner: Caller, clock: Any) -> None:
    """What is booked in a range, by when it was booked, is exactly how the booked balance changed over it."""
    account = account_make(opening=100_000)
    for hour in range(12):
        clock.shift(timedelta(hours=1))
        status = ("pending", "succeeded", "declined")[hour % 3]
        tx = transaction_make(status=status, amount=1_000 + hour, account_id=account.id)
        transaction_make(status="succeeded", type="deposit", direction="in", amount=7, account_id=account.id)
        if status == "pending" and hour < 9:
            clock.shift(timedelta(minutes=90))
            services.transaction_advance(
                transaction_id=tx.id, status="succeeded", cause=services.Cause(actor="bank", code="x", at=START)
            )
    for first, last in ((0, 24), (1, 5), (5, 5), (3, 17)):
        begin, end = (START + timedelta(hours=hour) for hour in (first, last))
        where = {"account_id": account.id, "booked_from": utc(begin), "booked_to": utc(end)}
        sums = ask(owner, **where)["data"]
        change = sum(row["in"] - row["out"] for row in sums)
        before, after = (held(owner, account.id, at - timedelta(microseconds=1)) for at in (begin, end))
        assert after - before == change + (100_000 if first == 0 else 0)  # brought in as the account was opened
        rows = owner.get("/v1/transactions", urlencode({**where, "limit": 100, "sort": "booked_at"})).json()["data"]
        assert len(rows) == sum(row["count"] for row in sums)


def test_booked_months_are_those_of_the_booking(owner: Caller, clock: Any) -> None:
    tx = transaction_make(status="pending", amount=500, created_at=START)
    clock.shift(timedelta(days=20))
    services.transaction_advance(
        transaction_id=tx.id, status="succeeded", cause=services.Cause(actor="bank", code="x", at=START)
    )
    assert [row["key"] for row in ask(owner, by="month")["data"]] == ["2026-11"]
    assert [row["key"] for row in ask(owner, by="month", booked_from=utc(START))["data"]] == ["2026-12"]


def utc(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")


def held(caller: Caller, account_id: str, at: datetime) -> int:
    booked: int = caller.get(f"/v1/accounts/{account_id}/balance", {"at": utc(at)}).json()["booked"]["value"]
    return booked


@pytest.mark.parametrize(
    ("query", "status", "pointer"),
    [
        ("at=yesterday", 422, "/at"),
        ("at=2026-11-19", 422, "/at"),
        ("at=2026-11-19T00:00:00Z&at=2026-11-19T00:00:00Z", 400, "/at"),
        ("on=2026-11-19T00:00:00Z", 400, "/on"),
    ],
)
def test_instants_that_are_none(owner: Caller, query: str, status: int, pointer: str) -> None:
    answer = owner.get(f"/v1/accounts/{account_make().id}/balance", query)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (status, pointer)


def test_the_cap_is_the_one_of_the_contract() -> None:
    assert summaries.MOST_ROWS == 10_000
