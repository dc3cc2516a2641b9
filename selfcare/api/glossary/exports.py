"""Files of transactions."""

from __future__ import annotations

from typing import Final

from selfcare.api.glossary.row import NONE_GIVEN, Row

ROWS: Final[dict[str, Row]] = {
    "ExportAnswer.id": ("The file’s id", "exp_5O3XoYAcZWuNI7PaIM_Np3"),
    "export_id": ("The file’s id", "exp_5O3XoYAcZWuNI7PaIM_Np3"),
    "ExportAnswer.number": ("Its number, to name it by", "EXP-20261119-0031"),
    "ExportAnswer.status": ("queued, running, ready, incomplete, failed, stopped or expired", "ready"),
    "format": ("csv, xlsx, jsonl or camt053", "csv"),
    "filter": ("The list’s own filters; what is absent does not narrow", {"type": ["payment"]}),
    "ExportFilter.from": ("From this moment on, included, RFC 3339 with offset", NONE_GIVEN),
    "ExportFilter.to": ("Before this moment, RFC 3339 with offset", NONE_GIVEN),
    "emulated": ("Filters the payment service cannot apply, which we applied ourselves", []),
    "zone": ("IANA zone of the file’s days and times", "Europe/Stockholm"),
    "rows": ("How many rows are in it, or are read so far", 674),
    "expected_rows": ("How many rows the service counted; null where it cannot", 674),
    "progress": ("Per cent; null where nobody counted", 100),
    "sums": ("What the rows come to, a row per currency", NONE_GIVEN),
    "count_in": ("How many rows brought money in", 58),
    "count_out": ("How many rows took money out", 571),
    "still": ("How many rows moved no balance", 31),
    "missing": ("Stretches of time whose rows are not in it", []),
    "begin": ("From when; null for the first row", "2021-02-28T23:00:00.000Z"),
    "end": ("Up to when; null for now", "2021-03-31T22:00:00.000Z"),
    "ExportAnswer.problem": ("Why it was not made; null otherwise", None),
    "finished_at": ("When it ended; null before", "2026-11-19T13:09:14.000Z"),
    "ExportAnswer.file": ("The file; null while there is none", NONE_GIVEN),
    "ExportedFile.name": ("Its name, of our making", "selfcare-20260101-20261119.csv"),
    "size": ("Bytes", 65536),
    "sha256": ("SHA-256 in hexadecimal", "9f2c41d807be6a55c1f0e3b24d97a8106e5b22fc8817d04a3ac96e1fb250784d"),
    "ExportedFile.url": (
        "Where it is fetched, signed in, until it expires",
        "/api/v1/exports/exp_5O3XoYAcZWuNI7PaIM_Np3/file",
    ),
    "with_notes": ("Whether the customer’s labels and notes go in", False),
    "with_failed": ("Whether what did not go through goes in", True),
}
