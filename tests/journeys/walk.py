"""The steps people take, written once, with and without script. Every step ends on what a person would see."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

DEMO = ("demo@selfcare.example", "demo-only-password")


def sign_in(page: Page, url: str, who: tuple[str, str] = DEMO) -> None:
    """From anywhere to the dashboard."""
    page.goto(f"{url}/login")
    page.get_by_label("E-mail").fill(who[0])
    page.get_by_label("Password", exact=True).fill(who[1])
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_text("Available to use")).to_be_visible()


def balance(page: Page) -> int:
    """The hero amount in minor units, read as a person reads it."""
    text = page.locator(".balance .amt--hero").first.inner_text()
    return int(re.sub(r"[^0-9]", "", text))


def deposit_to_bank(page: Page, url: str, amount: str) -> None:
    """Amount, first account, review, confirm: ends on the bank's own page."""
    page.goto(f"{url}/deposit")
    page.get_by_label("Amount", exact=True).fill(amount)
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name=re.compile("^Deposit ")).click()
    expect(page.get_by_role("button", name="Approve")).to_be_visible()
