"""Fills periods with believable everyday life whose sums come out to the öre. The same customer and period, the same rows."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sandbox.seed.data.merchants import MERCHANTS
from sandbox.seed.shapes import Period, Row

_HUNDRED = 10_000  # minor units
_SMALLEST = 1_500
_SHARE = 0.6  # of the money out that shops get; the rest goes to the customer's own savings
_PER_DAY = 0.75
_MONTH = 30
_HOURS = {"deposit": (6, 8), "payment": (9, 20), "withdrawal": (21, 22)}
Monthly = tuple[str, int, int, str | None]


@dataclass(frozen=True, slots=True)
class Habits:
    """Where a customer shops (merchant keys), what is taken monthly, which bank they use, in which account."""

    everyday: Sequence[str]
    monthly: Sequence[Monthly]
    bank: str
    savings: str
    account: str
    scale: int = 1


def history(periods: Iterable[Period], habits: Habits, seed: str) -> Iterator[Row]:
    """The rows of all periods. Money in and out of each is exactly what the period says."""
    for period in periods:
        rng = random.Random(f"{seed} {period.first}")
        yield from _Filler(period, habits, rng).rows()


class _Filler:
    """One period being filled."""

    def __init__(self, period: Period, habits: Habits, rng: random.Random) -> None:
        self.period, self.habits, self.rng = period, habits, rng
        self.left = period.out
        self.made = 0

    def rows(self) -> Iterator[Row]:
        yield from self._deposits()
        yield from self._monthly()
        yield from self._purchases()
        yield from self._rest()

    def _deposits(self) -> Iterator[Row]:
        """Spread over the period, from its first days on, so that money is there before it is spent."""
        apart = self.period.days // max(1, len(self.period.deposits))
        for number, amount in enumerate(self.period.deposits):
            yield self._row(
                "deposit", self.habits.bank, amount, means=self.habits.bank, days=self.period.first - number * apart
            )

    def _monthly(self) -> Iterator[Row]:
        last = self.period.first - self.period.days
        for who, newest, amount, consent in self.habits.monthly:
            for days in range(newest, self.period.first + 1, _MONTH):
                if days > last and amount <= self.left:
                    yield self._row("payment", who, amount, days=days, consent_id=consent)
                    self.left -= amount

    def _purchases(self) -> Iterator[Row]:
        shops = [(key, MERCHANTS[key]) for key in self.habits.everyday]
        weights = [shop.weight for _, shop in shops]
        keep = self.left * (1 - _SHARE)
        for _ in range(round(self.period.days * _PER_DAY) * self.habits.scale):
            key, shop = self.rng.choices(shops, weights)[0]
            low, high = shop.prices
            amount = self.rng.randint(low, high) * 100 // self.habits.scale + self.rng.choice((0, 0, 50, 90)) * (
                low < high
            )
            if self.left - amount >= keep:
                yield self._row("payment", key, amount)
                self.left -= amount

    def _rest(self) -> Iterator[Row]:
        """What is left goes to the savings account in whole hundreds, and the odd remainder to a shop."""
        odd = self.left % _HUNDRED
        if 0 < odd < _SMALLEST and self.left > _HUNDRED:
            odd += _HUNDRED
        if self.left - odd:
            last = self.period.first - self.period.days + 1
            yield self._row("withdrawal", self.habits.savings, self.left - odd, means=self.habits.savings, days=last)
        if odd:
            yield self._row("payment", self.habits.everyday[0], odd)

    def _row(
        self, kind: str, who: str, amount: int, *, means: str | None = None, days: int | None = None, **more: str | None
    ) -> Row:
        self.made += 1
        return Row(
            key=f"{self.period.first}_{self.made}",
            days=self.period.first - self.rng.randrange(self.period.days) if days is None else days,
            time=f"{self.rng.randint(*_HOURS[kind])}:{self.rng.randint(0, 59):02}:{self.rng.randint(0, 59):02}",
            type=kind,
            who=who,
            amount=amount,
            account=self.habits.account,
            means=means,
            more=more,
        )
