"""The steps people take, written once, with and without script. Every step ends on what a person would see."""

from __future__ import annotations

import re
import time
from typing import Any

import requests
from playwright.sync_api import Page, expect

from deploy.local.stack import Stack

DEMO = ("demo@selfcare.example", "demo-only-password")
# Milliseconds. How long something may take says nothing here: CI's machine does much else meanwhile.
PATIENCE = 30_000  # what one answer, or a worker, brings
LONG = 120_000  # what a page comes to by itself: it asks less and less often, in the end once a minute


def sign_in(page: Page, url: str, who: tuple[str, str] = DEMO) -> None:
    """From anywhere to the dashboard."""
    page.goto(f"{url}/login")
    page.get_by_label("E-mail").fill(who[0])
    page.get_by_label("Password", exact=True).fill(who[1])
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_text("Available to use")).to_be_visible()
    page.wait_for_load_state()


def balance(page: Page) -> int:
    """The hero amount in minor units, read as a person reads it."""
    page.wait_for_load_state()
    text = page.locator(".balance .amt--hero").first.inner_text()
    return int(re.sub(r"[^0-9]", "", text))


def holds(page: Page, url: str, minor: int) -> None:
    """The balance comes to so much, within the seconds that the platform's event takes."""
    until = time.monotonic() + PATIENCE / 1000
    page.goto(url)
    while balance(page) != minor and time.monotonic() < until:
        page.wait_for_timeout(500)
        page.goto(url)
    assert balance(page) == minor


def deposit_to_bank(page: Page, url: str, amount: str) -> None:
    """Amount, first account, review, confirm: ends on the bank's own page."""
    page.goto(f"{url}/deposit")
    page.get_by_label("Amount", exact=True).fill(amount)
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name=re.compile("^Deposit ")).click()
    expect(page.get_by_role("button", name="Approve")).to_be_visible()


def withdraw_to_step_up(page: Page, url: str, amount: str) -> None:
    """Amount, first account, review, confirm: ends where one confirms once more who one is."""
    page.goto(f"{url}/withdraw")
    page.get_by_label("Amount", exact=True).fill(amount)
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name=re.compile("^Withdraw ")).click()
    expect(page.get_by_role("heading", name="Confirm that it is you")).to_be_visible()


def mailed_code(sandbox_url: str) -> str:
    """The code of the newest mail in the sandbox's outbox."""
    mails = requests.get(f"{sandbox_url}/outbox", headers={"Accept": "application/json"}, timeout=30)
    newest = mails.json()["data"][0]
    found = re.search(r"Your code is ([0-9]{6})\.", newest["text"])
    assert found, newest
    return found[1]


def type_code(page: Page, code: str) -> None:
    page.get_by_label("One-time code").fill(code)
    page.get_by_role("button", name="Confirm", exact=True).click()


def write(page: Page, name: str, words: str) -> None:
    """Fill in a field by its label."""
    page.get_by_role("textbox", name=name, exact=True).fill(words)


def forget_views(page: Page, url: str) -> None:
    """Remove every saved view of who is signed in."""
    page.goto(f"{url}/views")
    while page.get_by_role("link", name=re.compile("^Remove ")).count():
        page.get_by_role("link", name=re.compile("^Remove ")).first.click()
        page.get_by_role("button", name="Yes, remove").click()
        expect(page.get_by_role("button", name="Yes, remove")).to_have_count(0)
        page.wait_for_load_state()


def at_console_cases(stack: Stack) -> tuple[str, str]:
    """Have Elin ask Norrbo Interiör for a refund and dispute another payment; once, however often it is called."""
    left = {"value": 39_900, "currency": "SEK"}
    request = {"amount": left, "reason": "not_as_described", "expected_refundable": left, "note": "It is torn."}
    dispute = {"amount": {"value": 100, "currency": "SEK"}, "reason": "other", "note": "One handle is missing."}
    return (
        _case(stack, "/transactions/tx_elin_norrbo_2/refund-requests", request),
        _case(stack, "/transactions/tx_elin_norrbo/disputes", dispute),
    )


def _case(stack: Stack, path: str, order: dict[str, Any]) -> str:
    headers = {"X-Service-Token": "localhost-service-token", "X-Customer-Id": "cus_elin", "Idempotency-Key": path}
    answer = requests.post(f"{stack.sandbox_url}/payments/v1{path}", json=order, headers=headers, timeout=30)
    assert answer.ok, answer.text
    return str(answer.json()["id"])
