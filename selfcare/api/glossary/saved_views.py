# ruff: noqa: E501  # a table reads best with one row per line
"""Saved views."""

from __future__ import annotations

from typing import Final

from selfcare.api.glossary.row import NONE_GIVEN, Row

ROWS: Final[dict[str, Row]] = {
    "view_id": ("The view’s id", "viw_4sXk2mQ0vT7b"),
    "ViewOut.id": ("The view’s id", "viw_4sXk2mQ0vT7b"),
    "ViewBody.name": ("Its name, one of the customer’s own", "Larger payments"),
    "ViewOut.name": ("Its name, one of the customer’s own", "Larger payments"),
    "ViewBody.filter": ("What it narrows the list to; at least one member", {"type": "payment", "currency": "SEK", "amount_min": 20000, "moves": "this_month"}),
    "ViewOut.filter": ("What it narrows the list to; at least one member", {"type": "payment", "currency": "SEK", "amount_min": 20000, "moves": "this_month"}),
    "opens_first": ("Whether the page shows it where nothing else is asked for; true for one view at most", True),
    "ViewFilterBody.q": ("Words to search for", NONE_GIVEN),
    "ViewFilterBody.type": ("Only of this type", NONE_GIVEN),
    "ViewFilterBody.status": ("Only with this status, in the words of the page", NONE_GIVEN),
    "ViewFilterBody.merchant_id": ("Only with this merchant", NONE_GIVEN),
    "ViewFilterBody.currency": ("Only in this currency, ISO 4217", NONE_GIVEN),
    "ViewFilterBody.tag": ("Only with this tag of the customer’s own", NONE_GIVEN),
    "ViewFilterBody.amount_min": ("At least, smallest unit; needs the currency", NONE_GIVEN),
    "ViewFilterBody.amount_max": ("At most, smallest unit; needs the currency", NONE_GIVEN),
    "ViewFilterBody.from": ("From this day on, ISO 8601", NONE_GIVEN),
    "ViewFilterBody.to": ("Until this day, included, ISO 8601", NONE_GIVEN),
    "moves": ("In place of days: today, this_ or last_ week, month or year, or last_days:30", NONE_GIVEN),
}  # fmt: skip
