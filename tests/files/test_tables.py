"""CSV, Excel and JSON Lines: right by their standards, whatever strangers called themselves."""

from __future__ import annotations

import csv as reference
import io
import json
import unicodedata
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import msgspec
import openpyxl
import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import payments as builders
from transactions.domain import Transaction
from transactions.files import csv, jsonl, xlsx
from transactions.files.clock import ZoneClock
from transactions.files.columns import COLUMNS, OwnWords, decimal_text
from transactions.files.text import are_plain, joined, plain

STOCKHOLM: Final = ZoneInfo("Europe/Stockholm")
HOSTILE: Final = (
    '=HYPERLINK("http://evil.example","x")',
    "+1+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "|calc",
    "%0A=1+1",
    " =1+1",
    "\t=1+1",
    "\r\n=1+1",
    "\u200b=1+1",
    "\ufeff=1+1",
    "\u202e=1+1\u202c",
    "\uff1d1+1",
    "<script>alert(1)</script>",
    '"quoted", and; separated\tby\r\neverything',
    "\x00\x07\x1b[31mred",
    "gnp\u202e.exe",
    "\U000e0041tag",
)
WORDS: Final = st.text(st.characters(categories=("L", "N", "P"), include_characters=" "), max_size=8)
EARLIEST, LATEST = datetime(1995, 1, 1), datetime(2037, 12, 31)  # noqa: DTZ001  # hypothesis wants them bare
ZONES: Final = (
    "Europe/Stockholm", "UTC", "Asia/Kathmandu", "America/St_Johns", "Pacific/Apia", "Australia/Lord_Howe",
)  # fmt: skip
FORMULA: Final = ("=", "+", "-", "@", "|", "%", "\uff1d")


def tx(**changes: Any) -> Transaction:
    """One made of the wire's shape, but with its words as they are: what cleans them upstream is tested there."""
    return msgspec.convert(builders.transaction(**changes), Transaction)


def named(text: str, **changes: Any) -> Transaction:
    party = {"kind": "merchant", "label": text, "detail": text}
    references = {"customer": text, "merchant": text, "provider": text, "statement": text}
    return tx(merchant={"id": text, "name": text}, to=party, description=text, references=references, **changes)


def as_csv(rows: list[Transaction], notes: dict[str, OwnWords] | None = None) -> bytes:
    out = io.BytesIO()
    csv.CsvFile(out, zone=STOCKHOLM, with_notes=notes is not None).write(rows, notes or {})
    return out.getvalue()


def read(body: bytes) -> list[dict[str, str]]:
    return list(reference.DictReader(io.StringIO(body.decode("utf-8-sig"), newline=""), strict=True))


def as_book(rows: list[Transaction], folder: Path, about: xlsx.About = ()) -> Any:
    out = io.BytesIO()
    with override("en"):
        file = xlsx.XlsxFile(out, zone=STOCKHOLM, scratch=folder, with_notes=True)
        file.write(rows, {row.id: OwnWords("=1+1", ("+1", "@x"), "-1+1") for row in rows})
        file.finish(about)
    return openpyxl.load_workbook(io.BytesIO(out.getvalue()))


