from __future__ import annotations

import time
from collections.abc import Callable
from types import SimpleNamespace

import pytest


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Move the breakers' clock on by so many seconds; it stands still in between, however slow the machine."""
    clock = SimpleNamespace(now=time.monotonic())
    monkeypatch.setattr("selfcare.upstream.breaker.time", SimpleNamespace(monotonic=lambda: clock.now))

    def move(seconds: float) -> None:
        clock.now += seconds

    return move
