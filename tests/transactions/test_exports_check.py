"""A file that was changed by one byte fails its own check."""

from __future__ import annotations

import io
import json
import subprocess
from pathlib import Path
from typing import Any

import msgspec
import pytest
from django.core.management import CommandError, call_command

from tests.fake_upstream import FakeUpstream
from tests.transactions.exports import content, history, made, row
from transactions.services.exports import export_manifest


@pytest.fixture
def exported(upstream: FakeUpstream, empty_stores: None, files: Path) -> Path:
    history(upstream, [row(number) for number in range(3)])
    export = made()
    path = files / export.file_name
    path.write_bytes(content(export))
    path.with_name(f"{path.name}.json").write_bytes(msgspec.json.encode(export_manifest(export)))
    return path


def check(*args: Any) -> str:
    out = io.StringIO()
    call_command("export_check", *args, stdout=out)
    return out.getvalue()


def test_what_was_made_passes(exported: Path) -> None:
    assert check(exported) == f"{exported} is whole and unchanged.\n"


def test_one_byte_fails(exported: Path) -> None:
    body = bytearray(exported.read_bytes())
    body[-10] ^= 1
    exported.write_bytes(body)
    with pytest.raises(CommandError, match="its SHA-256 is"):
        check(exported)


def test_one_that_is_cut_short_fails(exported: Path) -> None:
    exported.write_bytes(exported.read_bytes()[:-1])
    with pytest.raises(CommandError, match="bytes instead of"):
        check(exported, exported.with_name(f"{exported.name}.json"))


def test_one_that_never_was_whole_fails(exported: Path) -> None:
    beside = exported.with_name(f"{exported.name}.json")
    beside.write_text(json.dumps({**json.loads(beside.read_text()), "complete": False}))
    with pytest.raises(CommandError, match="not complete"):
        check(exported)


@pytest.mark.parametrize("beside", ["nowhere.json", "broken.json"])
def test_nothing_to_check_against_is_said(exported: Path, beside: str) -> None:
    path = exported.with_name(beside)
    if beside == "broken.json":
        path.write_text("{}")
    with pytest.raises(CommandError, match="cannot be checked"):
        check(exported, path)


def test_sha256sum_says_the_same(exported: Path) -> None:
    told = json.loads(exported.with_name(f"{exported.name}.json").read_text())
    line = f"{told['sha256']}  {exported.name}\n"
    done = subprocess.run(
        ["sha256sum", "--check"], input=line, cwd=exported.parent, text=True, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
