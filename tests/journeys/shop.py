"""A shop at its console, in a browser without scripts: the steps that more than one journey takes."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, expect

from deploy.local.stack import Stack


def at_console(browser: Browser, stack: Stack, shop: str = "Norrbo Interiör") -> Page:
    """A person signed in as a shop, in a browser without scripts."""
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{stack.sandbox_url}/console")
    page.get_by_label("Merchant").select_option(shop)
    page.get_by_label("Password").fill("sandbox")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(shop)
    return page


def ask(shop: Page, order: str, way: str = "The customer approves") -> None:
    """Ask Elin for 640 kr: ends on the payment's own page."""
    shop.get_by_role("link", name="New payment").first.click()
    shop.get_by_label("Amount").fill("640")
    shop.get_by_label("Customer", exact=True).select_option("demo@selfcare.example")
    shop.get_by_label("Order").fill(order)
    shop.get_by_label("What it is for").fill("Table lamp, 1 pc")
    shop.get_by_label(way).check()
    shop.get_by_role("button", name="Ask for it").click()
    expect(shop.get_by_role("heading", level=1)).to_have_text(order)


def sell(shop: Page, order: str) -> str:
    """Sell Elin something for 640 kr that nobody has to approve; returns the payment's id."""
    ask(shop, order, "Reserve, take it later")
    shop.get_by_role("button", name="Take it").click()
    expect(shop.locator(".st--l")).to_have_text("Paid")
    return shop.url.partition("?")[0].rpartition("/")[2]
