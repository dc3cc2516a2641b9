"""Going on in the transactions page, and its parts for htmx."""

from __future__ import annotations

import pytest

from tests.builders import payments as build
from tests.fake_upstream import Answer, FakeUpstream
from tests.page import check
from tests.people import signed_in
from tests.transactions.listing import LIST, browser, fragment, listed


# --- Going on ------------------------------------------------------------------------------------
def test_more_is_a_link_to_the_next_page(service: FakeUpstream) -> None:
    service.on("GET", LIST, json=build.page([build.transaction()], next_cursor="eyJ0.c2ln"))

    page = browser().get("/transactions?type=payment")

    more = page.one("#tx-more a")
    assert more.get("href") == "/transactions?type=payment&after=eyJ0.c2ln&day=2026-11-19"
    assert page.texts("#tx-more a") == ["Show 25 more"]
    assert page.texts("#tx-more span") == ["Shown back to 19 Nov 2026"]


def test_without_script_the_next_page_is_a_page(service: FakeUpstream) -> None:
    page = browser().get("/transactions?after=eyJ0.c2ln&day=2026-11-19")

    assert listed(service)[-1]["cursor"] == ["eyJ0.c2ln"]
    assert page.texts(".day h2") == ["Today"]
    assert page.link("Back to the newest") == "/transactions"
    assert not page.all("#tx-more")


def test_with_script_a_day_goes_on_under_its_heading_and_the_first_new_row_gets_the_focus(
    service: FakeUpstream,
) -> None:
    rows = [build.transaction(id="tx_2"), build.transaction(id="tx_3", created_at="2026-11-18T10:00:00.000Z")]
    service.on("GET", LIST, json=build.page(rows, next_cursor="bmV4dA"))

    part = fragment(browser(), "/transactions?after=eyJ0.c2ln&day=2026-11-19", "tx-more")

    grown = part.one("[data-hx-swap-oob]")
    assert grown.get("data-hx-swap-oob") == "beforeend:#d20261119-rows"
    assert [link.get("href") for link in grown.cssselect(".tx-name[data-focus]")] == ["/transactions/tx_2"]
    assert part.texts(".day h2") == ["Yesterday"]
    assert len(part.all("[data-focus]")) == 1
    assert part.one("#tx-more a").get("data-hx-target") == "#tx-more"


def test_with_script_a_new_day_starts_with_its_heading(service: FakeUpstream) -> None:
    part = fragment(browser(), "/transactions?after=eyJ0.c2ln&day=2026-11-20", "tx-more")

    assert part.texts(".day h2") == ["Today"]
    assert not part.all("[data-hx-swap-oob]")
    assert len(part.all(".tx-name[data-focus]")) == 1


def test_more_rows_that_the_service_does_not_give_leave_the_page_as_it_is(service: FakeUpstream) -> None:
    service.on("GET", LIST, status=503, json=build.problem(503, "upstream_unavailable"))
    asked = {"HX-Request": "true", "HX-Target": "tx-more"}

    response = signed_in().get("/transactions?after=eyJ0.c2ln&day=2026-11-19", headers=asked)

    assert response.status_code == 503
    assert check(response.content.decode(), is_fragment=True).cssselect("[role=alert]")
    assert "tx-more" not in response.content.decode()


@pytest.mark.parametrize("cursor", ["../x", "a b", "x" * 1025, "é", "<script>"])
def test_a_cursor_of_the_wrong_form_is_a_400_page(service: FakeUpstream, cursor: str) -> None:
    response = signed_in().get("/transactions", {"after": cursor})

    assert response.status_code == 400
    assert not listed(service)


def test_a_forged_cursor_is_a_400_page(service: FakeUpstream) -> None:
    service.on("GET", LIST, status=400, json=build.problem(400, "cursor_mismatch"))

    assert signed_in().get("/transactions", {"after": "Zm9yZ2Vk"}).status_code == 400


@pytest.mark.parametrize("day", ["never", "2026-13-45", "20261119"])
def test_a_strange_day_only_means_that_no_day_goes_on(service: FakeUpstream, day: str) -> None:
    part = fragment(browser(), f"/transactions?after=eyJ0&day={day}", "tx-more")

    assert part.status == 200
    assert part.texts(".day h2") == ["Today"]


# --- Parts for htmx ------------------------------------------------------------------------------
def test_a_filter_with_script_brings_the_results_the_count_and_the_mark(service: FakeUpstream) -> None:
    part = fragment(browser(), "/transactions?q=&type=payment&status=&min=")

    assert part.response.headers["HX-Push-Url"] == "/transactions?type=payment"
    assert part.one("#tx-results").cssselect(".tx")
    assert part.one("#tx-count").get("data-hx-swap-oob") == "innerHTML"
    assert part.texts("#f-active") == ["1 active"]
    assert not part.all("form, h1")
    assert "HX-Request" in part.response.headers["Vary"]
    assert "no-store" in part.response.headers["Cache-Control"]


def test_a_wrong_value_with_script_swaps_the_form_and_leaves_the_address(service: FakeUpstream) -> None:
    part = fragment(browser(), "/transactions?min=much")

    assert part.status == 422
    assert part.response.headers["HX-Retarget"] == "#tx-browse"
    assert part.response.headers["HX-Push-Url"] == "false"
    assert part.one("form").get("data-hx-target") == "#tx-browse"
    assert len(part.all("#tx-browse")) == 1


def test_after_a_mended_value_the_form_loses_its_error(service: FakeUpstream) -> None:
    part = fragment(browser(), "/transactions?min=5", "tx-browse")

    assert part.one("form").get("data-hx-target") == "#tx-results"
    assert not part.all(".err")


def test_a_part_without_the_form_asks_for_rows_alone(service: FakeUpstream) -> None:
    fragment(browser(), "/transactions?type=payment")

    assert len(listed(service)) == 1
    assert not service.asked("GET", "/v1/accounts")


def test_a_merchant_is_named_in_a_part_too(service: FakeUpstream) -> None:
    service.on(
        "GET",
        LIST,
        reply=lambda call: Answer(json=build.page([] if "merchant_id" in call.query else [build.transaction()])),
    )
    part = fragment(browser(), "/transactions?merchant=mch_kaffe")

    assert part.texts(".chip") == ["Remove filter: Kaffekompaniet Söder"]
