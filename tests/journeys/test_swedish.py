"""In Swedish from the first page on: every page says so to machines, and no English sentence of ours is left."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from playwright.sync_api import Page, expect

from deploy.local.stack import Stack
from tests.journeys.walk import DEMO

PO = Path(__file__).resolve().parents[2] / "selfcare" / "locale" / "sv" / "LC_MESSAGES" / "django.po"
ENOUGH_LETTERS = 6
HOLE = re.compile(r"%(?:\(\w+\))?[sd]|%%")
# All text a person or a screen reader gets, but what is not ours to translate.
SAID = """() => {
  const kept = new Set(["SCRIPT", "STYLE"]);
  const texts = [document.title];
  const walk = (node) => {
    if (node.nodeType === Node.TEXT_NODE) texts.push(node.textContent);
    if (node.nodeType !== Node.ELEMENT_NODE || kept.has(node.tagName)) return;
    if (node.getAttribute("translate") === "no" || (node.lang && node.lang !== document.documentElement.lang)) return;
    for (const name of ["aria-label", "placeholder", "title", "alt", "data-busy", "data-copied"]) {
      if (node.hasAttribute(name)) texts.push(node.getAttribute(name));
    }
    (node.tagName === "TEMPLATE" ? node.content : node).childNodes.forEach(walk);
  };
  walk(document.body);
  return texts.map(text => text.replace(/\\s+/g, " ").trim()).filter(Boolean);
}"""


@pytest.fixture(scope="module")
def english() -> list[re.Pattern[str]]:
    """Every message that reads differently in Swedish, its holes standing for anything."""
    with PO.open("rb") as file:
        catalogue = read_po(file, locale="sv")
    patterns = []
    for message in catalogue:
        ids = (message.id,) if isinstance(message.id, str) else tuple(message.id)
        texts = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
        patterns += [_pattern(one) for one in ids if one and one not in texts and _is_told_apart(one)]
    return patterns


def test_every_page_is_swedish(page: Page, stack: Stack, english: list[re.Pattern[str]]) -> None:
    page.goto(f"{stack.url}/login")
    page.get_by_role("link", name="Svenska").first.click()
    expect(page.locator("html[lang=sv]")).to_be_attached()
    _is_swedish(page, english)
    page.locator("#main [name=email]").fill(DEMO[0])
    page.locator("#main [name=password]").fill("wrong-password-of-a-test")
    page.locator("#main form button:not([type=button])").click()
    expect(page.get_by_role("alert").first).to_be_visible()
    _is_swedish(page, english)
    page.locator("#main [name=password]").fill(DEMO[1])
    page.locator("#main form button:not([type=button])").click()
    expect(page.locator(".balance").first).to_be_visible()
    _is_swedish(page, english)
    for path in ["/transactions", "/transactions?q=inget-liknande", "/transactions?min=abc", "/no-such-page"]:
        page.goto(f"{stack.url}{path}")
        _is_swedish(page, english)
    for path in _details(page, stack):
        page.goto(f"{stack.url}{path}")
        _is_swedish(page, english)
    _deposit(page, stack, english)
    page.goto(stack.url)
    page.locator("form[action='/logout'] button:visible").first.click()
    expect(page).to_have_url(re.compile("/signed-out$"))
    _is_swedish(page, english)


def _deposit(page: Page, stack: Stack, english: list[re.Pattern[str]]) -> None:
    page.goto(f"{stack.url}/deposit?amount=abc")
    _is_swedish(page, english)
    page.goto(f"{stack.url}/deposit/method?amount=abc")
    _is_swedish(page, english)
    page.goto(f"{stack.url}/deposit/method?amount=120")
    _is_swedish(page, english)
    page.get_by_role("radio").first.check()
    page.locator("#main form button").last.click()
    expect(page.locator("form[action='/deposit/confirm'] button")).to_be_visible()
    _is_swedish(page, english)
    page.locator("form[action='/deposit/confirm'] button").click()
    expect(page.locator("button[value=approve]")).to_be_visible()
    bank = page.url
    page.goto(f"{stack.url}/transactions")
    page.locator(".tx-name").first.click()
    expect(page.locator("#tx-state")).to_be_visible()
    _is_swedish(page, english)
    page.goto(bank)
    page.locator("button[value=approve]").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("120")
    _is_swedish(page, english)


def _is_swedish(page: Page, english: list[re.Pattern[str]]) -> None:
    page.wait_for_load_state()  # all that it says, not only what has come so far
    assert page.evaluate("document.documentElement.lang") == "sv", page.url
    said: list[str] = page.evaluate(SAID)
    assert len(said) > 5, page.url
    left = {text: found.pattern for text in said for found in english if found.fullmatch(text)}
    assert not left, page.url


def _details(page: Page, stack: Stack) -> list[str]:
    """One transaction of each status and type on the first page."""
    page.goto(f"{stack.url}/transactions")
    rows: list[list[str]] = page.evaluate(
        "[...document.querySelectorAll('.tx')].map(row =>"
        " [row.querySelector('.tx-st').innerText.trim(), new URL(row.querySelector('.tx-name').href).pathname])"
    )
    return sorted(dict(rows).values())


def _is_told_apart(message: str) -> bool:
    """Whether what stands around the holes is enough to know the sentence by."""
    return not HOLE.search(message) or len(re.sub(r"\W", "", HOLE.sub("", message))) >= ENOUGH_LETTERS


def _pattern(message: str) -> re.Pattern[str]:
    parts = [re.escape(" ".join(part.split())) for part in HOLE.split(message)]
    return re.compile(".+".join(parts))
