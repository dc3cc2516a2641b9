# ruff: noqa: E501  # a table reads best with one row per line
"""The charge finder."""

from __future__ import annotations

from typing import Final

from selfcare.api.glossary.row import NONE_GIVEN, Row

ROWS: Final[dict[str, Row]] = {
    "ChargeBody.amount": ("The amount of the line, in the statement’s currency", NONE_GIVEN),
    "ChargeAmount.value": ("Whole number in the currency's smallest unit, above zero", 19900),
    "ChargeBody.date": ("The bank’s date of the line, ISO 8601", "2026-11-20"),
    "ChargeBody.text": ("The text of the line, whole or a part of it", "PXH*DIGITAL AMS"),
    "ChargeAnswer.data": ("The payments that can be it, the likeliest first", NONE_GIVEN),
    "searched_since": ("How far back was looked, RFC 3339, UTC", "2025-10-14T13:05:31Z"),
    "likelihood": ("most, equal (just as likely as the first) or less", "most"),
    "matched": ("How many of the facts agree", 3),
    "asked": ("How many facts were sent", 3),
    "ChargeMatch.amount": ("How the amount agrees", NONE_GIVEN),
    "ChargeMatch.date": ("How the date agrees; null when none was sent", NONE_GIVEN),
    "ChargeMatch.text": ("How the text agrees; null when none was sent", NONE_GIVEN),
    "AmountAgreement.match": ("same, original (before an exchange), fee (with or without ours), exchange, surcharge (a bank’s fee), part (what a refund left), estimate (a reservation that ended otherwise) or different", "same"),
    "difference": ("What the statement has more; null in another currency", {"value": 0, "currency": "SEK"}),
    "DateAgreement.match": ("same, booked (a bank’s usual shift), near or far", "booked"),
    "days": ("How many days the bank’s date comes after the payment; negative when before it", 2),
    "TextAgreement.match": ("reference, statement (its name at banks), name, alike or different", "statement"),
    "known_as": ("What of ours the text agrees with; null when nothing does", "PXH*DIGITAL"),
}  # fmt: skip
