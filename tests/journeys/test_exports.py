"""Files: from the list's menu, from the form, with script and without; what was fetched is what was shown."""

from __future__ import annotations

import csv
import hashlib
import json
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import openpyxl
from playwright.sync_api import Browser, Page, expect

from deploy.local.stack import ROOT, Stack
from tests.journeys.walk import sign_in

OMAR = ("omar@selfcare.example", "demo-only-password")


def test_what_the_list_shows_is_what_the_menu_gives(page: Page, stack: Stack, tmp_path: Path) -> None:
    sign_in(page, stack.url)
    page.goto(f"{stack.url}/transactions")
    page.get_by_label("Type").select_option("refund")
    expect(page.locator("#exp-cap")).to_have_text(re.compile(r"Export \d+ transactions, all filters applied"))
    count = int(re.sub(r"\D", "", page.locator("#exp-cap").text_content() or ""))
    page.get_by_role("button", name="Export", exact=True).click()
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV").click()
    path = tmp_path / download.value.suggested_filename
    download.value.save_as(path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == count
    assert {row["type"] for row in rows} == {"refund"}


def test_a_workbook_that_can_be_checked(page: Page, stack: Stack, tmp_path: Path) -> None:
    sign_in(page, stack.url)
    page.goto(f"{stack.url}/transactions?type=payment&min=200")
    page.get_by_role("button", name="Export", exact=True).click()
    page.get_by_role("link", name="Choose format and scope").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Export")
    expect(page.get_by_role("radio", name=re.compile("What you see now"))).to_be_checked()
    page.get_by_role("radio", name=re.compile("Excel")).check()
    page.get_by_role("button", name="Make the file").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your file is ready")
    file, beside = (fetched(page, name, tmp_path) for name in (re.compile("^Download Excel"), re.compile(r"\.json$")))
    told = json.loads(beside.read_text())
    assert hashlib.sha256(file.read_bytes()).hexdigest() == told["sha256"]
    assert openpyxl.load_workbook(file)["Transactions"].max_row == told["rows"] + 1
    assert checked(file).returncode == 0
    body = bytearray(file.read_bytes())
    body[len(body) // 2] ^= 1
    file.write_bytes(body)
    changed = checked(file)
    assert changed.returncode == 1
    assert "is not what was made" in changed.stderr


def test_everything_as_a_banks_format_without_script(browser: Browser, stack: Stack, tmp_path: Path) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    sign_in(page, stack.url)
    page.goto(f"{stack.url}/exports")
    page.get_by_role("button", name="Make the file").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your file is ready")
    page.goto(f"{stack.url}/exports")
    page.get_by_role("radio", name=re.compile("camt.053")).check()
    page.get_by_role("button", name="Make the file").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your file is ready")
    assert b"camt.053.001.08" in fetched(page, re.compile("^Download camt"), tmp_path).read_bytes()[:500]
    address = page.url
    page.goto(f"{stack.url}/exports")
    expect(page.locator(".cmds li").filter(has_text="Everything we hold, camt.053")).to_have_count(1)
    answer = somebody_else(browser, stack.url).goto(address)
    assert answer
    assert answer.status == 404


def test_a_period_that_ends_before_it_begins_says_so(page: Page, stack: Stack) -> None:
    sign_in(page, stack.url)
    page.goto(f"{stack.url}/exports")
    page.get_by_role("radio", name=re.compile("A period")).check()
    first, before = ((datetime.now(UTC) - timedelta(days=ago)).date().isoformat() for ago in (2, 3))
    page.get_by_label("First day", exact=True).fill(first)
    page.get_by_label("Last day", exact=True).fill(before)
    page.get_by_role("button", name="Make the file").click()
    expect(page).to_have_title(re.compile("^Error:"))
    expect(page.get_by_label("Last day", exact=True)).to_have_value(before)
    page.get_by_label("Last day", exact=True).fill(first)
    page.get_by_role("button", name="Make the file").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your file is ready")


def somebody_else(browser: Browser, url: str) -> Page:
    """Return a page of another customer, who reads Swedish."""
    page = browser.new_context().new_page()
    page.goto(f"{url}/login")
    page.get_by_label("E-mail").fill(OMAR[0])
    page.locator("input[type=password]").fill(OMAR[1])
    page.keyboard.press("Enter")
    page.wait_for_url(f"{url}/")
    return page


def fetched(page: Page, name: re.Pattern[str], folder: Path) -> Path:
    with page.expect_download() as download:
        page.get_by_role("link", name=name).click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def checked(file: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "manage.py", "export_check", str(file)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
