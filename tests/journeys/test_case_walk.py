"""Cases from both sides: customer and shop write, the shop says no, we look at it; a date slips while the page is open;
what nobody knows yet leads on by itself."""

from __future__ import annotations

import re
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests
from playwright.sync_api import Browser, Page, expect

from deploy.local.stack import Stack
from tests.chaos.platform import SERVICE_TOKEN, Platform
from tests.journeys.shop import at_console
from tests.journeys.walk import LONG, sign_in


def service(stack: Stack, method: str, path: str, sent: Any = None) -> Any:
    """Ask the payment service as Elin."""
    headers = {"X-Service-Token": SERVICE_TOKEN, "X-Customer-Id": "cus_elin", "Idempotency-Key": secrets.token_hex(16)}
    address = f"{stack.sandbox_url}/payments/v1{path}"
    answer = requests.request(method, address, json=sent, headers=headers, timeout=30)
    assert answer.ok, answer.text
    return answer.json()


def asked_back(stack: Stack, payment: str) -> dict[str, Any]:
    """A kroner asked back of a payment, by the service."""
    left = service(stack, "GET", f"/transactions/{payment}")["refund"]["refundable"]
    order = {"amount": {**left, "value": 100}, "reason": "not_as_described", "expected_refundable": left}
    made: dict[str, Any] = service(stack, "POST", f"/transactions/{payment}/refund-requests", order)
    return made


def seen(page: Page, text: str, *, script: bool) -> None:
    """The open page comes to say it by itself; without script the reader reloads it."""
    if not script:
        page.reload()
    expect(page.locator("main")).to_contain_text(text, timeout=LONG)


def shop_answers(shop: Page, answer: str, message: str) -> None:
    shop.get_by_label(re.compile(f"^{answer}")).check()
    shop.get_by_label("Message to the customer").fill(message)
    shop.get_by_role("button", name="Send the answer").click()
    expect(shop.get_by_role("status")).to_be_visible()


@pytest.mark.parametrize(("script", "payment"), [(True, "tx_elin_norrbo_2"), (False, "tx_elin_norrbo")])
def test_customer_and_shop_write_and_a_no_is_looked_at(
    browser: Browser, stack: Stack, *, script: bool, payment: str
) -> None:
    page = browser.new_context(java_script_enabled=script).new_page()
    sign_in(page, stack.url)
    page.goto(f"{stack.url}/transactions/{payment}/refund")
    page.get_by_label("A part").check()
    page.get_by_label(re.compile("^How much of it")).fill("20")
    page.get_by_role("button", name="Ask for this part back").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Refund request: Norrbo Interiör")
    shop = at_console(browser, stack)
    shop.goto(f"{stack.sandbox_url}/console/requests/{page.url.rpartition('/')[2]}")
    shop_answers(shop, "Only write", "Which part is broken?")
    seen(page, "Which part is broken?", script=script)
    page.get_by_label("Write to Norrbo Interiör").fill("The left hinge.")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator(".msgs")).to_contain_text("The left hinge.")
    expect(page.get_by_label("Write to Norrbo Interiör")).to_have_value("")
    page.get_by_label("Write to Norrbo Interiör").fill("And")
    shop.reload()
    expect(shop.locator("main")).to_contain_text("The left hinge.")
    shop_answers(shop, "Only write", "Thank you, we look.")
    if script:
        seen(page, "Thank you, we look.", script=True)
        expect(page.get_by_label("Write to Norrbo Interiör")).to_have_value("And")  # half written, kept
    shop_answers(shop, "No", "It was used for a year.")
    seen(page, "Norrbo Interiör said no", script=script)
    expect(page.get_by_label("Write to Norrbo Interiör")).to_have_count(0)
    page.get_by_role("button", name="Ask us to look at it").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Dispute: Norrbo Interiör")
    expect(page).to_have_url(re.compile("/cases/dsp_"))
    page.go_back()
    page.reload()
    expect(page.get_by_role("link", name="See the case it became")).to_be_visible()


def test_a_late_request_is_taken_further_in_one_step(page: Page, stack: Stack) -> None:
    platform = Platform(stack.sandbox_url)
    platform.clock_shift(-8 * 86_400)
    try:
        made = asked_back(stack, _old_payment(stack))
    finally:
        platform.clock_real()
    sign_in(page, stack.url)
    page.goto(f"{stack.url}/cases/{made['id']}")
    expect(page.locator(".txhero")).to_contain_text("Date passed")
    page.get_by_role("button", name="Escalate this case").click()
    expect(page).to_have_url(re.compile("/cases/dsp_"))
    expect(page.get_by_text("A team lead answers")).to_be_visible()


def _old_payment(stack: Stack) -> str:
    """A payment of more than nine days ago that can be asked back."""
    until = (datetime.now(UTC) - timedelta(days=9)).strftime("%Y-%m-%dT%H:%M:%SZ")
    found = service(stack, "GET", f"/transactions?type=payment&status=succeeded&limit=100&to={until}")["data"]
    return str(next(each["id"] for each in found if {"refund", "dispute"} <= {one["name"] for one in each["actions"]}))


def test_a_date_that_slips_is_seen_on_the_open_page_and_by_programs(page: Page, stack: Stack) -> None:
    """The service's promise runs out in seconds; our own beat finds it, nobody else says a word."""
    platform, soon = Platform(stack.sandbox_url), 20
    sign_in(page, stack.url)
    day = (datetime.now(UTC) - timedelta(days=17)).date().isoformat()
    order = {"reason": "unrecognised", "amount": {"value": 1_700, "currency": "SEK"}, "occurred_on": day}
    platform.clock_shift(-15 * 86_400 + soon)
    try:
        made = service(stack, "POST", "/disputes", order)
    finally:
        platform.clock_real()
    page.goto(f"{stack.url}/cases/{made['id']}")
    expect(page.locator(".txhero .st--l")).to_have_text("With us")
    version = page.request.get(f"{stack.url}/api/v1/changes").json()["version"]
    expect(page.locator(".txhero .st--l")).to_have_text("Date passed", timeout=LONG)
    changed = page.request.get(f"{stack.url}/api/v1/changes?since={version}").json()["changed"]
    assert {f"case:{made['id']}", "cases"} <= set(changed)
    expect(page.get_by_role("button", name="Escalate this case")).to_be_visible()


def test_a_refund_nobody_has_confirmed_leads_to_its_case_by_itself(page: Page, stack: Stack) -> None:
    sign_in(page, stack.url)
    page.goto(f"{stack.url}/transactions/tx_elin_tvatt_1/refund")
    where = {"service": "payments", "method": "POST", "path": "/v1/transactions/tx_elin_tvatt_1/refund-requests"}
    platform = Platform(stack.sandbox_url)
    platform.faults({**where, "kind": "close", "acts": True}, {**where, "kind": "error", "times": 100})
    try:
        page.get_by_role("button", name=re.compile("^Ask for ")).click()
        expect(page.get_by_role("heading", level=1)).to_have_text("We are finding out whether your request arrived")
    finally:
        platform.faults()
    expect(page).to_have_url(re.compile("/cases/rrq_"), timeout=LONG)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Refund request: Tvättomaten")
