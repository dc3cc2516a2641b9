"""A slow network: what is typed meanwhile stays, nothing is pressed twice, and a large file has the time it takes."""

from __future__ import annotations

import re

from playwright.sync_api import Page, Route, expect

from deploy.local.stack import Stack
from tests.journeys.walk import sign_in, write

CASE = "dsp_elin_kronhamn"


def held(page: Page, address: str) -> list[Route]:
    """Let what is posted there wait. Returns the list in which it stands, to be let go."""
    waiting: list[Route] = []
    page.route(address, lambda route: waiting.append(route) if route.request.method == "POST" else route.fallback())
    return waiting


def let_go(page: Page, waiting: list[Route]) -> None:
    while not waiting:
        page.wait_for_timeout(50)
    waiting.pop().continue_()


def send(page: Page, stack: Stack, text: str) -> None:
    page.goto(f"{stack.url}/cases/{CASE}")
    page.get_by_label(re.compile("^Write to ")).fill(text)
    page.get_by_role("button", name="Send", exact=True).click()


def test_what_is_typed_while_an_answer_is_on_its_way_stays(page: Page, stack: Stack) -> None:
    sign_in(page, stack.url)
    page.goto(f"{stack.url}/transactions/tx_elin_norrbo")
    waiting = held(page, "**/note")
    write(page, "Label", "Shelf")
    page.get_by_role("button", name="Save", exact=True).click()
    write(page, "Note", "Typed while it was saved")
    let_go(page, waiting)
    expect(page.get_by_text(re.compile(r"^Saved \d\d:\d\d$"))).to_be_visible()
    expect(page.get_by_role("textbox", name="Note", exact=True)).to_have_value("Typed while it was saved")
    expect(page.get_by_role("textbox", name="Label", exact=True)).to_have_value("Shelf")


def test_what_is_being_sent_cannot_be_sent_again_when_another_part_comes(page: Page, stack: Stack) -> None:
    sign_in(page, stack.url)
    waiting = held(page, "**/messages")
    send(page, stack, "Only once, please.")
    sending = page.locator("#reply [data-busy]")
    expect(sending).to_have_attribute("aria-disabled", "true")
    with page.expect_response(lambda answer: answer.url.endswith(CASE) and "hx-request" in answer.request.headers):
        page.evaluate("document.querySelector('[data-changes]').dispatchEvent(new CustomEvent('changed'))")
    page.wait_for_timeout(300)  # until it stands on the page
    expect(sending).to_have_attribute("aria-disabled", "true")
    let_go(page, waiting)
    expect(page.locator(".msgs")).to_contain_text("Only once, please.")
    expect(sending).not_to_have_attribute("aria-disabled", "true")


def test_a_message_with_a_file_may_take_longer_than_any_other_answer(page: Page, stack: Stack) -> None:
    sign_in(page, stack.url)
    waiting = held(page, "**/messages")
    page.add_init_script("addEventListener('load', () => { htmx.config.timeout = 200; })")
    send(page, stack, "The scan is large.")
    page.wait_for_timeout(1000)  # as long as many others have
    let_go(page, waiting)
    expect(page.locator(".msgs")).to_contain_text("The scan is large.")
    expect(page.locator("[data-failure]")).to_have_count(0)
