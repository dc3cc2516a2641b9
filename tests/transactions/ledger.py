"""An account's books in memory, behind the port: what a payment service answers of balances, sums and movements."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from selfcare.domain.money import Money
from selfcare.domain.paging import Page, PageInfo
from tests.builders import payments as build
from transactions.domain import Account, BalanceAt, Summary, SummaryList, Transaction, TransactionFilter

OPENED = datetime(2019, 3, 12, 13, 5, 12, tzinfo=UTC)
LOST = datetime(2026, 11, 10, tzinfo=UTC)
NOW = datetime(2026, 11, 19, 13, 5, 12, tzinfo=UTC)


def account(currency: str = "SEK", **changes: Any) -> Account:
    balance = {"available": build.money(0, currency), "as_of": NOW.isoformat()}
    return msgspec.convert(build.account(**{"currency": currency, "balance": balance, **changes}), Account)


def movement(at: datetime, value: int, number: int = 0, currency: str = "SEK") -> Transaction:
    """A booked movement, in when ``value`` is positive; it was ordered a day before."""
    row = build.transaction(
        id=f"tx_{number:04}",
        direction="in" if value > 0 else "out",
        amount=build.money(abs(value), currency),
        booked_at=at.isoformat(),
    )
    return msgspec.convert(row, Transaction)


class Ledger:
    """Answers from its rows alone. ``lost`` is in the balances from that day on, and in nothing else."""

    def __init__(self, rows: list[Transaction], *, brought_in: int = 0, lost: int = 0, currency: str = "SEK") -> None:
        self.rows = sorted(rows, key=lambda row: (_booked(row), row.id), reverse=True)
        self.brought_in, self.lost, self.currency = brought_in, lost, currency
        self.calls = 0

    def balance_at(self, _ctx: Any, _account_id: str, at: datetime) -> BalanceAt:
        self.calls += 1
        value = sum(_signed(row) for row in self.rows if _booked(row) <= at)
        value += (self.brought_in if at >= OPENED else 0) + (self.lost if at >= LOST else 0)
        return BalanceAt(Money(value, self.currency), Money(value, self.currency), at)

    def summary_list(
        self, _ctx: Any, where: TransactionFilter, *, by: str, top: int | None = None, tz: str | None = None
    ) -> SummaryList:
        groups: defaultdict[str, list[Transaction]] = defaultdict(list)
        for row in self._found(where):
            groups[f"{_booked(row).astimezone(ZoneInfo(tz or 'UTC')):%Y-%m}" if by == "month" else "all"].append(row)
        return SummaryList([self._summary(key, rows) for key, rows in groups.items()])

    def transaction_list(
        self, _ctx: Any, where: TransactionFilter, *, limit: int = 25, cursor: str | None = None, total: bool = False
    ) -> Page[Transaction]:
        found = self._found(where)
        if where.sort == "booked_at":
            found.reverse()
        begin = int(cursor or 0)
        following = str(begin + limit) if begin + limit < len(found) else None
        return Page(found[begin : begin + limit], PageInfo(limit, following), NOW)

    def _found(self, where: TransactionFilter) -> list[Transaction]:
        first, before = where.booked_from or OPENED, where.booked_to or datetime.max.replace(tzinfo=UTC)
        rows = [row for row in self.rows if first <= _booked(row) < before]
        return [row for row in rows if not where.direction or row.direction in where.direction]

    def _summary(self, key: str, rows: list[Transaction]) -> Summary:
        into = sum(row.amount.value for row in rows if row.direction == "in")
        out = sum(row.amount.value for row in rows if row.direction != "in")
        return Summary(self.currency, len(rows), into, out, key)


def _booked(row: Transaction) -> datetime:
    assert row.booked_at
    return row.booked_at


def _signed(row: Transaction) -> int:
    return row.amount.value if row.direction == "in" else -row.amount.value
