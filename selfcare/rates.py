"""How often things may be asked for: one table, and the headers that tell a program where it stands.

A view names its row: an API method in ``@operation(rate=…)``, a page with ``@limited(…)``. Nothing else is needed:
`selfcare.middleware.limits` counts, refuses and answers for all of them, so a page and its API twin share one count.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, Literal, NamedTuple, TypeVar

from selfcare.domain.errors import RateLimited
from selfcare.limits import limit_use

Marked = TypeVar("Marked", bound=Callable[..., object])


class Rate(NamedTuple):
    """``limit`` uses in ``seconds``. ``whose`` count it is; ``parameter`` limits it to requests that ask with it,
    ``method`` to those that ask in this way."""

    name: str
    limit: int
    seconds: int
    whose: Literal["session", "customer", "network"] = "session"
    parameter: str = ""
    method: str = ""


CALLS: Final = Rate("calls", 120, 60)
VISITORS: Final = Rate("visitors", 300, 60, "network")
SEARCH: Final = Rate("search", 60, 60, parameter="q")
MONEY: Final = Rate("money", 10, 60, "customer")
CHARGES: Final = Rate("charges", 30, 60)  # one search for a charge asks the payment service several times
DOCUMENTS: Final = Rate("documents", 20, 60, "customer")  # a statement's file reads every movement and draws it
EXPORTS: Final = Rate("exports", 5, 3600, method="POST")
RATES: Final = {rate.name: rate for rate in (CALLS, VISITORS, SEARCH, MONEY, CHARGES, EXPORTS, DOCUMENTS)}


class Use(NamedTuple):
    """One use of a rate: how many are ``used`` with it, and the milliseconds until counting starts anew."""

    rate: Rate
    used: int
    milliseconds: int

    @property
    def remaining(self) -> int:
        return max(0, self.rate.limit - self.used)

    @property
    def reset(self) -> int:
        """Seconds, rounded up: who waits that long is never early."""
        return max(1, -(-self.milliseconds // 1000))


def limited(rate: Rate) -> Callable[[Marked], Marked]:
    """Mark a page's view with the rate it shares with its API twin."""

    def mark(view: Marked) -> Marked:
        view.rate = rate  # type: ignore[attr-defined]  # a mark on the function
        return view

    return mark


def rate_use(rate: Rate, key: str) -> Use:
    """Count one use. While Redis is away a smaller count of this process stands in (see `selfcare.limits`)."""
    return Use(rate, *limit_use(rate.name, key, rate.limit, rate.seconds))


def refuse_excess(uses: Sequence[Use]) -> None:
    """Raise RateLimited when one of the uses was too many; ``retry_after`` is that of the longest wait."""
    late = [use.reset for use in uses if use.used > use.rate.limit]
    if late:
        raise RateLimited(retry_after=max(late))


def headers(uses: Sequence[Use]) -> dict[str, str]:
    """Return RateLimit-Policy and RateLimit (draft-ietf-httpapi-ratelimit-headers-10, structured fields, RFC 9651)."""
    policies = ", ".join(f'"{use.rate.name}";q={use.rate.limit};w={use.rate.seconds}' for use in uses)
    left = ", ".join(f'"{use.rate.name}";r={use.remaining};t={use.reset}' for use in uses)
    return {"RateLimit-Policy": policies, "RateLimit": left} if uses else {}
