"""Own words on more transactions than one call may name: all of them are found, counted, summed and put into files."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfcare.domain.context import Context
from selfcare.domain.errors import BadRequest
from tests.fake_upstream import FakeUpstream
from tests.page import PageClient
from tests.people import signed_in
from tests.transactions.exports import content, made
from tests.transactions.labelled import LIST, NEWEST, SUMS, label, row, serve
from tests.upstream.people import context
from transactions.domain import LONGEST_IDS, MOST_IDS, Limit, Mark, TransactionFilter, ids_within, windows_of
from transactions.services.listing import MOST_COUNTED, listing_open, listing_page, listing_sums
from transactions.services.summaries import summary_list, transaction_search

pytestmark = pytest.mark.usefixtures("empty_stores")
THOUSAND = 1000
SECRET = "Zanzibar"
CROWDED = NEWEST - timedelta(days=3, minutes=30)
CROWD = [
    row(number, CROWDED + timedelta(microseconds=number % 7), description="rent" if number % 3 else "other")
    for number in range(5000, 5420)
]


@pytest.fixture
def ctx() -> Context:
    return context()


def walked(ctx: Context, where: TransactionFilter, *, limit: int = 40) -> list[str]:
    """The ids of all pages, as a reader turns them: each is a request with its own time."""
    listing, found, cursor = listing_open(ctx=ctx, where=where), [], None
    for _ in range(2 * THOUSAND):
        page = listing_page(ctx=replace(ctx, deadline=context().deadline), listing=listing, limit=limit, cursor=cursor)
        assert page.data, "a page that leads nowhere"
        found += [each.id for each in page.data]
        cursor = page.page.next_cursor
        if cursor is None:
            return found
        assert len(page.data) <= limit
    raise AssertionError("the list has no end")


class TestWindows:
    MARKS = st.lists(
        st.tuples(st.integers(0, 3000), st.integers(1, 60)).map(
            lambda drawn: Mark(NEWEST - timedelta(milliseconds=drawn[0] // 300), f"tx_{drawn[0]:0>{drawn[1]}}")
        ),
        max_size=400,
        unique_by=lambda mark: mark.id,
    ).map(lambda marks: sorted(marks, reverse=True))

    @given(MARKS)
    def test_each_mark_is_named_in_one_window_and_all_time_is_in_one(self, marks: list[Mark]) -> None:
        windows = windows_of(marks)
        named = [ids_within(marks, window) for window in windows]

        assert sorted(each for ids in named for each in ids) == sorted(mark.id for mark in marks)
        assert all(len(ids) <= MOST_IDS and sum(len(each) + 3 for each in ids) <= LONGEST_IDS for ids in named)
        assert (windows[0].end, windows[-1].begin) == (None, None)
        assert all(newer.begin == older.end for newer, older in pairwise(windows))

    def test_what_was_made_in_one_millisecond_stays_together_while_it_fits(self) -> None:
        at = datetime(2026, 1, 1, 12, 0, 0, 7000, tzinfo=UTC)
        marks = [Mark(at + timedelta(microseconds=999 - number), f"tx_{number}") for number in range(90)]
        older = [Mark(at - timedelta(days=number), f"ty_{number}") for number in range(1, 50)]
        first, second = windows_of([*marks, *older])
        assert len(ids_within([*marks, *older], first)) == 90
        assert (first.begin, second.end) == (Limit(at), Limit(at))


class TestThousand:
    ROWS = [row(number) for number in range(2 * THOUSAND)]
    OWN = ROWS[1::2]

    @pytest.fixture(autouse=True)
    def _service(self, upstream: FakeUpstream) -> None:
        serve(upstream, self.ROWS)
        label(self.OWN, SECRET, tag="home")

    def test_a_tag_finds_all_of_them_once_newest_first(self, ctx: Context, upstream: FakeUpstream) -> None:
        assert walked(ctx, TransactionFilter(tag="HOME")) == [each["id"] for each in self.OWN]
        assert SECRET.casefold() not in repr([(call.path, call.query) for call in upstream.calls]).casefold()

    def test_words_find_what_carries_them_among_what_the_service_finds(self, ctx: Context) -> None:
        assert walked(ctx, TransactionFilter(q="zanzibar")) == [each["id"] for each in self.OWN]
        label([self.ROWS[2]], "on bill 19")
        wanted = {self.ROWS[2]["id"]} | {each["id"] for each in self.ROWS if "bill 19" in each["description"]}
        assert walked(ctx, TransactionFilter(q="bill 19")) == sorted(wanted)

    def test_words_of_both_kinds_on_many_are_one_list(self, ctx: Context) -> None:
        label(self.ROWS[:600:2], "bill 1")
        wanted = [
            each["id"]
            for at, each in enumerate(self.ROWS)
            if "bill 1" in each["description"] or (at < 600 and not at % 2)
        ]
        assert walked(ctx, TransactionFilter(q="bill 1")) == wanted
        found = transaction_search(ctx=ctx, where=TransactionFilter(q="bill 1"))
        assert found.page.value.total == len(wanted)

    def test_both_together(self, ctx: Context) -> None:
        assert walked(ctx, TransactionFilter(q="bill 19", tag="home")) == [
            each["id"] for each in self.OWN if "bill 19" in each["description"]
        ]
        assert walked(ctx, TransactionFilter(q=SECRET, tag="home")) == [each["id"] for each in self.OWN]

    def test_the_other_filters_and_the_other_order_hold(self, ctx: Context) -> None:
        first, end = NEWEST - timedelta(hours=1500), NEWEST - timedelta(hours=200)
        where = TransactionFilter(tag="home", from_=first, to=end)
        wanted = [each["id"] for number, each in enumerate(self.ROWS) if number % 2 and 200 < number <= 1500]
        assert walked(ctx, where) == wanted
        backwards = TransactionFilter(tag="home", from_=first, to=end, sort="created_at")
        assert walked(ctx, backwards) == wanted[::-1]

    def test_count_and_sums_are_of_all_of_them(self, ctx: Context) -> None:
        found = transaction_search(ctx=ctx, where=TransactionFilter(q=SECRET.casefold()))
        assert (found.page.value.total, found.page.value.total_is_capped) == (THOUSAND, False)
        assert found.moved
        assert [(each.count, each.out) for each in found.moved.data] == [(THOUSAND, 6200 * THOUSAND)]
        (kind,) = summary_list(ctx=ctx, where=TransactionFilter(tag="home"), by="type", top=1).data
        assert (kind.key, kind.count, kind.others) == ("payment", THOUSAND, 0)

    def test_the_file_is_the_list(self, ctx: Context, files: Any) -> None:
        where = TransactionFilter(tag="home")
        export = made(where=where)
        lines = csv.DictReader(io.StringIO(content(export).decode("utf-8-sig"), newline=""))
        assert [each["transaction_id"] for each in lines] == walked(ctx, where)
        assert (export.rows, export.expected, export.state) == (THOUSAND, THOUSAND, "ready")

    def test_a_page_costs_a_call_and_its_figures_three_a_window(self, ctx: Context, upstream: FakeUpstream) -> None:
        listing = listing_open(ctx=ctx, where=TransactionFilter(tag="home"))
        listing_page(ctx=ctx, listing=listing, limit=25)
        assert len(upstream.asked("GET", LIST)) == 1
        transaction_search(ctx=ctx, where=TransactionFilter(tag="home"))
        windows = len(listing.windows())
        assert windows == 12
        assert (len(upstream.asked("GET", LIST)), len(upstream.asked("GET", SUMS))) == (1 + 1 + windows, 2 * windows)

    def test_a_label_written_between_two_pages_breaks_nothing(self, ctx: Context) -> None:
        where = TransactionFilter(tag="home")
        page = listing_page(ctx=ctx, listing=listing_open(ctx=ctx, where=where), limit=40)
        label([self.ROWS[100]], "late", tag="home")
        following = listing_page(
            ctx=ctx, listing=listing_open(ctx=ctx, where=where), limit=40, cursor=page.page.next_cursor
        )
        wanted = sorted([*(each["id"] for each in self.OWN), self.ROWS[100]["id"]])[40:80]
        assert [each.id for each in following.data] == wanted

    def test_a_cursor_of_another_list_or_a_changed_one_is_refused(self, ctx: Context) -> None:
        listing = listing_open(ctx=ctx, where=TransactionFilter(tag="home"))
        cursor = listing_page(ctx=ctx, listing=listing, limit=40).page.next_cursor
        other = listing_open(ctx=ctx, where=TransactionFilter(tag="home", to=NEWEST - timedelta(hours=20)))
        for wrong, found in ((cursor, other), ("own~x~y~z", listing), ("own~", listing)):
            with pytest.raises(BadRequest):
                listing_page(ctx=ctx, listing=found, limit=40, cursor=wrong)

    def test_pages_and_programs_reach_the_last_of_them(self) -> None:
        client = signed_in()
        page = PageClient(client).get("/transactions?tag=home")
        assert re.search(r"1\W000 transactions", page.text)
        cursor, seen = None, []
        while True:
            query = {"tag": "home", "limit": "100", **({"cursor": cursor} if cursor else {"include": "total"})}
            answer = client.get("/api/v1/transactions", query).json()
            seen += [each["id"] for each in answer["data"]]
            if not cursor:
                assert answer["total"] == THOUSAND
            cursor = answer["page"]["next_cursor"]
            if cursor is None:
                break
        assert seen == [each["id"] for each in self.OWN]


class TestOneMillisecond:
    """Transactions that were taken over from elsewhere may all be of one moment."""

    ROWS = [*CROWD, *(row(number) for number in range(200))]
    OWN = [each for each in CROWD if int(each["id"][3:]) % 4]  # 315
    RENT = [each for each in CROWD if each["description"] == "rent"]
    EITHER = sorted({each["id"] for each in (*OWN, *RENT)})

    @pytest.fixture(autouse=True)
    def _service(self, upstream: FakeUpstream) -> None:
        serve(upstream, self.ROWS)
        label([*self.OWN, self.ROWS[-10]], "rent of the flat", tag="home")

    @pytest.mark.parametrize("sort", ["-created_at", "created_at"])
    @pytest.mark.parametrize("limit", [60, 100])
    @pytest.mark.parametrize(("q", "tag"), [("rent", None), (None, "home"), ("rent", "home")])
    def test_each_of_them_is_found_once(
        self, ctx: Context, q: str | None, tag: str | None, sort: str, limit: int
    ) -> None:
        own = [each["id"] for each in self.OWN] if tag else self.EITHER
        found = walked(ctx, TransactionFilter(q=q, tag=tag, sort=sort), limit=limit)
        assert sorted(found) == sorted([*own, self.ROWS[-10]["id"]])

    @pytest.mark.parametrize(
        ("where", "wanted"),
        [
            (TransactionFilter(q="rent"), len(EITHER) + 1),
            (TransactionFilter(tag="home"), len(OWN) + 1),
            (TransactionFilter(q="rent", tag="home"), len(OWN) + 1),
        ],
    )
    def test_count_and_sums_are_of_each_of_them_once(self, ctx: Context, where: TransactionFilter, wanted: int) -> None:
        found = transaction_search(ctx=ctx, where=where)
        assert (found.page.value.total, found.page.value.total_is_capped) == (wanted, False)
        assert found.moved
        assert [(each.count, each.out) for each in found.moved.data] == [(wanted, 6200 * wanted)]
        (kind,) = summary_list(ctx=ctx, where=where, by="type", top=1).data
        assert (kind.count, kind.others) == (wanted, 0)

    def test_the_other_filters_hold_inside_it(self, ctx: Context) -> None:
        only = TransactionFilter(q="rent", from_=CROWDED, to=CROWDED + timedelta(milliseconds=1))
        assert sorted(walked(ctx, only)) == self.EITHER
        assert not listing_page(
            ctx=ctx, listing=listing_open(ctx=ctx, where=TransactionFilter(q="rent", to=CROWDED)), limit=5
        ).data[1:]

    def test_a_label_written_between_two_pages_breaks_nothing(self, ctx: Context) -> None:
        where = TransactionFilter(tag="home")
        listing = listing_open(ctx=ctx, where=where)
        page = listing_page(ctx=ctx, listing=listing, limit=100)
        late = [each for each in CROWD if each not in self.OWN][::5]
        label(late, "late", tag="home")
        seen, cursor = [each.id for each in page.data], page.page.next_cursor
        while cursor:
            page = listing_page(ctx=ctx, listing=listing_open(ctx=ctx, where=where), limit=100, cursor=cursor)
            seen, cursor = [*seen, *(each.id for each in page.data)], page.page.next_cursor
        assert len(seen) == len(set(seen))
        assert {each["id"] for each in self.OWN} <= set(seen)


def test_a_count_of_very_many_is_capped_and_says_so(ctx: Context, upstream: FakeUpstream) -> None:
    rows = [row(number) for number in range(91 * (MOST_COUNTED + 1))]
    serve(upstream, rows)
    label(rows, SECRET)
    listing = listing_open(ctx=ctx, where=TransactionFilter(q="zanzibar"))

    page = listing_page(ctx=ctx, listing=listing, limit=10, total=True)
    sums = listing_sums(ctx=ctx, listing=listing, by="none")

    assert (page.total, page.total_is_capped) == (90 * MOST_COUNTED, True)
    assert (sums.data[0].count, sums.is_capped) == (90 * MOST_COUNTED, True)
    assert len(upstream.calls) < 2 * MOST_COUNTED + 5


def test_a_filter_that_leaves_little_still_finds_the_last(ctx: Context, upstream: FakeUpstream) -> None:
    rows = [row(number, status="failed" if number % 300 == 299 else "succeeded") for number in range(THOUSAND)]
    serve(upstream, rows)
    label(rows, SECRET, tag="home")
    found = walked(ctx, TransactionFilter(tag="home", status=("failed",)), limit=1)
    assert found == ["tx_00299", "tx_00599", "tx_00899"]
