"""The same pages under other conditions: letters twice as large, the colours of the system, and on paper."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from deploy.local.stack import Stack
from tests.journeys.test_quality import PRIVATE, PUBLIC, _details
from tests.journeys.walk import sign_in

OVER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# Words that their own box cuts off: wider than it while it hides the rest, without the dots that say so.
CUT = """() => [...document.querySelectorAll("main *")].filter(node => {
  const style = getComputedStyle(node);
  return node.clientWidth > 1 && style.overflowX === "hidden" && style.textOverflow !== "ellipsis"
    && node.scrollWidth > node.clientWidth + 1 && node.innerText;
}).map(node => node.outerHTML.slice(0, 120))"""


@pytest.fixture
def elin(browser: Browser, stack: Stack) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
    sign_in(context.new_page(), stack.url)
    yield context
    context.close()


@pytest.mark.parametrize("width", [1280, 640])
def test_text_twice_as_large_fits(elin: BrowserContext, stack: Stack, width: int) -> None:
    page = elin.pages[0]
    page.set_viewport_size({"width": width, "height": 900})
    faults = {}
    for path in [*PRIVATE, *_details(page, stack), "/login"]:
        page.goto(f"{stack.url}{path}")
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        over, cut = page.evaluate(OVER), page.evaluate(CUT)
        if over > 0 or cut:
            faults[path] = (over, cut)
    assert not faults


def test_colours_of_the_system(browser: Browser, stack: Stack) -> None:
    context = browser.new_context(forced_colors="active", viewport={"width": 390, "height": 844}, locale="en-GB")
    page = context.new_page()
    sign_in(page, stack.url)
    faults = {}
    for path in [*PRIVATE, *_details(page, stack), *PUBLIC]:
        page.goto(f"{stack.url}{path}")
        over, bare = page.evaluate(OVER), _buttons_without_edge(page)
        if over > 0 or bare:
            faults[path] = (over, bare)
    context.close()
    assert not faults


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_detail_on_paper(elin: BrowserContext, stack: Stack, theme: str) -> None:
    page = elin.pages[0]
    page.goto(f"{stack.url}{_details(page, stack)[0]}")
    page.evaluate("theme => document.documentElement.dataset.theme = theme", theme)
    page.emulate_media(media="print", color_scheme="dark" if theme == "dark" else "light")
    for hidden in (".nav", ".rail-foot", ".copy", ".btn", ".skip"):
        assert not page.locator(f"{hidden}:visible").count(), hidden
    for told in ("h1", ".amt", ".rows"):
        assert page.locator(f"main {told}").first.is_visible(), told
    colours = page.evaluate("[document.body, document.querySelector('h1')].map(node => getComputedStyle(node).color)")
    assert set(colours) == {"rgb(0, 0, 0)"}
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert background in {"rgb(255, 255, 255)", "rgba(0, 0, 0, 0)"}
    assert page.pdf().count(b"/Type /Page\n") <= 2


def _buttons_without_edge(page: Page) -> list[str]:
    """Buttons that nothing but their lost background would tell from text."""
    found: list[str] = page.evaluate(
        "[...document.querySelectorAll('.btn')].filter(node => node.checkVisibility()"
        " && parseFloat(getComputedStyle(node).borderTopWidth) < 1).map(node => node.outerHTML.slice(0, 120))"
    )
    return found
