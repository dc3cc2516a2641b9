"""Where faults happen: between gunicorn and Django, on the very socket, so that what goes wrong is real.

A call that meets a fault is taken away from gunicorn together with its connection and ends on a thread of its own:
however many calls hang, the 16 threads that serve the others stay free.
"""

from __future__ import annotations

import contextlib
import errno
import logging
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any, Final

from sandbox.control.domain.answers import Answer, canned, spoiled
from sandbox.control.domain.faults import Fault, Kind, book

log = logging.getLogger("sandbox.faults")

Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]
_RESET: Final = struct.pack("ii", 1, 0)  # SO_LINGER on, for no time: close() sends RST (socket(7))
_ALONE: Final = frozenset({Kind.CLOSE, Kind.BLACKHOLE})  # nothing of an answer is sent
_DRAIN: Final = 65536


class FaultyServer:
    """The application, except for the calls the book of faults names."""

    def __init__(self, application: Application) -> None:
        self.application = application

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Serve the call, or take it over; then gunicorn is told that the connection is gone (ECONNRESET)."""
        fault = book.take(environ["REQUEST_METHOD"], environ["PATH_INFO"])
        if fault is None:
            return self.application(environ, start_response)
        log.info("%s %s%s meets %s", environ["REQUEST_METHOD"], fault.service, fault.path, fault.kind)
        answer = _answer(self.application, environ, fault)
        connection: socket.socket = environ["gunicorn.socket"]
        taken = socket.socket(fileno=connection.detach())
        threading.Thread(target=_end, args=(taken, fault, answer), name=f"fault-{fault.kind}", daemon=True).start()
        raise ConnectionResetError(errno.ECONNRESET, "taken over by a fault")


def _answer(application: Application, environ: Environ, fault: Fault) -> Answer | None:
    """Carry the call out if the fault lets it, and return what will be sent; None for nothing at all."""
    instead = canned(fault)
    alone = fault.kind in _ALONE
    true = _carry_out(application, environ) if fault.acts or not (instead or alone) else None
    if true is None:
        environ["wsgi.input"].read(_DRAIN)  # unread bytes would turn the end of the answer into a reset
    if alone:
        return None
    return instead or (spoiled(fault, true) if true else None)


def _carry_out(application: Application, environ: Environ) -> Answer:
    said: dict[str, Any] = {}

    def start_response(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> None:  # noqa: ARG001 PEP 3333
        said.update(status=status, headers=headers)

    parts = application(environ, start_response)
    try:
        body = b"".join(parts)
    finally:
        getattr(parts, "close", lambda: None)()
    kept = tuple((name, value) for name, value in said["headers"] if name.lower() != "content-length")
    return Answer(said["status"], kept, body)


def _end(connection: socket.socket, fault: Fault, answer: Answer | None) -> None:
    with contextlib.suppress(OSError), connection:  # the caller may be gone at any moment: that is what faults are for
        _ENDS.get(fault.kind, _send)(connection, fault, answer)


def _send(connection: socket.socket, _fault: Fault, answer: Answer | None) -> None:
    connection.settimeout(10)
    connection.sendall(answer.wire() if answer else b"")
    connection.shutdown(socket.SHUT_WR)
    while connection.recv(_DRAIN):  # until the caller has seen the end and closes
        pass


def _close(connection: socket.socket, _fault: Fault, _answer: Answer | None) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)


def _blackhole(connection: socket.socket, fault: Fault, _answer: Answer | None) -> None:
    connection.settimeout(fault.seconds)
    connection.recv(1)  # returns early when the caller gives up


def _delay(connection: socket.socket, fault: Fault, answer: Answer | None) -> None:
    with contextlib.suppress(TimeoutError):
        _blackhole(connection, fault, answer)
        return
    _send(connection, fault, answer)


def _drip(connection: socket.socket, fault: Fault, answer: Answer | None) -> None:
    until = time.monotonic() + fault.seconds
    for byte in answer.wire() if answer else b"":
        connection.sendall(bytes((byte,)))
        if time.monotonic() >= until:
            return
        time.sleep(1)


_ENDS: Final = {Kind.CLOSE: _close, Kind.BLACKHOLE: _blackhole, Kind.DELAY: _delay, Kind.DRIP: _drip}
