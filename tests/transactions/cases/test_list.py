"""The list of cases: what is owed first, how many are open, and what a service without them shows."""

from __future__ import annotations

import pytest
import time_machine

from tests.builders import payments as build
from tests.fake_upstream import FakeUpstream
from tests.transactions.cases import browser
from transactions.models import CaseClock

pytestmark = pytest.mark.django_db


def test_what_is_owed_first_stands_first(service: FakeUpstream) -> None:
    page = browser().get("/cases")

    assert page.status == 200
    assert page.h1 == "Cases"
    assert page.texts("tbody th a") == [
        "Missing deposit, Fjällbanken",
        "Refund request, Hemvaruhuset Ljus",
        "Dispute, Hotel Kronhamn",
        "Unknown charge, LS*LAGERSHOP",
    ]
    assert page.texts("tbody .st") == ["Date passed", "With Hemvaruhuset Ljus", "Waiting for you", "In your favour"]
    assert page.texts("tbody td .sub") == [
        *["2 days late", "2 working days left", "11 days left"],
        "9 days early",
    ]
    assert page.texts("tbody th .sub")[1] == "C-4480-03, opened today"
    assert page.texts(".sec-head .n") == ["3", "1"]


def test_reading_the_list_has_the_dates_watched(service: FakeUpstream) -> None:
    browser().get("/cases")

    assert set(CaseClock.objects.values_list("case_id", flat=True)) == {"dsp_kronhamn", "dsp_fjall", "rrq_ljus"}


def test_open_cases_are_counted_before_anybody_has_looked_at_them(service: FakeUpstream) -> None:
    service.on("GET", "/v1/transactions", json=build.page([build.transaction()]))
    service.on("GET", "/v1/summaries", json=build.summaries())

    assert browser().get("/transactions").texts(".also a")[0] == "Cases, 3 open"
    open_requests = {"status": ["requested,approved,processing"], "limit": ["100"]}
    assert [call.query for call in service.asked("GET", "/v1/refund-requests")] == [open_requests]
    assert not CaseClock.objects.exists()  # the count is the service's, not of what was noted here
    browser().get("/transactions")
    assert len(service.asked("GET", "/v1/disputes")) == 1  # kept until something changes


def test_while_nobody_can_count_the_way_to_the_cases_is_there(service: FakeUpstream) -> None:
    service.on("GET", "/v1/transactions", json=build.page([build.transaction()]))
    service.on("GET", "/v1/summaries", json=build.summaries())
    service.on("GET", "/v1/disputes", status=503)

    assert browser().get("/transactions").texts(".also a")[0] == "Cases"


def test_a_service_with_refunds_only_has_those_cases(service: FakeUpstream) -> None:
    service.on(
        "GET", "/v1/capabilities", json=build.capabilities(**{"disputes.read": "none", "disputes.create": "none"})
    )
    service.on("GET", "/v1/disputes", status=501, json=build.problem(501, "capability_unavailable"))

    page = browser().get("/cases")

    assert page.texts("tbody th a") == ["Refund request, Hemvaruhuset Ljus"]
    assert "A deposit has not come" not in page.text


def test_a_service_with_neither_has_no_such_page(service: FakeUpstream) -> None:
    none = {"disputes.read": "none", "refunds.read": "none"}
    service.on("GET", "/v1/capabilities", json=build.capabilities(**none))

    assert browser().get("/cases").status == 501


def test_nothing_asked_yet_says_so(service: FakeUpstream) -> None:
    service.on("GET", "/v1/disputes", json=build.page([]))
    service.on("GET", "/v1/refund-requests", json=build.page([]))

    page = browser().get("/cases")

    assert "Nothing is open." in page.text
    assert page.texts(".cmds a > span:first-of-type")[-1] == "A deposit has not come"


def test_an_old_list_is_shown_while_the_service_is_away(service: FakeUpstream) -> None:
    client = browser()
    client.get("/cases")
    for path in ("/v1/disputes", "/v1/refund-requests"):
        service.on("GET", path, status=503, json=build.problem(503, "unavailable"))
    with time_machine.travel("2026-11-19T13:10:31Z", tick=False):
        page = client.get("/cases")

    assert page.status == 200
    assert "You are looking at what we knew at 14:05." in page.text
