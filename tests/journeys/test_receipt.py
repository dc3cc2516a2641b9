"""A receipt from the payment to whoever checks it: page, code, file; with script and without."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from deploy.local.stack import Stack
from tests.journeys.walk import sign_in

NUMBER = "R-2026-118-40713"


@pytest.mark.parametrize("script", [True, False])
def test_a_receipt_is_checked_by_its_code_and_by_its_file(
    browser: Browser, stack: Stack, tmp_path: Path, *, script: bool
) -> None:
    owner = browser.new_context(java_script_enabled=script, color_scheme="dark").new_page()
    sign_in(owner, stack.url)
    owner.goto(f"{stack.url}/transactions/tx_elin_norrbo")
    owner.get_by_role("link", name="See the receipt").click()
    expect(owner.get_by_text("Company number 559123-4404")).to_be_visible()
    expect(owner.get_by_role("button", name="Print")).to_be_visible(visible=script)
    with owner.expect_download() as download:
        owner.get_by_role("link", name="PDF").click()
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    address = _scanned(owner)

    stranger = browser.new_context(java_script_enabled=script).new_page()
    stranger.goto(address)
    expect(stranger.get_by_role("heading", level=1)).to_have_text("This receipt is genuine")
    expect(stranger.get_by_text("E••• S•••")).to_be_visible()
    expect(stranger.get_by_text("Elin")).to_have_count(0)
    stranger.get_by_role("link", name="Check another").click()
    _send(stranger, file)
    expect(stranger.get_by_role("heading", level=1)).to_have_text("This receipt is genuine")
    changed = bytearray(file.read_bytes())
    changed[len(changed) // 2] ^= 1
    file.write_bytes(changed)
    stranger.goto(f"{stack.url}/check")
    _send(stranger, file)
    expect(stranger.get_by_role("heading", level=1)).to_have_text("We did not make this file as it is")


def test_number_and_word_are_typed_in(browser: Browser, stack: Stack) -> None:
    owner = browser.new_page()
    sign_in(owner, stack.url)
    owner.goto(f"{stack.url}/transactions/tx_elin_norrbo/receipt")
    word = _scanned(owner).rpartition("=")[2]

    stranger = browser.new_page()
    stranger.goto(f"{stack.url}/check")
    stranger.get_by_role("button", name="Check", exact=True).click()
    expect(stranger.get_by_label("Number")).to_be_focused()
    stranger.get_by_label("Number").fill(NUMBER)
    stranger.get_by_label("Check word").fill(word.lower().replace("0", "o"))
    stranger.get_by_role("button", name="Check", exact=True).click()
    expect(stranger.get_by_role("heading", level=1)).to_have_text("This receipt is genuine")
    expect(stranger.get_by_text("Nothing refunded")).to_be_visible()


def _scanned(page: Page) -> str:
    """What a telephone reads off the screen."""
    code = page.get_by_role("img", name="QR code: opens the check page for this receipt")
    with Image.open(io.BytesIO(code.screenshot())) as picture:
        (found,) = zxingcpp.read_barcodes(picture.convert("L"))
    return str(found.text)


def _send(page: Page, file: Path) -> None:
    page.get_by_label("Check the PDF file").set_input_files(file)
    page.get_by_role("button", name="Check the file").click()
