"""What the payment service says to the home page, as scripts of the scripted upstream."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.builders import payments as build
from tests.fake_upstream import Answer, Call, FakeUpstream
from tests.page import Page, PageClient
from tests.people import signed_in

ACCOUNTS, LIST, SUMMARIES, DISPUTES = "/v1/accounts", "/v1/transactions", "/v1/summaries", "/v1/disputes"
DOWN: dict[str, Any] = {"status": 503, "json": build.problem(503, "upstream_unavailable")}
DOWN_ANSWER = Answer(**DOWN)
KR = "\u00a0kr"
WEEKS = [
    build.summary("2026-08-31", 300_000, 214_000),
    build.summary("2026-09-07", 0, 189_050),
    build.summary("2026-09-14", 950_000, 342_000),
    build.summary("2026-09-21", 0, 287_540),
    build.summary("2026-09-28", 150_000, 199_000),
    build.summary("2026-10-05", 300_000, 423_075),
    build.summary("2026-10-12", 0, 261_000),
    build.summary("2026-10-19", 980_000, 398_000),
    build.summary("2026-10-26", 80_000, 512_020),
    build.summary("2026-11-02", 0, 226_090),
    build.summary("2026-11-09", 1_000_000, 155_125),
    build.summary("2026-11-16", 319_900, 472_480),
]


def merchant(number: int, name: str | None, out: int, count: int = 1, **changes: Any) -> dict[str, Any]:
    return build.summary(f"mch_{number}", 0, out, label=name, count=count, **changes)


MERCHANTS = [
    merchant(1, "Norrbo Interiör", 164_800, 2),
    merchant(2, "Hotel Kronhamn", 187_200),
    merchant(3, "Elbolaget Nordan", 103_625),
    merchant(4, "Vélo Rive Gauche", 57_530),
    merchant(5, "Stadsgym Hornstull", 44_900),
    build.summary("others", 0, 169_470, count=19, others=14),
]
RESERVED = [build.summary("payment", 0, 70_530, count=2)]
SUMS: Mapping[str, list[dict[str, Any]]] = {"week": WEEKS, "merchant": MERCHANTS, "type": RESERVED}


def euro() -> dict[str, Any]:
    balance = {"available": build.money(31240, "EUR"), "as_of": "2026-11-19T13:05:12.000Z"}
    return build.account(id="acc_eur", name="Balance in euro", currency="EUR", balance=balance)


def summed(upstream: FakeUpstream, sums: Mapping[str, Any] = SUMS, *, is_capped: bool = False, **more: Any) -> None:
    """Script the sums by ``by``; a value that is an Answer is given as it is."""

    def reply(call: Call) -> Answer:
        found = sums.get(call.query["by"][0], [])
        return found if isinstance(found, Answer) else Answer(json=build.summaries(*found, is_capped=is_capped), **more)

    upstream.on("GET", SUMMARIES, reply=reply)


def home(upstream: FakeUpstream, *attention: dict[str, Any], latest: list[dict[str, Any]] | None = None) -> None:
    """Script a payment service that is well."""
    rows = [build.transaction()] if latest is None else latest

    def reply(call: Call) -> Answer:
        return Answer(json=build.page(list(attention) if "status" in call.query else rows))

    upstream.on("GET", ACCOUNTS, json=build.page([build.account(), euro()]))
    upstream.on("GET", LIST, reply=reply)
    upstream.on("GET", DISPUTES, json=build.page([]))
    summed(upstream)


def show(path: str = "/", **prefs: Any) -> Page:
    return PageClient(signed_in(**prefs)).get(path)
