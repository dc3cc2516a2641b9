"""Who asks, and who makes things go wrong."""

from __future__ import annotations

import http.client
import http.cookies
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import redis

from deploy.local.stack import Stack

PASSWORD = "demo-only-password"
FORGOTTEN = ("*sc:copy*", "*limit:*")


@dataclass(frozen=True)
class Reply:
    """An answer and how long it took from the first byte sent to the last one read, in seconds."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    seconds: float

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass
class Visitor:
    """A cookie jar and plain HTTP; redirects are looked at, not followed."""

    url: str
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, body: Any = None, **more: str) -> Reply:
        """Make one call; a body is sent as JSON with the CSRF token of the session."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()), **more}
        data = None
        if body is not None:
            headers |= {"Content-Type": "application/json", "X-CSRFToken": self.csrf(), "Origin": self.url}
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
            data = json.dumps(body).encode()
        return self._call(method, path, data, headers)

    def csrf(self) -> str:
        """The token for unsafe calls, which sets its cookie too."""
        token: str = self.ask("GET", "/api/v1/session").json["csrf_token"]
        return token

    def sign_in(self, identifier: str) -> Reply:
        """Sign in by the API."""
        return self.ask("POST", "/api/v1/session", {"identifier": identifier, "password": PASSWORD})

    def is_signed_in(self) -> bool:
        """Whether the session still stands, which needs no service."""
        return self.ask("GET", "/api/v1/session").json.get("customer") is not None

    def _call(self, method: str, path: str, data: bytes | None, headers: dict[str, str]) -> Reply:
        parts = urlsplit(self.url)
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=15)
        began = time.monotonic()
        try:
            connection.request(method, path, data, headers)
            answer = connection.getresponse()
            reply = Reply(answer.status, dict(answer.headers), answer.read(), time.monotonic() - began)
            for line in answer.headers.get_all("Set-Cookie", []):
                self._keep(line)
        finally:
            connection.close()
        return reply

    def _keep(self, line: str) -> None:
        for name, morsel in http.cookies.SimpleCookie(line).items():
            self.cookies[name] = morsel.value


class Sandbox:
    """Control of the sandbox, and of what the product remembers of it."""

    def __init__(self, stack: Stack) -> None:
        self.control = Visitor(stack.sandbox_url)
        assert stack.valkey
        self.redis = redis.Redis.from_url(stack.valkey.url)

    def put(self, what: str, order: Mapping[str, Any]) -> Any:
        answer = self.control._call(
            "PUT", f"/_sandbox/{what}", json.dumps(order).encode(), {"Content-Type": "application/json"}
        )
        assert answer.status == 200, answer.body
        return answer.json

    def faults(self, *faults: Mapping[str, Any]) -> None:
        """Let these calls go wrong; what the product had copied is gone, so that it has to ask."""
        self.put("faults", {"faults": list(faults)})
        self.forget()

    def left(self) -> int:
        """How many faults are still to come."""
        answer = self.control._call("GET", "/_sandbox/faults", None, {})
        return sum(fault["times"] for fault in answer.json["faults"])

    def forget(self) -> None:
        """Delete the product's copies of answers, and what it has counted: one visitor here asks for many."""
        for pattern in FORGOTTEN:
            for key in self.redis.scan_iter(pattern):
                self.redis.delete(key)

    def calm(self) -> None:
        """Nothing goes wrong any more, and the clock is right."""
        self.put("faults", {"faults": []})
        self.put("clock", {"real": True})
