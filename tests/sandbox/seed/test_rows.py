"""A very long history: sound books, rows like any others, and pages that cost what a short history's cost."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.db.models import Sum
from django.test.utils import CaptureQueriesContext

from sandbox import clock
from sandbox.auth.models import Customer
from sandbox.payments.domain.cursor import Position
from sandbox.payments.domain.filters import Filter
from sandbox.payments.domain.transactions import COLUMNS, search_text
from sandbox.payments.domain.transactions import Transaction as Shape
from sandbox.payments.models import Account, Event, LedgerEntry, Posting, Transaction
from sandbox.payments.storage import DjangoStore
from sandbox.payments.storage import transactions as storage
from sandbox.seed import load
from sandbox.seed.bulk import MANY, Report, rows_load

pytestmark = pytest.mark.django_db
ROWS = 3000


@pytest.fixture
def many(db: None) -> Report:
    load()
    report = rows_load(ROWS)
    assert report
    return report


def test_the_books_are_sound(many: Report) -> None:
    assert (many.unbalanced, many.off, many.rows) == (0, 0, ROWS)
    account = Account.objects.get(customer_id=MANY)
    booked = Posting.objects.filter(book=f"available:{account.id}").aggregate(sum=Sum("amount"))["sum"]
    assert account.available == booked > 0
    assert account.held == 0
    assert Posting.objects.aggregate(sum=Sum("amount"))["sum"] == 0
    done = Transaction.objects.filter(customer_id=MANY, status="succeeded").count()
    assert LedgerEntry.objects.filter(transaction_id__startswith="tx_n_many_").count() == done


def test_the_rows_are_like_any_others(many: Report) -> None:
    rows = Transaction.objects.filter(customer_id=MANY)
    assert rows.count() == ROWS
    assert set(rows.values_list("type", flat=True)) == {"payment", "deposit", "payout"}
    assert set(rows.values_list("status", flat=True)) == {"succeeded", "declined", "failed", "cancelled"}
    assert not rows.filter(completed_at__isnull=True, status="succeeded").exists()
    for row in rows.values(*COLUMNS, "search")[:200]:
        search = row.pop("search")
        assert search == search_text(Shape(**row))
        assert row["amount"] > 0
        assert row["related"] == []
    assert Event.objects.filter(transaction_id__startswith="tx_n_many_").count() == 2 * ROWS


def test_they_spread_over_eighteen_months_up_to_yesterday(many: Report) -> None:
    times = Transaction.objects.filter(customer_id=MANY).order_by("created_at").values_list("created_at", flat=True)
    months = {(at.year, at.month) for at in times}
    assert 18 <= len(months) <= 20
    assert max(times) < clock.now()
    assert len(set(times)) == ROWS


def test_demo_customers_see_nothing_of_it(many: Report) -> None:
    assert not Transaction.objects.filter(id__startswith="tx_n_").exclude(customer_id=MANY).exists()
    assert Customer.objects.get(id=MANY).identifier == "many@selfcare.example"
    assert Account.objects.get(id="acc_omar_sek").available == 74_350


def test_a_demo_customer_gets_them_when_asked(many: Report) -> None:
    before = Transaction.objects.filter(customer_id="cus_omar").count()
    report = rows_load(100, "cus_omar")
    assert report
    assert (report.unbalanced, report.off) == (0, 0)
    assert Transaction.objects.filter(customer_id="cus_omar").count() == before + 100
    assert Account.objects.get(id="acc_omar_sek").available >= 74_350


def test_once_is_enough(many: Report) -> None:
    assert rows_load(ROWS) is None
    assert Transaction.objects.filter(customer_id=MANY).count() == ROWS


def test_somebody_without_an_account_in_krona_is_refused(many: Report) -> None:
    with pytest.raises(LookupError, match="cus_maja"):
        rows_load(10, "cus_maja")


@pytest.mark.parametrize(
    "where",
    [
        Filter(),
        Filter(status=("declined",)),
        Filter(type=("deposit",)),
        Filter(currency=("SEK",)),
        Filter(merchant_id=("mch_kaffe",)),
        Filter(account_id=("acc_many_sek",)),
        Filter(instrument_id=("ins_none",)),
        Filter(reference="nmany000000007"),
        Filter(q="kaffe"),
    ],
)
@pytest.mark.parametrize("deep", [False, True])
def test_pages_and_filters_use_an_index(many: Report, where: Filter, deep: bool) -> None:
    old = Transaction.objects.filter(customer_id=MANY).order_by("created_at")[40]
    at = Position(old.created_at, old.id) if deep else None
    with CaptureQueriesContext(connection) as queries:
        DjangoStore().transaction_page(MANY, where, at, oldest_first=False, by_booking=False, count=26)
    plan = _plan(queries[-1]["sql"])
    assert "tx_" in plan
    assert "SCAN payments_transaction" not in plan
    assert "Seq Scan" not in plan


def test_a_statement_reads_its_rows_and_sums_from_its_own_index(many: Report) -> None:
    rows = Transaction.objects.filter(customer_id=MANY, booked_at__isnull=False).order_by("booked_at")
    first, last = rows[10].booked_at, rows[60].booked_at
    where = Filter(account_id=("acc_many_sek",), booked_from=first, booked_to=last)
    with CaptureQueriesContext(connection) as queries:
        page = DjangoStore().transaction_page(MANY, where, None, oldest_first=False, by_booking=True, count=26)
        [group] = DjangoStore().transaction_sums(MANY, where, by=None, edges=[], newest=None)
    assert len(page) == 26
    assert group.count == 50
    assert all("tx_booked" in _plan(query["sql"]) for query in queries)


def _plan(sql: str) -> str:
    words = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")  # a table this small would be read whole
        cursor.execute(f"{words} {sql}".replace("%", "%%"))
        return " ".join(str(row[-1]) for row in cursor.fetchall())


def test_without_an_index_a_search_is_bounded(many: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage, "search_is_indexed", lambda: False)
    monkeypatch.setattr(storage, "SEARCHED", 100)
    found = _found("nmany")
    assert len(found) == 100
    assert found[0] == Transaction.objects.filter(customer_id=MANY).latest("created_at").id


def test_a_short_history_is_searched_whole(many: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage, "search_is_indexed", lambda: False)
    assert len(_found("nmany", count=2 * ROWS)) == ROWS


def _found(words: str, count: int = 1000) -> list[Any]:
    rows = DjangoStore().transaction_page(
        MANY, Filter(q=words), None, oldest_first=False, by_booking=False, count=count
    )
    return [row.id for row in rows]
