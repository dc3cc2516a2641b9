"""The payment service goes away: what was seen stays, with its age, and nobody is signed out."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import pytest
from playwright.sync_api import Page, expect

from deploy.local.processes import wait_for_answer
from deploy.local.stack import Stack
from tests.chaos.platform import eventually
from tests.journeys.walk import sign_in


@pytest.fixture
def without_services(page: Page, stack: Stack) -> Iterator[Page]:
    """A signed-in page whose platform has just been killed."""
    sign_in(page, stack.url)
    page.goto(f"{stack.url}/transactions")
    stack.kill("sandbox")
    yield page
    stack.launch("sandbox")
    wait_for_answer(f"{stack.sandbox_url}/healthz", child=stack.children["sandbox"])
    _well_again(page, stack)


def test_pages_show_the_last_copy_and_its_age(without_services: Page, stack: Stack) -> None:
    page = without_services
    page.wait_for_timeout(11_000)  # until the copies are no longer fresh
    page.goto(stack.url)
    expect(page.get_by_text("Available to use")).to_be_visible()
    expect(page.locator(".notice").first).to_be_visible()
    page.goto(f"{stack.url}/transactions")
    expect(page.locator(".tx-name").first).to_be_visible()
    expect(page.locator(".notice").first).to_be_visible()


def test_what_was_never_seen_is_a_plain_503(without_services: Page, stack: Stack) -> None:
    answer = without_services.goto(f"{stack.url}/transactions?q=never-asked-before")
    assert answer
    assert answer.status == 503
    expect(without_services.get_by_role("heading", level=1)).to_be_visible()


def _well_again(page: Page, stack: Stack) -> None:
    """The product has noticed: until then its breaker would answer for the service, also to the journeys after this."""
    never_asked = (f"{stack.url}/api/v1/transactions?q=again-{number}" for number in count())
    eventually(lambda: page.request.get(next(never_asked)).ok, seconds=60, every=1)
