"""One HTTP exchange within a deadline, over a pool that keeps no cookie.

``requests`` measures a time-out per read, so one byte a second never ends, and its ``Session`` sends one
customer's cookies on the next customer's call. Here a request is given to the adapter, and every ``recv`` of its
connection, headers included, gets what is left of the deadline.
"""

from __future__ import annotations

import io
import socket
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPResponse
from typing import Any, ClassVar, Final
from urllib.parse import urlsplit

import requests
import urllib3
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

CONNECT_SECONDS: Final = 0.5
READ_SECONDS: Final = 2.0
TOTAL_SECONDS: Final = 3.0
LARGEST_ANSWER: Final = 1024 * 1024
POOL_SIZE: Final = 32  # At least the threads of one process, web's 16 and `selfcare.parallel`'s.
_CHUNK: Final = 64 * 1024
_PART: Final = 4 * _CHUNK  # each part of a large answer passes through three libraries


@dataclass(frozen=True)
class Answer:
    """Status, headers by case-insensitive name, and the whole body."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class ExchangeError(Exception):
    """No whole answer. ``sent`` tells whether a byte may have reached the service, ``slow`` whether time ran out."""

    def __init__(self, kind: str, *, sent: bool, slow: bool = False) -> None:
        super().__init__(kind)
        self.kind = kind
        self.sent = sent
        self.slow = slow


class _Call(threading.local):
    """What the connection of this thread must know about the exchange it carries."""

    deadline: float = 0.0
    sent: bool = False

    def left(self) -> float:
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError("the deadline of this exchange has passed")
        return left


_call: Final = _Call()


class _TimedReader(io.RawIOBase):
    """Reads a socket; each read waits for the read time-out or the rest of the deadline, whichever is shorter."""

    def __init__(self, sock: socket.socket) -> None:
        super().__init__()
        self._sock = sock
        self._file = sock.makefile("rb", buffering=0)  # Keeps the socket open until this reader closes.

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        self._sock.settimeout(min(READ_SECONDS, _call.left()))
        return self._file.readinto(buffer)

    def close(self) -> None:
        self._file.close()
        super().close()


class _TimedResponse(HTTPResponse):
    def __init__(self, sock: socket.socket, *args: Any, **kwargs: Any) -> None:
        super().__init__(sock, *args, **kwargs)
        self.fp.close()
        self.fp = io.BufferedReader(_TimedReader(sock), _CHUNK)


class _Noting:
    """Marks the exchange as sent at the moment the first byte is handed to an open socket."""

    sock: Any
    connect: Any

    def send(self, data: Any) -> None:
        if self.sock is None:
            self.connect()
        _call.sent = True
        super().send(data)  # type: ignore[misc]  # the mixed-in connection has it


class _Connection(_Noting, HTTPConnection):
    response_class = _TimedResponse


class _SecureConnection(_Noting, HTTPSConnection):
    response_class = _TimedResponse


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _SecureConnection


class _Adapter(HTTPAdapter):
    """Knows one origin: it finds its pool once, and gives urllib3's answer as it is, so that no cookie is even read."""

    pools: ClassVar[dict[str, type[HTTPConnectionPool]]] = {"http": _Pool, "https": _SecurePool}
    _pool: Any = None

    def __init__(self, origin: str) -> None:
        super().__init__(pool_connections=1, pool_maxsize=POOL_SIZE, max_retries=0)
        self._origin = origin

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = self.pools

    def get_connection_with_tls_context(self, *args: Any, **kwargs: Any) -> Any:
        if self._pool is None:
            self._pool = super().get_connection_with_tls_context(*args, **kwargs)
        return self._pool

    def request_url(self, request: requests.PreparedRequest, _proxies: Any) -> str:
        return str(request.url).removeprefix(self._origin)

    def build_response(self, _request: requests.PreparedRequest, raw: Any) -> Any:
        return raw


class Transport:
    """The pooled way to one service. Thread-safe; holds connections and nothing of any customer."""

    def __init__(self, base: str, *, ca_file: str = "") -> None:
        self._base = base
        self._verify: bool | str = ca_file or True
        self._adapter = _Adapter(base.removesuffix(urlsplit(base).path))

    def exchange(
        self, method: str, path: str, *, headers: dict[str, str], body: bytes | None, seconds: float,
        largest: int = LARGEST_ANSWER,
    ) -> Answer:  # fmt: skip
        """Send once and read the whole answer, ``largest`` bytes at most, within ``seconds`` (monotonic).

        Raise ExchangeError otherwise.
        """
        request = requests.PreparedRequest()
        request.method, request.url, request.body = method, self._base + path, body
        request.headers = headers  # type: ignore[assignment]  # any mapping will do for the adapter
        if body is not None:
            request.headers["Content-Length"] = str(len(body))
        _call.deadline, _call.sent = time.monotonic() + seconds, False
        try:
            return self._send(request, seconds, largest)
        except (requests.Timeout, urllib3.exceptions.TimeoutError, TimeoutError) as error:
            raise ExchangeError("time-out", sent=_call.sent, slow=True) from error
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError, ValueError) as error:
            raise ExchangeError(type(error).__name__, sent=_call.sent, slow=_ran_out(error)) from error

    def _send(self, request: requests.PreparedRequest, seconds: float, largest: int) -> Answer:
        timeout = (min(CONNECT_SECONDS, seconds), min(READ_SECONDS, seconds))
        raw: Any = self._adapter.send(request, stream=True, timeout=timeout, verify=self._verify, proxies={})
        try:
            return Answer(raw.status, raw.headers, _body(raw, largest))
        except BaseException:
            raw.close()  # A half-read connection must not go back to the pool.
            raise


def _body(raw: Any, largest: int) -> bytes:
    parts, size = [], 0
    while chunk := raw.read(_PART, decode_content=False):
        parts.append(chunk)
        size += len(chunk)
        if size > largest:
            raise ValueError("the answer is too large")
        _call.left()
    raw.release_conn()
    return b"".join(parts)


def _ran_out(error: BaseException | None) -> bool:
    """Tell whether a time-out hides in the causes: urllib3 wraps one raised inside a chunked read."""
    while error is not None:
        if isinstance(error, TimeoutError | urllib3.exceptions.TimeoutError):
            return True
        error = error.__cause__ or error.__context__
    return False
