"""Puts each customer's tables and filled-in history together."""

from __future__ import annotations

from sandbox.seed.data import elin, elin_cases, elin_history, kim, maja, omar, people
from sandbox.seed.history import Habits, history
from sandbox.seed.shapes import Life


def lives(*, scale: int) -> tuple[Life, ...]:
    """The demo customers. ``scale`` multiplies the everyday purchases of their history; the sums stay the same."""
    return _elin(scale), _maja(scale), _omar(), _kim()


def _elin(scale: int) -> Life:
    habits = Habits(
        elin_history.EVERYDAY, elin_history.MONTHLY, bank="ostra", savings="norr", account="sek", scale=scale
    )
    rows = (*elin.ROWS, *history(elin_history.PERIODS, habits, "elin"))
    return Life(people.ELIN, people.ELIN_PURSES, people.ELIN_MEANS, people.ELIN_LIMITS, rows, elin_cases.CASES)


def _maja(scale: int) -> Life:
    habits = Habits(maja.EVERYDAY, maja.MONTHLY, bank="satama", savings="satama", account="eur", scale=scale)
    rows = (*maja.ROWS, *history(maja.PERIODS, habits, "maja"))
    return Life(people.MAJA, people.MAJA_PURSES, people.MAJA_MEANS, people.MAJA_LIMITS, rows)


def _omar() -> Life:
    return Life(people.OMAR, people.OMAR_PURSES, people.OMAR_MEANS, people.OMAR_LIMITS, omar.ROWS)


def _kim() -> Life:
    return Life(people.KIM, people.KIM_PURSES, people.KIM_MEANS, people.KIM_LIMITS, kim.ROWS)
