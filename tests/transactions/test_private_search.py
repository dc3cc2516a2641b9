"""A customer's own words find transactions, and no service ever hears them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from selfcare.domain.context import Context
from selfcare.domain.errors import CapabilityUnavailable, StoreUnavailable
from tests.builders import payments
from tests.fake_upstream import FakeUpstream
from tests.people import signed_in
from tests.upstream.people import context
from transactions.domain import NoteText, TransactionFilter
from transactions.models import Note
from transactions.services import private
from transactions.services.listing import listing_open
from transactions.services.notes import note_save
from transactions.services.summaries import transaction_search

pytestmark = pytest.mark.usefixtures("empty_stores")
SECRET = "zanzibar"


@pytest.fixture
def ctx(upstream: FakeUpstream) -> Context:
    upstream.on("GET", "/payments/v1/capabilities", json=payments.capabilities())
    for number in (1, 2):
        upstream.on("GET", f"/payments/v1/transactions/tx_{number}", json=payments.transaction(id=f"tx_{number}"))
    return context()


def sent(ctx: Context, where: TransactionFilter) -> TransactionFilter:
    """What the service hears of a search that one call is enough for."""
    listing = listing_open(ctx=ctx, where=where)
    (window,) = listing.windows()
    return listing.window_filter(window)


def test_words_of_each_kind_become_ids(ctx: Context) -> None:
    note_save(ctx=ctx, transaction_id="tx_1", text=NoteText("Bookshelf", "Warranty 10 years", ("Home",)))
    note_save(ctx=ctx, transaction_id="tx_2", text=NoteText(tags=("home", "Gym")))

    for words, found in (("BOOK", ("tx_1",)), ("10 y", ("tx_1",)), ("gym", ("tx_2",)), ("%", ()), ("car", ())):
        where = sent(ctx, TransactionFilter(q=words))
        assert (where.q, where.or_ids) == (words, found)
    tagged = sent(ctx, TransactionFilter(tag="HOME"))
    assert (tagged.tag, sorted(tagged.ids or ())) == (None, ["tx_1", "tx_2"])
    assert sent(ctx, TransactionFilter(tag="hom")).ids == ()


def test_somebody_elses_words_find_nothing(ctx: Context) -> None:
    note_save(ctx=ctx, transaction_id="tx_1", text=NoteText("Bookshelf", tags=("home",)))
    Note.objects.update(customer_id="cus_other")
    assert sent(ctx, TransactionFilter(q="book")).or_ids == ()


def test_no_private_word_reaches_the_service(ctx: Context, upstream: FakeUpstream) -> None:
    upstream.on("GET", "/payments/v1/transactions", json=payments.page([payments.transaction()]))
    upstream.on("GET", "/payments/v1/summaries", json=payments.summaries())
    note_save(ctx=ctx, transaction_id="tx_1", text=NoteText(SECRET, SECRET, (SECRET,)))

    transaction_search(ctx=ctx, where=TransactionFilter(tag=SECRET))

    assert {tuple(call.query["ids"]) for call in upstream.calls if "ids" in call.query} == {("tx_1",)}
    assert SECRET not in repr([(call.path, call.query, call.headers, call.body) for call in upstream.calls])


def test_a_tag_that_is_on_nothing_finds_nothing_and_asks_nobody(ctx: Context, upstream: FakeUpstream) -> None:
    found = transaction_search(ctx=ctx, where=TransactionFilter(tag="none"))

    assert (found.page.value.data, found.page.value.total) == ([], 0)
    assert [call.path for call in upstream.calls] == ["/payments/v1/capabilities"]


def test_a_service_that_takes_no_ids_is_not_sent_any(upstream: FakeUpstream) -> None:
    levels: dict[str, Any] = {"transactions.ids": "none"}
    upstream.on("GET", "/payments/v1/capabilities", json=payments.capabilities(**levels))
    ctx = context()
    Note.objects.create(
        customer_id=ctx.customer_id, transaction_id="t", transaction_at=datetime.now(UTC), search="rent"
    )

    assert sent(ctx, TransactionFilter(q="rent")).or_ids == ()
    with pytest.raises(CapabilityUnavailable):
        sent(ctx, TransactionFilter(tag="home"))


def test_without_our_database_a_search_goes_on_and_a_tag_says_so(ctx: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(_: object) -> None:
        raise StoreUnavailable

    monkeypatch.setattr(private, "_marks", away)
    assert sent(ctx, TransactionFilter(q="rent")) == TransactionFilter(q="rent")
    with pytest.raises(StoreUnavailable):
        sent(ctx, TransactionFilter(tag="home"))


@pytest.mark.parametrize("name", ["q", "reference", "tag"])
def test_a_program_searches_for_no_card_number(upstream: FakeUpstream, name: str) -> None:
    answer = signed_in().get("/api/v1/transactions", {name: "4242 4242 4242 4242"})

    (wrong,) = answer.json()["errors"]
    assert (answer.status_code, wrong["pointer"], wrong["code"]) == (422, name, "card")
    assert b"4242" not in answer.content
    assert upstream.calls == []
