"""`make test`: the sandbox's tests, the product's tests with branch coverage, the browser journeys, then chaos.

A missing browser or Java runtime is named and its tests are skipped on a laptop; with CI set it is a failure.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PYTEST = ["-m", "pytest", "-q", "-p", "no:cacheprovider"]
APART = ("sandbox", "journeys", "chaos")  # processes of their own
SANDBOX = {"DJANGO_SETTINGS_MODULE": "sandbox.settings"}


def main(*words: str) -> int:
    """Run the parts in order, all of them even when one fails. Returns 0 when every part passed."""
    began = time.monotonic()
    (ROOT / "var").mkdir(exist_ok=True)
    _run(["-m", "coverage", "erase"])
    product = ["-m", "coverage", "run", *PYTEST, "tests", *(f"--ignore=tests/{each}" for each in APART)]
    parts = {
        "sandbox": _run([*PYTEST, "tests/sandbox", "-o", "DJANGO_SETTINGS_MODULE=sandbox.settings"], SANDBOX),
        "product": _run(product),
    }
    if "--fast" not in words:
        parts["journeys"] = _run([*PYTEST, "tests/journeys"])
        parts["chaos"] = _run([*PYTEST, "tests/chaos"], {"TEST_DATABASE": "sqlite"})  # it stops its own PostgreSQL
        parts["coverage"] = _coverage()
    print(f"\n{'  '.join(f'{name}: {_word(code)}' for name, code in parts.items())}  {time.monotonic() - began:.0f} s")
    return int(any(parts.values()))


def _coverage() -> int:
    _run(["-m", "coverage", "combine", "--quiet"])
    return _run(["-m", "coverage", "report"])


def _run(arguments: list[str], env: dict[str, str] | None = None) -> int:
    print(f"$ python {' '.join(arguments)}", flush=True)
    return subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env={**os.environ, **(env or {})}, check=False
    ).returncode


def _word(code: int) -> str:
    return "passed" if code == 0 else "FAILED"


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
