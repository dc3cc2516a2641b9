"""`make check`: everything that is checked without running a test. Every gate runs; any failure fails the whole."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
MANAGE = ["manage.py"]
CONTRACTS = ROOT / "deploy" / "contracts"


def example() -> dict[str, str]:
    """Return the settings of deploy/env.example: what a production deployment gives."""
    lines = (ROOT / "deploy" / "env.example").read_text(encoding="utf-8").splitlines()
    pairs = (line.partition("=") for line in lines if line and not line.startswith("#"))
    return {name: value for name, _, value in pairs}


class Gate(NamedTuple):
    """A command and what it needs from the environment."""

    name: str
    command: list[str]
    env: dict[str, str] = {}


GATES = [
    Gate("lint", ["-m", "ruff", "check", "."]),
    Gate("format", ["-m", "ruff", "format", "--check", "."]),
    Gate("types", ["-m", "mypy", "."]),
    Gate("sandbox types", ["-m", "mypy", "--config-file", "sandbox/mypy.toml", "sandbox", "tests/sandbox"]),
    Gate("layers", ["-c", "from importlinter.cli import lint_imports_command as run; run()"]),
    Gate("templates", ["-m", "djlint", "templates", "--lint", "--quiet"]),
    Gate("messages", [*MANAGE, "catalogue", "check"]),
    Gate("migrations", [*MANAGE, "makemigrations", "--check", "--dry-run"]),
    Gate("deployment", [*MANAGE, "check", "--deploy", "--fail-level", "WARNING"], example()),
    Gate("openapi", [*MANAGE, "schema", "--check"]),
    Gate("contracts", ["-m", "sandbox.schema", "--check"], {"DJANGO_SETTINGS_MODULE": "sandbox.settings"}),
    Gate("openapi is valid", ["-m", "openapi_spec_validator", *sorted(map(str, CONTRACTS.glob("*.yaml")))]),
    Gate(
        "sandbox migrations",
        ["-m", "django", "makemigrations", "--check", "--dry-run"],
        {"DJANGO_SETTINGS_MODULE": "sandbox.settings", "PYTHONPATH": str(ROOT)},
    ),
]


def main() -> int:
    """Run all gates, two at a time, and print what failed. Returns 0 when all passed."""
    began = time.monotonic()
    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(_run, GATES))
    failed = [gate.name for gate, done in zip(GATES, results, strict=True) if done.returncode]
    for gate, done in zip(GATES, results, strict=True):
        print(f"{'FAILED' if done.returncode else 'ok':7}{gate.name}")
        if done.returncode:
            print(done.stdout + done.stderr)
    print(f"{len(GATES) - len(failed)} of {len(GATES)} gates passed in {time.monotonic() - began:.0f} s")
    return int(bool(failed))


def _run(gate: Gate) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, **gate.env}
    return subprocess.run(
        [sys.executable, *gate.command], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )


if __name__ == "__main__":
    sys.exit(main())
