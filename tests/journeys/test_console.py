"""A shop at its console and a customer in Selfcare: asked for, approved, paid; asked back, answered, refunded."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from deploy.local.stack import Stack
from tests.journeys.shop import ask, at_console, sell
from tests.journeys.walk import LONG, balance, holds, sign_in


@pytest.mark.parametrize("script", [True, False])
def test_a_shop_asks_the_customer_approves_the_shop_is_paid(browser: Browser, stack: Stack, *, script: bool) -> None:
    shop, order = at_console(browser, stack), f"NI-30{script:d}"
    ask(shop, order)
    expect(shop.get_by_text("Waiting for the customer")).to_be_visible()
    customer = browser.new_context(java_script_enabled=script).new_page()
    sign_in(customer, stack.url)
    before = balance(customer)
    asked = customer.locator(".todo li", has_text="Norrbo Interiör asks for")
    expect(asked).to_contain_text("640")
    asked.get_by_role("link", name="Continue to your bank").click()
    expect(customer.locator("main")).to_contain_text("Norrbo Interiör")
    customer.get_by_role("button", name=re.compile("^Approve")).click()
    expect(customer.get_by_role("heading", level=1)).to_have_text("You approved this transfer")
    back = customer.get_by_role("link", name="See it at the merchant console").get_attribute("href")
    assert shop.url.endswith(f"{back}?done=asked")
    holds(customer, stack.url, before - 64_000)
    expect(customer.locator(".todo li", has_text="Norrbo Interiör asks for")).to_have_count(0)
    shop.reload()
    expect(shop.locator(".st--l")).to_have_text("Paid")
    shop.goto(f"{stack.sandbox_url}/console")
    expect(shop.get_by_role("row", name=re.compile(order))).to_contain_text("Paid")


def test_what_is_reserved_is_taken_by_the_shop(browser: Browser, stack: Stack) -> None:
    shop = at_console(browser, stack)
    customer = browser.new_page()
    sign_in(customer, stack.url)
    before = balance(customer)
    ask(shop, "NI-401", "Reserve, take it later")
    shop.get_by_label("Amount").fill("640,01")
    shop.get_by_role("button", name="Take it").click()
    expect(shop.locator("#amount-e")).to_contain_text("at most 640.00")
    shop.get_by_label("Amount").fill("599,50")
    shop.get_by_role("button", name="Take it").click()
    expect(shop.locator(".st--l")).to_have_text("Paid")
    holds(customer, stack.url, before - 59_950)


def test_a_customer_is_paid_by_a_shop(browser: Browser, stack: Stack) -> None:
    shop, customer = at_console(browser, stack), browser.new_page()
    sign_in(customer, stack.url)
    before = balance(customer)
    shop.get_by_role("link", name="Pay out").click()
    shop.get_by_label("Amount").fill("250")
    shop.get_by_label("Customer", exact=True).select_option("demo@selfcare.example")
    shop.get_by_label("Your reference").fill("NI-R7")
    shop.get_by_role("button", name="Pay out").click()
    expect(shop.locator(".st--l")).to_have_text("Paid out")
    holds(customer, stack.url, before + 25_000)


def test_a_payment_called_off_asks_the_customer_no_more(browser: Browser, stack: Stack) -> None:
    shop = at_console(browser, stack)
    ask(shop, "NI-501")
    customer = browser.new_page()
    sign_in(customer, stack.url)
    asked = customer.locator(".todo li", has_text="Norrbo Interiör asks for")
    expect(asked).to_have_count(1)
    shop.get_by_role("button", name="Call it off").click()
    expect(shop.locator(".st--l")).to_have_text("Called off")
    expect(asked).to_have_count(0, timeout=LONG)  # by itself: the dashboard asks for what changed


def test_a_shop_asks_by_keyboard_alone(page: Page, stack: Stack) -> None:
    page.goto(f"{stack.sandbox_url}/console/login")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")
    for _ in range(2):  # the merchant, then the password
        page.keyboard.press("Tab")
    expect(page.get_by_label("Password")).to_be_focused()
    page.keyboard.type("sandbox")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Norrbo Interiör")
    page.goto(f"{stack.sandbox_url}/console/payments/new")
    page.get_by_label("Amount").focus()
    page.keyboard.type("75")
    for _ in range(4):  # customer, order, what for, how it goes
        page.keyboard.press("Tab")
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    expect(page.get_by_label("The bank says no")).to_be_checked()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Ask for it")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".st--l")).to_have_text("Declined")


@pytest.mark.parametrize("script", [True, False])
def test_a_refund_is_asked_for_answered_and_seen(browser: Browser, stack: Stack, *, script: bool) -> None:
    shop, order = at_console(browser, stack), f"NI-60{script:d}"
    payment = sell(shop, order)
    customer = browser.new_context(java_script_enabled=script).new_page()
    sign_in(customer, stack.url)
    before = balance(customer)
    customer.goto(f"{stack.url}/transactions/{payment}/refund")
    customer.get_by_label("Why").select_option("I sent it back, or cancelled it")
    customer.get_by_label("Message to Norrbo Interiör").fill("Handed in at the parcel desk.")
    customer.get_by_role("button", name=re.compile("640,00")).click()
    expect(customer.locator("main")).to_contain_text("With Norrbo Interiör")
    shop.reload()
    shop.get_by_role("link", name=re.compile("^Refund requests, ")).click()
    waiting = shop.get_by_role("row").filter(has_text=order)
    waiting.get_by_role("link").click()
    expect(shop.get_by_role("heading", level=1)).to_have_text(f"Refund request for {order}")
    expect(shop.locator("main")).to_contain_text("“Handed in at the parcel desk.”")
    shop.get_by_label("Message to the customer").fill("Thank you, it came back whole.")
    shop.get_by_role("button", name="Send the answer").click()
    expect(shop.get_by_role("status")).to_contain_text("Your answer was sent.")
    holds(customer, stack.url, before + 64_000)
    customer.goto(f"{stack.url}/transactions/{payment}")
    expect(customer.locator("main")).to_contain_text("Yes, all of it")
    expect(customer.locator("main")).to_contain_text("“Thank you, it came back whole.”")
