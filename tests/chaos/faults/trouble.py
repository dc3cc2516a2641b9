"""The platform while it is in trouble: what goes wrong is asked anew, not answered from copies."""

from __future__ import annotations

from typing import Any

from redis import Redis

from deploy.local.stack import Stack
from tests.chaos.platform import Platform

FORGOTTEN = ("*sc:copy*", "*limit:*")


class Trouble(Platform):
    """The platform's control, and what the product remembers of it."""

    def __init__(self, stack: Stack) -> None:
        super().__init__(stack.sandbox_url)
        assert stack.valkey
        self._store = Redis.from_url(stack.valkey.url)

    def faults(self, *faults: dict[str, Any]) -> None:
        """Expect these faults and no others; copies of answers are gone, and counts: one person asks for many."""
        super().faults(*faults)
        for pattern in FORGOTTEN:
            for key in self._store.scan_iter(pattern):
                self._store.delete(key)
