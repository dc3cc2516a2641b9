"""A case page that stays open: it asks for its part again, keeps what is being written, and leads on by itself."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from selfcare import versions
from tests.builders import payments as build
from tests.fake_upstream import FakeUpstream
from tests.transactions.cases import KEY, browser, fjallbanken, ljus
from transactions.models import Intent
from transactions.services.intents import intent_reconcile

pytestmark = pytest.mark.django_db
OPENING = {"key": KEY, "amount": "1 800", "date": "2026-11-11", "text": "SELFCARE 4471"}


@pytest.fixture
def service(service: FakeUpstream) -> FakeUpstream:
    """One request about a payment that is read whole, and no dispute in the list yet."""
    service.on("GET", "/v1/refund-requests", json=build.page([ljus(transaction_id="tx_1")]))
    service.on("GET", "/v1/disputes", json=build.page([]))
    service.on("GET", "/v1/refund-requests/rrq_ljus", json=ljus(transaction_id="tx_1"))
    return service


def late() -> timedelta:
    """Past the lease of whoever sent it first."""
    return timedelta(minutes=1)


def settled() -> str:
    """The worker finds out how the one open request ended."""
    intent = Intent.objects.get()
    with time_machine.travel(timezone.now() + late(), tick=False):
        intent_reconcile(intent_id=intent.id)
    return intent.id


def test_the_page_asks_for_its_part_when_its_case_changed(service: FakeUpstream) -> None:
    page = browser().get("/cases/rrq_ljus")

    assert page.one("[data-live]").get("data-live") == "/api/v1/changes"
    part = page.one("[data-live] > #case")
    assert (part.get("data-changes"), part.get("data-hx-trigger")) == ("case:rrq_ljus", "changed")
    assert part.get("data-hx-get") == "/cases/rrq_ljus"
    assert page.one("#reply").get("data-hx-preserve") is None
    assert page.one("#case-news").text_content() == ""


def test_the_part_keeps_what_is_being_written_and_says_how_the_case_stands(service: FakeUpstream) -> None:
    part = browser().fragment("/cases/rrq_ljus", target="case")

    assert part.one("#case #reply").get("data-hx-preserve") == "true"
    assert part.one("#case-news").text_content() == "With Hemvaruhuset Ljus"
    assert "<main" not in part.response.content.decode()


def test_the_list_asks_when_any_case_changed(service: FakeUpstream) -> None:
    part = browser().get("/cases").one("[data-live] > #cases")

    assert (part.get("data-changes"), part.get("data-hx-select")) == ("cases", "#cases")


@pytest.mark.parametrize(
    ("page", "form", "path", "names"),
    [
        ("/cases/rrq_ljus/messages", {"text": "Hello?"}, "/v1/refund-requests/rrq_ljus/messages", ["case:rrq_ljus"]),
        ("/cases/rrq_ljus/escalate", {}, "/v1/refund-requests/rrq_ljus/escalate", ["case:rrq_ljus"]),
        ("/cases/new/deposit", OPENING, "/v1/disputes", []),
    ],
)
def test_what_is_known_late_is_told_to_the_pages_that_show_it(
    service: FakeUpstream, page: str, form: dict[str, str], path: str, names: list[str]
) -> None:
    service.on("POST", path, status=504, json=build.problem(504, "upstream_timeout"))
    browser().post(page, {"key": KEY, **form})
    before = versions.current(build.CUSTOMER)
    answer = fjallbanken() if path == "/v1/disputes" else ljus(transaction_id="tx_1", escalated_to="dsp_2")
    service.on("POST", path, json=answer)

    intent_id = settled()

    assert versions.changed_since(build.CUSTOMER, before) == sorted([*names, "cases", f"intent:{intent_id}"])
    assert len({call.headers["idempotency-key"] for call in service.asked("POST", path)}) == 1


def test_an_opening_that_is_not_known_yet_leads_to_its_case_by_itself(service: FakeUpstream) -> None:
    service.on("POST", "/v1/disputes", status=504, json=build.problem(504, "upstream_timeout"))
    elin = browser()
    sent = elin.post("/cases/new/deposit", OPENING)
    place = sent.response["Location"]

    waiting = elin.get(place)
    assert waiting.h1 == "We are finding out whether your request arrived"
    assert waiting.one("#state").get("data-hx-get") == f"{place}?seen=1"
    assert waiting.link("See your cases") == "/cases"
    service.on("POST", "/v1/disputes", status=201, json=fjallbanken())
    settled()

    assert elin.get(place).response["Location"] == "/cases/dsp_fjall"


def test_an_opening_that_was_refused_after_all_says_so(service: FakeUpstream) -> None:
    service.on("POST", "/v1/disputes", status=504, json=build.problem(504, "upstream_timeout"))
    elin = browser()
    place = elin.post("/cases/new/deposit", OPENING).response["Location"]
    service.on("POST", "/v1/disputes", status=422, json=build.problem(422, "validation_failed"))
    settled()

    over = elin.get(place)

    assert (over.status, over.h1) == (409, "Your case was not opened")


def test_what_is_no_opening_has_no_such_page(service: FakeUpstream) -> None:
    service.on("POST", "/v1/refund-requests/rrq_ljus/escalate", json=ljus(escalated_to="dsp_2"))
    browser().post("/cases/rrq_ljus/escalate", {"key": KEY})

    assert browser().get(f"/cases/opening/{Intent.objects.get().id}").status == 404
    assert browser().get("/cases/opening/int_none").status == 404
