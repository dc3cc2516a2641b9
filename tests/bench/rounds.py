"""Alternated rounds: every leg is measured in each round, forwards and backwards in turn, so noise meets all alike."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping
from dataclasses import dataclass

Measure = Callable[[], float]


@dataclass(frozen=True)
class Leg:
    """One measurement; ``before`` runs ahead of each and is not counted."""

    measure: Measure
    before: Callable[[], object] | None = None


@dataclass(frozen=True)
class Ratio:
    """Median over blocks of rounds, and the middle half of them."""

    median: float
    low: float
    high: float


class Rounds:
    """What every leg took, round by round: A B C, C B A, …, each once, so that none is warmer than the others.

    A ratio compares the medians of one block of rounds, never of two.
    """

    def __init__(self, legs: Mapping[str, Leg], *, blocks: int, each: int, warm: int = 5) -> None:
        self._found: dict[str, list[float]] = {name: [] for name in legs}
        order = list(legs.items())
        for _ in range(warm):
            _round(order)
        for _ in range(blocks):
            taken = [_round(order[:: 1 if number % 2 else -1]) for number in range(each)]
            for name in legs:
                self._found[name].append(statistics.median(one[name] for one in taken))

    def ratio(self, name: str, to: str) -> Ratio:
        """Return how many times ``to`` the leg costs."""
        ratios = [one / other for one, other in zip(self._found[name], self._found[to], strict=True)]
        low, median, high = statistics.quantiles(ratios, n=4)
        return Ratio(median, low, high)

    def microseconds(self, name: str) -> float:
        """Return the median of a leg, for people who want to see what a ratio is made of."""
        return statistics.median(self._found[name]) * 1e6


def _round(order: list[tuple[str, Leg]]) -> dict[str, float]:
    return {name: _once(leg) for name, leg in order}


def _once(leg: Leg) -> float:
    if leg.before:
        leg.before()
    return leg.measure()
