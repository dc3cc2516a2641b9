"""What one looks for is not lost: by going back, reloading, on another instance, or when the session ends half-way."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from redis import Redis

from deploy.local.stack import Stack
from tests.journeys.walk import DEMO, forget_views, sign_in, write

FILTER = "type=payment&min=200&currency=SEK"


@pytest.fixture(autouse=True)
def _no_views(browser: Browser, stack: Stack) -> Iterator[None]:
    """A view that opens first would be in every other journey's way."""
    yield
    page = browser.new_context().new_page()
    sign_in(page, stack.url)
    forget_views(page, stack.url)
    page.context.close()


def end_sessions(stack: Stack) -> None:
    """Every session ends, as by its time-out: nobody is told before the next request."""
    if not isinstance(stack, Stack) or not stack.valkey:
        pytest.skip("the store is elsewhere")
    store = Redis.from_url(stack.valkey.url)
    for key in store.scan_iter("sc:session:*"):
        store.delete(key)


def sign_in_here(page: Page) -> None:
    page.get_by_label("E-mail").fill(DEMO[0])
    page.get_by_label("Password", exact=True).fill(DEMO[1])
    page.get_by_role("button", name=re.compile("^Sign in")).click()


def save_view(page: Page, url: str, name: str, *, asked: str = FILTER, first: bool = False) -> None:
    page.goto(f"{url}/views/new?{asked}")
    write(page, "Name", name)
    if first:
        page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Save view").click()


def test_filters_outlive_a_session_that_ends(reader: Page, stack: Stack) -> None:
    reader.goto(f"{stack.url}/transactions?{FILTER}&q=norrbo")
    expect(reader.locator(".tx").first).to_be_visible()
    end_sessions(stack)
    reader.reload()
    expect(reader).to_have_url(re.compile("/login"))
    sign_in_here(reader)
    expect(reader).to_have_url(f"{stack.url}/transactions?{FILTER}&q=norrbo")
    expect(reader.locator("#q")).to_have_value("norrbo")


def test_a_session_that_ends_while_one_filters_leads_back_to_what_was_shown(page: Page, stack: Stack) -> None:
    sign_in(page, stack.url)
    page.goto(f"{stack.url}/transactions?{FILTER}")
    end_sessions(stack)
    page.locator("#q").fill("norrbo")
    expect(page).to_have_url(re.compile("/login"))
    sign_in_here(page)
    expect(page).to_have_url(re.compile(rf"/transactions\?{FILTER}"))


def test_back_and_reload_keep_what_was_asked_for(reader: Page, stack: Stack) -> None:
    reader.goto(f"{stack.url}/transactions?{FILTER}")
    found = reader.locator("#tx-count").inner_text()
    reader.locator(".tx-name").first.click()
    expect(reader.locator(".back")).to_be_visible()
    reader.go_back()
    expect(reader).to_have_url(f"{stack.url}/transactions?{FILTER}")
    reader.reload()
    expect(reader.locator("#tx-count")).to_have_text(found)


def test_a_view_saved_on_one_instance_is_on_the_other_at_once(reader: Page, stack: Stack) -> None:
    if not isinstance(stack, Stack):
        pytest.skip("the instances are behind one address")
    one, other = (f"http://localhost:{port}" for port in stack.ports)
    for _ in range(3):  # both have a copy of what there was
        reader.goto(f"{other}/transactions?view=all")
    save_view(reader, one, "Larger payments", first=True)
    expect(reader.locator("#tx-views > button")).to_contain_text("Larger payments")
    reader.goto(f"{other}/transactions")
    expect(reader).to_have_url(re.compile(rf"^{other}/transactions\?type=payment.*min=200"))
    expect(reader.locator("#tx-views > button")).to_contain_text("Larger payments")

    save_view(reader, other, "larger PAYMENTS", asked="type=refund")
    expect(reader.get_by_text("You have a view of this name.").first).to_be_visible()

    forget_views(reader, other)
    reader.goto(f"{one}/transactions")
    expect(reader).to_have_url(f"{one}/transactions")
    expect(reader.locator("#tx-views > button")).to_contain_text("Views")


def test_a_hostile_name_stays_a_name(reader: Page, stack: Stack) -> None:
    name = "<img src=x onerror=alert(1)> \u05d0\u05d1"
    save_view(reader, stack.url, name)
    expect(reader.locator("#tx-views > button")).to_contain_text(name)
    reader.goto(f"{stack.url}/views")
    expect(reader.get_by_role("link", name=name, exact=True)).to_be_visible()
    assert reader.locator("main img").count() == 0
