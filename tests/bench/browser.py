"""A browser inside the process: each request goes through Django's WSGI handler, as gunicorn would call it."""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.utils.crypto import get_random_string

from tests.bench.machine import PUBLIC_URL
from tests.people import signed_in

_HOST: Final = PUBLIC_URL.removeprefix("https://")
_HEADERS: Final = {
    "HTTP_HOST": _HOST,
    "HTTP_ACCEPT": "text/html,application/xhtml+xml,*/*;q=0.8",
    "HTTP_ACCEPT_LANGUAGE": "en-GB,en;q=0.9,sv;q=0.8",
    "HTTP_ACCEPT_ENCODING": "gzip, deflate, br",
    "HTTP_X_FORWARDED_FOR": "192.0.2.7",
    "HTTP_X_FORWARDED_PROTO": "https",
    "HTTP_USER_AGENT": "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
}


class Answer(NamedTuple):
    """``seconds`` are of CPU, all threads of this process together."""

    status: int
    headers: dict[str, str]
    body: bytes
    seconds: float


def sent_headers() -> dict[str, str]:
    """Return what Elin's browser sends, for a server in another process that shares our sessions."""
    sent = {each.removeprefix("HTTP_").replace("_", "-").title(): text for each, text in _HEADERS.items()}
    return {**sent, "Cookie": _cookies()}


def _cookies() -> str:
    """A session, and what its first page left for forms."""
    name = settings.SESSION_COOKIE_NAME
    session = signed_in(numbers="sv_SE").cookies[name].value
    return f"{name}={session}; {settings.CSRF_COOKIE_NAME}={get_random_string(32)}"


class Browser:
    """Signed in as Elin, or signed out."""

    def __init__(self, *, visitor: bool = False) -> None:
        self._handler: Any = WSGIHandler()
        self._headers = dict(_HEADERS)
        if not visitor:
            self._headers["HTTP_COOKIE"] = _cookies()

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> Answer:
        """Ask once and read the whole answer."""
        environ = _environ(path) | self._headers | dict(headers or {})
        told: list[Any] = []
        begin = time.process_time()
        response: Any = self._handler(environ, lambda status, given: told.extend((status, given)))
        body = b"".join(response)
        response.close()
        seconds = time.process_time() - begin
        return Answer(int(told[0][:3]), {name.lower(): value for name, value in told[1]}, body, seconds)

    def cost(self, path: str, *, status: int = 200, headers: Mapping[str, str] | None = None) -> Callable[[], float]:
        """Return a measurement: one request, its CPU seconds; raises when the answer is not the expected one."""

        def measure() -> float:
            answer = self.get(path, headers)
            if answer.status != status:
                raise RuntimeError(f"{path} answered {answer.status}, not {status}")
            return answer.seconds

        return measure


def _environ(path: str) -> dict[str, Any]:
    address, _, query = path.partition("?")
    return {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": address,
        "QUERY_STRING": query,
        "SCRIPT_NAME": "",
        "SERVER_NAME": _HOST,
        "SERVER_PORT": "443",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": "https",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": True,
    }
