# a table reads best with one row per line
"""Statements: periods, balances, totals."""

from __future__ import annotations

from typing import Final

from selfcare.api.glossary.row import NONE_GIVEN, Row

ROWS: Final[dict[str, Row]] = {
    "length": ("Of what length the periods are", "month"),
    "StatementsQuery.since": ("List periods from this day on", NONE_GIVEN),
    "period": ("A month, quarter or year, or two days of any period, both included", "2026-11"),
    "first_day": ("Its first day", "2026-11-01"),
    "last_day": ("Its last day", "2026-11-30"),
    "is_open": ("Whether it has not ended yet, so that this is told so far", False),
    "StatementAnswer.begin": ("The instant it begins, RFC 3339, UTC", "2026-10-31T23:00:00Z"),
    "StatementAnswer.end": ("The instant before which it ends, RFC 3339, UTC", "2026-11-30T23:00:00Z"),
    "opening": ("What was booked on the account when it began", NONE_GIVEN),
    "closing": ("What was booked on the account at its end", NONE_GIVEN),
    "totals": ("What the movements come to", NONE_GIVEN),
    "movements": ("A page of what was booked, newest first", NONE_GIVEN),
    "PeriodAnswer.in": ("What came in", NONE_GIVEN),
    "PeriodAnswer.out": ("What went out", NONE_GIVEN),
    "Totals.count_in": ("How many came in", 1),
    "Totals.count_out": ("How many went out", 2),
    "StatementFileQuery.format": ("The kind of file", "pdf"),
    "StatementFileInput.format": ("The kind of file", "pdf"),
    "StatementFileInput.language": ("Language of its words, BCP 47; without it the customer's", "en"),
    "StatementFileInput.account_id": ("Which account; without it the main one", "acc_sek"),
    "StatementFileInput.tz": ("The zone whose days are meant, IANA; without it the customer's", "Europe/Stockholm"),
    "StatementFileQuery.language": ("Language of its words, BCP 47; without it the customer's", "en"),
}
