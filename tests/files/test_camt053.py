"""camt.053: valid by the published schema whatever the names are, balanced, and written in constant memory."""

from __future__ import annotations

import io
import tracemalloc
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from selfcare.domain.errors import UpstreamFailed
from selfcare.domain.money import LARGEST, Money
from tests.builders import payments as builders
from transactions.domain import Account, Totals, Transaction
from transactions.files.camt053 import Book, camt053_write

SCHEMA = Path(__file__).resolve().parents[1] / "schemas" / "iso20022" / "camt.053.001.08.xsd"
NS = {"c": "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"}
STOCKHOLM = ZoneInfo("Europe/Stockholm")
MADE = datetime(2026, 11, 19, 13, 5, 12, tzinfo=UTC)
HOSTILE = "A\u202eB\x00\x07 <b>&amp;]]>\ud83d\udca9\ufffe\u2028=1+1\u200b" + "x" * 600


@cache
def schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(SCHEMA))


def tx(**changes: Any) -> Transaction:
    return msgspec.convert(builders.transaction(**changes), Transaction)


def account(**changes: Any) -> Account:
    return msgspec.convert(builders.account(**changes), Account)


def book(entries: Iterable[Transaction], **changes: Any) -> Book:
    return msgspec.structs.replace(
        Book(
            id="acc_sek-2026-11",
            account=account(),
            owner="Elin Sandberg",
            begin=datetime(2026, 10, 31, 23, tzinfo=UTC),
            end=datetime(2026, 11, 30, 23, tzinfo=UTC),
            opening=Money(918040, "SEK"),
            closing=Money(-5, "SEK"),
            totals=Totals(5, 1319900, 23, 989885),
            entries=entries,
        ),
        **changes,
    )


def written(*books: Book) -> bytes:
    out = io.BytesIO()
    camt053_write(out, message_id="m-1", created_at=MADE, books=books or [book([tx()])], zone=STOCKHOLM)
    return out.getvalue()


def read(*books: Book) -> Any:
    document = etree.fromstring(written(*books))
    schema().assertValid(document)
    return document


def texts(document: Any, path: str) -> list[str]:
    return [found.text for found in document.iterfind(f".//c:{'/c:'.join(path.split('/'))}", NS)]


def test_the_schema_is_the_published_one() -> None:
    assert "2019 Feb 14" in SCHEMA.read_text(encoding="utf-8")


def test_a_statement_is_valid_and_says_what_was_there_and_what_is() -> None:
    document = read()
    assert texts(document, "Bal/Tp/CdOrPrtry/Cd") == ["OPBD", "CLBD"]
    assert texts(document, "Bal/Amt") == ["9180.40", "0.05"]
    assert texts(document, "Bal/CdtDbtInd") == ["CRDT", "DBIT"]
    assert texts(document, "Bal/Dt/Dt") == ["2026-11-01", "2026-11-30"]  # days of the reader's zone
    assert texts(document, "FrToDt/FrDtTm") == ["2026-11-01T00:00:00.000+01:00"]
    assert texts(document, "TtlNtries/NbOfNtries") == ["28"]
    assert texts(document, "TtlNetNtry/Amt") == ["3300.15"]
    assert texts(document, "TtlCdtNtries/Sum") == ["13199.00"]
    assert texts(document, "TtlDbtNtries/Sum") == ["9898.85"]


def test_a_booked_payment() -> None:
    document = read(book([tx(booked_at="2026-11-19T11:41:05.000Z", fee=builders.money(500), description="Bun")]))
    assert texts(document, "Ntry/Amt") == ["62.00"]
    assert texts(document, "Ntry/CdtDbtInd") == ["DBIT"]
    assert texts(document, "Ntry/Sts/Cd") == ["BOOK"]
    assert texts(document, "BookgDt/DtTm") == ["2026-11-19T12:41:05.000+01:00"]
    assert texts(document, "BkTxCd/Domn/Fmly/Cd") == ["IRCT"]
    assert texts(document, "BkTxCd/Prtry/Cd") == ["payment"]
    assert texts(document, "Refs/EndToEndId") == ["NOTPROVIDED"]
    assert texts(document, "AcctSvcrRef") == ["261843910027"]
    assert texts(document, "Refs/Prtry/Ref") == ["K-77", "SC*KAFFE"]
    assert texts(document, "Chrgs/Rcrd/ChrgInclInd") == ["true"]
    assert texts(document, "RltdPties/Cdtr/Pty/Nm") == ["Kaffekompaniet Söder"]
    assert texts(document, "RmtInf/Ustrd") == ["Bun"]


@pytest.mark.parametrize(
    ("status", "expected"),
    [("succeeded", "BOOK"), ("reversed", "BOOK"), ("pending", "PDNG"), ("authorised", "PDNG"), ("failed", "INFO")],
)
def test_each_state_is_an_entry_status(status: str, expected: str) -> None:
    document = read(book([tx(status=status)]))
    assert texts(document, "Ntry/Sts/Cd") == [expected]
    assert bool(texts(document, "BookgDt/DtTm")) == (expected == "BOOK")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"type": "deposit", "direction": "in"}, ("PMNT", "RRCT", "NTAV")),
        ({"type": "fee"}, ("PMNT", "MDOP", "FEES")),
        ({"type": "adjustment", "direction": "in", "parent_id": "tx_0"}, ("PMNT", "MCOP", "ADJT")),
        ({"instrument": {"kind": "card", "label": "Card"}}, ("PMNT", "CCRD", "POSD")),
        ({"type": "\u202e"}, ("PMNT", "IRCT", "NTAV")),
    ],
)
def test_bank_transaction_codes(changes: dict[str, Any], expected: tuple[str, str, str]) -> None:
    document = read(book([tx(**changes)]))
    paths = ("BkTxCd/Domn/Cd", "BkTxCd/Domn/Fmly/Cd", "BkTxCd/Domn/Fmly/SubFmlyCd")
    assert tuple(texts(document, path)[0] for path in paths) == expected
    assert texts(document, "RvslInd") == (["true"] if "parent_id" in changes else [])


