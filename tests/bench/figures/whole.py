"""P1, P3 to P6, P11: CPU of whole requests, in process, against the session-read hello of the same rounds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final
from unittest import mock

import msgspec
from django.test.utils import override_settings

from selfcare.stores import sessions
from tests.bench.browser import Browser
from tests.bench.rounds import Leg, Rounds
from tests.bench.table import Figure
from tests.people import ELIN

_HELLO: Final = "hello"
_JSON: Final = {"HTTP_ACCEPT": "application/json"}
_HTMX: Final = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "tx-results"}
_MORE: Final = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "tx-more"}
_COPIES: Final = f"sc:copy:{ELIN.id}"


def whole_figures(*, blocks: int, each: int) -> list[Figure]:
    """Measure every leg once a round and put the ratios together."""
    rounds = Rounds(_legs(), blocks=blocks, each=each)

    def figure(key: str, name: str, leg: str, to: str = _HELLO, usual: str = "", **goals: float) -> Figure:
        found = rounds.ratio(leg, to)
        plain = rounds.ratio(usual, to).median if usual else None
        return Figure(
            key=key, name=name, measured=found.median, low=found.low, high=found.high, usual=plain,
            goal=goals.get("goal"), stretch=goals.get("stretch"),
        )  # fmt: skip

    return [
        figure("P1", "JSON list of 25 rows, CPU", "list", usual="plain list", goal=2.8, stretch=2.2),
        figure("P1", "… from the copy of the last seconds", "list from copy"),
        figure("P3", "typed validation of 25 rows, whole request", "validated", to="unvalidated", goal=1.1),
        figure("P4", "full transactions page, 25 rows, CPU", "page", usual="plain page", goal=4.8, stretch=4.0),
        figure("P4", "… from the copy of the last seconds", "page from copy"),
        figure("P4", "… nothing kept: six calls and our database", "page, nothing kept"),
        figure("P5", "fragment of the list, CPU", "fragment", usual="plain fragment", goal=2.8, stretch=2.1),
        figure("P5", "… of a new filter: rows, count and sums, three calls", "fragment of a filter"),
        figure("P6", "middleware, CPU, over Django's core", "open hello", to="core hello", goal=3.0),
        figure("P11", "poll that found nothing new (304), CPU", "poll", goal=1.6, stretch=1.3),
        Figure(key="", name="the yardstick itself", measured=rounds.microseconds(_HELLO), unit="µs"),
    ]


def _legs() -> dict[str, Leg]:
    elin, visitor = Browser(), Browser(visitor=True)
    with override_settings(MIDDLEWARE=[]):
        core = Browser(visitor=True)
    cursor = elin.cost("/api/v1/transactions?cursor=abc", headers=_JSON)
    return {
        _HELLO: Leg(elin.cost("/bench/hello")),
        "core hello": Leg(core.cost("/bench/open-hello")),
        "open hello": Leg(visitor.cost("/bench/open-hello")),
        "list": Leg(elin.cost("/api/v1/transactions", headers=_JSON), _forget_list),
        "list from copy": Leg(elin.cost("/api/v1/transactions", headers=_JSON), _uncount),
        "validated": Leg(cursor, _uncount),
        "unvalidated": Leg(_unvalidated(cursor), _uncount),
        "page": Leg(elin.cost("/transactions"), _forget_list),
        "page from copy": Leg(elin.cost("/transactions")),
        "page, nothing kept": Leg(elin.cost("/transactions"), _forget_all),
        "fragment": Leg(elin.cost("/transactions?after=abc&day=2026-11-19", headers=_MORE)),
        "fragment of a filter": Leg(elin.cost("/transactions?type=payment", headers=_HTMX)),
        "poll": Leg(elin.cost("/api/v1/changes?since=0", headers={**_JSON, "HTTP_X_POLL": "1"}, status=304), _uncount),
        "plain list": Leg(elin.cost("/bench/plain-api", headers=_JSON)),
        "plain page": Leg(elin.cost("/bench/plain")),
        "plain fragment": Leg(elin.cost("/bench/plain-rows")),
    }


def _forget_list() -> None:
    """The page's own copy has run out; what its form offers is kept for minutes."""
    _uncount()
    sessions().hdel(_COPIES, "transactions")


def _forget_all() -> None:
    sessions().delete(_COPIES)


def _uncount() -> None:
    """Take back what rate limits counted: no customer asks so often."""
    if counts := sessions().keys("sc:limit:*"):
        sessions().delete(*counts)


class _Unread(msgspec.Struct):
    """What the view asks of a page, with the service's bytes in place of its rows."""

    data: msgspec.Raw
    page: None = None
    as_of: str = ""
    total: int | None = None
    total_is_capped: bool = False


def _unvalidated(measure: Callable[[], float]) -> Callable[[], float]:
    def pass_on(body: bytes, _type: Any) -> _Unread:
        return _Unread(msgspec.Raw(body))

    def unvalidated() -> float:
        with mock.patch("selfcare.upstream.client.decode", pass_on):
            return measure()

    return unvalidated
