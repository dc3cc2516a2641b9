"""Elin's home page on the design's day, behind a scripted payment service."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine

NOW = "2026-11-19T13:05:31Z"


@pytest.fixture(autouse=True)
def _now(empty_stores: None, db: None) -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield
