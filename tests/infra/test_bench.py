"""The table of `make bench` is whole: every figure is there, and none is over its goal without its cause."""

from __future__ import annotations

import re

from tests.bench.causes import CAUSES
from tests.bench.table import README, Figure

KEYS = {"P1", "P2", "P3", "P4", "P5", "P6", "P7", "P8", "P10", "P11", "P14", "P15", "P16"}


def test_every_figure_is_in_the_table_and_each_missed_one_has_its_cause() -> None:
    text = README.read_text(encoding="utf-8")
    rows = [line for line in text.splitlines() if re.match(r"\| P\d+ \|", line)]
    missed = {line.split(" ")[1] for line in rows if "not reached" in line}

    assert {line.split(" ")[1] for line in rows} == KEYS
    assert all(f"- **{key}** {CAUSES[key]}" in text for key in missed)


def test_a_figure_over_its_goal_is_never_called_reached() -> None:
    line = Figure(key="P1", name="list", measured=2.81, goal=2.8, stretch=2.2).line()

    assert "not reached" in line
    assert "| reached |" in Figure(key="P1", name="list", measured=2.8, goal=2.8, stretch=2.2).line()
    assert "| stretch |" in Figure(key="P1", name="list", measured=2.2, goal=2.8, stretch=2.2).line()
