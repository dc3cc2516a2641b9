"""Own words, own views, a search that is refused, and ordering the like again; with and without script."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from deploy.local.stack import Stack
from tests.journeys.walk import forget_views, mailed_code, sign_in, type_code, write

CARD = "4242 4242 4242 4242"


def test_own_words_are_kept_shown_and_found(reader: Page, stack: Stack) -> None:
    reader.goto(f"{stack.url}/transactions/tx_elin_norrbo")
    write(reader, "Label", "Bookshelf, Maja’s room")
    write(reader, "Note", "Warranty 10 years")
    write(reader, "Tags", "home, gifts")
    reader.get_by_role("button", name="Save", exact=True).click()
    expect(reader.get_by_text(re.compile(r"^Saved \d\d:\d\d$"))).to_be_visible()

    reader.goto(f"{stack.url}/transactions?q=warranty")
    expect(reader.locator(".tx")).to_have_count(1)
    expect(reader.locator(".tx-tag")).to_contain_text("Bookshelf, Maja’s room")
    reader.goto(f"{stack.url}/transactions?tag=gifts")
    expect(reader.locator(".chip")).to_contain_text("Tag “gifts”")
    reader.locator(".tx-name").first.click()
    reader.locator(".back").click()
    expect(reader).to_have_url(f"{stack.url}/transactions?tag=gifts")


def test_what_is_half_typed_outlives_the_part_that_moves(page: Page, stack: Stack) -> None:
    sign_in(page, stack.url)
    page.goto(f"{stack.url}/transactions/tx_elin_tagresor")
    write(page, "Label", "Train to Gävle")
    with page.expect_response(lambda answer: "seen=" in answer.url):
        pass
    page.wait_for_timeout(300)
    expect(page.get_by_role("textbox", name="Label", exact=True)).to_have_value("Train to Gävle")
    expect(page.get_by_role("textbox", name="Label", exact=True)).to_be_focused()


def test_a_view_is_saved_opens_first_and_is_removed(reader: Page, stack: Stack) -> None:
    forget_views(reader, stack.url)
    reader.goto(f"{stack.url}/transactions?type=payment&min=200")
    reader.locator("#tx-views > button").click()
    reader.get_by_role("link", name="Save what you see as a view").click()
    expect(reader.get_by_text(re.compile(r"^\d+ transactions?, "))).to_be_visible()
    write(reader, "Name", "Larger payments")
    reader.get_by_role("checkbox").check()
    reader.get_by_role("button", name="Save view").click()
    expect(reader.get_by_text("Your view “Larger payments”. It opens first.")).to_be_visible()

    reader.goto(f"{stack.url}/transactions")
    expect(reader).to_have_url(re.compile(r"type=payment.*min=200"))
    reader.reload()
    expect(reader.locator("#tx-views > button")).to_contain_text("Larger payments")
    reader.get_by_role("link", name="Clear all").click()
    expect(reader).to_have_url(f"{stack.url}/transactions?view=all")
    forget_views(reader, stack.url)
    reader.goto(f"{stack.url}/transactions")
    expect(reader).to_have_url(f"{stack.url}/transactions")


def test_filters_outlive_signing_in_and_a_card_number_does_not(browser: Browser, stack: Stack) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{stack.url}/transactions?type=payment&q={CARD}")
    assert "4242" not in page.url
    assert "4242" not in page.content()
    page.get_by_label("E-mail").fill("demo@selfcare.example")
    page.get_by_label("Password", exact=True).fill("demo-only-password")
    page.get_by_role("button", name="Sign in and go on").click()
    expect(page).to_have_url(f"{stack.url}/transactions?type=payment&refused=q")
    expect(page.locator("#f-type")).to_have_value("payment")
    expect(page.get_by_text("looks like a card number").first).to_be_visible()


def test_a_card_number_is_refused_and_not_repeated(reader: Page, stack: Stack) -> None:
    reader.goto(f"{stack.url}/transactions?view=all")
    reader.locator("#q").fill(CARD)
    reader.get_by_role("button", name="Search", exact=True).click()
    expect(reader.get_by_text(re.compile("looks like a card number")).first).to_be_visible()
    assert CARD not in reader.content()


def test_paying_again_is_one_form_a_review_and_then_a_payment(reader: Page, stack: Stack) -> None:
    reader.goto(f"{stack.url}/transactions/tx_elin_norrbo")
    reader.get_by_role("link", name="Pay this again").click()
    expect(reader.get_by_role("heading", level=1)).to_have_text("Pay Norrbo Interiör again")
    expect(reader.get_by_label("Amount", exact=True)).not_to_have_value("")
    reader.get_by_label("Amount", exact=True).fill("25")
    reader.get_by_label("Message to Norrbo Interiör").fill("NI-204999")
    reader.get_by_label("Your label").fill("A second shelf")
    reader.get_by_role("button", name="Continue").click()
    expect(reader.get_by_role("heading", name="Check and confirm")).to_be_visible()
    assert "shelf" not in reader.url
    expect(reader.get_by_text("A second shelf")).to_be_visible()
    reader.get_by_role("link", name="Change account").click()
    expect(reader.get_by_label("Your label")).to_have_value("A second shelf")
    reader.get_by_role("button", name="Continue").click()
    reader.get_by_role("button", name=re.compile("^Pay ")).click()
    expect(reader.get_by_role("heading", level=1)).to_contain_text("25,00\u00a0kr is paid")
    reader.goto(f"{stack.url}/transactions?view=all&q=second+shelf")
    expect(reader.locator(".tx-tag").first).to_contain_text("A second shelf")


@pytest.mark.parametrize("kind", ["deposit", "withdrawal"])
def test_money_in_and_out_are_repeated_on_one_form_too(reader: Page, stack: Stack, kind: str) -> None:
    reader.goto(f"{stack.url}/transactions?view=all&type={kind}&status=completed")
    reader.locator(".tx-name").first.click()
    reader.get_by_role("link", name=re.compile("again$")).click()
    expect(reader.get_by_role("heading", level=1)).to_have_text(re.compile("again$"))
    reader.get_by_label("Amount", exact=True).fill("200")
    reader.get_by_label("Your label").fill("As ever")
    reader.get_by_role("button", name="Continue").click()
    expect(reader.get_by_role("heading", name="Check and confirm")).to_be_visible()
    expect(reader.get_by_text("As ever")).to_be_visible()


def test_a_large_payment_is_confirmed_once_more_and_keeps_its_label(page: Page, stack: Stack) -> None:
    sign_in(page, stack.url)
    page.goto(f"{stack.url}/transactions/tx_elin_norrbo/repeat")
    page.get_by_label("Amount", exact=True).fill("5 001")
    page.get_by_label("Your label").fill("The whole kitchen")
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name=re.compile("^Pay ")).click()
    expect(page.get_by_role("heading", name="Confirm that it is you")).to_be_visible()
    type_code(page, mailed_code(stack.sandbox_url))
    expect(page.get_by_role("heading", level=1)).to_contain_text("is paid")
    page.goto(f"{stack.url}/transactions?view=all&q=whole+kitchen")
    expect(page.locator(".tx-tag").first).to_contain_text("The whole kitchen")
