"""From a line of a bank statement to the payment behind it, with script and without, and when there is none."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from deploy.local.stack import Stack
from tests.journeys.walk import sign_in


@pytest.mark.parametrize("script", [True, False])
def test_a_cut_text_leads_to_its_payment(browser: Browser, stack: Stack, *, script: bool) -> None:
    page = browser.new_context(java_script_enabled=script).new_page()
    sign_in(page, stack.url)
    page.goto(f"{stack.url}/find-charge")
    page.get_by_label("Amount").fill("199,00")
    page.get_by_label("Text on the statement").fill("PXH*DIGITAL AMS")
    page.get_by_role("button", name="Find the payment").click()
    expect(page.get_by_role("heading", name="Most likely")).to_be_visible()
    expect(page.get_by_role("table").first).to_contain_text("Their name at banks: PXH*DIGITAL")
    expect(page.get_by_text("It is refunded already")).to_be_visible()
    page.get_by_role("link", name="This is it: Pixelhamn Games").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Pixelhamn Games")


def test_nothing_found_keeps_what_was_typed(browser: Browser, stack: Stack) -> None:
    page = browser.new_page()
    sign_in(page, stack.url)
    page.goto(f"{stack.url}/find-charge?amount=412,50&text=NRDLYS+08-55012")
    expect(page.get_by_role("heading", level=1)).to_have_text("No payment of yours matches")
    expect(page.get_by_label("Amount")).to_have_value("412,50")
    page.get_by_label("Amount").fill("62")
    page.get_by_label("Text on the statement").fill("KAFFEKOMPANI")
    page.get_by_role("button", name="Find the payment").click()
    expect(page.get_by_role("link", name="Kaffekompaniet Söder", exact=True).first).to_be_visible()
