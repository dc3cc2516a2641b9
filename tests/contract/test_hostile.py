"""Two thousand requests nobody means well with, to the running product: no 5xx, and every refusal is a problem.

The corpus is made from a fixed seed, out of what broke other services before: NUL, lone surrogates, numbers beyond
every type, deep and broken JSON, wrong types, oversize, unknown parameters, odd methods and headers.
"""

from __future__ import annotations

import http.client
import json
import random
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import quote, urlsplit

from selfcare.api.schema import document
from tests.contract.callers import Caller

MANY = 2_000
WORDS = [
    *("\x00", "a\x00b", "\x1b[31m", "\u202e", "\ufeff", "😀" * 40, "é" * 300, "../../etc/passwd", "%2e%2e%2f"),
    *("{{7*7}}", "<script>", "-1", "0", "1e309", "NaN", str(10**30), "9" * 500, "null", "true", "[]", "{}", " ", "٣"),
    *("' OR 1=1--", "acc_sek", "tx_1", "a" * 4000, "\r\nSet-Cookie: a=b", "Infinity", "2026-02-30T25:61:00Z"),
    "0001-01-01T00:00:00Z",
]  # fmt: skip
RAW = ["%00", "%ed%a0%80", "%ff%fe", "%c0%af", "%", "%zz", "%25%30%30", "%F0%9F%98%80", "+", "%2F", ";", "&&&", "==="]
VALUES: list[Any] = [
    None,
    True,
    0,
    -1,
    1.5,
    10**15,
    "",
    "\u0000",
    "x" * 5000,
    [],
    {},
    [[[[]]]],
    {"value": None},
    [None],
]
BODIES = [
    *(b"", b"{", b"[]", b"null", b'"a"', b"\xff\xfe", b"{'a':1}", b'{"a":NaN}', b'{"a":1,"a":2}', b'{"a":"\\ud800"}'),
    *(b"[" * 60_000, b'{"a":' * 3_000 + b"1" + b"}" * 3_000, b"{" + b" " * 70_000 + b"}"),
    b'{"a":' + b"9" * 5_000 + b"}",
    *(b'{"\\u0000":1}', b'{"a":"\\u0000"}', b"a=b&c=d", b'{"amount":{"value":1e400,"currency":"SEK"}}'),
]  # fmt: skip
TYPES = ["application/json", "application/json; charset=utf-16", "text/plain", "application/x-www-form-urlencoded", ""]
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "X" * 19]
HEADERS = [
    ("Accept", "text/html"),
    ("Accept-Language", "xx-\xff, *;q=x"),
    ("If-None-Match", '"' * 50),
    ("Idempotency-Key", "\xe5" * 10),
    ("Idempotency-Key", "k" * 300),
    ("Range", "bytes=0-1"),
    ("X-HTTP-Method-Override", "DELETE"),
    ("X-Forwarded-For", "1.2.3.4, bogus"),
    ("X-Request-Id", "<script>"),
    ("Cookie", "session=" + "A" * 43),
    ("Cookie", "session=\xff; csrf="),
    ("HX-Current-URL", "http://[::1"),
    ("Origin", "null"),
    ("Content-Encoding", "gzip"),
]
DOCUMENT = document("selfcare.urls")


class Hostile(NamedTuple):
    method: str
    path: str
    body: bytes
    headers: dict[str, str]


def corpus(caller: Caller) -> Iterator[Hostile]:
    dice = random.Random(20261119)
    known = [(path, method.upper()) for path, methods in DOCUMENT["paths"].items() for method in methods]
    known = [pair for pair in known if pair != ("/api/v1/session", "DELETE")]
    for _ in range(MANY):
        path, method = dice.choice(known)
        headers = {**caller.headers, "Cookie": "; ".join(f"{name}={value}" for name, value in caller.cookies.items())}
        headers |= {"Idempotency-Key": f"k{dice.random()}"} if dice.random() < 0.7 else {}
        body = b""
        if method != "GET" or dice.random() < 0.1:
            headers["Content-Type"] = dice.choice([TYPES[0], TYPES[0], TYPES[0], *TYPES])
            body = wrong_body(dice, path, method)
        if dice.random() < 0.15:
            method = dice.choice(METHODS)
            method = "GET" if method == "DELETE" and path == "/api/v1/session" else method
        if dice.random() < 0.3:
            name, value = dice.choice(HEADERS)
            headers[name] = value
        yield Hostile(method, wrong_path(dice, path), body, headers)


def wrong_path(dice: random.Random, path: str) -> str:
    while "{" in path:
        before, _, after = path.partition("{")
        path = before + hostile_word(dice) + after.partition("}")[2]
    path += dice.choice(["", "", "", "", "/", "/" + hostile_word(dice)])
    names = ["limit", "cursor", "q", "amount_min", "from", "status", "currency", "since", "nope", hostile_word(dice)]
    asked = "&".join(f"{dice.choice(names)}={hostile_word(dice)}" for _ in range(dice.randrange(4)))
    return path[:3500] + (f"?{asked[:3500]}" if asked else "")


def hostile_word(dice: random.Random) -> str:
    return dice.choice([*RAW, *(quote(word[:800], safe="") for word in WORDS)])


def wrong_body(dice: random.Random, path: str, method: str) -> bytes:
    """Return rubbish, or a right body with one member spoilt."""
    operation = DOCUMENT["paths"][path][method.lower()]
    right = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("example")
    if right is None or dice.random() < 0.4:
        return dice.choice(BODIES)
    spoilt = json.loads(json.dumps(right))
    spoilt[dice.choice([*spoilt, "nope"])] = dice.choice([*VALUES, *WORDS])
    return json.dumps(spoilt).encode()


def test_nothing_hostile_gets_a_server_error(caller: Caller) -> None:
    seen: Counter[int] = Counter()
    wrong: list[str] = []
    place = urlsplit(caller.url)
    for number, each in enumerate(corpus(caller)):
        if number % 10 == 0:
            caller.lift_limits()
        status, kind, body = ask(place.netloc, each)
        seen[status] += 1
        if status >= 500 or (status >= 400 and each.method != "HEAD" and not is_problem(kind, body)):
            wrong.append(f"{status} {kind} {each.method} {each.path[:120]} {each.body[:80]!r} {body[:120]!r}")
    assert wrong == []
    assert sum(seen.values()) == MANY
    assert len([status for status in seen if status >= 400]) >= 8, f"the corpus has grown tame: {seen}"


def ask(netloc: str, each: Hostile) -> tuple[int, str, bytes]:
    connection = http.client.HTTPConnection(netloc, timeout=15)
    try:
        headers = {name: value.encode("latin-1") for name, value in each.headers.items()}
        connection.request(each.method, each.path, each.body or None, headers)
        answer = connection.getresponse()
        return answer.status, answer.headers.get("Content-Type", ""), answer.read()
    finally:
        connection.close()


def is_problem(kind: str, body: bytes) -> bool:
    return kind == "application/problem+json" and {"code", "status", "title"} <= set(json.loads(body))
