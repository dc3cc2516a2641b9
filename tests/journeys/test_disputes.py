"""Something is wrong with a payment: said with a picture, written about, let go, answered and won, by script or not."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import pytest
from PIL import Image
from playwright.sync_api import Browser, FilePayload, Page, expect

from deploy.local.stack import ROOT, Stack
from selfcare.domain.files import LARGEST_FILE
from tests.journeys.shop import at_console, sell
from tests.journeys.walk import balance, holds, sign_in


@pytest.mark.parametrize(("script", "payment"), [(True, "tx_elin_gym_1"), (False, "tx_elin_petitport")])
def test_a_dispute_is_opened_with_a_picture_and_withdrawn(
    browser: Browser, stack: Stack, *, script: bool, payment: str
) -> None:
    page = browser.new_context(java_script_enabled=script, locale="en-GB").new_page()
    sign_in(page, stack.url)
    page.goto(f"{stack.url}/transactions/{payment}")
    page.get_by_role("link", name="Something is wrong").click()
    page.get_by_label("The amount is wrong").check()
    page.get_by_label("What should it have been").fill("100000")
    page.get_by_label("What happened, in your words").fill("It said <b>100</b> at the till.")
    page.get_by_label("Receipt or order confirmation").set_input_files(_picture("Kvitto å.png"))
    page.get_by_role("button", name="Open the dispute").click()
    expect(page.locator("#right-e")).to_contain_text("less than the")
    expect(page.get_by_role("checkbox", name="Kvitto å.png")).to_be_checked()  # it was sent, and stays
    page.get_by_label("What should it have been").fill("100")
    page.get_by_role("button", name="Open the dispute").click()
    expect(page).to_have_url(re.compile("/cases/dsp_"))
    expect(page.get_by_text("It said <b>100</b> at the till.").first).to_be_visible()
    assert (
        page.request.get(f"{stack.url}{page.locator('a.file').first.get_attribute('href')}")
        .headers["content-disposition"]
        .startswith("attachment")
    )
    page.get_by_label(re.compile("^Write to ")).fill("The till's own note is in the picture.")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator(".msgs")).to_contain_text("The till's own note is in the picture.")
    page.get_by_role("link", name="Close the case without money").click()
    page.get_by_role("button", name="Close the case without money").click()
    expect(page.get_by_role("main")).to_contain_text("Closed by you")


def test_a_file_that_is_too_large_is_told_and_the_message_stays(browser: Browser, stack: Stack) -> None:
    """Over 10 MB the product says so beside the field; over what nginx takes, its page is told as a notice."""
    page = browser.new_context(locale="en-GB").new_page()
    sign_in(page, stack.url)
    page.goto(f"{stack.url}/cases/dsp_elin_kronhamn")
    write, file = page.get_by_label(re.compile("^Write to ")), page.get_by_label("Add a file")
    write.fill("The invoice is attached.")
    file.set_input_files(
        {"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4\n" + b" " * LARGEST_FILE}
    )
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator("#file-e")).to_contain_text("This file is over 10 MB.")
    expect(write).to_have_value("The invoice is attached.")
    answer = (ROOT / "deploy/nginx/too-large.html").read_text(encoding="utf-8")
    page.route("**/messages", lambda route: route.fulfill(status=413, body=answer, content_type="text/html"))
    file.set_input_files(_picture("a.png"))
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("A file may have 10 MB at most")
    expect(write).to_have_value("The invoice is attached.")


def dispute(page: Page, stack: Stack, payment: str) -> str:
    """Say with a picture that it never came; returns the case's address."""
    page.goto(f"{stack.url}/transactions/{payment}/dispute")
    page.get_by_label("I did not get what I paid for").check()
    page.get_by_label("What happened, in your words").fill("One lamp of two came.")
    page.get_by_label("Receipt or order confirmation").set_input_files(_picture("Kvitto å.png"))
    page.get_by_role("button", name="Open the dispute").click()
    expect(page).to_have_url(re.compile("/cases/dsp_"))
    return page.url


