"""Cancel a payment and ask for money back: with script, without, and what the shop's policy makes of it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from deploy.local.stack import Stack
from tests.journeys.walk import sign_in


@pytest.mark.parametrize("script", [True, False])
def test_a_cancel_is_asked_for_and_let_go_again(browser: Browser, stack: Stack, *, script: bool) -> None:
    page = browser.new_context(java_script_enabled=script).new_page()
    sign_in(page, stack.url)
    page.goto(f"{stack.url}/transactions/tx_elin_velo")
    page.get_by_role("link", name="Cancel this payment").click()
    expect(page.get_by_text("They may not send the order.")).to_be_visible()
    page.get_by_role("button", name="Cancel the payment").click()
    expect(page.get_by_text(re.compile("^The bank decides by"))).to_be_visible()
    expect(page.get_by_role("heading", name="What is reserved")).to_be_visible()
    page.get_by_role("link", name="Let it go through after all").click()
    page.get_by_role("button", name="Let it go through").click()
    expect(page.get_by_text("You let it go through after all").last).to_be_visible()
    expect(page.get_by_role("link", name="Cancel this payment")).to_be_visible()


def test_a_part_is_asked_back_without_script_and_taken_back(browser: Browser, stack: Stack) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    sign_in(page, stack.url)
    page.goto(f"{stack.url}/transactions/tx_elin_apotek_1/refund")
    page.get_by_label("A part").check()
    page.get_by_label(re.compile("^How much of it")).fill("5000")
    page.get_by_label("Why", exact=True).select_option("not_received")
    page.get_by_label(re.compile("^Message to")).fill("<b>It</b> never came.")
    page.get_by_role("button", name="Ask for this part back").click()
    expect(page.locator("#part-e")).to_contain_text("at most 318,50")
    page.get_by_label(re.compile("^How much of it")).fill("100,50")
    page.get_by_role("button", name="Ask for this part back").click()
    expect(page).to_have_url(re.compile("/cases/rrq_"))
    expect(page.get_by_text("<b>It</b> never came.").first).to_be_visible()
    page.goto(f"{stack.url}/transactions/tx_elin_apotek_1")
    expect(page.locator(".ans")).to_contain_text("With Lillaskog Apotek")
    expect(page.get_by_role("link", name="Ask for more back")).to_be_visible()
    page.get_by_role("link", name=re.compile("^Take back the request")).click()
    page.get_by_role("button", name="Take it back").click()
    expect(page.locator(".ans")).to_contain_text("You took it back")


def test_what_was_taken_by_another_tab_is_told(page: Page, stack: Stack) -> None:
    sign_in(page, stack.url)
    page.goto(f"{stack.url}/transactions/tx_elin_kaffe_2/refund")
    other = page.context.new_page()
    other.goto(f"{stack.url}/transactions/tx_elin_kaffe_2/refund")
    other.get_by_label("A part").check()
    other.get_by_label(re.compile("^How much of it")).fill("8")
    other.get_by_role("button", name="Ask for this part back").click()
    expect(other).to_have_url(re.compile("/cases/rrq_"))
    page.get_by_role("button", name=re.compile("^Ask for 58,00")).click()
    expect(page.get_by_text("What you can ask for has changed.")).to_be_visible()
    page.get_by_role("button", name=re.compile("^Ask for 50,00")).click()
    expect(page).to_have_url(re.compile("/cases/rrq_"))
