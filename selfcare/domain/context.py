"""Who is asking, and how long an answer may take: passed as the first argument of every backend call."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


def _never() -> str:
    return ""


@dataclass(frozen=True, kw_only=True)
class Context:
    """One customer's request on its way to an internal service.

    ``token`` is called late, once per upstream call, so that a refresh can happen just before it is needed.
    ``renew`` takes the access token a service refused and returns a newer one, or raises SignInRequired.
    ``on_behalf`` is true in the worker, where no session is: our own service token then vouches for the customer.
    ``ahead`` holds copies that were read from the cache before they are needed, by name.
    ``deadline`` is a ``time.monotonic`` instant; what is left of it caps each call.
    ``client_ip`` is the end user's address as the trusted proxy gave it.
    """

    customer_id: str
    request_id: str
    token: Callable[[], str] = field(default=_never, repr=False)
    renew: Callable[[str], str] | None = field(default=None, repr=False)
    session_key: str = field(default="", repr=False)
    on_behalf: bool = False
    locale: str = "en"
    client_ip: str = ""
    user_agent: str = ""
    ahead: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)
    deadline: float = field(default_factory=lambda: time.monotonic() + 8.0)

    def within(self, seconds: float) -> Context:
        """Return the same request with no more than so many seconds left from now on."""
        return Context(**{**vars(self), "deadline": min(self.deadline, time.monotonic() + seconds)})

    def remaining(self) -> float:
        """Seconds left of the request's budget, never negative."""
        return max(0.0, self.deadline - time.monotonic())
