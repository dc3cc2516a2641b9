"""What the home page is made of. Plain values, no I/O."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from selfcare.domain.paging import Page
from selfcare.upstream.cache import Cached
from transactions.domain import Account, SummaryList, Transaction
from transactions.services.case_reading import CaseList

WEEKS: Final = 12
DAYS: Final = 30
TOP: Final = 5
_RECENT: Final = timedelta(days=3)
_MONEY_MOVES: Final = frozenset({"deposit", "withdrawal"})


class Overview(msgspec.Struct, frozen=True):
    """Each part is None when the service did not answer and there is no copy either.

    ``weeks`` are money in and out by week, ``merchants`` payments by merchant, ``reserved`` what is held by type; the
    value of such a part is None where the service has no sums. ``cases`` are those that wait for the customer.
    """

    accounts: Cached[Page[Account]] | None
    latest: Cached[Page[Transaction]] | None
    attention: Cached[Page[Transaction]] | None
    weeks: Cached[SummaryList | None] | None
    merchants: Cached[SummaryList | None] | None
    reserved: Cached[SummaryList | None] | None
    cases: Cached[CaseList] | None


def mondays(today: date) -> list[date]:
    """Return the first days of the last twelve ISO 8601 weeks, oldest first; the last one is the week of today."""
    this_week = today - timedelta(days=today.weekday())
    return [this_week - timedelta(weeks=back) for back in reversed(range(WEEKS))]


def first_of_days(today: date) -> date:
    """Return the first of the last thirty days, today among them."""
    return today - timedelta(days=DAYS - 1)


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """Return the instant at which the day begins in the zone, in UTC."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def transactions_in_need(transactions: Iterable[Transaction], now: datetime) -> list[Transaction]:
    """Return those that wait for the customer, and money they moved that lately went wrong and was not tried again."""
    found = list(transactions)
    retried = {each.parent_id for each in found}
    return [each for each in found if _waits(each, now) or _went_wrong(each, now, retried)]


def _waits(transaction: Transaction, now: datetime) -> bool:
    return transaction.status == "requires_action" and (transaction.expires_at is None or transaction.expires_at > now)


def _went_wrong(transaction: Transaction, now: datetime, retried: set[str | None]) -> bool:
    wrong = transaction.status in {"failed", "declined", "reversed"} and transaction.type in _MONEY_MOVES
    return wrong and now - transaction.updated_at < _RECENT and transaction.id not in retried
