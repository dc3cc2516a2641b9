"""Sign in, move money in, watch the bank settle it: with script, without script, and across instances."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, Page, expect

from deploy.local.processes import wait_for_answer
from deploy.local.stack import Stack
from tests.journeys.walk import LONG, balance, deposit_to_bank, sign_in


def test_deposit_settles_and_is_seen_without_reload(page: Page, stack: Stack) -> None:
    sign_in(page, stack.url)
    before = balance(page)
    watching = page.context.new_page()
    watching.goto(stack.url)
    deposit_to_bank(page, stack.url, "500")
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("500")
    expect(watching.locator(".balance .amt--hero").first).to_contain_text(_words(before + 50_000), timeout=LONG)


def test_deposit_without_script(browser: Browser, stack: Stack) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    sign_in(page, stack.url)
    before = balance(page)
    deposit_to_bank(page, stack.url, "250,50")
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("250")
    page.goto(stack.url)
    assert balance(page) == before + 25_050


def test_declined_at_the_bank_is_told_and_moves_nothing(page: Page, stack: Stack) -> None:
    sign_in(page, stack.url)
    before = balance(page)
    deposit_to_bank(page, stack.url, "300")
    page.get_by_role("button", name="Decline").click()
    expect(page.locator("main")).to_contain_text(re.compile("declined|said no|not approved", re.IGNORECASE))
    page.goto(stack.url)
    assert balance(page) == before


def test_back_and_a_second_press_move_the_money_once(page: Page, stack: Stack) -> None:
    sign_in(page, stack.url)
    before = balance(page)
    deposit_to_bank(page, stack.url, "400")
    page.go_back()
    page.get_by_role("button", name=re.compile("^Deposit ")).click()
    expect(page.get_by_role("button", name="Approve").or_(page.get_by_text("We already have this one"))).to_be_visible()
    if page.get_by_text("We already have this one").is_visible():
        page.get_by_role("link", name=re.compile("bank", re.IGNORECASE)).first.click()
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("400")
    page.goto(stack.url)
    assert balance(page) == before + 40_000


def test_an_instance_that_is_killed_signs_nobody_out(page: Page, stack: Stack) -> None:
    sign_in(page, stack.url)
    other = f"http://localhost:{stack.ports[1]}"
    stack.kill("web")
    try:
        page.goto(other)
        expect(page.get_by_text("Available to use")).to_be_visible()
    finally:
        stack.launch("web")
        wait_for_answer(f"http://127.0.0.1:{stack.port}/readyz")
    page.goto(stack.url)
    expect(page.get_by_text("Available to use")).to_be_visible()


def _words(minor: int) -> str:
    whole, cents = divmod(minor, 100)
    return f"{whole:,}".replace(",", "\u00a0") + f",{cents:02d}"
