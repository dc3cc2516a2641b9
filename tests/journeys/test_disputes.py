"""Something is wrong with a payment: said with a picture, written about, and let go; with script and without."""

from __future__ import annotations

import io
import re

import pytest
from PIL import Image
from playwright.sync_api import Browser, FilePayload, expect

from deploy.local.stack import Stack
from tests.journeys.walk import sign_in


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
    page.get_by_label("What should it have been").fill("100")
    page.get_by_label("Receipt or order confirmation").set_input_files(_picture("Kvitto å.png"))
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


def _picture(name: str) -> FilePayload:
    file = io.BytesIO()
    Image.new("RGB", (12, 8), "white").save(file, "PNG")
    return {"name": name, "mimeType": "image/png", "buffer": file.getvalue()}
