"""Cases seen through: an offer taken, a late answer escalated, a message sent, a missing deposit told."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from deploy.local.stack import Stack
from tests.journeys.walk import sign_in


def test_a_late_answer_is_escalated_in_one_step(page: Page, stack: Stack) -> None:
    sign_in(page, stack.url)
    page.goto(f"{stack.url}/transactions")
    page.get_by_role("link", name=re.compile("^Cases")).click()
    page.get_by_role("link", name="Missing deposit, Fjällbanken").click()
    expect(page.get_by_text("We have not kept our word")).to_be_visible()
    expect(page.get_by_role("img", name=re.compile("days late. Opened"))).to_be_visible()
    page.get_by_role("button", name="Escalate this case").click()
    expect(page.get_by_text("A team lead answers")).to_be_visible()
    expect(page.get_by_text("You escalated the case")).to_be_visible()
    expect(page.get_by_role("button", name="Escalate this case")).to_have_count(0)


def test_a_message_stays_on_the_page_and_then_the_offer_is_taken(page: Page, stack: Stack) -> None:
    sign_in(page, stack.url)
    page.goto(stack.url)
    expect(page.get_by_text("Hotel Kronhamn offers you")).to_be_visible()
    page.get_by_role("link", name="Answer", exact=True).click()
    page.get_by_label("Write to Hotel Kronhamn and us").fill("Thank you, that is right.")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator(".msgs")).to_contain_text("Thank you, that is right.")
    expect(page.get_by_label("Write to Hotel Kronhamn and us")).to_have_value("")
    page.get_by_role("button", name=re.compile("^Accept ")).click()
    expect(page.get_by_text("936,00\u00a0kr is back in your balance")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("Closed, in your favour")


@pytest.mark.parametrize("script", [True, False])
def test_a_deposit_that_has_not_come_is_told_and_withdrawn(browser: Browser, stack: Stack, *, script: bool) -> None:
    page = browser.new_context(java_script_enabled=script).new_page()
    sign_in(page, stack.url)
    page.goto(f"{stack.url}/cases")
    page.get_by_role("link", name="A deposit has not come").click()
    page.get_by_label("Amount").fill("350")
    page.get_by_label("Day it left your account").fill((datetime.now(UTC) - timedelta(days=3)).date().isoformat())
    page.get_by_label("Text on the statement").fill("SELFCARE")
    page.get_by_role("button", name="Look for my deposit").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Missing deposit")
    expect(page.get_by_text("We confirm that we look for it")).to_be_visible()
    page.get_by_role("link", name="The money has come").click()
    page.get_by_role("button", name="The money has come").click()
    expect(page.get_by_role("main")).to_contain_text("Closed by you")


@pytest.mark.parametrize("script", [True, False])
def test_a_charge_nobody_knows_becomes_a_case(browser: Browser, stack: Stack, *, script: bool) -> None:
    page = browser.new_context(java_script_enabled=script).new_page()
    sign_in(page, stack.url)
    page.goto(f"{stack.url}/cases")
    page.get_by_role("link", name="I do not know a charge on my bank statement").click()
    page.get_by_label("Amount").fill(f"77{script:d},13")
    page.get_by_label("Text on the statement").fill("ZZ UNHEARD OF")
    page.get_by_role("button", name="Find the payment").click()
    page.get_by_role("link", name="Open a case").click()
    expect(page.get_by_label("Text on the statement")).to_have_value("ZZ UNHEARD OF")
    page.get_by_label(re.compile("^(Date|Day)")).fill((datetime.now(UTC) - timedelta(days=4)).date().isoformat())
    page.locator("main form button").last.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Unknown charge: ZZ UNHEARD OF")
    expect(page.get_by_text("Our decision in writing")).to_be_visible()
    page.get_by_role("link", name="I know the charge after all").click()
    page.get_by_role("button", name="I know the charge after all").click()
    expect(page.get_by_role("main")).to_contain_text("Closed by you")
