"""`make test`: the product's tests with branch coverage, the sandbox's, journeys and faults, three at once; then chaos.

Much of a suite's time is spent waiting for servers, so three parts fill two cores; the longest begin first. Chaos kills
what runs and measures time: it has the machine for itself. A missing browser or Java runtime is named and its tests are
skipped on a laptop; with CI set it is a failure.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

ROOT = Path(__file__).resolve().parents[2]
PYTEST = ("-m", "pytest", "-q", "-p", "no:cacheprovider")
AT_ONCE: Final = 3


@dataclass(frozen=True)
class Part:
    """One process of the suite."""

    name: str
    arguments: tuple[str, ...]
    env: dict[str, str] = field(default_factory=dict)

    def run(self) -> tuple[str, int]:
        """Run it, and print what it said when it is done: two at once would be unreadable. Returns name and code."""
        began = time.monotonic()
        done = subprocess.run(
            [sys.executable, *self.arguments], cwd=ROOT, env={**os.environ, **self.env}, check=False,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        took = f"# {self.name}: {_word(done.returncode)} in {time.monotonic() - began:.0f} s"
        print(f"$ python {' '.join(self.arguments)}\n{done.stdout}{took}\n", flush=True)
        return self.name, done.returncode


COVERED: Final = ("-m", "coverage", "run", *PYTEST)
APART: Final = ("transactions", "sandbox", "journeys", "chaos")  # processes of their own
SANDBOX: Final = Part(
    "sandbox",
    (*PYTEST, "tests/sandbox", "-o", "DJANGO_SETTINGS_MODULE=sandbox.settings"),
    {"DJANGO_SETTINGS_MODULE": "sandbox.settings"},
)
TRANSACTIONS: Final = Part("transactions", (*COVERED, "tests/transactions"))
PRODUCT: Final = Part("product", (*COVERED, "tests", *(f"--ignore=tests/{each}" for each in APART)))
JOURNEYS: Final = Part("journeys", (*PYTEST, "tests/journeys"))
OWN_DATABASE: Final = {"TEST_DATABASE": "sqlite"}  # chaos starts and stops a PostgreSQL of its own
FAULTS: Final = Part("faults", (*PYTEST, "tests/chaos/faults"), OWN_DATABASE)
CHAOS: Final = Part("chaos", (*PYTEST, "tests/chaos", "--ignore=tests/chaos/faults"), OWN_DATABASE)
COVERAGE: Final = Part("coverage", ("-m", "coverage", "report"))


def main(*words: str) -> int:
    """Run every part, even when one fails. Returns 0 when all passed."""
    began = time.monotonic()
    (ROOT / "var").mkdir(exist_ok=True)
    _coverage("erase")
    ended = dict(_fast() if "--fast" in words else _whole())
    print(f"{'  '.join(f'{name}: {_word(code)}' for name, code in ended.items())}  {time.monotonic() - began:.0f} s")
    return int(any(ended.values()))


def _fast() -> Iterator[tuple[str, int]]:
    yield from _at_once(TRANSACTIONS, PRODUCT, SANDBOX)


def _whole() -> Iterator[tuple[str, int]]:
    yield from _at_once(JOURNEYS, TRANSACTIONS, FAULTS, PRODUCT, SANDBOX)
    yield CHAOS.run()
    _coverage("combine", "--quiet")
    yield COVERAGE.run()


def _at_once(*parts: Part) -> Iterator[tuple[str, int]]:
    """Run the parts in this order, a few at a time: whoever is done takes the next."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        yield from pool.map(Part.run, parts)


def _coverage(*arguments: str) -> None:
    subprocess.run([sys.executable, "-m", "coverage", *arguments], cwd=ROOT, check=False)


def _word(code: int) -> str:
    return "passed" if code == 0 else "FAILED"


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
