"""``make bench``: measure every figure, print the table and write it to README.md beside this file.

``python -m tests.bench --only whole client`` measures some and writes nothing. ``--rows`` is the long history.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import platform
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tests.bench.machine import Machine, machine
from tests.bench.table import Figure, write

Measurement = Callable[[Machine, argparse.Namespace], list[Figure]]


def main() -> int:
    """Return 0 also when a goal was missed: the table says so, and a shared machine is no judge of a release."""
    asked, began = _asked(), time.monotonic()
    with machine() as found:
        figures = [figure for name, measure in _MEASUREMENTS.items() if name in asked.only
                   for figure in _measured(name, measure, found, asked)]  # fmt: skip
    if set(asked.only) == set(_MEASUREMENTS):
        sys.stdout.write(write(sorted(figures, key=_order), _machine(time.monotonic() - began)))
    else:
        sys.stdout.write("\n".join(figure.line() for figure in figures) + "\n")
    return 0


def _measured(name: str, measure: Measurement, found: Machine, asked: argparse.Namespace) -> list[Figure]:
    """The product's log lines are written and paid for, to nowhere."""
    sys.stderr.write(f"{name} …\n")
    with Path(os.devnull).open("w") as nowhere, contextlib.redirect_stdout(nowhere):
        return measure(found, asked)


def _whole(_found: Machine, asked: argparse.Namespace) -> list[Figure]:
    from tests.bench.figures.whole import whole_figures  # needs Django's settings, as do the others

    return whole_figures(blocks=asked.blocks, each=20)


def _client(found: Machine, asked: argparse.Namespace) -> list[Figure]:
    from tests.bench.figures.client import client_figures

    return client_figures(found, blocks=asked.blocks, each=40)


def _latency(found: Machine, _asked: argparse.Namespace) -> list[Figure]:
    from tests.bench.figures.latency import latency_figures

    return latency_figures(found, blocks=5, each=5)


def _weights(_found: Machine, _asked: argparse.Namespace) -> list[Figure]:
    from tests.bench.figures.weights import weight_figures

    return weight_figures()


def _history(found: Machine, asked: argparse.Namespace) -> list[Figure]:
    from tests.bench.figures.history import history_figures

    return history_figures(found.folder, rows=asked.rows, rounds=200)


def _exports(found: Machine, asked: argparse.Namespace) -> list[Figure]:
    from tests.bench.figures.exports import export_figures

    return export_figures(found, rows=asked.rows)


def _documents(found: Machine, _asked: argparse.Namespace) -> list[Figure]:
    from tests.bench.figures.documents import document_figures

    return document_figures(found)


def _start(found: Machine, _asked: argparse.Namespace) -> list[Figure]:
    from tests.bench.figures.start import start_figures

    return start_figures(found.folder)


_MEASUREMENTS: dict[str, Measurement] = {
    "whole": _whole,
    "client": _client,
    "latency": _latency,
    "weights": _weights,
    "exports": _exports,
    "documents": _documents,
    "start": _start,
    "history": _history,
}


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="What a request costs.")
    parser.add_argument("--only", nargs="+", choices=list(_MEASUREMENTS), default=list(_MEASUREMENTS))
    parser.add_argument("--blocks", type=int, default=30, help="blocks of rounds whose medians are compared")
    parser.add_argument("--rows", type=int, default=1_000_000, help="transactions of the long history")
    return parser.parse_args()


def _order(figure: Figure) -> tuple[int, bool]:
    return int(figure.key.removeprefix("P") or 99), False


def _machine(seconds: float) -> str:
    cores, python = os.cpu_count(), platform.python_version()
    return f"Measured in {seconds:.0f} s on {cores} cores with Python {python}."


if __name__ == "__main__":
    sys.exit(main())
