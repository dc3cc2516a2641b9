"""A statement: what an account held, everything that was booked on it in a period, and what it held then."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import msgspec

from selfcare.domain.money import Money
from transactions.domain.accounts import Account
from transactions.domain.periods import Period
from transactions.domain.queries import TransactionFilter
from transactions.domain.transactions import Transaction


class Totals(msgspec.Struct, frozen=True, rename={"in_": "in"}):
    """How many movements there were, in and out, and what they come to in minor units of the account's currency."""

    count_in: int = 0
    in_: int = 0
    count_out: int = 0
    out: int = 0

    @property
    def count(self) -> int:
        return self.count_in + self.count_out


class Statement(msgspec.Struct, frozen=True):
    """``opening`` plus what came in less what went out is ``closing``, to the minor unit: booked balances all.

    It reaches from ``begin`` to before ``end`` (UTC): the period's own bounds, except that an account cannot be told of
    before it was opened, and that a period which is not over yet (``is_open``) is told so far. ``available`` is then
    what can be used, when that is another sum.
    """

    account: Account
    period: Period
    begin: datetime
    end: datetime
    is_open: bool
    opening: Money
    closing: Money
    totals: Totals
    available: Money

    @property
    def fits(self) -> bool:
        """Tell whether opening and movements are closing, exactly."""
        return self.opening.value + self.totals.in_ - self.totals.out == self.closing.value

    @property
    def where(self) -> TransactionFilter:
        """The movements it is made of, newest first."""
        return TransactionFilter(
            account_id=(self.account.id,), booked_from=self.begin, booked_to=self.end, sort="-booked_at"
        )


class PeriodSums(msgspec.Struct, frozen=True):
    """A period in a list of statements. ``closing`` is None where the service's balances do not fit its sums."""

    period: Period
    in_: Money
    out: Money
    closing: Money | None
    is_open: bool = False


def movements_total(rows: Iterable[Transaction]) -> Totals:
    """Add movements up one by one, for comparison with what the service says they come to."""
    count_in = in_ = count_out = out = 0
    for row in rows:
        if row.direction == "in":
            count_in, in_ = count_in + 1, in_ + row.amount.value
        else:
            count_out, out = count_out + 1, out + row.amount.value
    return Totals(count_in, in_, count_out, out)
