"""Loading: once, quickly, and at whatever hour with books that balance and nothing in the future."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db.models import Q, Sum

from sandbox.payments.domain.limits import deposit_range
from sandbox.payments.models import Account, Event, LedgerEntry, Posting, Receipt, Transaction
from sandbox.payments.storage import DjangoStore
from sandbox.seed import load
from tests.sandbox.seed.conftest import THE_DAY

pytestmark = pytest.mark.django_db

HOURS = [
    THE_DAY,
    datetime(2026, 11, 21, 0, 0, 30, tzinfo=UTC),
    datetime(2027, 3, 28, 1, 30, tzinfo=UTC),  # summer time begins
    datetime(2026, 10, 25, 1, 30, tzinfo=UTC),  # and ends
    datetime(2028, 2, 29, 23, 59, 59, tzinfo=UTC),
]


@pytest.mark.parametrize("now", HOURS)
def test_the_books_balance(now: datetime) -> None:
    load(now)
    unbalanced = Posting.objects.values("entry_id").annotate(total=Sum("amount")).exclude(total=0)
    assert not unbalanced.exists()
    for account in Account.objects.all():
        for book, balance in (("available", account.available), ("held", account.held)):
            total = Posting.objects.filter(book=f"{book}:{account.id}").aggregate(total=Sum("amount"))["total"]
            assert (total or 0) == balance, f"{book}:{account.id}"
    assert not LedgerEntry.objects.exclude(id__in=Posting.objects.values("entry_id")).exists()


@pytest.mark.parametrize("now", HOURS)
def test_nothing_lies_in_the_future(now: datetime) -> None:
    load(now)
    assert not Event.objects.filter(occurred_at__gt=now).exists()
    assert not Posting.objects.filter(booked_at__gt=now).exists()
    assert not Transaction.objects.filter(
        Q(created_at__gt=now) | Q(updated_at__gt=now) | Q(settled_at__gt=now)
    ).exists()


def test_a_larger_scale_keeps_the_sums() -> None:
    load(THE_DAY, scale=3)
    assert Account.objects.get(id="acc_elin_sek").available == 1_248_055
    assert Transaction.objects.count() > 2000


def test_a_fresh_start_waits_less_than_three_seconds() -> None:
    began = time.process_time()
    load(THE_DAY)
    assert time.process_time() - began < 3


def test_receipts_are_numbered_on_from_those_that_were_loaded() -> None:
    load(THE_DAY)
    loaded = Receipt.objects.get()
    later = Receipt.objects.create(transaction_id="tx_elin_kaffe", issued_at=THE_DAY)
    assert later.serial == loaded.serial + 1


@pytest.mark.parametrize("day", ["2026-11-01T00:10", "2026-11-22T12:00", "2026-11-30T23:50", "2027-03-31T12:00"])
def test_on_every_day_of_a_month_there_is_something_left_to_deposit(day: str) -> None:
    now = datetime.fromisoformat(day).replace(tzinfo=ZoneInfo("Europe/Stockholm"))
    assert load(now)
    allowed = deposit_range("SEK", DjangoStore().limit_list("cus_elin", "deposit", "SEK", now))
    assert allowed is not None
    assert allowed.max >= 200_000
