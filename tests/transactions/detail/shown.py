"""One transaction's page, as the service scripts it."""

from __future__ import annotations

from typing import Any

from tests.builders import payments as build
from tests.fake_upstream import FakeUpstream
from tests.page import Page, PageClient, check
from tests.people import signed_in

NOW = "2026-11-19T13:05:31Z"
KRONOR = "\u00a0kr"


def script(upstream: FakeUpstream, transaction: dict[str, Any], *events: dict[str, Any]) -> None:
    path = f"/v1/transactions/{transaction['id']}"
    upstream.on("GET", path, json=transaction)
    upstream.on(
        "GET", f"{path}/events", json={"data": [{**event, "transaction_id": transaction["id"]} for event in events]}
    )


def show(upstream: FakeUpstream, transaction: dict[str, Any], *events: dict[str, Any]) -> Page:
    script(upstream, transaction, *events)
    return PageClient(signed_in()).get(f"/transactions/{transaction['id']}")


def part(upstream: FakeUpstream, transaction: dict[str, Any], seen: str = "") -> Page:
    script(upstream, transaction)
    path = f"/transactions/{transaction['id']}" + (f"?seen={seen}" if seen else "")
    response: Any = signed_in().get(path, headers={"HX-Request": "true"})
    return Page(response, check(response.content.decode(), is_fragment=True))


def step(sequence: int, status: str, code: str, **changes: Any) -> dict[str, Any]:
    return build.event(sequence, status, code=code, **changes)
