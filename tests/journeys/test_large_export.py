"""A file too large to wait for: asked, watched, stopped, made, fetched, checked, and gone after a day."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import Browser, Page, expect

from deploy.local.stack import Stack
from tests.chaos.platform import Platform
from tests.journeys.test_exports import checked, fetched, somebody_else
from tests.journeys.walk import LONG, sign_in
from tests.live import MANY, long_history

ROWS = 3000
SLOW = {"service": "payments", "method": "GET", "path": "/v1/transactions", "kind": "delay", "seconds": 1}


@pytest.fixture(scope="module")
def platform(stack: Stack) -> Platform:
    if not isinstance(stack, Stack):
        pytest.skip("what is deployed elsewhere is given no history")
    long_history(stack, rows=ROWS)
    return Platform(stack.sandbox_url)


def test_watched_stopped_made_again_and_fetched(
    page: Page, browser: Browser, stack: Stack, platform: Platform, tmp_path: Path
) -> None:
    sign_in(page, stack.url, MANY)
    platform.faults({**SLOW, "times": 100})
    _ask(page, stack.url)
    expect(page.get_by_text(re.compile(r"of 3.000 rows"))).to_be_visible()
    first = page.locator(".gauge strong").inner_text()
    expect(page.locator(".gauge strong")).not_to_have_text(first)  # it moves by itself
    page.get_by_role("button", name="Stop it").click()
    _titled(page, "You stopped this file")
    platform.faults()
    page.get_by_role("button", name="Make it again").click()
    _titled(page, "Your file is ready")
    file, beside = (fetched(page, name, tmp_path) for name in (re.compile("^Download CSV"), re.compile(r"\.json$")))
    with file.open(encoding="utf-8-sig", newline="") as text:
        assert len({row["transaction_id"] for row in csv.DictReader(text)}) == ROWS
    assert json.loads(beside.read_text())["rows"] == ROWS
    _edited_by_a_byte(file)
    _nobody_elses(browser, stack.url, page.url)
    _gone_after_a_day(page, stack)


def test_watched_without_script(browser: Browser, stack: Stack, platform: Platform) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    sign_in(page, stack.url, MANY)
    platform.faults({**SLOW, "times": 100})
    _ask(page, stack.url, kind="JSON Lines")
    expect(page.locator("meta[http-equiv=refresh]")).to_have_count(1)
    page.get_by_role("link", name="Check now").click()
    platform.faults()
    _titled(page, "Your file is ready")  # the page comes again by itself


def _ask(page: Page, url: str, kind: str = "CSV") -> None:
    page.goto(f"{url}/exports")
    page.get_by_role("radio", name=re.compile("Everything we hold")).check()
    page.get_by_role("radio", name=re.compile(kind)).check()
    page.get_by_role("button", name="Make the file").click()
    _titled(page, "Making the file")


def _titled(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(text, timeout=LONG)


def _edited_by_a_byte(file: Path) -> None:
    assert checked(file).returncode == 0
    body = bytearray(file.read_bytes())
    body[-9] ^= 1
    file.write_bytes(body)
    changed = checked(file)
    assert changed.returncode == 1
    assert "its SHA-256 is" in changed.stderr


def _nobody_elses(browser: Browser, url: str, address: str) -> None:
    other = somebody_else(browser, url)
    for path in ("", "/file", "/proof"):
        answer = other.request.get(f"{address}{path}", max_redirects=0)
        assert answer.status == 404, path


def _gone_after_a_day(page: Page, stack: Stack) -> None:
    """Move the file's day into the past, as 24 hours would."""
    with psycopg.connect(stack.extra["DATABASE_URL"], autocommit=True) as database:
        database.execute("UPDATE transactions_export SET expires_at = now() WHERE state = 'ready'")
    answer = page.request.get(f"{page.url}/file", max_redirects=0)
    assert answer.status == 303
    page.goto(f"{page.url}/file")
    _titled(page, "This file has expired")
    expect(page.get_by_role("link", name=re.compile("^Download"))).to_have_count(0)
