"""The written contracts of both services, and the operation of an exchange."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tests.contract.walk import Seen
from tests.openapi import Described

_FOLDER = Path(__file__).resolve().parents[2] / "deploy" / "contracts"


@cache
def contract(service: str) -> Described:
    """Return deploy/contracts/<service>.yaml."""
    return Described(yaml.safe_load((_FOLDER / f"{service}.yaml").read_text(encoding="utf-8")))


def operation_of(seen: Seen) -> dict[str, Any]:
    found = contract(seen.service).operation(seen.method, seen.path)
    assert found is not None, f"{seen.method} {seen.path}"
    return found
