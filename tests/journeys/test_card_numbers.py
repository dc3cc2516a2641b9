"""A card number that somebody searches for is in no page, no address after it, no log and not in Redis."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, unquote_plus

import pytest
from playwright.sync_api import Browser, Page, expect
from redis import Redis

from deploy.local.stack import Stack
from tests.journeys.walk import sign_in

PAN = "5555555555554444"  # in no other test
WRITTEN = [
    PAN,
    "5555 5555 5555 4444",
    "5555-5555-5555-4444",
    PAN.translate({ord(str(number)): 0xFF10 + number for number in range(10)}),
    PAN.translate({ord(str(number)): 0x660 + number for number in range(10)}),
]
SIGNS = [*WRITTEN, *(quote(each) for each in WRITTEN), "5555+5555+5555+4444"]
ASKED = [
    *["/transactions?q={0}", "/transactions?type=payment&tag={0}", "/transactions?min={0}&merchant="],
    *["/views/new?type=payment&q={0}", "/exports?q={0}", "/find-charge?amount=62&text={0}", "/find-charge?amount={0}"],
    *["/api/v1/transactions?q={0}", "/api/v1/transactions?reference={0}", "/api/v1/summaries?by=none&tag={0}"],
    "/nothing?q={0}",
]


def kept_nowhere(text: str, where: str) -> None:
    found = [sign for sign in SIGNS if sign in text or sign in unquote_plus(text)]
    assert not found, (where, found)


def redis_dump(stack: Stack) -> str:
    """Everything that is kept, whatever its kind: its own serialisation holds strings as they are."""
    assert stack.valkey
    store: Any = Redis.from_url(stack.valkey.url)
    keys = list(store.scan_iter("*"))
    values = [store.get(key) or b"" for key in keys if store.type(key) == b"string"]
    parts: list[bytes] = [*(key + (store.dump(key) or b"") for key in keys), *values]
    return b"".join(parts).decode("utf-8", errors="replace")


def ask_everywhere(page: Page, url: str) -> None:
    for path in ASKED:
        for written in WRITTEN:
            page.goto(url + path.format(quote(written)))
            if "/api/" not in path and path != "/nothing?q={0}":
                kept_nowhere(page.content(), path)


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
@pytest.mark.parametrize("written", WRITTEN[:2])
def test_it_leaves_the_address_bar_at_once(browser: Browser, stack: Stack, written: str, script: bool) -> None:
    context = browser.new_context(java_script_enabled=script)
    page = context.new_page()
    sign_in(page, stack.url)
    before = f"{stack.url}/transactions?type=payment"
    page.goto(before)
    asked: list[str] = []
    page.on("framenavigated", lambda frame: asked.append(frame.url))
    page.locator("#q").fill(written)
    page.locator("#q").press("Enter")
    expect(page.get_by_text("looks like a card number").first).to_be_visible()
    expect(page).to_have_url(before if script else f"{before}&refused=q")
    expect(page.locator("#q")).to_have_value("")
    expect(page.locator("#f-type")).to_have_value("payment")
    page.reload()
    kept_nowhere(" ".join([*asked, page.url, page.content()]), "after Enter")
    context.close()


def test_no_address_page_log_or_store_keeps_it(browser: Browser, stack: Stack) -> None:
    if not isinstance(stack, Stack):
        pytest.skip("the logs are elsewhere")
    visitor = browser.new_context(java_script_enabled=False).new_page()
    visitor.goto(f"{stack.url}/transactions?type=payment&q={quote(WRITTEN[1])}")
    kept_nowhere(visitor.url + visitor.content(), "sign-in")

    page = browser.new_context().new_page()
    sign_in(page, stack.url)
    page.goto(f"{stack.url}/transactions?view=all")
    page.locator("#q").fill(WRITTEN[1])
    expect(page.get_by_text("looks like a card number").first).to_be_visible()
    kept_nowhere(page.url + page.content(), "a search with script")
    ask_everywhere(page, stack.url)

    logs = {file.name: file.read_text(encoding="utf-8", errors="replace") for file in stack.logs.iterdir()}
    assert any('"status":422' in text for text in logs.values())
    for name, text in logs.items():
        kept_nowhere(text, name)
    kept_nowhere(redis_dump(stack), "Redis")
