"""Searching with the keyboard: Enter shows what was found on the page that is open, and the focus stays."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from deploy.local.stack import Stack
from tests.journeys.walk import sign_in


@pytest.fixture
def page(browser: Browser, stack: Stack) -> Page:
    """The list of somebody signed in, with a mark that a newly loaded page would not have."""
    page = browser.new_context(locale="en-GB").new_page()
    sign_in(page, stack.url)
    page.goto(f"{stack.url}/transactions?view=all")
    expect(page.locator(".tx").first).to_be_visible()
    page.evaluate("document.body.dataset.stayed = ''")
    return page


def test_enter_swaps_the_rows_and_keeps_the_focus(page: Page, stack: Stack) -> None:
    page.locator("#q").press_sequentially("norrbo")
    page.locator("#q").press("Enter")
    expect(page).to_have_url(f"{stack.url}/transactions?q=norrbo")
    expect(page.locator(".tx-name").first).to_have_text("Norrbo Interiör")
    expect(page.locator("#q")).to_be_focused()
    expect(page.locator("body[data-stayed]")).to_be_attached()
    expect(page.locator("#tx-count")).to_have_text(re.compile("transaction"))
    page.go_back()
    expect(page).to_have_url(f"{stack.url}/transactions?view=all")
    expect(page.locator("#q")).to_have_value("")
    page.context.close()


def test_what_is_refused_keeps_the_focus_in_the_field(page: Page, stack: Stack) -> None:
    page.locator("#q").fill("4111 1111 1111 1111")
    page.locator("#q").press("Enter")
    expect(page.locator("#q")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("norrbo")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{stack.url}/transactions?q=norrbo")
    expect(page.locator("#q")).not_to_have_attribute("aria-invalid", "true")
    expect(page.locator("#q")).to_have_value("norrbo")
    expect(page.locator("body[data-stayed]")).to_be_attached()
    page.context.close()


def test_the_sheet_of_filters_closes_and_gives_the_focus_back(page: Page, stack: Stack) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    opener = page.get_by_role("button", name=re.compile("^Filters"))
    opener.click()
    page.get_by_label("Lowest amount").fill("200")
    page.get_by_role("button", name="Show transactions").click()
    expect(page.locator("#filters")).to_be_hidden()
    expect(opener).to_be_focused()
    expect(page).to_have_url(re.compile(r"/transactions\?min=200"))
    expect(page.locator("body[data-stayed]")).to_be_attached()
    page.context.close()
