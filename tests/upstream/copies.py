"""Things that are copied, and loaders that count how often they are asked."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from selfcare.domain.context import Context
from selfcare.upstream import cache
from selfcare.upstream.cache import Cached, Wanted, cached
from tests.upstream.people import context


class Thing(msgspec.Struct, frozen=True):
    n: int
    final: bool = False


class Loader:
    """Counts its calls; raises what it is told to."""

    def __init__(self, error: Exception | None = None) -> None:
        self.calls = 0
        self.error = error

    def __call__(self) -> Thing:
        self.calls += 1
        if self.error:
            raise self.error
        return Thing(self.calls)


def ask(
    load: Callable[[], Thing], *, ctx: Context | None = None, fresh_for: cache.Fresh = 60, name: str = "thing"
) -> Cached[Thing]:
    return cached(ctx or context(), name, fresh_for=fresh_for, as_=Thing, load=load)


def wanted(name: str, load: Callable[[], Thing]) -> Wanted[Thing]:
    return Wanted(name, 60, Thing, load)
