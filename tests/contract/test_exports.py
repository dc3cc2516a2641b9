"""List == file: under any filter the file has the rows of the list, in its order, and what it adds up to."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from selfcare.domain.context import Context
from selfcare.stores import sessions
from transactions.domain import MOST_IDS, MOVED, Transaction, TransactionFilter
from transactions.files.csv import _tame
from transactions.models import Export, Note, Tag
from transactions.services.export_making import export_make
from transactions.services.exports import export_file, export_manifest, export_open
from transactions.services.summaries import summary_list
from transactions.services.transactions import transaction_page

WORDS = ("a", "e", "Kaffe", "SOS", "26184", "köp", "100 %", "_", "=", "finns inte")
OWN_WORDS = ("travel", "home", "to be done")
MANY = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(autouse=True)
def _folder(db: None, settings: Any, tmp_path: Path) -> Iterator[None]:
    private = {**settings.STORAGES["private"], "OPTIONS": {"location": str(tmp_path), "base_url": None}}
    settings.FILES_DIR, settings.STORAGES = str(tmp_path), {**settings.STORAGES, "private": private}
    sessions().flushall()
    yield
    sessions().flushall()


def listed(ctx: Context, where: TransactionFilter) -> list[Transaction]:
    """All that the list shows, page after page as a reader would turn them."""
    rows, cursor = [], None
    while True:
        page = transaction_page(ctx=fresh(ctx), where=where, cursor=cursor, limit=37).value
        rows += page.data
        cursor = page.page.next_cursor
        if cursor is None:
            return rows


def fresh(ctx: Context) -> Context:
    return Context(customer_id=ctx.customer_id, request_id=ctx.request_id, token=ctx.token)


def exported(ctx: Context, where: TransactionFilter) -> tuple[Export, list[dict[str, str]]]:
    export, _ = export_open(
        customer_id=ctx.customer_id, kind="csv", where=where, zone="Europe/Stockholm", language="en"
    )
    export_make(export_id=export.id)
    with export_file(customer_id=ctx.customer_id, export_id=export.id)[1] as file:
        text = io.StringIO(file.read().decode("utf-8-sig"), newline="")
    export.refresh_from_db()
    return export, list(csv.DictReader(text, strict=True))


@pytest.fixture(autouse=True)
def _labelled(_folder: None, elin: Context) -> None:
    """Most of what there is carries words of the customer's own, in uneven runs."""
    for number, row in enumerate(known(elin.token(), elin.customer_id)):
        word = OWN_WORDS[number // 7 % len(OWN_WORDS)]
        note = Note.objects.create(
            customer_id=elin.customer_id, transaction_id=row.id, transaction_at=row.created_at, search=word
        )
        Tag.objects.create(note=note, customer_id=elin.customer_id, word=word, key=word)


def test_what_carries_own_words_is_more_than_one_call_may_name(elin: Context) -> None:
    rows = known(elin.token(), elin.customer_id)
    wanted = [row.id for number, row in enumerate(rows) if not number // 7 % len(OWN_WORDS)]
    assert len(wanted) > MOST_IDS
    assert [row.id for row in listed(elin, TransactionFilter(tag=OWN_WORDS[0]))] == wanted
    assert set(wanted) <= {row.id for row in listed(elin, TransactionFilter(q=OWN_WORDS[0]))}


@cache
def known(token: str, customer_id: str) -> list[Transaction]:
    """What there is, to draw filters from that find something."""
    return listed(Context(customer_id=customer_id, request_id="known", token=lambda: token), TransactionFilter())


def filters(rows: list[Transaction]) -> st.SearchStrategy[TransactionFilter]:
    moments = st.sampled_from([row.created_at for row in rows]).map(lambda at: at + timedelta(seconds=1))
    amounts = st.sampled_from([row.amount.value for row in rows])
    merchants = sorted({row.merchant.id for row in rows if row.merchant})
    lists: dict[str, st.SearchStrategy[tuple[str, ...]]] = {
        "type": some(sorted({row.type for row in rows})),
        "status": some(sorted({row.status for row in rows})),
        "direction": some(["in", "out"]),
        "merchant_id": some(merchants),
        "account_id": some(sorted({row.account_id for row in rows if row.account_id})),
    }
    own = {"q": st.sampled_from([*WORDS, *OWN_WORDS]), "tag": st.sampled_from(OWN_WORDS)}
    money = st.fixed_dictionaries(
        {"currency": some(["SEK", "EUR"], most=1)},
        optional={"amount_min": amounts, "amount_max": amounts},
    ).map(lambda found: found if found["currency"] else {})
    plain = st.fixed_dictionaries({}, optional={**lists, **own, "from_": moments, "to": moments})
    return st.builds(lambda one, two: TransactionFilter(**{**one, **two}), plain, money).filter(is_ordered)


def some(values: list[str], most: int = 3) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(values), max_size=most, unique=True).map(tuple)


def is_ordered(where: TransactionFilter) -> bool:
    pairs: list[tuple[Any, Any]] = [(where.from_, where.to), (where.amount_min, where.amount_max)]
    return all(low is None or high is None or low <= high for low, high in pairs)


@MANY
@given(data=st.data())
def test_the_file_is_the_list(elin: Context, data: st.DataObject) -> None:
    where = data.draw(filters(known(elin.token(), elin.customer_id)))
    rows = listed(elin, where)
    export, lines = exported(elin, where)
    assert [line["transaction_id"] for line in lines] == [row.id for row in rows]
    for line, row in zip(lines, rows, strict=True):
        amount = row.amount.decimal if row.direction == "in" else -row.amount.decimal
        assert (Decimal(line["amount"]), line["currency"], line["status"]) == (amount, row.amount.currency, row.status)
        assert line["description"].removeprefix("'") == _tame(row.description or "").removeprefix("'")
    manifest = export_manifest(export)
    assert (manifest.rows, manifest.expected_rows, manifest.complete) == (len(rows), len(rows), True)
    adds_up(lines, manifest.sums)


@MANY
@given(data=st.data())
def test_the_sums_beside_it_are_the_lists_own(elin: Context, data: st.DataObject) -> None:
    where = data.draw(filters(known(elin.token(), elin.customer_id)).filter(lambda where: not where.status))
    told = summary_list(ctx=fresh(elin), where=where, by="none").data
    export, _lines = exported(elin, where)
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
    export, lines = exported(elin, TransactionFilter(to=first))
    assert (export.state, export.rows, lines) == ("ready", 0, [])


def test_a_bank_format_of_everything_is_valid(elin: Context) -> None:
    from lxml import etree

    from tests.files.test_camt053 import NS, schema

    export, _ = export_open(
        customer_id=elin.customer_id, kind="camt053", where=TransactionFilter(), zone="Europe/Stockholm",
        language="en", owner="Elin Sandberg",
    )  # fmt: skip
    export_make(export_id=export.id)
    with export_file(customer_id=elin.customer_id, export_id=export.id)[1] as file:
        found = etree.fromstring(file.read())
    schema().assertValid(found)
    assert len(found.findall(".//c:Ntry", NS)) == len(known(elin.token(), elin.customer_id))
