"""What every test here starts from."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine

from tests.transactions.detail.shown import NOW


@pytest.fixture(autouse=True)
def _now(empty_stores: None) -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield
