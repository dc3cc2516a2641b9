"""Statements: an account's booked balance, every movement of a period, and the balance after it, proven to fit.

All figures are the payment service's own: balances at two instants, sums of what was booked between them, and the rows.
None is made from another, so that a gap anywhere shows. It goes by the service's clock, on which "so far" is told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta, tzinfo
from itertools import pairwise
from typing import Final

import msgspec
from django.utils.translation import gettext

from selfcare.domain.context import Context
from selfcare.domain.errors import (
    CapabilityUnavailable,
    FieldError,
    InvalidInput,
    NotFound,
    StatementMismatch,
    UpstreamFailed,
    UpstreamUnavailable,
)
from selfcare.domain.paging import Page
from selfcare.parallel import gather
from transactions.backends import payment_backend
from transactions.domain import (
    Account,
    BalanceAt,
    Capabilities,
    Period,
    Statement,
    Summary,
    SummaryList,
    Totals,
    Transaction,
    TransactionFilter,
    movements_total,
)
from transactions.services.accounts import account_list, capability_map
from transactions.services.listing import LARGEST_PAGE

NEEDED: Final = ("balances.history", "summaries", "transactions.booked")
"""What the payment service must offer."""
_INSTANT: Final = timedelta(microseconds=1)
_OPENED: Final = timedelta(milliseconds=1)  # the contract's resolution: what was brought in stands before it
_SUMMED: Final = timedelta(days=366)  # the service counts every row of a year, and only the newest of more


class Ground(msgspec.Struct, frozen=True):
    """What statements are made on: the chosen account beside all of them, the reader's zone, the service's now."""

    account: Account
    accounts: tuple[Account, ...]
    zone: tzinfo

    @property
    def now(self) -> datetime:
        return self.account.balance.as_of

    @property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()

    @property
    def opened(self) -> datetime | None:
        """The first instant a statement can tell of; None where the service does not say."""
        return self.account.opened_at + _OPENED if self.account.opened_at else None

    @property
    def first_day(self) -> date | None:
        return self.opened.astimezone(self.zone).date() if self.opened else None


def statements_offered(*, ctx: Context) -> bool:
    """Tell whether the payment service can tell of booked balances and movements."""
    return has_statements(capability_map(ctx=ctx).value)


def has_statements(offered: Capabilities) -> bool:
    """Tell whether a service that offers this can tell of booked balances and movements."""
    return all(offered.offers(name) for name in NEEDED)


def statement_ground(*, ctx: Context, account_id: str, zone: tzinfo) -> Ground:
    """Return what a statement is made on; "" chooses the main account.

    Raises CapabilityUnavailable, NotFound for an account that is not the customer's, and UpstreamUnavailable when only
    an old copy is at hand: no statement is made of that.
    """
    if not statements_offered(ctx=ctx):
        raise CapabilityUnavailable
    found = account_list(ctx=ctx)
    if found.stale:
        raise UpstreamUnavailable
    chosen = [each for each in found.value.data if account_id in ("", each.id)][:1]
    if not chosen:
        raise NotFound
    return Ground(chosen[0], tuple(found.value.data), zone)


def statement_get(*, ctx: Context, ground: Ground, period: Period) -> Statement:
    """Return the statement of a period, so far where it is not over yet.

    Raises InvalidInput for a period that has not begun, or that was over before the account was opened, and
    StatementMismatch when the balances and the sums do not fit, also when asked again: a booking may fall between.
    """
    _check(ground, period)
    statement = _read(ctx, ground, period)
    if not statement.fits:
        statement = _read(ctx, ground, period)
    if not statement.fits:
        raise StatementMismatch
    return statement


def statement_page(
    *, ctx: Context, statement: Statement, cursor: str | None = None, limit: int = LARGEST_PAGE
) -> Page[Transaction]:
    """Return a page of the movements, newest first. One that holds all of them is held against the totals.

    Raises StatementMismatch, and UpstreamFailed for a row that does not belong.
    """
    page = payment_backend().transaction_list(ctx, statement.where, limit=limit, cursor=cursor)
    _check_rows(statement, page.data)
    is_whole = cursor is None and page.page.next_cursor is None
    if is_whole and movements_total(page.data) != statement.totals:
        raise StatementMismatch
    return page


def statement_rows(*, ctx: Context, statement: Statement) -> Iterator[Transaction]:
    """Yield every movement, newest first, read page by page. Raises as `statement_rows_read`."""
    return statement_rows_read(
        statement=statement, read=lambda cursor: statement_page(ctx=ctx, statement=statement, cursor=cursor)
    )


def statement_rows_read(
    *, statement: Statement, read: Callable[[str | None], Page[Transaction]]
) -> Iterator[Transaction]:
    """Yield every movement of the pages that ``read`` returns for a cursor, beginning with None.

    Raises StatementMismatch after the last one unless they come to the totals: what was made of them is not whole then.
    """
    counted, cursor = Totals(), None
    while True:
        page = read(cursor)
        yield from page.data
        counted = _added(counted, movements_total(page.data))
        cursor = page.page.next_cursor
        if cursor is None or counted.count > statement.totals.count:
            break
    if counted != statement.totals:
        raise StatementMismatch


def _check(ground: Ground, period: Period) -> None:
    if period.first > ground.today:
        sentence = gettext("This period has not begun. Choose a first day that is not in the future.")
        raise InvalidInput(fields=(FieldError("from", "future", sentence),))
    if ground.first_day and period.last < ground.first_day:
        sentence = gettext("The account was not open yet. Choose a later last day.")
        raise InvalidInput(fields=(FieldError("to", "too_early", sentence),))


def _read(ctx: Context, ground: Ground, period: Period) -> Statement:
    begin, end = bounds(ground, period)
    opening, closing, came_in, went_out = gather(
        lambda: balance_before(ctx=ctx, ground=ground, instant=begin),
        lambda: balance_before(ctx=ctx, ground=ground, instant=end),
        lambda: _sum(ctx, ground, "in", begin, end),
        lambda: _sum(ctx, ground, "out", begin, end),
    )
    is_open = period.ends(ground.zone) > ground.now
    return Statement(
        account=ground.account,
        period=period,
        begin=begin,
        end=end,
        is_open=is_open,
        opening=opening.booked,
        closing=closing.booked,
        totals=Totals(came_in.count, came_in.in_, went_out.count, went_out.out),
        available=closing.available if is_open else closing.booked,
    )


def bounds(ground: Ground, period: Period) -> tuple[datetime, datetime]:
    """Return where the statement of a period begins and ends: not before the account, not after now."""
    begin, end = period.begins(ground.zone), min(period.ends(ground.zone), ground.now)
    if ground.opened:
        begin = max(begin, ground.opened)
    return begin, max(begin, end)


def spans(begin: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
    """Cut a range into parts of which the service sums every row."""
    cuts = [begin]
    while cuts[-1] + _SUMMED < end:
        cuts.append(cuts[-1] + _SUMMED)
    return list(pairwise([*cuts, end]))


def balance_before(*, ctx: Context, ground: Ground, instant: datetime) -> BalanceAt:
    """Return what the account held just before an instant. Raises UpstreamFailed for another currency."""
    found = payment_backend().balance_at(ctx, ground.account.id, instant - _INSTANT)
    if found.booked.currency != ground.account.currency:
        raise UpstreamFailed
    return found


def _sum(ctx: Context, ground: Ground, direction: str, begin: datetime, end: datetime) -> Summary:
    """Add up what was booked one way. Raises UpstreamFailed for sums of another currency or of a part only."""
    total = Summary(ground.account.currency, 0, 0, 0)
    for first, last in spans(begin, end):
        where = TransactionFilter(
            account_id=(ground.account.id,), direction=(direction,), booked_from=first, booked_to=last
        )
        found = payment_backend().summary_list(ctx, where, by="none")
        for row in fitting(found, ground):
            total = Summary(row.currency, total.count + row.count, total.in_ + row.in_, total.out + row.out)
    if total.in_ if direction == "out" else total.out:
        raise UpstreamFailed
    return total


def fitting(found: SummaryList, ground: Ground) -> list[Summary]:
    """Return sums that are of all rows and in the account's currency. Raises UpstreamFailed for any other."""
    if found.is_capped or any(row.currency != ground.account.currency for row in found.data):
        raise UpstreamFailed
    return found.data


def _check_rows(statement: Statement, rows: list[Transaction]) -> None:
    """Raise UpstreamFailed for a row of another account or currency, or booked outside the statement."""
    for row in rows:
        belongs = row.account_id == statement.account.id and row.amount.currency == statement.account.currency
        booked = row.booked_at is not None and statement.begin <= row.booked_at < statement.end
        if not (belongs and booked) or row.amount.value < 0:
            raise UpstreamFailed


def _added(one: Totals, other: Totals) -> Totals:
    return Totals(
        one.count_in + other.count_in, one.in_ + other.in_, one.count_out + other.count_out, one.out + other.out
    )
