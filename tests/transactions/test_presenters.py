"""What rarely happens, said right: kinds without a merchant, sums of other kinds, one day, unusual money."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from django.utils import translation

from selfcare.display import display_for
from selfcare.domain.customer import Preferences
from selfcare.domain.money import Money
from selfcare.domain.paging import Page, PageInfo
from tests.builders import payments as build
from transactions.domain import Transaction, TransactionFilter
from transactions.presenters.amounts import bank_charge, before_fee
from transactions.presenters.costs import transaction_costs
from transactions.presenters.filters import count_text, filter_chips, more_text
from transactions.presenters.names import paid_with, transaction_icon, transaction_title
from transactions.presenters.rows import transaction_row
from transactions.presenters.timeline import duration_text
from transactions.status import FILTERS, status_key, status_of, status_words

DISPLAY = display_for(Preferences())


def made(**changes: Any) -> Transaction:
    return msgspec.convert(build.transaction(**changes), Transaction)


@pytest.mark.parametrize(
    ("changes", "title", "icon"),
    [
        ({"type": "fee", "description": None, "merchant": None}, "Fee", "receipt-text"),
        ({"type": "fee", "description": "Card fee"}, "Card fee", "receipt-text"),
        ({"type": "adjustment", "description": None}, "Correction", "rotate-ccw"),
        ({"type": "adjustment", "parent_id": "tx_0"}, "Returned by Kaffekompaniet Söder", "rotate-ccw"),
        ({"type": "payout", "direction": "in"}, "Payout from Kaffekompaniet Söder", "arrow-down-left"),
        ({"type": "chargeback", "direction": "in"}, "Money back from Kaffekompaniet Söder", "undo-2"),
        ({"type": "refund", "direction": "in"}, "Refund from Kaffekompaniet Söder", "undo-2"),
        ({"consent_id": "cns_1"}, "Kaffekompaniet Söder", "repeat"),
        ({"type": "gift", "direction": "in"}, "Kaffekompaniet Söder", "arrow-down-left"),
        ({"type": "gift"}, "Kaffekompaniet Söder", "arrow-up-right"),
        ({"merchant": None, "to": {"kind": "x", "label": ""}}, "Unknown", "arrow-up-right"),
        ({"merchant": None, "to": {"kind": "x", "label": "Bank Norr ••8830"}}, "Bank Norr", "arrow-up-right"),
    ],
)
def test_every_kind_has_a_name_and_an_icon(changes: dict[str, Any], title: str, icon: str) -> None:
    assert (transaction_title(made(**changes)), transaction_icon(made(**changes))) == (title, icon)


@pytest.mark.parametrize(
    ("instrument", "text"),
    [
        (None, "Balance"),
        ({"kind": "card", "label": "Visa ••4417", "last4": "4417"}, "Card ••4417"),
        ({"kind": "bank_account", "label": "SEB ••4057", "last4": "4057"}, "Account ••4057"),
        ({"kind": "phone", "label": "Swish", "last4": None}, "Swish"),
    ],
)
def test_what_it_was_paid_with(instrument: dict[str, Any] | None, text: str) -> None:
    assert paid_with(made(instrument=instrument), "en") == text


@pytest.mark.parametrize(
    ("changes", "lines", "total"),
    [
        ({"status": "failed"}, None, None),
        ({"type": "refund", "direction": "in"}, ["Coffee and a bun", "Our fee"], "Came to your balance"),
        (
            {"type": "payout", "direction": "in", "status": "pending"},
            ["Coffee and a bun", "Our fee"],
            "Comes to your balance",
        ),
        ({"type": "withdrawal", "status": "reversed"}, ["Sent", "Returned"], "In the end"),
        ({"type": "payout", "direction": "in", "status": "reversed"}, ["Received", "Returned"], "In the end"),
        ({"description": None, "fee": None}, ["Amount", "Our fee"], "You paid"),
    ],
)
def test_the_sum_is_named_for_its_kind(changes: dict[str, Any], lines: list[str] | None, total: str | None) -> None:
    costs = transaction_costs(made(**changes), display=DISPLAY)

    assert (costs and [line.label for line in costs.lines]) == lines
    assert (costs and costs.total.label) == total


def test_a_fee_is_inside_an_outgoing_amount_and_on_top_of_a_deposit() -> None:
    paid = made(amount=build.money(57530), fee=build.money(500))
    deposited = msgspec.convert(build.deposit(fee=build.money(750)), Transaction)
    foreign = made(fee=build.money(500, "EUR"))

    assert before_fee(paid) == Money(57030, "SEK")
    assert (before_fee(deposited), bank_charge(deposited)) == (Money(50000, "SEK"), Money(50750, "SEK"))
    assert bank_charge(foreign) == foreign.amount


@pytest.mark.parametrize(
    ("value", "currency", "machine"),
    [(1500, "JPY", "-1500"), (1500, "KWD", "-1.500"), (2**53 - 1, "SEK", "-90071992547409.91")],
)
def test_amounts_have_the_decimals_of_their_currency(value: int, currency: str, machine: str) -> None:
    row = transaction_row(made(amount=build.money(value, currency), fee=None), display=DISPLAY, base="/transactions")

    assert row.amount.value == machine


@pytest.mark.parametrize(
    ("completed", "text"),
    [
        (None, ""),
        ("2026-11-19T11:41:03.000Z", "1 second from start to finish"),
        ("2026-11-19T11:41:05.000Z", "3 seconds from start to finish"),
        ("2026-11-19T11:42:02.000Z", ""),
        ("2026-11-19T11:41:02.000Z", ""),
        ("2026-11-19T11:00:00.000Z", ""),
    ],
)
def test_the_time_it_took_is_told_when_it_was_short(completed: str | None, text: str) -> None:
    assert duration_text(made(completed_at=completed)) == text


def test_one_day_is_one_date() -> None:
    asked = {"from": "2026-11-15", "to": "2026-11-15"}
    over = {"from": "2026-10-30", "to": "2026-11-02"}

    labels = [
        filter_chips(each, TransactionFilter(), merchants={}, display=DISPLAY, base="/t")[0].label
        for each in (asked, over)
    ]

    assert labels == ["15 Nov 2026", "30 Oct 2026–2 Nov 2026"]


@pytest.mark.parametrize(
    ("total", "capped", "count", "more"),
    [
        (None, False, "1 transaction shown", "Shown back to 19 Nov 2026"),
        (1, False, "1 transaction", "1 of 1"),
        (1200, False, "1\u00a0200 transactions", "1 of 1\u00a0200"),
        (10000, True, "More than 10\u00a0000 transactions", "Shown back to 19 Nov 2026"),
    ],
)
def test_a_count_is_never_more_than_is_known(total: int | None, capped: bool, count: str, more: str) -> None:
    page = Page([made()], PageInfo(25), datetime(2026, 11, 19, tzinfo=UTC), total, capped)

    assert (count_text(page, DISPLAY), more_text(page, DISPLAY)) == (count, more)
    assert not more_text(Page([], PageInfo(25), page.as_of), DISPLAY)


def test_every_word_that_can_be_filtered_by_asks_for_statuses_that_show_it() -> None:
    for key, statuses in FILTERS.items():
        assert {status_key(made(status=status, refund=None)) for status in statuses} == {key}


def test_status_words_are_of_the_pages_language() -> None:
    with translation.override("en"):
        assert status_of(made()).word == "Completed"
    assert set(status_words("sv")) == set(status_words("en"))
