"""Every fault a service may have: the right error within 3.5 s, and never a false success."""

from __future__ import annotations

import json
import socket
import tracemalloc

import pytest

from selfcare.domain import errors
from selfcare.upstream import Upstream
from tests.builders import payments
from tests.timing import within
from tests.upstream import faults
from tests.upstream.people import create_deposit, list_accounts

LIMIT = 3.5


def page(**changes: object) -> bytes:
    return json.dumps(payments.page([payments.account(**changes)])).encode()


READS = {
    "blackhole": (faults.hang, errors.UpstreamTimeout),
    "reset": (faults.reset, errors.UpstreamFailed),
    "drip": (faults.drip, errors.UpstreamTimeout),
    "drip in the headers": (faults.drip_headers, errors.UpstreamTimeout),
    "drip in chunks": (faults.drip_chunks, errors.UpstreamTimeout),
    "garbage": (faults.answer("200 OK", b"{not json"), errors.UpstreamFailed),
    "not HTTP": (lambda connection: connection.sendall(b"\x00\xff" * 50 + b"\r\n\r\n"), errors.UpstreamFailed),
    "truncated": (faults.truncated, errors.UpstreamFailed),
    "endless": (faults.endless, errors.UpstreamFailed),
    "HTML": (faults.answer("200 OK", b"<h1>Hello</h1>", kind="text/html"), errors.UpstreamFailed),
    "500": (faults.answer("500 Internal Server Error", b"oops"), errors.UpstreamFailed),
    "503": (faults.answer("503 Service Unavailable", b"{}"), errors.UpstreamUnavailable),
    "504": (faults.answer("504 Gateway Timeout", b"{}"), errors.UpstreamTimeout),
    "429": (faults.answer("429 Too Many Requests", b"{}", "Retry-After: 60"), errors.UpstreamUnavailable),
    "204": (faults.answer("204 No Content", b""), errors.UpstreamFailed),
    "gzip bomb": (faults.bomb(), errors.UpstreamFailed),
    "missing field": (
        faults.answer("200 OK", json.dumps(payments.page([{"id": "a"}])).encode()),
        errors.UpstreamFailed,
    ),
    "amount as text": (faults.answer("200 OK", page(balance={"available": "12.50"})), errors.UpstreamFailed),
    "number out of range": (faults.answer("200 OK", page().replace(b"1248055", b"1e400")), errors.UpstreamFailed),
    "not a number": (faults.answer("200 OK", page().replace(b"1248055", b"NaN")), errors.UpstreamFailed),
    "inexact amount": (faults.answer("200 OK", page().replace(b"1248055", b"9007199254740993")), errors.UpstreamFailed),
    "deep": (faults.answer("200 OK", b"[" * 200_000), errors.UpstreamFailed),
    "lone surrogate": (faults.answer("200 OK", page(name="x").replace(b'"x"', b'"\\ud800"')), errors.UpstreamFailed),
    "not UTF-8": (faults.answer("200 OK", page(name="x").replace(b'"x"', b'"\xff"')), errors.UpstreamFailed),
    "other customer": (faults.answer("200 OK", page(customer_id="cus_other")), errors.UpstreamFailed),
}


@pytest.mark.parametrize("name", READS)
def test_a_read_ends_in_time_with_the_right_error(name: str) -> None:
    fault, expected = READS[name]

    def read() -> None:
        with faults.serving(fault) as server, pytest.raises(expected) as caught:
            list_accounts(Upstream("payments", server.url))
        assert type(caught.value) is expected

    within(LIMIT, read)


@pytest.mark.parametrize("name", [name for name in READS if name not in {"429", "other customer"}])
def test_a_write_that_was_sent_is_of_unknown_outcome(name: str) -> None:
    fault, _ = READS[name]

    def write() -> None:
        with faults.serving(fault) as server, pytest.raises(errors.UpstreamTimeout):
            create_deposit(Upstream("payments", server.url))
        assert server.requests == 1

    within(LIMIT, write)


def test_a_refused_connection_sent_nothing() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        url = f"http://127.0.0.1:{closed.getsockname()[1]}"

    with pytest.raises(errors.UpstreamUnavailable):
        create_deposit(Upstream("payments", url))


def test_a_host_that_does_not_exist_sent_nothing() -> None:
    with pytest.raises(errors.UpstreamUnavailable):
        create_deposit(Upstream("payments", "http://nowhere.invalid:1"))


def test_a_connection_that_is_never_accepted_sent_nothing() -> None:
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        address = full.getsockname()
        waiting = [socket.socket() for _ in range(4)]
        for each in waiting:
            each.setblocking(False)
            each.connect_ex(address)

        def order() -> None:
            with pytest.raises(errors.UpstreamUnavailable):
                create_deposit(Upstream("payments", f"http://127.0.0.1:{address[1]}"))

        within(LIMIT, order)
        for each in waiting:
            each.close()


def test_a_redirect_is_never_followed() -> None:
    with faults.serving(faults.answer("200 OK", page())) as elsewhere:
        moved = faults.answer("302 Found", b"", f"Location: {elsewhere.url}/v1/accounts")
        with faults.serving(moved) as server, pytest.raises(errors.UpstreamFailed):
            list_accounts(Upstream("payments", server.url))
    assert elsewhere.requests == 0


def test_a_bomb_stays_packed() -> None:
    with faults.serving(faults.bomb()) as server:
        tracemalloc.start()
        with pytest.raises(errors.UpstreamFailed):
            list_accounts(Upstream("payments", server.url))
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert peak < 5_000_000
