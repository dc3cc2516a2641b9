"""Statements by hand: from the list to a month, its files, another length, any period; with script and without."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lxml import etree
from playwright.sync_api import Browser, Page, expect

from deploy.local.stack import Stack
from tests.files.test_camt053 import schema
from tests.journeys.walk import LONG, sign_in


def amounts(page: Page, selector: str) -> list[int]:
    page.wait_for_load_state()  # all rows, not those that have come so far
    return [int(re.sub(r"[^0-9-]", "", text.replace("−", "-"))) for text in page.locator(selector).all_inner_texts()]


def test_from_transactions_to_a_month_and_its_files(page: Page, stack: Stack, tmp_path: Path) -> None:
    sign_in(page, stack.url)
    page.goto(f"{stack.url}/transactions")
    page.get_by_role("link", name="Statements").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Statements")
    closing = amounts(page, "tbody td:nth-child(4)")
    page.locator("tbody th a").nth(1).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Statement")
    opening, came_in, went_out, ending = amounts(page, ".rows--sum dd")
    assert opening + came_in + went_out == ending == closing[1]
    assert sum(amounts(page, "tbody td:last-child")) == came_in + went_out
    with page.expect_download() as download:
        page.get_by_role("link", name="camt.053").click()
    schema().assertValid(etree.parse(download.value.path()))
    assert download.value.suggested_filename.endswith("-SEK.xml")
    with page.expect_download() as document:
        page.get_by_role("link", name="PDF").click()
    assert Path(document.value.path()).read_bytes().startswith(b"%PDF-")


def test_a_month_as_pdf_is_genuine_for_anybody_and_edited_it_is_not(
    browser: Browser, stack: Stack, tmp_path: Path
) -> None:
    owner = browser.new_page()
    sign_in(owner, stack.url)
    owner.goto(f"{stack.url}/statements")
    owner.locator("tbody th a").nth(1).click()
    expect(owner.get_by_role("heading", level=1)).to_have_text("Statement")
    owner.wait_for_load_state()
    closing = owner.locator(".rows--sum .total dd").inner_text()
    with owner.expect_download() as download:
        owner.get_by_role("link", name="PDF").click()
    file = tmp_path / "statement.pdf"
    download.value.save_as(file)

    stranger = browser.new_page()
    stranger.goto(f"{stack.url}/check")
    _send(stranger, file)
    expect(stranger.get_by_role("heading", level=1)).to_have_text("This statement is genuine")
    expect(stranger.locator(".total dd")).to_have_text(closing)
    expect(stranger.get_by_text("E••• S•••")).to_be_visible()
    expect(stranger.get_by_text("Sandberg")).to_have_count(0)
    changed = bytearray(file.read_bytes())
    changed[len(changed) // 2] ^= 1
    file.write_bytes(changed)
    stranger.get_by_role("link", name="Check another").click()
    _send(stranger, file)
    expect(stranger.get_by_role("heading", level=1)).to_have_text("We did not make this file as it is")


@pytest.mark.parametrize("script", [True, False])
def test_all_there_is_takes_the_worker_and_is_as_genuine(
    browser: Browser, stack: Stack, tmp_path: Path, *, script: bool
) -> None:
    owner = browser.new_context(java_script_enabled=script).new_page()
    sign_in(owner, stack.url)
    owner.goto(f"{stack.url}/statements/period")
    for label, bound in (("First day", "min"), ("Last day", "max")):
        owner.get_by_label(label).fill(owner.get_by_label(label).get_attribute(bound) or "")
    owner.get_by_role("button", name="Show statement").click()
    expect(owner.get_by_text("A file this long is made in the background")).to_be_visible()
    owner.get_by_role("button", name="Make PDF").click()
    expect(owner.get_by_role("heading", level=1)).to_have_text("Your file is ready", timeout=LONG)
    with owner.expect_download() as download:
        owner.get_by_role("link", name="Download PDF").click()
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)

    stranger = browser.new_page()
    stranger.goto(f"{stack.url}/check")
    _send(stranger, file)
    expect(stranger.get_by_role("heading", level=1)).to_have_text("This statement is genuine")


def _send(page: Page, file: Path) -> None:
    page.get_by_label("Check the PDF file").set_input_files(file)
    page.get_by_role("button", name="Check the file").click()


def test_neighbours_by_quarter_and_year_in_either_account(page: Page, stack: Stack) -> None:
    sign_in(page, stack.url)
    page.goto(f"{stack.url}/statements")
    page.get_by_role("link", name="Balance in euro").click()
    for length in ("Quarter", "Year", "Month"):
        page.get_by_role("link", name=length, exact=True).click()
        expect(page.locator("nav.tabs [aria-current]")).to_have_text(length)
        came_in, went_out = amounts(page, "tbody td:nth-child(2)"), amounts(page, "tbody td:nth-child(3)")
        closing = amounts(page, "tbody td:nth-child(4)")
        for row in range(len(closing) - 1):
            assert closing[row + 1] + came_in[row] + went_out[row] == closing[row]
    expect(page.locator("tbody .amt-c").first).to_contain_text("€")


def test_any_period_without_script(browser: Browser, stack: Stack) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    sign_in(page, stack.url)
    page.goto(f"{stack.url}/statements/period")
    expect(page.locator(".rows--sum .total")).to_be_visible()
    page.get_by_label("First day").fill("2031-01-01")
    page.get_by_role("button", name="Show statement").click()
    page.goto(f"{stack.url}/statements/period?from=2031-01-01&to=2031-01-02")
    expect(page.get_by_text("Choose a day that is not in the future.").first).to_be_visible()
    page.goto(f"{stack.url}/statements/period")
    page.get_by_label("Language").select_option("sv")
    page.get_by_role("button", name="Show statement").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kontoutdrag")


def test_the_sum_follows_the_days(page: Page, stack: Stack) -> None:
    sign_in(page, stack.url)
    page.goto(f"{stack.url}/statements/period")
    before = page.locator(".rows--sum").inner_text()
    page.get_by_label("First day").fill(page.get_by_label("Last day").input_value())
    page.get_by_label("First day").blur()
    expect(page.locator(".rows--sum")).not_to_have_text(before)
    page.get_by_label("Account").select_option(label="Balance in euro")
    expect(page.locator(".rows--sum .total")).to_contain_text("€")
