"""Every filter of the list, each against rows that match and rows that do not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from sandbox.payments.storage import transactions as rows
from tests.sandbox.payments.conftest import Caller
from tests.sandbox.payments.people import OTHER, START, account_make, transaction_make

# name of the case: (fields of the row that matches, fields of the one that does not, query)
CASES: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "account_id": ({"account_id": "acc_a"}, {"account_id": "acc_b"}, "account_id=acc_a"),
    "type": ({"type": "deposit", "direction": "in"}, {}, "type=deposit"),
    "type comma list": ({"type": "fee"}, {}, "type=deposit,fee"),
    "type repeated": ({"type": "fee"}, {}, "type=deposit&type=fee"),
    "status": ({"status": "pending"}, {}, "status=pending,authorised"),
    "direction": ({"direction": "in", "type": "refund"}, {}, "direction=in"),
    "currency": ({"currency": "EUR"}, {}, "currency=EUR"),
    "merchant_id": ({"merchant_id": "mch_1"}, {"merchant_id": "mch_2"}, "merchant_id=mch_1"),
    "instrument_id": ({"instrument_id": "ins_1"}, {}, "instrument_id=ins_1"),
    "consent_id": ({"consent_id": "cns_1"}, {}, "consent_id=cns_1"),
    "amount_min is inclusive": ({"amount": 500}, {"amount": 499}, "amount_min=500&currency=SEK"),
    "amount_max is inclusive": ({"amount": 500}, {"amount": 501}, "amount_max=500&currency=SEK"),
    "from is inclusive": (
        {"created_at": START},
        {"created_at": START - timedelta(milliseconds=1)},
        "from=2026-11-19T12:00:00Z",
    ),
    "from with an offset": (
        {"created_at": START},
        {"created_at": START - timedelta(milliseconds=1)},
        "from=2026-11-19T13:00:00%2B01:00",
    ),
    "to is exclusive": (
        {"created_at": START - timedelta(milliseconds=1)},
        {"created_at": START},
        "to=2026-11-19T12:00:00.000Z",
    ),
    "settled_from": ({"settled_at": START}, {}, "settled_from=2026-11-19T12:00:00Z"),
    "settled_to is exclusive": (
        {"settled_at": START - timedelta(days=1)},
        {"settled_at": START},
        "settled_to=2026-11-19T12:00:00Z",
    ),
    "reference of the customer": ({"ref_customer": "AB-1"}, {"ref_customer": "AB-12"}, "reference=AB-1"),
    "reference of the merchant": ({"ref_merchant": "AB-1"}, {"ref_merchant": "ab-1"}, "reference=AB-1"),
    "reference of the provider": ({"ref_provider": "261844120045"}, {}, "reference=261844120045"),
    "reference of the statement": ({"ref_statement": "SC*NORRBO"}, {}, "reference=SC*NORRBO"),
    "q in the merchant's name": ({"merchant_id": "m", "merchant_name": "Tågresor Öst"}, {}, "q=RESOR%20%C3%B6st"),
    "q in the description": ({"description": "Instant deposit"}, {}, "q=instant"),
    "q in the other party": (
        {"direction": "in", "type": "deposit", "from_label": "Fjällbanken ••0318", "to_label": "Balance in krona"},
        {"direction": "out", "from_label": "Fjällbanken ••0318", "to_label": "Balance in krona"},
        "q=FJ%C3%84LL",
    ),
    "q in a reference": ({"ref_merchant": "NI-204417"}, {}, "q=ni-2044"),
    "q takes signs as they are": ({"description": "100% wool_"}, {"description": "100 wools"}, "q=%25 wool_"),
    "updated_since": (
        {"updated_at": START},
        {"updated_at": START - timedelta(seconds=1)},
        "updated_since=2026-11-19T12:00:00Z",
    ),
    "several at once": (
        {"type": "deposit", "direction": "in", "currency": "EUR", "amount": 7},
        {"type": "deposit", "direction": "in", "currency": "SEK", "amount": 7},
        "type=deposit&currency=EUR&amount_min=7&amount_max=7",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_each_filter_keeps_what_matches_and_nothing_else(owner: Caller, case: str) -> None:
    matching, different, query = CASES[case]
    wanted = transaction_make(**matching)
    transaction_make(**{**matching, **different} if different else {})
    transaction_make(**matching, customer_id=OTHER)
    assert owner.ids(query) == [wanted.id]


@pytest.mark.parametrize(
    ("query", "status", "pointer"),
    [
        ("colour=red", 400, "/colour"),
        ("limit=5&limit=6", 400, "/limit"),
        ("q=a&q=b", 400, "/q"),
        ("limit=0", 422, "/limit"),
        ("limit=501", 422, "/limit"),
        ("limit=1e1", 422, "/limit"),
        ("limit=" + "9" * 31, 422, "/limit"),
        ("type=salary", 422, "/type"),
        ("type=", 422, "/type"),
        ("status=done", 422, "/status"),
        ("direction=up", 422, "/direction"),
        ("currency=kr", 422, "/currency"),
        ("amount_min=5", 422, "/currency"),
        ("amount_max=5&currency=SEK,EUR", 422, "/currency"),
        ("amount_min=-5&currency=SEK", 422, "/amount_min"),
        ("amount_min=9007199254740992&currency=SEK", 422, "/amount_min"),
        ("amount_min=6&amount_max=5&currency=SEK", 422, "/amount_max"),
        ("from=yesterday", 422, "/from"),
        ("from=2026-11-19", 422, "/from"),
        ("from=2026-11-19T12:00:00", 422, "/from"),
        ("from=2026-13-45T12:00:00Z", 422, "/from"),
        ("from=0001-01-01T00:00:00%2B14:00", 422, "/from"),
        ("from=2026-11-20T00:00:00Z&to=2026-11-19T00:00:00Z", 422, "/to"),
        ("q=" + "a" * 101, 422, "/q"),
        ("q=%20", 422, "/q"),
        ("q=a%00b", 422, "/q"),
        ("reference=", 422, "/reference"),
        ("sort=amount", 422, "/sort"),
        ("include=everything", 422, "/include"),
        ("account_id=../etc", 422, "/account_id"),
        ("type=" + ",".join(["fee"] * 51), 422, "/type"),
        ("ids=", 422, "/ids"),
        ("ids=../etc", 422, "/ids"),
        ("ids=" + ",".join(["tx_1"] * 101), 422, "/ids"),
        ("or_ids=tx_1", 422, "/or_ids"),
        ("q=a&or_ids=" + ",".join(["tx_1"] * 101), 422, "/or_ids"),
    ],
)
def test_a_wrong_parameter_is_named(owner: Caller, query: str, status: int, pointer: str) -> None:
    answer = owner.get("/v1/transactions", query)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (status, pointer)
    assert answer["Content-Type"] == "application/problem+json"


def test_newest_first_unless_asked_otherwise(owner: Caller) -> None:
    old = transaction_make(created_at=START - timedelta(days=1))
    new = transaction_make(created_at=START)
    assert owner.ids() == owner.ids("sort=-created_at") == [new.id, old.id]
    assert owner.ids("sort=created_at") == [old.id, new.id]


def test_total_only_when_asked_and_says_when_it_is_capped(owner: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    from sandbox.payments.services import transactions

    for _ in range(4):
        transaction_make()
    assert "total" not in owner.get("/v1/transactions").json()
    whole = owner.get("/v1/transactions", "include=total&limit=1").json()
    assert (whole["total"], whole["total_is_capped"], len(whole["data"])) == (4, False, 1)
    monkeypatch.setattr(transactions, "MOST_COUNTED", 3)
    capped = owner.get("/v1/transactions", "include=total").json()
    assert (capped["total"], capped["total_is_capped"]) == (3, True)


def test_the_page_is_the_contract_s(owner: Caller) -> None:
    account = account_make(opening=100)
    transaction_make(account_id=account.id, amount=40)
    answer = owner.get("/v1/transactions", "limit=2").json()
    assert answer["page"] == {"limit": 2, "next_cursor": None, "prev_cursor": None}
    row = answer["data"][0]
    assert row["customer_id"] == "cus_owner"
    assert row["amount"] == {"value": 40, "currency": "SEK"}
    assert row["created_at"].endswith("Z")
    assert row["from"]["label"] == "Main account"
    assert answer["as_of"].endswith("Z")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("ids=tx_fee,tx_absent", ["tx_fee"]),
        ("ids=tx_fee&ids=tx_rent", ["tx_rent", "tx_fee"]),
        ("ids=tx_fee,tx_rent&q=rent", ["tx_rent"]),
        ("q=rent&or_ids=tx_fee", ["tx_rent", "tx_fee"]),
        ("q=rent&or_ids=tx_fee,tx_plain&type=fee", ["tx_fee"]),
    ],
)
def test_ids_narrow_and_or_ids_widen_a_search(owner: Caller, query: str, expected: list[str]) -> None:
    transaction_make(id="tx_rent", description="Rent", created_at=START)
    transaction_make(id="tx_fee", type="fee", created_at=START - timedelta(days=1))
    transaction_make(id="tx_plain", created_at=START - timedelta(days=2))
    assert owner.ids(query) == expected


def test_a_foreign_id_is_found_by_nobody_else(owner: Caller, other: Caller) -> None:
    own = transaction_make(id="tx_own")
    foreign = transaction_make(id="tx_foreign", customer_id=OTHER)
    assert owner.ids("ids=tx_own,tx_foreign") == owner.ids("q=nothing&or_ids=tx_own,tx_foreign") == [own.id]
    assert other.ids("ids=tx_own,tx_foreign") == [foreign.id]


def test_without_an_index_ids_are_found_however_old(owner: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    old = transaction_make(id="tx_old", description="Rent", created_at=START - timedelta(days=9))
    new = transaction_make(id="tx_new", description="Rent")
    monkeypatch.setattr(rows, "SEARCHED", 1)
    monkeypatch.setattr(rows, "search_is_indexed", lambda: False)
    assert owner.ids("q=rent") == [new.id]
    assert owner.ids("q=rent&or_ids=tx_old") == [new.id, old.id]


def test_a_cursor_goes_on_though_more_ids_are_known_by_now(owner: Caller) -> None:
    first, second = transaction_make(description="Rent"), transaction_make(description="Rent")
    last = transaction_make(id="tx_last")
    page = owner.get("/v1/transactions", f"q=rent&limit=1&or_ids={first.id}").json()
    onward = f"q=rent&or_ids={first.id},{last.id}&cursor={page['page']['next_cursor']}"
    assert owner.ids(onward) == [second.id, last.id]


def test_sums_are_of_the_rows_that_ids_find(owner: Caller) -> None:
    transaction_make(id="tx_a", amount=100)
    transaction_make(id="tx_b", amount=1)
    transaction_make(id="tx_c", amount=10, description="Rent")
    for query, out in (("ids=tx_a,tx_b", 101), ("q=rent&or_ids=tx_a", 110)):
        (found,) = owner.get("/v1/summaries", query).json()["data"]
        assert found["out"] == out
