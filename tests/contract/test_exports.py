"""List == file: under any filter the file has the rows of the list, in its order, and what it adds up to."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from selfcare.domain.context import Context
from selfcare.stores import sessions
from tests.contract.exporting import (
    OWN_WORDS,
    READERS,
    examples,
    exported,
    filters,
    fresh,
    known,
    label,
    lines_of,
    listed,
)
from tests.files.test_camt053 import NS, schema
from transactions.domain import MOST_IDS, MOVED, TransactionFilter
from transactions.files.csv import _tame
from transactions.services.exports import export_manifest
from transactions.services.summaries import summary_list


@pytest.fixture(autouse=True)
def _folder(db: None, settings: Any, tmp_path: Path) -> Iterator[None]:
    private = {**settings.STORAGES["private"], "OPTIONS": {"location": str(tmp_path), "base_url": None}}
    settings.FILES_DIR, settings.STORAGES = str(tmp_path), {**settings.STORAGES, "private": private}
    sessions().flushall()
    yield
    sessions().flushall()


@pytest.fixture(autouse=True)
def _labelled(_folder: None, elin: Context) -> None:
    label(elin)


def test_what_carries_own_words_is_more_than_one_call_may_name(elin: Context) -> None:
    rows = known(elin.token(), elin.customer_id)
    wanted = [row.id for number, row in enumerate(rows) if not number // 7 % len(OWN_WORDS)]
    assert len(wanted) > MOST_IDS
    assert [row.id for row in listed(elin, TransactionFilter(tag=OWN_WORDS[0]))] == wanted
    assert set(wanted) <= {row.id for row in listed(elin, TransactionFilter(q=OWN_WORDS[0]))}


@examples(40)
@given(data=st.data())
def test_the_file_is_the_list(elin: Context, data: st.DataObject) -> None:
    where = data.draw(filters(elin))
    rows = listed(elin, where)
    export, content = exported(elin, where)
    lines = lines_of(content)
    assert [line["transaction_id"] for line in lines] == [row.id for row in rows]
    for line, row in zip(lines, rows, strict=True):
        amount = row.amount.decimal if row.direction == "in" else -row.amount.decimal
        assert (Decimal(line["amount"]), line["currency"], line["status"]) == (amount, row.amount.currency, row.status)
        assert line["description"].removeprefix("'") == _tame(row.description or "").removeprefix("'")
    manifest = export_manifest(export)
    assert (manifest.rows, manifest.expected_rows, manifest.complete) == (len(rows), len(rows), True)
    adds_up(lines, manifest.sums)


@pytest.mark.parametrize("kind", ["jsonl", "xlsx", "camt053"])
@examples(10)
@given(data=st.data())
def test_so_is_a_file_of_every_other_format(elin: Context, kind: str, data: st.DataObject) -> None:
    """A bank's format tells one account after the other, so only its rows are those of the list."""
    where = data.draw(filters(elin))
    wanted = [(row.id, row.amount.decimal) for row in listed(elin, where)]
    export, content = exported(elin, where, kind)
    held = READERS[kind](content)
    assert (export.state, export.rows) == ("ready", len(wanted))
    assert (sorted(held) == sorted(wanted)) if kind == "camt053" else (held == wanted)


@examples(20)
@given(data=st.data())
def test_the_sums_beside_it_are_the_lists_own(elin: Context, data: st.DataObject) -> None:
    where = data.draw(filters(elin).filter(lambda where: not where.status))
    told = summary_list(ctx=fresh(elin), where=where, by="none").data
    export, _content = exported(elin, where)
    moved = [each for each in export_manifest(export).sums if each.count_in or each.count_out]
    assert {(each.currency, each.count_in + each.count_out, each.in_, each.out) for each in moved} == {
        (each.currency, each.count, each.in_, each.out) for each in told if each.count
    }


def adds_up(lines: list[dict[str, str]], sums: list[Any]) -> None:
    for each in sums:
        counted = [line for line in lines if line["currency"] == each.currency]
        assert sum(Decimal(line["moved"]) for line in counted) == each.difference.decimal
        assert each.still == sum(line["status"] not in MOVED for line in counted)
        assert each.count == len(counted)


def test_a_period_before_the_first_row_is_a_file_of_nothing(elin: Context) -> None:
    first = min(row.created_at for row in known(elin.token(), elin.customer_id))
    export, content = exported(elin, TransactionFilter(to=first))
    assert (export.state, export.rows, lines_of(content)) == ("ready", 0, [])


def test_a_bank_format_of_everything_is_valid(elin: Context) -> None:
    _export, content = exported(elin, TransactionFilter(), "camt053")
    found = etree.fromstring(content)
    schema().assertValid(found)
    assert len(found.findall(".//c:Ntry", NS)) == len(known(elin.token(), elin.customer_id))
