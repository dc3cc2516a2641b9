"""Each hook of the product's own script, on the page that shows every component."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from deploy.local.stack import Stack
from tests.journeys.walk import sign_in


@pytest.fixture
def specimens(browser: Browser, stack: Stack) -> Iterator[Page]:
    """The component page of a signed-in person; it fails the test when the console has an error."""
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"], locale="en-GB")
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    sign_in(page, stack.url)
    page.goto(f"{stack.url}/styleguide")
    yield page
    context.close()
    assert not faults


def test_copy_says_so_and_keeps_the_focus(specimens: Page) -> None:
    button = specimens.get_by_role("button", name="Copy: Payment number")
    specimens.clock.install(time=0)
    specimens.clock.pause_at(1000)  # the words stand for two seconds: here until they have been looked at
    button.click()
    expect(specimens.locator("[data-say]")).to_have_text("Copied")
    expect(button).to_be_focused()
    assert specimens.evaluate("navigator.clipboard.readText()") == "261843910027"
    specimens.clock.run_for(2000)
    expect(specimens.locator("[data-say]")).to_have_text("")


def test_password_is_shown_and_hidden_again(specimens: Page) -> None:
    field, button = specimens.locator("#x5"), specimens.locator("[data-reveal]")
    button.click()
    expect(field).to_have_attribute("type", "text")
    expect(button).to_have_text("Hide")
    expect(button).to_have_attribute("aria-pressed", "true")
    button.click()
    expect(field).to_have_attribute("type", "password")
    expect(button).to_have_text("Show")


def test_common_amount_fills_the_field_and_follows_it(specimens: Page) -> None:
    field = specimens.locator("#x10")
    specimens.locator(".quick input[value='200']").check()
    expect(field).to_have_value("200")
    field.fill("500")
    expect(specimens.locator(".quick input[value='500']")).to_be_checked()
    sent = "[...new FormData(document.querySelector('main form')).keys()]"
    assert "x10" in specimens.evaluate(sent)
    assert "x10-quick" not in specimens.evaluate(sent)
    field.fill("123")
    expect(specimens.locator(".quick input:checked")).to_have_count(0)


def test_pressed_button_says_what_it_does_and_takes_no_second_press(specimens: Page) -> None:
    specimens.route("**/styleguide?*", lambda route: route.fulfill(status=204))  # the page stays
    specimens.evaluate("""() => {
        const button = document.querySelector("[data-busy]");
        const form = document.querySelector("main form");
        form.noValidate = true;
        form.append(button);
    }""")
    button = specimens.locator("[data-busy]")
    width = button.evaluate("each => each.offsetWidth")
    button.click(no_wait_after=True)
    expect(button).to_have_text("Confirming")
    expect(button).to_have_attribute("aria-disabled", "true")
    assert button.evaluate("each => each.offsetWidth") >= width
    sent: list[str] = []
    specimens.on("request", lambda request: sent.append(request.url))
    button.click(force=True, no_wait_after=True)
    specimens.wait_for_timeout(300)
    assert not sent


def test_without_script_no_button_is_there_that_needs_it(browser: Browser, stack: Stack) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page, stack.url)
    page.goto(f"{stack.url}/styleguide")
    for hook in ("[data-copy]", "[data-reveal]", "[data-fill]"):
        expect(page.locator(hook).first).to_be_hidden()
    context.close()


def test_search_that_gets_no_answer_keeps_what_was_typed_and_says_so(specimens: Page, stack: Stack) -> None:
    specimens.goto(f"{stack.url}/transactions")
    specimens.route("**/transactions?*", lambda route: route.abort())
    search = specimens.get_by_role("searchbox")
    search.fill("hotel")
    expect(specimens.get_by_role("alert")).to_contain_text("That did not reach us")
    expect(search).to_have_value("hotel")
    specimens.unroute("**/transactions?*")
    search.press("Enter")
    expect(specimens.get_by_role("link", name="Hotel Kronhamn", exact=True)).to_be_visible()
    expect(specimens.get_by_role("alert")).to_have_count(0)


def test_server_s_own_notice_is_shown_when_it_has_one(specimens: Page, stack: Stack) -> None:
    def busy(route: Route) -> None:
        route.fulfill(status=429, content_type="text/html", body='<div class="notice">Wait a minute</div>')

    specimens.goto(f"{stack.url}/transactions")
    specimens.route("**/transactions?*", busy)
    specimens.get_by_role("searchbox").fill("hotel")
    expect(specimens.locator("[data-failure]")).to_have_text("Wait a minute")


def test_more_rows_bring_the_focus_to_the_first_of_them(specimens: Page, stack: Stack) -> None:
    specimens.goto(f"{stack.url}/transactions")
    before = specimens.locator(".tx").count()
    specimens.get_by_role("link", name="more").click()
    expect(specimens.locator(".tx").nth(before)).to_be_attached()
    expect(specimens.locator(".tx-name").nth(before)).to_be_focused()


def test_a_page_nobody_sees_asks_for_nothing_and_asks_at_once_when_it_is_seen(specimens: Page, stack: Stack) -> None:
    asked: list[str] = []
    specimens.on("request", lambda request: asked.append(request.url) if "seen=" in request.url else None)
    specimens.clock.install()
    specimens.goto(f"{stack.url}/transactions/tx_elin_velo")
    expect(specimens.locator("#tx-state[data-poll]")).to_be_visible()

    _visible(specimens, "hidden")
    specimens.wait_for_timeout(300)  # what was asked just before has been heard of
    asked.clear()
    specimens.clock.run_for(120_000)
    specimens.wait_for_timeout(300)
    assert not asked

    with specimens.expect_response(lambda answer: "seen=" in answer.url) as answered:
        _visible(specimens, "visible")
    assert answered.value.request.headers["x-poll"] == "1"
    with specimens.expect_response(lambda answer: "seen=" in answer.url):
        specimens.clock.run_for(30_000)


def _visible(page: Page, state: str) -> None:
    """What a browser says when another tab is chosen; a page that is driven stays visible otherwise."""
    page.evaluate(
        """state => {
            Object.defineProperty(document, "visibilityState", { value: state, configurable: true });
            Object.defineProperty(document, "hidden", { value: state === "hidden", configurable: true });
            document.dispatchEvent(new Event("visibilitychange"));
        }""",
        state,
    )
