"""What a payment service may answer that makes no statement: none of it is shown."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from unittest.mock import patch

import msgspec
import pytest

from selfcare.domain.errors import StatementMismatch, UpstreamFailed
from selfcare.domain.money import Money
from tests.transactions.grounds import CTX, behind, ground
from tests.transactions.ledger import Ledger, movement
from transactions.domain import BalanceAt, Summary, SummaryList, period_parse
from transactions.services import statement_lists
from transactions.services.statements import statement_get, statement_page, statement_rows


# --- What does not fit ------------------------------------------------------------------------------
def test_balances_that_the_sums_do_not_lead_to_make_no_statement() -> None:
    with behind(Ledger([movement(datetime(2026, 5, 5, tzinfo=UTC), 700)], lost=1)) as ledger:
        with pytest.raises(StatementMismatch):
            statement_get(ctx=CTX, ground=ground(), period=period_parse("2026"))
        assert ledger.calls == 4  # asked twice: a booking may have fallen between
        listed = statement_lists.statement_list(ctx=CTX, ground=ground(), length="year")
    assert not listed.fits
    assert all(line.closing is None for line in listed.lines)


def test_a_booking_that_fell_between_is_no_mismatch() -> None:
    class Moving(Ledger):
        def balance_at(self, ctx: Any, account_id: str, at: datetime) -> BalanceAt:
            self.lost = 0 if self.calls >= 2 else 1
            return super().balance_at(ctx, account_id, at)

    with behind(Moving([movement(datetime(2026, 5, 5, tzinfo=UTC), 700)])):
        assert statement_get(ctx=CTX, ground=ground(), period=period_parse("2026")).fits


@pytest.mark.parametrize("change", ["less", "more", "other"])
def test_rows_that_are_not_the_totals_are_never_a_whole(change: str) -> None:
    rows = [movement(datetime(2026, 5, day, tzinfo=UTC), 700, day) for day in range(1, 29)]
    with behind(Ledger(rows)):
        found = statement_get(ctx=CTX, ground=ground(), period=period_parse("2026"))
    others = {
        "less": rows[1:],
        "more": [*rows, movement(datetime(2026, 6, 1, tzinfo=UTC), 1, 99)],
        "other": [*rows[1:], movement(datetime(2026, 6, 1, tzinfo=UTC), 701, 99)],
    }
    with behind(Ledger(others[change])):
        with pytest.raises(StatementMismatch):
            list(statement_rows(ctx=CTX, statement=found))
        with pytest.raises(StatementMismatch):
            statement_page(ctx=CTX, statement=found)
        assert len(statement_page(ctx=CTX, statement=found, limit=5).data) == 5  # a part promises nothing


@pytest.mark.parametrize(
    "changes",
    [{"account_id": "acc_other"}, {"amount": Money(5, "EUR")}, {"amount": Money(-5, "SEK")}, {"booked_at": None}],
)
def test_a_row_that_does_not_belong_is_rubbish(changes: dict[str, Any]) -> None:
    good = movement(datetime(2026, 5, 5, tzinfo=UTC), 5)
    with behind(Ledger([good])) as ledger:
        found = statement_get(ctx=CTX, ground=ground(), period=period_parse("2026"))
        bad = msgspec.structs.replace(good, **changes)
        with patch.object(ledger, "_found", lambda _where: [bad]), pytest.raises(UpstreamFailed):
            statement_page(ctx=CTX, statement=found)


@pytest.mark.parametrize(
    "answer",
    [
        SummaryList([Summary("EUR", 1, 5, 0, "all")]),
        SummaryList([Summary("SEK", 1, 5, 5, "all")]),
        SummaryList([Summary("SEK", 1, 5, 0, "all")], is_capped=True),
    ],
)
def test_sums_that_cannot_be_are_rubbish(answer: SummaryList) -> None:
    with (
        behind(Ledger([])) as ledger,
        patch.object(ledger, "summary_list", lambda *_, **__: answer),
        pytest.raises(UpstreamFailed),
    ):
        statement_get(ctx=CTX, ground=ground(), period=period_parse("2026"))


def test_a_month_that_is_none_is_rubbish() -> None:
    answer = SummaryList([Summary("SEK", 1, 5, 0, "2026-13")])
    with (
        behind(Ledger([])) as ledger,
        patch.object(ledger, "summary_list", lambda *_, **__: answer),
        pytest.raises(UpstreamFailed),
    ):
        statement_lists.statement_list(ctx=CTX, ground=ground(), length="month")


def test_a_balance_in_another_currency_is_rubbish() -> None:
    with behind(Ledger([], currency="EUR")), pytest.raises(UpstreamFailed):
        statement_get(ctx=CTX, ground=ground(), period=period_parse("2026"))
