"""What a list shows and what a file of it holds, at the running sandbox, under filters drawn from what there is."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta
from decimal import Decimal
from functools import cache
from typing import Any

import openpyxl
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from lxml import etree

from selfcare.domain.context import Context
from tests.files.test_camt053 import NS
from transactions.backends import payment_backend
from transactions.domain import Transaction, TransactionFilter
from transactions.models import Export, Note, Tag
from transactions.services.export_making import export_make
from transactions.services.exports import export_file, export_open
from transactions.services.transactions import transaction_page

WORDS = ("a", "e", "Kaffe", "SOS", "26184", "köp", "100 %", "_", "=", "finns inte")
OWN_WORDS = ("travel", "home", "to be done")
ZONE = "Europe/Stockholm"


def examples(count: int) -> settings:
    return settings(max_examples=count, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


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


@cache
def known(token: str, customer_id: str) -> list[Transaction]:
    """What there is, to draw filters from that find something."""
    return listed(Context(customer_id=customer_id, request_id="known", token=lambda: token), TransactionFilter())


def label(ctx: Context) -> None:
    """Most of what there is carries words of the customer's own, in uneven runs."""
    for number, row in enumerate(known(ctx.token(), ctx.customer_id)):
        word = OWN_WORDS[number // 7 % len(OWN_WORDS)]
        note = Note.objects.create(
            customer_id=ctx.customer_id, transaction_id=row.id, transaction_at=row.created_at, search=word
        )
        Tag.objects.create(note=note, customer_id=ctx.customer_id, word=word, key=word)


def exported(ctx: Context, where: TransactionFilter, kind: Any = "csv") -> tuple[Export, bytes]:
    """Have the worker make the file. Returns its row and what is in it."""
    export, _ = export_open(
        customer_id=ctx.customer_id, kind=kind, where=where, zone=ZONE, language="en", owner="Elin Sandberg"
    )
    export_make(export_id=export.id)
    with export_file(customer_id=ctx.customer_id, export_id=export.id)[1] as file:
        content = bytes(file.read())
    export.refresh_from_db()
    return export, content


def lines_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))


def in_csv(content: bytes) -> list[tuple[str, Decimal]]:
    return [(line["transaction_id"], abs(Decimal(line["amount"]))) for line in lines_of(content)]


def in_jsonl(content: bytes) -> list[tuple[str, Decimal]]:
    rows = [json.loads(line) for line in content.splitlines()]
    return [(row["id"], Decimal(row["amount"]["value"]) / 100) for row in rows]


def in_xlsx(content: bytes) -> list[tuple[str, Decimal]]:
    sheet = openpyxl.load_workbook(io.BytesIO(content), read_only=True).worksheets[1]
    heading, *rows = sheet.iter_rows(values_only=True)
    at = {name: place for place, name in enumerate(heading)}
    return [(row[at["Transaction"]], abs(round(Decimal(row[at["Amount"]]), 2))) for row in rows]


def in_camt(content: bytes) -> list[tuple[str, Decimal]]:
    entries = etree.fromstring(content).findall(".//c:Ntry", NS)
    return [(each.findtext("c:NtryRef", "", NS), Decimal(each.findtext("c:Amt", "0", NS))) for each in entries]


READERS = {"csv": in_csv, "jsonl": in_jsonl, "xlsx": in_xlsx, "camt053": in_camt}
"""Each format's rows, in its order: which transaction, and what it is about in major units (two decimals here)."""


def filters(ctx: Context) -> st.SearchStrategy[TransactionFilter]:
    """Every filter of the list, alone and together."""
    rows, instruments = known(ctx.token(), ctx.customer_id), _instruments(ctx.token(), ctx.customer_id)
    moments = st.sampled_from([row.created_at for row in rows]).map(lambda at: at + timedelta(seconds=1))
    amounts = st.sampled_from([row.amount.value for row in rows])
    references = [row.references for row in rows]
    named = {each for names in references for each in (names.customer, names.merchant, names.provider) if each}
    lists: dict[str, st.SearchStrategy[tuple[str, ...]]] = {
        "type": some({row.type for row in rows}),
        "status": some({row.status for row in rows}),
        "direction": some({"in", "out"}),
        "merchant_id": some({row.merchant.id for row in rows if row.merchant}),
        "account_id": some({row.account_id for row in rows if row.account_id}),
        "instrument_id": some(instruments),
        "consent_id": some({row.consent_id for row in rows if row.consent_id}),
    }
    words = {
        "q": st.sampled_from([*WORDS, *OWN_WORDS]),
        "tag": st.sampled_from(OWN_WORDS),
        "reference": st.sampled_from(sorted(named)),
    }
    ends = ("from_", "to", "settled_from", "settled_to", "booked_from", "booked_to", "updated_since")
    money = st.fixed_dictionaries(
        {"currency": some({"SEK", "EUR"}, most=1)},
        optional={"amount_min": amounts, "amount_max": amounts},
    ).map(lambda found: found if found["currency"] else {})
    plain = st.fixed_dictionaries({}, optional={**lists, **words, **dict.fromkeys(ends, moments)})
    return st.builds(lambda one, two: TransactionFilter(**{**one, **two}), plain, money).filter(_is_ordered)


@cache
def _instruments(token: str, customer_id: str) -> set[str]:
    ctx = Context(customer_id=customer_id, request_id="known", token=lambda: token)
    return {each.id for each in payment_backend().instrument_list(ctx).data}


def some(values: set[str], most: int = 3) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(sorted(values)), max_size=most, unique=True).map(tuple)


def _is_ordered(where: TransactionFilter) -> bool:
    names = (("from_", "to"), ("settled_from", "settled_to"), ("booked_from", "booked_to"))
    pairs: list[tuple[Any, Any]] = [(getattr(where, low), getattr(where, high)) for low, high in names]
    pairs.append((where.amount_min, where.amount_max))
    return all(low is None or high is None or low <= high for low, high in pairs)
