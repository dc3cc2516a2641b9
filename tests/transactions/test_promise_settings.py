"""The promise table as operators set and read it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.core.checks import run_checks

from transactions.domain.promises import DEFAULTS
from transactions.services.promises import promises

README = Path(__file__).resolve().parents[2] / "README.md"


def test_the_readme_tells_each_promise_and_its_default() -> None:
    rows = re.findall(r"^\| `([a-z_]+\.[a-z_]+)` \| `([^`]+)` \|", README.read_text(encoding="utf-8"), re.MULTILINE)

    assert dict(rows) == dict(DEFAULTS)


def test_a_setting_replaces_a_promise(settings: Any) -> None:
    settings.PROMISES = ["dispute.decide=30d"]

    assert promises()["dispute.decide"].count == 30


@pytest.mark.parametrize(
    ("name", "value", "found"),
    [("PROMISES", ["dispute.decide=soon"], "transactions.E001"), ("HOLIDAYS", ["24/12"], "transactions.E002")],
)
def test_a_typing_error_stops_the_start(settings: Any, name: str, value: list[str], found: str) -> None:
    setattr(settings, name, value)

    assert [message.id for message in run_checks() if message.id == found] == [found]