class TestCsv:
    def test_begins_with_a_byte_order_mark_and_ends_each_line_with_crlf(self) -> None:
        body = as_csv([tx()])
        assert body.startswith(b"\xef\xbb\xbfdate,time,utc_offset,type,status,")
        assert body.count(b"\r\n") == 2
        assert body.replace(b"\r\n", b"").count(b"\n") == 0

    def test_a_row(self) -> None:
        (row,) = read(as_csv([tx(original_amount=builders.money(1240, "EUR"))]))
        assert (row["date"], row["time"], row["utc_offset"]) == ("2026-11-19", "12:41:02", "UTC+01:00")
        assert (row["amount"], row["moved"], row["currency"]) == ("-62.00", "-62.00", "SEK")
        assert (row["original_amount"], row["original_currency"]) == ("12.40", "EUR")
        assert row["counterparty"] == "Kaffekompaniet Söder"

    @pytest.mark.parametrize("text", HOSTILE)
    def test_no_cell_starts_a_formula_or_hides_anything(self, text: str) -> None:
        notes = {"tx_1": OwnWords(text, (text,), text)}
        (row,) = read(as_csv([named(text)], notes))
        for name, cell in row.items():
            if name in {"amount", "moved", "fee"}:
                continue
            assert not cell.lstrip().startswith(FORMULA), name
            assert cell.isprintable(), name

    def test_a_negative_amount_stays_a_number(self) -> None:
        (row,) = read(as_csv([named("=1+1")]))
        assert Decimal(row["amount"]) == Decimal("-62.00")

    @given(st.lists(st.text(max_size=40), min_size=1, max_size=5))
    def test_whatever_the_words_are_the_rows_can_be_read_back(self, words: list[str]) -> None:
        rows = [named(word, id=f"tx_{number}") for number, word in enumerate(words)]
        found = read(as_csv(rows))
        assert [row["transaction_id"] for row in found] == [row.id for row in rows]
        for row, word in zip(found, words, strict=True):
            assert row["description"].replace("\\|", "|") in {plain(word), f"'{plain(word)}"}

    @given(st.lists(st.one_of(WORDS, st.sampled_from(["a, b", '12" pipe', "~", "a~b", "Åsa"])), min_size=1, max_size=4))
    def test_the_quick_way_writes_what_the_library_writes(self, words: list[str]) -> None:
        rows = [named(word) for word in words]
        slow = csv.CsvFile(io.BytesIO(), zone=STOCKHOLM)
        expected = csv._text([slow._tame(row, {}) for row in rows], defuse=True)
        assert as_csv(rows).partition(b"\r\n")[2] == expected.encode()

    def test_a_page_of_harmless_words_takes_the_quick_way(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(csv.CsvFile, "_tame", None)
        (row,) = read(as_csv([named("Åsa, \u201cthe\u201d baker")]))
        assert row["description"] == "Åsa, \u201cthe\u201d baker"

    @given(st.lists(st.text(max_size=12), max_size=6))
    def test_one_look_at_all_cells_overlooks_none(self, cells: list[str]) -> None:
        if are_plain(joined(cells)):
            for cell in cells:
                assert cell.isprintable()
                assert cell == cell.strip()
                assert not cell.startswith(FORMULA)


class TestTexts:
    @given(st.text(max_size=60))
    def test_what_is_left_can_be_seen(self, text: str) -> None:
        kept = plain(text)
        assert kept == kept.strip()
        assert not [sign for sign in kept if unicodedata.category(sign) in {"Cc", "Cs", "Zl", "Zp"}]
        assert not set(kept) & set(
            "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c\u200b\ufeff"
        )

    @pytest.mark.parametrize(
        ("value", "currency", "text"),
        [
            (-124950, "SEK", "-1249.50"),
            (5, "SEK", "0.05"),
            (-5, "EUR", "-0.05"),
            (1200, "JPY", "1200"),
            (-1, "KWD", "-0.001"),
        ],
    )
    def test_amounts_have_their_currencys_decimals(self, value: int, currency: str, text: str) -> None:
        assert decimal_text(value, currency) == text

    @given(
        st.lists(st.tuples(st.datetimes(EARLIEST, LATEST), st.integers(0, 90_000), st.booleans()), min_size=1),
        st.sampled_from(ZONES),
    )
    def test_times_are_as_the_zones_clocks_showed_them(
        self, moments: list[tuple[datetime, int, bool]], name: str
    ) -> None:
        """One clock, many rows: some of the day before them, some not."""
        zone = ZoneInfo(name)
        clock = ZoneClock(zone)
        for moment, seconds, odd in moments:
            for begun in (moment.replace(tzinfo=UTC), moment.replace(tzinfo=UTC) + timedelta(seconds=seconds)):
                given_as = begun.astimezone(ZoneInfo("America/New_York")) if odd else begun
                here = begun.astimezone(zone).isoformat(timespec="seconds")
                assert clock.cells(given_as) == (here[:10], here[11:19], f"UTC{here[19:]}")


class TestXlsx:
    @pytest.mark.parametrize("text", HOSTILE)
    def test_every_word_is_a_string_and_never_a_formula(self, text: str, tmp_path: Path) -> None:
        book = as_book([named(text)], tmp_path, [(text, text)])
        for sheet in book.worksheets:
            for cell in (cell for row in sheet.iter_rows() for cell in row):
                assert cell.data_type != "f", cell.coordinate
                assert cell.hyperlink is None
                if isinstance(cell.value, str):
                    assert cell.value.isprintable()

    def test_amounts_and_dates_are_real(self, tmp_path: Path) -> None:
        book = as_book([tx(), tx(id="tx_2", status="failed", amount=builders.money(1200, "JPY"))], tmp_path)
        heading, first, second = book["Transactions"].iter_rows(values_only=True)
        places = {column.name: place for place, column in enumerate(COLUMNS)}
        assert heading[places["date"]] == "Date"
        assert first[places["date"]].date() == date(2026, 11, 19)
        assert first[places["time"]] == time(12, 41, 2)
        assert (first[places["amount"]], second[places["amount"]], second[places["moved"]]) == (-62, -1200, 0)
        assert book["Transactions"].cell(2, places["amount"] + 1).number_format == "#,##0.00"
        assert book["Transactions"].cell(3, places["amount"] + 1).number_format == "#,##0"
        assert first[places["status"]] == "Completed"

    def test_another_sheet_begins_where_one_is_full(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(xlsx, "MOST_ROWS", 3)
        book = as_book([tx(id=f"tx_{number}") for number in range(5)], tmp_path)
        assert [sheet.title for sheet in book.worksheets] == [
            "About",
            "Transactions",
            "Transactions 2",
            "Transactions 3",
        ]
        assert [sheet.max_row for sheet in book.worksheets[1:]] == [3, 3, 2]


class TestJsonl:
    @pytest.mark.parametrize("text", HOSTILE)
    def test_one_object_a_line_whatever_is_in_it(self, text: str) -> None:
        out = io.BytesIO()
        jsonl.JsonlFile(out).write([named(text), tx()], {})
        lines = out.getvalue().split(b"\n")
        assert lines.pop() == b""
        first, second = (json.loads(line) for line in lines)
        assert first["description"] == text
        assert msgspec.convert(second, Transaction) == tx()

    def test_own_words_come_last_in_the_line(self) -> None:
        out = io.BytesIO()
        jsonl.JsonlFile(out, with_notes=True).write([tx()], {"tx_1": OwnWords("Home", ("tea",), "for Åsa")})
        found = json.loads(out.getvalue())
        assert (found["label"], found["tags"], found["note"]) == ("Home", ["tea"], "for Åsa")
        assert list(found)[-3:] == ["label", "tags", "note"]


def test_a_day_on_which_clocks_change_is_told_right() -> None:
    change = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    clock = ZoneClock(STOCKHOLM)
    cells = [clock.cells(change + timedelta(hours=each)) for each in (0, 1)]
    assert cells == [("2026-10-25", "02:30:00", "UTC+02:00"), ("2026-10-25", "02:30:00", "UTC+01:00")]
