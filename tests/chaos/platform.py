"""The platform as its operator sees it: what is made to go wrong, and what really happened there."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, TypeVar

import requests

T = TypeVar("T")
SERVICE_TOKEN = "localhost-service-token"


class Platform:
    """The sandbox by its control and by the payment service's own API."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._session = requests.Session()
        self._session.trust_env = False

    def faults(self, *faults: dict[str, Any]) -> None:
        """Expect these faults and no others."""
        self._ask("PUT", "/_sandbox/faults", {"faults": list(faults)})

    def faults_left(self) -> int:
        """How many calls are still to go wrong."""
        return sum(each["times"] for each in self._ask("GET", "/_sandbox/faults")["faults"])

    def clock_shift(self, seconds: int) -> None:
        self._ask("PUT", "/_sandbox/clock", {"shift_seconds": seconds})

    def clock_real(self) -> None:
        self._ask("PUT", "/_sandbox/clock", {"real": True})

    def event(self, kind: str, subject: str, variant: str = "plain") -> list[Any]:
        """Send an event about a transaction. Returns what the hook answered each time."""
        sent = {"type": kind, "subject": subject, "variant": variant}
        answers: list[Any] = self._ask("POST", "/_sandbox/events", sent)["answers"]
        return answers

    def transactions(self, minor: int, customer_id: str = "cus_elin") -> list[dict[str, Any]]:
        """Every transaction of exactly this amount, newest first, as the payment service has them."""
        amount = f"amount_min={minor}&amount_max={minor}&currency=SEK"
        found: list[dict[str, Any]] = self.truth(f"/v1/transactions?{amount}&limit=100", customer_id)["data"]
        return found

    def truth(self, path: str, customer_id: str = "cus_elin") -> Any:
        """Return what the payment service itself has at ``path``."""
        headers = {"X-Service-Token": SERVICE_TOKEN, "X-Customer-Id": customer_id}
        return self._ask("GET", f"/payments{path}", headers=headers)

    def _ask(self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None) -> Any:
        answer = self._session.request(method, f"{self.url}{path}", json=body, headers=headers, timeout=60)
        assert answer.ok, answer.text
        return answer.json()


def eventually(look: Callable[[], T], *, seconds: float, every: float = 0.1) -> T:
    """Look until something true is seen and return it; fail after so many seconds with the last sight."""
    until = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < until, f"not within {seconds:g} s: {found!r}"
        time.sleep(every)
    return found
