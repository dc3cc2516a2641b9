"""The product as processes, and a program that calls its API."""

from __future__ import annotations

from dataclasses import dataclass

import requests
from redis import Redis

PASSWORD = "demo-only-password"


@dataclass
class Caller:
    """A signed-in program: where it calls, what it sends along, and the store its limits are counted in."""

    url: str
    cookies: dict[str, str]
    headers: dict[str, str]
    store: Redis

    def lift_limits(self) -> None:
        keys = list(self.store.scan_iter("sc:limit:*"))
        if keys:
            self.store.delete(*keys)


def signed_in(url: str, store: Redis) -> Caller:
    browser = requests.Session()
    first = browser.get(f"{url}/api/v1/session", timeout=30).json()
    answer = browser.post(
        f"{url}/api/v1/session",
        json={"identifier": "demo@selfcare.example", "password": PASSWORD},
        headers={"X-CSRFToken": first["csrf_token"]},
        timeout=30,
    )
    assert answer.status_code == 200, answer.text
    headers = {"X-CSRFToken": answer.json()["csrf_token"], "Origin": url}
    return Caller(url, dict(browser.cookies), headers, store)