@pytest.mark.parametrize(("rate", "kept"), [("11.4289", True), ("1e5", False), ("1.23456789012", False), (None, False)])
def test_an_exchange_tells_what_was_asked_for_and_a_rate_that_fits(rate: str | None, kept: bool) -> None:
    document = read(book([tx(original_amount=builders.money(4990, "EUR"), fx_rate=rate)]))
    assert texts(document, "InstdAmt/Amt") == ["49.90"]
    assert texts(document, "CcyXchg/XchgRate") == ([rate] if kept else [])


@pytest.mark.parametrize(("currency", "value", "shown"), [("JPY", 1200, "1200"), ("KWD", 1200, "1.200")])
def test_amounts_have_their_currencys_decimals(currency: str, value: int, shown: str) -> None:
    assert texts(read(book([tx(amount=builders.money(value, currency))])), "Ntry/Amt") == [shown]


def test_hostile_names_are_cleaned_and_long_references_are_not_halved() -> None:
    hostile = HOSTILE.encode("utf-8", "surrogatepass").decode("utf-8", "surrogatepass")
    party = {"kind": "merchant", "label": hostile, "detail": None}
    references = {"customer": "r" * 80, "merchant": hostile[:30], "provider": None, "statement": ""}
    hit = tx(id="tx_" + "9" * 100, to=party, description=hostile, references=references, merchant=None)
    document = read(book([hit], owner=hostile, note=hostile, account=account(id="a" * 100, name="\x07")))
    name = texts(document, "Cdtr/Pty/Nm")[0]
    assert len(name) <= 140
    assert name.startswith("A B <b>&amp;]]>")
    assert all(unicodedata.category(char)[0] != "C" for char in name)
    assert texts(document, "Refs/EndToEndId") == ["NOTPROVIDED"]
    assert "r" * 80 in texts(document, "AddtlNtryInf")[0]
    assert not texts(document, "Acct/Nm")


def test_names_of_nothing_but_marks_leave_no_empty_element() -> None:
    party = {"kind": "merchant", "label": "\u202e\x00", "detail": None}
    document = read(book([tx(**{"from": party, "to": party}, description="\u200b")], owner="\u2066"))
    assert not texts(document, "RltdPties/Cdtr/Pty/Nm")
    assert not texts(document, "RmtInf/Ustrd")


def test_an_empty_statement_and_several_accounts_are_valid() -> None:
    euro = account(id="acc_eur", currency="EUR")
    second = book([], id="acc_eur-2026-11", account=euro, opening=Money(0, "EUR"), closing=Money(0, "EUR"))
    assert texts(read(book([]), second), "Stmt/Id") == ["acc_sek-2026-11", "acc_eur-2026-11"]


def test_a_negative_amount_is_refused_instead_of_turned_round() -> None:
    with pytest.raises(UpstreamFailed):
        written(book([tx(amount=builders.money(-1))]))


def test_what_the_entries_raise_is_raised() -> None:
    def dying() -> Iterator[Transaction]:
        yield tx()
        raise UpstreamFailed

    with pytest.raises(UpstreamFailed):
        written(book(dying()))


class Sink:
    """Counts what is written and keeps nothing."""

    size = 0

    def write(self, data: bytes, /) -> int:
        self.size += len(data)
        return len(data)


TEXT = st.text(max_size=200)
RANGE = (datetime(1971, 1, 2), datetime(9998, 1, 1))  # noqa: DTZ001 Hypothesis adds the zone


@st.composite
def any_row(draw: st.DrawFn) -> Transaction:
    """What a service might send that keeps to the shape and to nothing else."""
    party = {"kind": "person", "label": draw(TEXT), "detail": None}
    when = draw(st.datetimes(*RANGE, timezones=st.just(UTC))).isoformat()
    value, rates = draw(st.integers(0, LARGEST)), TEXT | st.decimals(0, 10**9, places=4).map(str)
    return tx(
        **{"from": party, "to": party, "booked_at": when, "created_at": when},
        type=draw(TEXT),
        status=draw(st.sampled_from(["succeeded", "pending", "failed"]) | TEXT),
        description=draw(st.none() | TEXT),
        references={name: draw(st.none() | TEXT) for name in ("customer", "merchant", "provider", "statement")},
        amount=builders.money(value),
        original_amount=builders.money(value, "EUR"),
        fee=builders.money(draw(st.integers(-5, LARGEST))),
        fx_rate=draw(st.none() | rates),
        consent_id=draw(st.none() | TEXT),
    )


@settings(max_examples=150, deadline=None)
@given(row=any_row(), name=TEXT)
def test_whatever_the_service_sends_is_valid(row: Transaction, name: str) -> None:
    document = read(book([row], owner=name, note=name))
    assert Decimal(texts(document, "Ntry/Amt")[0]) == row.amount.decimal


def test_memory_does_not_grow_with_the_file() -> None:
    def peak(count: int) -> tuple[int, int]:
        sink, row = Sink(), tx()
        tracemalloc.start()
        rows = (row for _ in range(count))
        camt053_write(sink, message_id="m", created_at=MADE, books=[book(rows)], zone=STOCKHOLM)
        top = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return top, sink.size

    few, some = peak(50)
    many, large = peak(1000)
    assert large > 15 * some
    assert many < few * 1.5 + 100_000
