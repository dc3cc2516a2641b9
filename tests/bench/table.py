"""One line of the table: what was measured, against what, and whether it reached its goal."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.bench.causes import CAUSES

README: Final = Path(__file__).with_name("README.md")
START, END = "<!-- figures -->", "<!-- end of figures -->"
_HEAD: Final = (
    "| | figure | goal | stretch | measured | middle half | the usual way | |\n"
    "|---|---|---|---|---|---|---|---|"
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Figure:
    """``measured`` in ``unit`` ("x" is a ratio within one run). ``low`` and ``high`` hold the middle half of it.

    A figure without a goal stands beside one that has it, to show what it is made of.
    """

    key: str
    name: str
    measured: float
    unit: str = "x"
    goal: float | None = None
    stretch: float | None = None
    low: float | None = None
    high: float | None = None
    usual: float | None = None

    @property
    def reached(self) -> bool:
        return self.goal is None or self.measured <= self.goal

    def line(self) -> str:
        """Return the figure as a row of the table."""
        half = f"{_number(self.low)}–{_number(self.high)}" if self.low is not None else ""
        cells = [self.key if self.goal is not None else "", self.name, _with(self.goal, self.unit)]
        cells += [_with(self.stretch, self.unit), f"**{_with(self.measured, self.unit)}**", half]
        return "| " + " | ".join([*cells, _with(self.usual, self.unit), self._verdict()]) + " |"

    def _verdict(self) -> str:
        if self.goal is None:
            return ""
        if not self.reached:
            return "not reached"
        return "stretch" if self.stretch is not None and self.measured <= self.stretch else "reached"


def write(figures: Iterable[Figure], machine: str) -> str:
    """Put the table into the README and return it; each goal that was not reached is followed by its cause."""
    all_of_them = list(figures)
    lines = [_HEAD, *(figure.line() for figure in all_of_them)]
    missed = dict.fromkeys(figure.key for figure in all_of_them if not figure.reached)
    causes = [f"- **{key}** {CAUSES.get(key, 'The cause is not known yet.')}" for key in missed]
    text = "\n".join([machine, "", *lines, "", *(["Not reached, and why:", "", *causes, ""] if causes else [])])
    before, _, rest = README.read_text(encoding="utf-8").partition(START)
    README.write_text(f"{before}{START}\n\n{text}\n{END}{rest.partition(END)[2]}", encoding="utf-8")
    return text


def _with(value: float | None, unit: str) -> str:
    if value is None:
        return ""
    return f"{_number(value)}{unit if unit == 'x' else ' ' + unit}"


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:,.2f}" if value < 100 else f"{value:,.0f}"
