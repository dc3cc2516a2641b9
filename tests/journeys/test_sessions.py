"""A session that ends while somebody is looking, and what is left of it in the browser."""

from __future__ import annotations

import re

from playwright.sync_api import Page, Response, expect

from deploy.local.stack import Stack
from tests.journeys.walk import DEMO, sign_in


def test_ended_in_another_tab_leads_to_sign_in_and_back(page: Page, stack: Stack) -> None:
    sign_in(page, stack.url)
    page.goto(f"{stack.url}/transactions")
    _sign_out(page.context.new_page(), stack)
    refused: list[Response] = []
    page.on("response", lambda answer: refused.append(answer) if answer.status == 401 and _is_search(answer) else None)
    page.get_by_role("searchbox").fill("hotel")
    expect(page).to_have_url(re.compile("/login"))
    assert refused
    assert refused[0].request.headers["hx-request"] == "true"
    assert refused[0].headers["hx-redirect"].startswith("/login?next=/transactions")
    page.get_by_label("E-mail").fill(DEMO[0])
    page.get_by_label("Password", exact=True).fill(DEMO[1])
    page.get_by_role("button", name="Sign in and go on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Transactions")


def test_back_after_sign_out_shows_nothing_personal(page: Page, stack: Stack) -> None:
    sign_in(page, stack.url)
    page.goto(f"{stack.url}/transactions")
    page.locator(".tx-name").first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.goto(stack.url)
    page.locator("form[action='/logout'] button:visible").first.click()
    expect(page).to_have_url(re.compile("/signed-out$"))
    for _ in range(3):
        page.go_back()
        expect(page).to_have_url(re.compile("/login|/signed-out|about:blank"))
        page.wait_for_load_state()
        assert not re.search("Elin|Sandberg|Available to use|Hotel", page.content())


def _is_search(answer: Response) -> bool:
    """The page asks now and then for what changed, too: that is not how the person is told."""
    return "/transactions?" in answer.url


def _sign_out(page: Page, stack: Stack) -> None:
    page.goto(stack.url)
    page.locator("form[action='/logout'] button:visible").first.click()
    expect(page).to_have_url(re.compile("/signed-out$"))
