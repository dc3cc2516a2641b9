"""Answers as they go over the wire, and the ways to spoil them."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

import msgspec

from sandbox.control.domain.faults import Fault, Kind

BOMB_MEBIBYTES: Final = 256
ELSEWHERE: Final = "http://elsewhere.invalid/"
SOMEBODY_ELSE: Final = "cus_somebody_else"
_OWNERS: Final = frozenset({"customer_id", "sub"})
_JSON: Final = "application/json"


@dataclass(frozen=True, slots=True)
class Answer:
    """A status line's rest ("200 OK"), headers without the length, and a body."""

    status: str
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    more: int = field(default=0)  # by how much Content-Length promises more than is sent

    def wire(self) -> bytes:
        """Return the bytes of an HTTP/1.1 answer after which the connection ends."""
        own = (("Content-Length", str(len(self.body) + self.more)), ("Connection", "close"))
        lines = [f"HTTP/1.1 {self.status}", *(f"{name}: {value}" for name, value in (*self.headers, *own))]
        return "\r\n".join([*lines, "", ""]).encode("latin-1") + self.body


def canned(fault: Fault) -> Answer | None:
    """Return the answer of a fault that has nothing to do with what was asked; None for any other."""
    make = _CANNED.get(fault.kind)
    return make(fault) if make else None


def spoiled(fault: Fault, answer: Answer) -> Answer:
    """Return the true answer as the fault leaves it; one that is no JSON document stays as it is when that drifts."""
    if fault.kind is Kind.TRUNCATED:
        half = answer.body[: len(answer.body) // 2]
        return Answer(answer.status, answer.headers, half, more=len(answer.body) - len(half))
    change = _DRIFTS.get(fault.kind)
    if change is None or not answer.body:
        return answer
    document = msgspec.json.decode(answer.body)
    return Answer(answer.status, answer.headers, msgspec.json.encode(change(document, fault)))


def _missing(document: Any, fault: Fault) -> Any:
    for one in _resources(document):
        one.pop(_member(one, fault), None)
    return document


def _wrong_type(document: Any, fault: Fault) -> Any:
    for one in _resources(document):
        name = _member(one, fault)
        one[name] = {"unexpected": "object"} if not isinstance(one.get(name), dict) else "unexpected text"
    return document


def _resources(document: Any) -> list[dict[str, Any]]:
    """The objects an answer is about: those of its ``data``, else itself."""
    found = document.get("data", document) if isinstance(document, dict) else document
    return [one for one in (found if isinstance(found, list) else [found]) if isinstance(one, dict) and one]


def _member(one: dict[str, Any], fault: Fault) -> str:
    return fault.field or next(iter(one))


def _of_another(value: Any, fault: Fault) -> Any:
    if isinstance(value, list):
        return [_of_another(one, fault) for one in value]
    if isinstance(value, dict):
        return {name: SOMEBODY_ELSE if name in _OWNERS else _of_another(one, fault) for name, one in value.items()}
    return value


def _garbage(_fault: Fault) -> Answer:
    return Answer("200 OK", (("Content-Type", _JSON),), b'{"data": [{"id": "tx_\xff\x00", "amount": NaN,, ')


def _html(_fault: Fault) -> Answer:
    body = b"<!doctype html><title>Welcome</title><h1>It works</h1>"
    return Answer("200 OK", (("Content-Type", "text/html; charset=utf-8"),), body)


def _error(_fault: Fault) -> Answer:
    body = {"status": 500, "code": "internal", "detail": "Something went wrong on our side.", "retryable": False}
    return Answer("500 Internal Server Error", _PROBLEM, msgspec.json.encode(body))


def _rate_limited(fault: Fault) -> Answer:
    body = {"status": 429, "code": "rate_limited", "detail": "Too many calls.", "retry_after": fault.seconds}
    headers = (*_PROBLEM, ("Retry-After", str(fault.seconds)))
    return Answer("429 Too Many Requests", headers, msgspec.json.encode(body))


def _redirect(_fault: Fault) -> Answer:
    return Answer("302 Found", (("Location", ELSEWHERE),))


def _gzip_bomb(_fault: Fault) -> Answer:
    return Answer("200 OK", (("Content-Type", _JSON), ("Content-Encoding", "gzip")), _bomb())


@cache
def _bomb() -> bytes:
    """An empty JSON object after 256 MiB of blanks, as gzip (RFC 1952)."""
    packer = zlib.compressobj(9, wbits=zlib.MAX_WBITS | 16)
    mebibyte = b" " * 2**20
    parts = [packer.compress(mebibyte) for _ in range(BOMB_MEBIBYTES)]
    return b"".join([*parts, packer.compress(b"{}"), packer.flush()])


_PROBLEM: Final = (("Content-Type", "application/problem+json"),)
_CANNED: Final[dict[Kind, Callable[[Fault], Answer]]] = {
    Kind.GARBAGE: _garbage,
    Kind.HTML: _html,
    Kind.ERROR: _error,
    Kind.RATE_LIMITED: _rate_limited,
    Kind.REDIRECT: _redirect,
    Kind.GZIP_BOMB: _gzip_bomb,
}
_DRIFTS: Final[dict[Kind, Callable[[Any, Fault], Any]]] = {
    Kind.MISSING_FIELD: _missing,
    Kind.WRONG_TYPE: _wrong_type,
    Kind.OTHER_CUSTOMER: _of_another,
}
