"""Every process of the Procfile looks at its settings before it does anything, and names what it cannot start with."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.local.gates import ROOT, example

PROCESSES = dict(line.split(": ", 1) for line in (ROOT / "Procfile").read_text(encoding="utf-8").splitlines())
NOWHERE = {"REDIS_URL": "redis://127.0.0.1:9/0", "DATABASE_URL": "postgresql://nobody@127.0.0.1:9/none"}


def start(name: str, folder: Path, **changes: str) -> subprocess.CompletedProcess[str]:
    """Run it as the Procfile has it, with this Python's programs, and with stores that are not there."""
    split_stores = {"SESSIONS_URL", "CACHE_URL", "BROKER_URL"}
    kept = {each: value for each, value in os.environ.items() if each not in split_stores}
    given = {name: value for name, value in example().items() if name not in split_stores}
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    env = {**kept, **given, **NOWHERE, "PATH": path, "TMPDIR": str(folder), "PORT": "0", **changes}
    command = shlex.split(PROCESSES[name].replace("/tmp/", f"{folder}/"))
    return subprocess.run(command, cwd=ROOT, env=env, text=True, capture_output=True, check=False, timeout=45)


@pytest.mark.parametrize("name", PROCESSES)
def test_no_process_starts_with_what_it_could_not_use(name: str, tmp_path: Path) -> None:
    refused = start(name, tmp_path, RECEIPT_KEYS="2026-1:swordfish")
    assert refused.returncode > 0
    assert "RECEIPT_KEYS" in refused.stderr
    assert "swordfish" not in refused.stderr + refused.stdout
