"""The transactions page: what it asks the service for, and how its parts are asked for."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpResponse

from tests.builders import payments as build
from tests.fake_upstream import FakeUpstream
from tests.page import Page, PageClient, check
from tests.people import signed_in

LIST = "/v1/transactions"
HOSTILE = "<b hx-get=/x onclick=y>Bo & Co</b>"


def euro() -> dict[str, Any]:
    balance = {"available": build.money(31240, "EUR"), "as_of": "2026-11-19T13:05:12.000Z"}
    return build.account(id="acc_eur", name="Balance in euro", currency="EUR", balance=balance)


def listed(upstream: FakeUpstream) -> list[dict[str, list[str]]]:
    """What the list was asked for, less the look for merchants."""
    return [call.query for call in upstream.asked("GET", LIST) if call.query.get("limit") == ["25"]]


def browser() -> PageClient:
    return PageClient(signed_in())


def fragment(client: PageClient, path: str, target: str = "tx-results") -> Page:
    response = client.client.get(path, headers={"HX-Request": "true", "HX-Target": target})
    return Page(cast("HttpResponse", response), check(response.content.decode(), is_fragment=True))
