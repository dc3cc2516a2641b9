"""Everything by keyboard alone: the focus is always seen, always moves on, and arrives where it is needed."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from deploy.local.stack import Stack
from tests.journeys.walk import DEMO, sign_in

MOST_STOPS = 80
# Where the ring may be drawn: on the focused element, its ::after (a row that is all link), the label's own mark
# beside a hidden radio, or the line around the amount.
SHOWN = """() => {
  const ring = (node, pseudo) => {
    const style = getComputedStyle(node, pseudo);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  };
  const at = document.activeElement;
  // The button inside a date field: the browser draws its ring, and the field itself is not :focus meanwhile.
  if (at.type === "date" && !at.matches(":focus")) return true;
  const near = [at, at.nextElementSibling, at.closest("label")].filter(Boolean);
  const line = at.closest(".line:focus-within");
  return near.some(node => ring(node) || ring(node, "::after"))
    || Boolean(line && getComputedStyle(line).boxShadow !== "none");
}"""
NAME = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return "";
  const label = at.labels && at.labels.length ? at.labels[0].innerText : "";
  return (at.getAttribute("aria-label") || label || at.innerText || at.name || at.tagName).trim();
}"""
IN_VIEW = """() => {
  const box = document.activeElement.getBoundingClientRect();
  return box.bottom > 0 && box.top < innerHeight;
}"""


def test_sign_in_filter_more_deposit_sign_out(page: Page, stack: Stack) -> None:
    page.goto(f"{stack.url}/login")
    page.keyboard.press("Tab")
    assert _name(page) == "Skip to content"
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    _tab_to(page, "E-mail")
    page.keyboard.type(DEMO[0])
    _tab_to(page, "Password")
    page.keyboard.type(DEMO[1])
    page.keyboard.press("Enter")
    expect(page.get_by_text("Available to use")).to_be_visible()

    _follow(page, "Transactions")
    expect(page.get_by_role("heading", level=1)).to_have_text("Transactions")
    _more_rows(page)
    _filter(page)

    page.goto(f"{stack.url}/deposit")
    _deposit(page)

    page.goto(stack.url)
    _tab_to(page, "Sign out")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/signed-out$"))


def test_the_focus_goes_round_every_page(page: Page, stack: Stack) -> None:
    sign_in(page, stack.url)
    for path in ["/", "/transactions", "/transactions?q=nothing-like-this", "/deposit", "/deposit/method?amount=200"]:
        page.goto(f"{stack.url}{path}")
        first, stops = _next_stop(page), 1
        while (name := _next_stop(page)) and stops < 4 * MOST_STOPS:
            stops += 1
            assert page.evaluate(IN_VIEW), f"{path}: {name!r} is out of view"
        assert not name, f"{path}: the focus never leaves the page; last {name!r}"
        assert first == "Skip to content"
        assert stops > 3
    page.keyboard.press("Shift+Tab")
    assert _name(page), "the focus cannot come back"


def _more_rows(page: Page) -> None:
    rows = page.locator(".tx-name")
    page.wait_for_load_state()
    before = rows.count()
    _tab_to(page, re.compile(r"^Show \d+ more$"))
    page.keyboard.press("Enter")
    expect(rows.nth(before)).to_be_focused()


def _filter(page: Page) -> None:
    page.keyboard.press("Home")
    page.goto(page.url)
    _tab_to(page, "Search by merchant, reference, label or text")
    page.keyboard.type("hotel")
    expect(page.get_by_role("link", name="Hotel Kronhamn").first).to_be_visible()
    expect(page).to_have_url(re.compile("q=hotel"))
    _tab_to(page, "Type")
    page.keyboard.press("ArrowDown")
    expect(page).to_have_url(re.compile("type="))
    expect(page.get_by_label("Type", exact=True)).to_be_focused()


def _deposit(page: Page) -> None:
    _tab_to(page, "Amount")
    page.keyboard.type("150")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Where should")
    while page.evaluate("document.activeElement.type") != "radio":
        _next_stop(page)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Space")
    _tab_to(page, "Continue")
    page.keyboard.press("Space")
    expect(page.get_by_role("heading", level=1)).to_have_text("Check and confirm")
    _tab_to(page, re.compile("^Deposit "))
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Decline")).to_be_visible()
    while page.evaluate("document.activeElement.value") != "decline":
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Your bank said no")


def _follow(page: Page, name: str) -> None:
    _tab_to(page, name)
    page.keyboard.press("Enter")


def _tab_to(page: Page, name: str | re.Pattern[str]) -> None:
    """Press Tab until the focus is there."""
    passed = []
    for _ in range(MOST_STOPS):
        passed.append(_next_stop(page))
        if re.fullmatch(name, passed[-1]) if isinstance(name, str) else name.search(passed[-1]):
            return
    raise AssertionError(f"{name!r} is not among {passed}")


def _next_stop(page: Page) -> str:
    """Press Tab and return the name of what has the focus then; "" past the end. What has it, shows it."""
    page.wait_for_load_state()  # Words are in the page before its stylesheet is: nothing is drawn until then.
    page.keyboard.press("Tab")
    name = _name(page)
    assert not name or page.evaluate(SHOWN), f"{page.url}: the focus on {name!r} is not seen"
    return name


def _name(page: Page) -> str:
    return str(page.evaluate(NAME))
