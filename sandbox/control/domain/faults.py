"""The faults to come: which calls of which service go wrong, in which way, and how often still.

Kept in memory: the sandbox is one process, a fault per request must cost no query, and a restart is a fresh start.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated, Final

import msgspec

MOST: Final = 1000
LONGEST: Final = 120  # seconds


class Kind(StrEnum):
    """How a call goes wrong. Each has its sentence in ``SAYS``."""

    CLOSE = "close"
    BLACKHOLE = "blackhole"
    DELAY = "delay"
    DRIP = "drip"
    GARBAGE = "garbage"
    TRUNCATED = "truncated"
    HTML = "html"
    ERROR = "error"
    RATE_LIMITED = "rate_limited"
    REDIRECT = "redirect"
    GZIP_BOMB = "gzip_bomb"
    MISSING_FIELD = "missing_field"
    WRONG_TYPE = "wrong_type"
    OTHER_CUSTOMER = "other_customer"


SAYS: Final = {
    Kind.CLOSE: "the connection is reset before any answer",
    Kind.BLACKHOLE: "the connection stays open, and nothing comes for so many seconds",
    Kind.DELAY: "carried out at once, answered so many seconds later",
    Kind.DRIP: "carried out, answered one byte a second",
    Kind.GARBAGE: "200 with a body that is no JSON",
    Kind.TRUNCATED: "carried out, the answer shorter than its Content-Length",
    Kind.HTML: "200 with a page of HTML",
    Kind.ERROR: "500 as problem+json",
    Kind.RATE_LIMITED: "429 with Retry-After of so many seconds",
    Kind.REDIRECT: "302 to another host",
    Kind.GZIP_BOMB: "200 with 256 MiB of blanks in a small gzip",
    Kind.MISSING_FIELD: "carried out, a field missing from the answer",
    Kind.WRONG_TYPE: "carried out, a field of the answer of another type",
    Kind.OTHER_CUSTOMER: "carried out, the answer naming another customer",
}


class Fault(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """The next ``times`` calls that match go wrong as ``kind`` says.

    ``method`` and ``path`` (a prefix within the service, e.g. ``/v1/transactions``) narrow it down. ``acts`` carries
    the call out first, so that its answer alone is lost or replaced. ``field`` names the member that drifts; without
    it the first one does.
    """

    service: Annotated[str, msgspec.Meta(pattern="^(auth|payments)$")]
    kind: Kind
    times: Annotated[int, msgspec.Meta(ge=1, le=MOST)] = 1
    method: Annotated[str, msgspec.Meta(pattern="^(GET|POST|PUT|PATCH|DELETE)$")] | None = None
    path: Annotated[str, msgspec.Meta(pattern="^/", max_length=200)] = "/"
    seconds: Annotated[int, msgspec.Meta(ge=1, le=LONGEST)] = 30
    acts: bool = False
    field: Annotated[str, msgspec.Meta(max_length=60)] | None = None

    def meets(self, method: str, path: str) -> bool:
        """Whether a call of this method and path (from the root of the sandbox) is one of those."""
        return self.method in {None, method} and path.startswith(f"/{self.service}{self.path}")


class Book:
    """The faults to come, first come first served; safe among threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._faults: list[Fault] = []

    def all(self) -> list[Fault]:
        """Return what is still to come."""
        with self._lock:
            return list(self._faults)

    def replace(self, faults: Iterable[Fault]) -> None:
        """Forget what was to come and expect these."""
        with self._lock:
            self._faults = list(faults)

    def add(self, fault: Fault) -> None:
        """Expect one more."""
        with self._lock:
            self._faults.append(fault)

    def take(self, method: str, path: str) -> Fault | None:
        """Return the first fault that meets the call and use up one of its times; None when the call goes well."""
        with self._lock:
            for index, fault in enumerate(self._faults):
                if fault.meets(method, path):
                    left = [msgspec.structs.replace(fault, times=fault.times - 1)] if fault.times > 1 else []
                    self._faults[index : index + 1] = left
                    return fault
        return None


book = Book()
