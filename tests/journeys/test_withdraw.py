"""Money out: confirm, prove, watch it arrive; with script, without, by mail, by app, wrongly, and not at all."""

from __future__ import annotations

import re
import time

import pyotp
from playwright.sync_api import Browser, Page, expect

from deploy.local.stack import Stack
from tests.journeys.walk import balance, mailed_code, sign_in, type_code, withdraw_to_step_up

MAJA = ("maja@selfcare.example", "demo-only-password")
MAJA_APP = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # what her authenticator app was given
OMAR = ("omar@selfcare.example", "demo-only-password")


def arrived(page: Page, amount: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"{amount},00\u00a0kr is at your bank")


def test_a_withdrawal_by_mailed_code(page: Page, stack: Stack) -> None:
    sign_in(page, stack.url)
    before = balance(page)
    page.get_by_role("link", name="Withdraw", exact=True).click()
    expect(page.get_by_text("more is reserved for payments on their way")).to_be_visible()
    withdraw_to_step_up(page, stack.url, "600")
    expect(page.locator(".rows")).to_contain_text("600,00")
    type_code(page, mailed_code(stack.sandbox_url))
    arrived(page, "600")
    page.goto(stack.url)
    assert balance(page) == before - 60_000


def test_a_withdrawal_without_script(browser: Browser, stack: Stack) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    sign_in(page, stack.url)
    before = balance(page)
    withdraw_to_step_up(page, stack.url, "250")
    type_code(page, "000000")
    expect(page.get_by_text(re.compile("You have 4 tries left"))).to_be_visible()
    type_code(page, mailed_code(stack.sandbox_url))
    arrived(page, "250")
    page.goto(stack.url)
    assert balance(page) == before - 25_000


def test_cancelling_moves_nothing_and_going_on_moves_it_once(page: Page, stack: Stack) -> None:
    sign_in(page, stack.url)
    before = balance(page)
    withdraw_to_step_up(page, stack.url, "150")
    page.get_by_role("link", name=re.compile("^Cancel")).click()
    expect(page.get_by_role("heading", name="Check and confirm")).to_be_visible()
    page.get_by_role("button", name=re.compile("^Withdraw ")).click()
    expect(page.get_by_role("heading", name="Confirm that it is you")).to_be_visible()
    type_code(page, mailed_code(stack.sandbox_url))
    arrived(page, "150")
    page.go_back()
    page.go_back()
    page.goto(stack.url)
    assert balance(page) == before - 15_000


def test_more_than_there_is_is_told_at_once(page: Page, stack: Stack) -> None:
    sign_in(page, stack.url)
    page.goto(f"{stack.url}/withdraw")
    page.get_by_label("Amount", exact=True).fill("99 999")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text(re.compile("more than you can withdraw"))).to_be_visible()
    expect(page.get_by_label("Amount", exact=True)).to_have_value("99 999")


def test_a_code_from_the_app_signs_in_and_confirms(page: Page, stack: Stack) -> None:
    """An app's code works once, so the second one is the next."""
    page.goto(f"{stack.url}/language?to=en")
    page.goto(f"{stack.url}/login")
    page.get_by_label("E-mail").fill(MAJA[0])
    page.get_by_label("Password", exact=True).fill(MAJA[1])
    page.get_by_role("button", name="Sign in", exact=True).click()
    app = pyotp.TOTP(MAJA_APP)
    page.get_by_label("One-time code").fill(app.now())
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text("Available to use")).to_be_visible()
    withdraw_to_step_up(page, stack.url, "10")
    expect(page.get_by_text("Open your authenticator app")).to_be_visible()
    type_code(page, app.at(int(time.time()) + app.interval))
    expect(page.get_by_role("heading", level=1)).to_contain_text("is at your bank")


def test_a_limit_that_is_reached_is_told_before_anything_is_sent(page: Page, stack: Stack) -> None:
    page.goto(f"{stack.url}/language?to=en")
    sign_in(page, stack.url, OMAR)
    page.goto(f"{stack.url}/withdraw")
    page.get_by_label("Amount", exact=True).fill("501")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text(re.compile("would pass your daily limit|more than you can withdraw"))).to_be_visible()
