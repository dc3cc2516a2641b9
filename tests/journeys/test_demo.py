"""What `make run` makes of the demo customer: their own labels, written once and theirs from then on."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from deploy.local.demo import LABELS, labels_write
from deploy.local.stack import Stack
from tests.journeys.walk import DEMO, sign_in


@pytest.fixture
def labelled(stack: Stack, tmp_path: Path) -> Path:
    done = tmp_path / "labelled"
    labels_write(stack.url, *DEMO, done)
    return done


def test_the_demo_has_the_labels_of_the_design(page: Page, stack: Stack, labelled: Path) -> None:
    assert labelled.exists()
    sign_in(page, stack.url)
    page.goto(f"{stack.url}/transactions?type=payment")
    for words in ("Train to Gävle", "Bookshelf, Maja’s room", "Two nights, one charged twice", "Electricity, October"):
        expect(page.get_by_role("main")).to_contain_text(words)
    page.goto(f"{stack.url}/transactions?q=warranty")
    expect(page.locator(".tx-name")).to_have_text(["Norrbo Interiör"])


def test_what_is_removed_does_not_come_back(page: Page, stack: Stack, labelled: Path) -> None:
    assert "tx_elin_salary" in LABELS
    sign_in(page, stack.url)
    page.goto(f"{stack.url}/transactions/tx_elin_salary")
    page.get_by_label("Label", exact=True).fill("")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text(re.compile(r"^Saved \d\d:\d\d$"))).to_be_visible()
    labels_write(stack.url, *DEMO, labelled)
    page.goto(f"{stack.url}/transactions/tx_elin_salary")
    expect(page.get_by_label("Label", exact=True)).to_have_value("")


def test_a_stranger_is_labelled_nothing(stack: Stack, tmp_path: Path) -> None:
    done = tmp_path / "labelled"
    labels_write(stack.url, "demo@selfcare.example", "wrong", done)
    assert not done.exists()
