"""One declaration per operation and event: all that a service's document says beyond the shapes themselves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Literal

import msgspec

Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]

# Who may call: alternatives, each a set of schemes that go together (OpenAPI 3.1, Security Requirement Object).
NOBODY: Final[tuple[tuple[str, ...], ...]] = ((),)
BEARER: Final = (("bearer",),)
SERVICE: Final = (("service",),)
CUSTOMER: Final = (("bearer",), ("service", "customer"))
MERCHANT: Final = (("merchant",),)
MAYBE: Final = ((), ("bearer",))


class Operation(msgspec.Struct, frozen=True, kw_only=True):
    """``path`` is below the service's address. ``errors`` are codes of `sandbox.contract.problems`; what follows from
    ``security``, from a body and from taking an Idempotency-Key is added. ``sends`` and ``takes`` name headers of
    `sandbox.contract.headers`."""

    name: str
    method: Method
    path: str
    tag: str
    summary: str
    description: str = ""
    status: int = 200
    returns: Any = None
    body: Any = None
    body_type: str = "application/json"
    files_in: tuple[str, ...] = ()
    """Media types of a body that is a file as it is."""
    files_out: tuple[str, ...] = ()
    """Media types of an answer that is one."""
    query: type | None = None
    security: tuple[tuple[str, ...], ...] = BEARER
    errors: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()
    sends: tuple[str, ...] = ()
    conditional: bool = False
    """Whether If-None-Match is answered by 304."""
    oauth: bool = False
    """Whether 400 is RFC 6749's error document and every other failure of the input is told by it."""


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """A signed event the service sends."""

    type: str
    summary: str
    shape: Any


class Service(msgspec.Struct, frozen=True, kw_only=True):
    """A service's whole contract. ``members`` are added to the document's root (``x-…``).

    ``mount`` is the path it is served under, when that is another than its name.
    """

    name: str
    title: str
    description: str
    tags: Mapping[str, str]
    operations: tuple[Operation, ...]
    events: tuple[Event, ...] = ()
    members: Mapping[str, Any] = {}
    mount: str = ""

    @property
    def root(self) -> str:
        return self.mount or self.name
