"""The copy of a customer's own rows: written on one instance, seen on every other, at once and without Redis."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import redis
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django_redis import get_redis_connection
from redis.backoff import NoBackoff
from redis.retry import Retry

from selfcare.domain.context import Context
from selfcare.upstream import cache
from tests.builders import payments as build
from tests.fake_upstream import FakeUpstream
from tests.page import PageClient
from tests.people import ELIN, OMAR, signed_in
from transactions.domain import NoteText, OwnRows, ViewFilter
from transactions.models import Note
from transactions.services import own as services
from transactions.services.notes import MOST_LABELS, note_remove, note_save
from transactions.services.own import own_read
from transactions.services.saved_views import view_open_first, view_remove, view_save

WANTED = ViewFilter(type="payment")


@pytest.fixture(autouse=True)
def _service(upstream: FakeUpstream, empty_stores: None) -> None:
    rows = [build.transaction(), build.transaction(id="tx_2", created_at="2026-11-18T09:00:00.000Z")]
    upstream.on("GET", "/v1/accounts", json=build.page([build.account()]))
    upstream.on("GET", "/v1/transactions", json=build.page(rows))
    upstream.on("GET", "/v1/transactions/tx_1", json=build.transaction())
    upstream.on("GET", "/v1/summaries", json=build.summaries())
    upstream.on("GET", "/v1/capabilities", json=build.capabilities())
    for path in ("/v1/disputes", "/v1/refund-requests"):
        upstream.on("GET", path, json=build.page([]))


def labels(browser: PageClient) -> list[str]:
    return browser.get("/transactions").texts(".tx-tag")


def write(label: str) -> Callable[[Context], object]:
    return lambda ctx: note_save(ctx=ctx, transaction_id="tx_1", text=NoteText(label))


# --- Two instances -------------------------------------------------------------------------------
def test_what_one_instance_wrote_the_other_shows_at_once(elin_context: Context) -> None:
    one, other = PageClient(signed_in()), PageClient(signed_in())
    assert labels(one) == labels(other) == []

    for label in ("Bookshelf", "Present"):
        one.client.post("/transactions/tx_1/note", {"label": label})
        assert labels(other) == [f"Your label: {label}"]

    note_remove(customer_id=ELIN.id, transaction_id="tx_1")
    assert labels(other) == []


def test_what_is_written_while_the_copy_is_made_is_not_lost(
    elin_context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = services._load

    def slow(customer_id: str) -> OwnRows:
        found = read(customer_id)
        write("Bookshelf")(elin_context)
        return found

    monkeypatch.setattr(services, "_load", slow)
    assert own_read(ctx=elin_context).labels == {}
    monkeypatch.setattr(services, "_load", read)

    assert own_read(ctx=elin_context).labels == {"tx_1": "Bookshelf"}


def test_every_kind_of_row_makes_the_copy_stale(elin_context: Context) -> None:
    def known() -> OwnRows:
        return own_read(ctx=elin_context)

    assert known() == OwnRows()
    view = view_save(customer_id=ELIN.id, name="Spending", wanted=WANTED, opens_first=False)
    assert [each.opens_first for each in known().views] == [False]
    view_open_first(customer_id=ELIN.id, view_id=view.id)
    assert [each.opens_first for each in known().views] == [True]
    view_remove(customer_id=ELIN.id, view_id=view.id)
    assert known().views == []
    note_save(ctx=elin_context, transaction_id="tx_1", text=NoteText(tags=("Home", "gym")))
    assert (known().tags, known().labels) == (["gym", "Home"], {"tx_1": "Home, gym"})


def test_nobody_sees_what_another_keeps(elin_context: Context) -> None:
    write("Bookshelf")(elin_context)
    assert labels(PageClient(signed_in())) == ["Your label: Bookshelf"]
    assert labels(PageClient(signed_in(OMAR))) == []


# --- Cost ----------------------------------------------------------------------------------------
@pytest.mark.parametrize("label", ["", "Bookshelf"])
def test_a_page_that_is_read_again_asks_the_database_nothing(label: str, elin_context: Context) -> None:
    browser = PageClient(signed_in())
    write(label)(elin_context)
    first = labels(browser)

    with CaptureQueriesContext(connection) as asked:
        assert labels(browser) == first
        browser.get("/")

    assert [query["sql"] for query in asked.captured_queries] == []


def test_of_many_labels_the_newest_are_kept_and_older_ones_asked_for(elin_context: Context) -> None:
    newest = datetime.fromisoformat("2026-11-18T09:00:00+00:00")
    Note.objects.bulk_create(
        Note(
            customer_id=ELIN.id,
            transaction_id=f"tx_n{number}",
            transaction_at=newest + timedelta(hours=number + 1),
            label="Newer",
        )
        for number in range(MOST_LABELS)
    )
    Note.objects.create(customer_id=ELIN.id, transaction_id="tx_2", transaction_at=newest, label="Old")

    own = own_read(ctx=elin_context)

    assert (len(own.labels), own.older) == (MOST_LABELS, newest)
    assert labels(PageClient(signed_in())) == ["Your label: Old"]


# --- Stores that are away ------------------------------------------------------------------------
def test_without_redis_the_database_is_asked(elin_context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    nobody = redis.Redis(port=1, retry=Retry(NoBackoff(), 0))
    there = get_redis_connection("sessions")
    monkeypatch.setattr("selfcare.stores.get_redis_connection", {"cache": nobody, "sessions": there}.__getitem__)

    for label in ("Bookshelf", "Present"):
        write(label)(elin_context)
        assert own_read(ctx=elin_context).labels == {"tx_1": label}


def test_without_the_database_the_page_shows_what_was_known(
    elin_context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: Any, **__: Any) -> Any:
        raise OperationalError

    write("Bookshelf")(elin_context)
    browser = PageClient(signed_in())
    assert labels(browser) == ["Your label: Bookshelf"]

    monkeypatch.setattr(Note.objects, "filter", away)
    cache.mark_stale(ELIN.id)
    assert labels(browser) == ["Your label: Bookshelf"]
    cache.forget(ELIN.id)
    assert labels(browser) == []
