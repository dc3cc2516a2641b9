# a table reads best with one row per line
"""Paying a merchant again, and the merchants one knows."""

from __future__ import annotations

from typing import Final

from selfcare.api.glossary.row import Row

ROWS: Final[dict[str, Row]] = {
    "Merchant.id": ("The merchant's id", "mch_kaffe"),
    "Merchant.name": ("The merchant's name", "Kaffekompaniet Söder"),
    "Merchant.category": ("What it sells, as a word; empty when not known", "cafe"),
    "Merchant.country": ("Its country, ISO 3166-1 alpha-2; empty when not known", "SE"),
}  # fmt: skip
