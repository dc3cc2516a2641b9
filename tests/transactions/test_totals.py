"""What a filter's transactions come to, said beside their count and only where it is true."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine

from tests.builders import payments as build
from tests.fake_upstream import Answer, Call, FakeUpstream
from tests.page import Page, PageClient
from tests.people import signed_in

LIST, SUMMARIES = "/v1/transactions", "/v1/summaries"
KR = "\u00a0kr"
WAITS = "requires_action"
DOWN: dict[str, Any] = {"status": 503, "json": build.problem(503, "upstream_unavailable")}


@pytest.fixture(autouse=True)
def _now(empty_stores: None) -> Iterator[None]:
    with time_machine.travel("2026-11-19T13:05:31Z", tick=False):
        yield


@pytest.fixture
def service(upstream: FakeUpstream) -> FakeUpstream:
    upstream.on("GET", "/v1/accounts", json=build.page([build.account()]))
    upstream.on("GET", "/v1/capabilities", json=build.capabilities())
    upstream.on("GET", "/v1/refund-requests", json=build.page([]))
    upstream.on("GET", "/v1/disputes", json=build.page([]))
    upstream.on("GET", LIST, json=build.page([build.transaction()], total=7))
    come_to(upstream, moved=[total(0, 550_005)], waits=[total(0, 54_900)])
    return upstream


def total(money_in: int, out: int, **changes: Any) -> dict[str, Any]:
    return build.summary(None, money_in, out, **changes)


def come_to(upstream: FakeUpstream, *, moved: Any = (), waits: Any = (), is_capped: bool = False) -> None:
    def reply(call: Call) -> Answer:
        rows = waits if call.query.get("status") == [WAITS] else moved
        return Answer(json=build.summaries(*rows, is_capped=is_capped))

    upstream.on("GET", SUMMARIES, reply=reply)


def show(path: str = "/transactions?type=payment", **prefs: Any) -> Page:
    return PageClient(signed_in(**prefs)).get(path)


def line(page: Page) -> str:
    """The line beside the chips, which a screen reader is told as a status instead."""
    (shown,) = page.texts(".row--between p")
    assert page.texts("#tx-count") == [shown]
    return shown


def test_the_line_is_the_designs(service: FakeUpstream) -> None:
    page = show()

    assert line(page) == f"7 transactions, −5\u00a0500,05{KR} in total, 549,00{KR} waiting"
    assert page.texts(".row--between strong") == ["7 transactions"]
    assert [each.get("value") for each in page.all(".row--between data")] == ["-5500.05", "549.00"]


def test_in_swedish(service: FakeUpstream) -> None:
    assert line(show(language="sv")) == f"7 transaktioner, −5\u00a0500,05{KR} totalt, 549,00{KR} väntar"


def test_list_and_sums_are_asked_by_one_filter(service: FakeUpstream) -> None:
    show("/transactions?type=payment&from=2026-11-15&min=200&q=hotel")

    listed = next(call.query for call in service.asked("GET", LIST) if call.query["limit"] == ["25"])
    filters = {name: value for name, value in listed.items() if name not in {"limit", "include"}}
    asked = [dict(call.query) for call in service.asked("GET", SUMMARIES)]
    assert sorted(each.pop("status", [""])[0] for each in asked) == ["", WAITS]
    assert [each.pop("by") for each in asked] == [["none"]] * 2
    assert asked == [filters] * 2


def test_each_currency_is_summed_alone(service: FakeUpstream) -> None:
    come_to(service, moved=[total(100, 30), total(0, 500, currency="EUR"), total(0, 0, count=0, currency="NOK")])

    assert line(show()) == f"7 transactions, +0,70{KR} in total, −5,00\u00a0€ in total"


def test_money_that_waits_goes_one_way_or_the_other(service: FakeUpstream) -> None:
    come_to(service, waits=[total(50_000, 54_900)])

    assert line(show()) == f"7 transactions, 549,00{KR} waiting, 500,00{KR} waiting to come in"


def test_a_status_narrows_what_is_summed(service: FakeUpstream) -> None:
    show("/transactions?status=processing")
    assert [call.query["status"] for call in service.asked("GET", SUMMARIES)] == [["pending"]]


def test_a_status_that_moves_nothing_is_not_summed(service: FakeUpstream) -> None:
    assert line(show("/transactions?status=failed")) == "7 transactions"
    assert not service.asked("GET", SUMMARIES)


def test_a_sum_of_the_newest_alone_says_so(service: FakeUpstream) -> None:
    come_to(service, moved=[total(0, 550_005, count=10_000)], waits=[total(0, 5)], is_capped=True)
    service.on("GET", LIST, json=build.page([build.transaction()], total=10_000, total_is_capped=True))

    expected = f"More than 10\u00a0000 transactions, −5\u00a0500,05{KR} in the newest 10\u00a0000"
    assert line(show()) == expected


@pytest.mark.parametrize(
    "fault",
    [
        DOWN,
        {"status": 501, "json": build.problem(501, "capability_unavailable")},
        {"status": 404, "json": build.problem(404, "not_found")},
        {"status": 429, "json": build.problem(429, "rate_limited")},
        {"json": build.summaries(total(-5, 0))},
        {"raw": b"<html>"},
    ],
)
def test_a_sum_that_cannot_be_told_is_left_out(service: FakeUpstream, fault: dict[str, Any]) -> None:
    service.on("GET", SUMMARIES, **fault)

    page = show()

    assert page.status == 200
    assert line(page) == "7 transactions"
    assert page.all(".tx")


def test_the_whole_list_and_further_pages_are_not_summed(service: FakeUpstream) -> None:
    show("/transactions")
    show("/transactions?type=payment&after=eyJ0.c2ln")

    assert not service.asked("GET", SUMMARIES)


def test_with_script_the_status_says_the_sums_too(service: FakeUpstream) -> None:
    client = PageClient(signed_in())
    part = client.fragment("/transactions?type=payment")

    assert part.texts("#tx-count") == [f"7 transactions, −5\u00a0500,05{KR} in total, 549,00{KR} waiting"]


# --- A clean address -----------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("sent", "clean"),
    [
        ("q=kaffe&type=&status=&merchant=&from=&to=&min=&max=&currency=", "/transactions?q=kaffe"),
        ("q=&type=", "/transactions"),
        ("q=+&type=payment", "/transactions?type=payment"),
        ("q=a%26b+c&type=", "/transactions?q=a%26b+c"),
        ("type=&utm=x&after=eyJ0.c2ln", "/transactions?utm=x&after=eyJ0.c2ln"),
    ],
)
def test_a_form_without_script_leads_to_the_address_without_empty_fields(
    service: FakeUpstream, sent: str, clean: str
) -> None:
    client = signed_in()

    response = client.get(f"/transactions?{sent}")

    assert (response.status_code, response.headers["Location"]) == (303, clean)
    assert not service.calls
    assert client.get(clean).status_code == 200


def test_with_script_the_clean_address_is_told_in_the_answer(service: FakeUpstream) -> None:
    headers = {"HX-Request": "true", "HX-Target": "tx-results"}
    response = signed_in().get("/transactions?q=kaffe&type=&status=", headers=headers)

    assert (response.status_code, response.headers["HX-Push-Url"]) == (200, "/transactions?q=kaffe")