def answer(shop: Page, order: str, way: str, amount: str = "") -> None:
    """Look at the customer's picture, then answer the dispute about an order."""
    shop.get_by_role("link", name=re.compile("^Disputes")).click()
    shop.get_by_role("row").filter(has_text=order).get_by_role("link").click()
    expect(shop.locator("main")).to_contain_text("One lamp of two came.")
    picture = shop.get_by_role("link", name="Kvitto å.png").get_attribute("href")
    sent = shop.request.get(f"{shop.url.partition('/console')[0]}{picture}")
    assert (sent.headers["content-type"], sent.headers["x-content-type-options"]) == ("image/png", "nosniff")
    assert sent.headers["content-disposition"].startswith("attachment")
    shop.get_by_label(way).check()
    shop.get_by_label("How much, if it is a part").fill(amount)
    shop.get_by_label("Message to the customer").fill("One of them is on its way back to us.")
    shop.get_by_role("button", name="Send the answer").click()
    expect(shop.get_by_role("status")).to_contain_text("Your answer was sent.")


def offer_by_keyboard(shop: Page) -> Iterator[str]:
    """Yield the keys by which a part is offered, looking where each one led."""
    expect(shop.get_by_role("heading", level=1)).to_have_text("Dispute about NI-720")
    shop.get_by_label("The customer is right").focus()
    yield "ArrowDown"
    expect(shop.get_by_label("Offer a part")).to_be_checked()
    yield "Tab"
    expect(shop.get_by_label("How much, if it is a part")).to_be_focused()
    yield from ("1", "Tab")
    expect(shop.get_by_label("Message to the customer")).to_be_focused()
    yield from ("N", "o", "Tab")
    expect(shop.get_by_role("button", name="Send the answer")).to_be_focused()
    yield "Enter"


@pytest.mark.parametrize("script", [True, False])
def test_what_a_shop_offers_is_accepted_and_won_by_the_customer(
    browser: Browser, stack: Stack, *, script: bool
) -> None:
    shop, order = at_console(browser, stack), f"NI-71{script:d}"
    payment = sell(shop, order)
    page = browser.new_context(java_script_enabled=script, locale="en-GB").new_page()
    sign_in(page, stack.url)
    before = balance(page)
    case = dispute(page, stack, payment)
    answer(shop, order, "Offer a part", "300")
    page.goto(case)
    expect(page.locator("main")).to_contain_text("One of them is on its way back to us.")
    page.get_by_role("button", name="Accept 300,00").click()
    expect(page.locator("main")).to_contain_text("is back in your balance")
    expect(page.locator("main")).to_contain_text("You accepted")
    holds(page, stack.url, before + 30_000)
    page.goto(f"{stack.url}/transactions/{payment}")
    expect(page.locator("main")).to_contain_text("Paid back to your balance, as a payment of its own")
    expect(page.locator("main")).to_contain_text("The case was closed")
    page.get_by_role("link", name="See the case").click()
    expect(page.locator("main")).to_contain_text("Closed, in part in your favour")
    shop.reload()
    expect(shop.locator(".st--l")).to_have_text("Decided for the customer")


def test_what_a_shop_refuses_and_the_customer_declines_goes_to_the_operator(browser: Browser, stack: Stack) -> None:
    shop = at_console(browser, stack)
    payment = sell(shop, "NI-720")
    page = browser.new_context(locale="en-GB").new_page()
    sign_in(page, stack.url)
    case = dispute(page, stack, payment)
    shop.goto(f"{stack.sandbox_url}/console/disputes")
    shop.get_by_role("row").filter(has_text="NI-720").get_by_role("link").focus()
    shop.keyboard.press("Enter")
    for pressed in offer_by_keyboard(shop):
        shop.keyboard.press(pressed)
    expect(shop.get_by_role("status")).to_contain_text("Your answer was sent.")
    page.goto(case)
    page.get_by_role("button", name="Say no").click()
    expect(page.locator("main")).to_contain_text("You said no")
    shop.reload()
    expect(shop.locator(".st--l")).to_have_text("With the operator")
    expect(shop.get_by_role("button", name="Send the answer")).to_have_count(0)
    page.goto(f"{stack.url}/transactions/{payment}")
    expect(page.get_by_role("link", name="See the case")).to_be_visible()
    expect(page.locator("main")).to_contain_text("In dispute")


def _picture(name: str) -> FilePayload:
    file = io.BytesIO()
    Image.new("RGB", (12, 8), "white").save(file, "PNG")
    return {"name": name, "mimeType": "image/png", "buffer": file.getvalue()}
