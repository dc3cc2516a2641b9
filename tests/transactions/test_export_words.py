"""What a file says of itself: no filter goes unmentioned."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from selfcare.display import display_for
from selfcare.domain.customer import Preferences
from transactions.domain import TransactionFilter
from transactions.presenters.export_words import about_text

NOON = datetime(2026, 11, 19, 12, tzinfo=UTC)
ASKED: dict[str, Any] = {
    **dict.fromkeys(("account_id", "merchant_id", "instrument_id", "consent_id"), ("some_id",)),
    **dict.fromkeys(("from_", "to", "settled_from", "settled_to", "booked_from", "booked_to", "updated_since"), NOON),
    **dict.fromkeys(("reference", "q", "tag"), "words"),
    **dict.fromkeys(("amount_min", "amount_max"), 6200),
    "type": ("payment",),
    "status": ("succeeded",),
    "direction": ("in",),
    "currency": ("SEK",),
}
NEVER_ASKED = {"ids", "or_ids", "sort"}


def test_every_filter_is_among_these() -> None:
    assert set(TransactionFilter.__struct_fields__) == ASKED.keys() | NEVER_ASKED


@pytest.mark.parametrize("name", ASKED)
def test_every_filter_is_named(name: str) -> None:
    money: dict[str, Any] = {"currency": ("SEK",)} if name.startswith("amount") else {}
    where = TransactionFilter(**money, **{name: ASKED[name]})
    shown = display_for(Preferences())
    assert about_text(where, shown) not in {
        about_text(TransactionFilter(), shown),
        about_text(TransactionFilter(**money), shown),
    }
