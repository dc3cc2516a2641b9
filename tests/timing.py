"""How long something may take, on a machine that does much else meanwhile."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
TRIES = 3


def within(seconds: float, do: Callable[[], T]) -> T:
    """Return what the first try gave that took no longer than that; fail when three have taken longer.

    One slow try may be the machine's; what is slow by itself is slow each time. ``do`` can be done again.
    """
    took = []
    for _ in range(TRIES):
        began = time.monotonic()
        done = do()
        took.append(time.monotonic() - began)
        if took[-1] <= seconds:
            return done
    raise AssertionError(f"took {', '.join(f'{each:.2f}' for each in took)} s, not {seconds:g}")
