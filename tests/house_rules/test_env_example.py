"""deploy/env.example is the whole configuration: every variable that is read, nothing else, and values that start."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.local.gates import ROOT, example

READERS = {
    "selfcare/settings.py": r"env\.\w+\(\s*\"([A-Z][A-Z0-9_]+)\"",
    "selfcare/env.py": r"integer\(\"([A-Z][A-Z0-9_]+)\"",
    "deploy/gunicorn.conf.py": r"environ(?:\.get\(|\[)[\"']([A-Z][A-Z0-9_]+)[\"'](?!\] =)",
}


def _read_by(path: str) -> set[str]:
    return set(re.findall(READERS[path], (ROOT / path).read_text(encoding="utf-8")))


@pytest.mark.parametrize("path", READERS)
def test_every_variable_a_source_reads_is_in_the_example(path: str) -> None:
    names = _read_by(path)
    assert names
    assert names <= example().keys()


def test_the_example_names_nothing_that_is_not_read() -> None:
    assert example().keys() <= set().union(*map(_read_by, READERS))


def test_every_setting_of_the_example_is_explained() -> None:
    blocks = re.split(r"\n\s*\n", (ROOT / "deploy" / "env.example").read_text(encoding="utf-8"))
    silent = [block for block in blocks if re.search(r"(?m)^[A-Z]", block) and not re.search(r"(?m)^# \w", block)]
    assert not silent


def _check(env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    plain = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(command, cwd=ROOT, env={**plain, **env}, capture_output=True, text=True, check=False)


def test_the_deployment_checks_pass_with_exactly_these_values() -> None:
    done = _check(example())
    assert done.returncode == 0, done.stderr
    assert "no issues (0 silenced)" in done.stdout


def test_every_secret_of_the_example_may_come_from_a_file(tmp_path: Path) -> None:
    given = example()
    for name in ("SECRET_KEY", "SERVICE_TOKEN", "STATUS_TOKEN", "HOOK_PAYMENTS_SECRETS", "DATABASE_URL", "REDIS_URL"):
        file = tmp_path / name
        file.write_text(f"{given.pop(name)}\n", encoding="utf-8")
        given[f"{name}_FILE"] = str(file)
    done = _check(given)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    "name", ["SECRET_KEY", "PUBLIC_URL", "ALLOWED_HOSTS", "AUTH_URL", "SERVICE_TOKEN", "REDIS_URL"]
)
def test_a_setting_that_is_missing_is_named(name: str) -> None:
    done = _check({key: value for key, value in example().items() if key != name})
    assert done.returncode != 0
    assert name in done.stderr
