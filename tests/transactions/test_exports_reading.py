"""Reading all there is: how much at once, and what a file lacks when the service stops answering in the middle."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from selfcare.domain import errors
from selfcare.domain.context import Context
from tests.fake_upstream import FakeUpstream
from tests.people import ELIN, OMAR
from tests.transactions.exports import LIST, asked, capabilities, content, history, made, row
from transactions.services import export_attempts, export_reading, exports
from transactions.services.export_making import export_make_now
from transactions.services.listing import listing_rows

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _stores(empty_stores: None, files: Path) -> None:
    """Copies of one test's capabilities are none of the next one's."""


class TestPages:
    """How much is asked for at once."""

    LARGE = {**capabilities(), "limits": {"page": 100, "transactions_page": 200}}
    ROWS = [row(number) for number in range(450)]

    @pytest.mark.parametrize("kind", ["csv", "jsonl"])
    def test_as_many_rows_as_the_service_gives(self, upstream: FakeUpstream, kind: str) -> None:
        history(upstream, self.ROWS, able=self.LARGE)
        assert made(kind).rows == 450
        assert [call.query["limit"] for call in upstream.asked("GET", LIST)] == [["200"]] * 3

    def test_never_more_than_fit_an_answer(self, upstream: FakeUpstream) -> None:
        history(upstream, self.ROWS, able={**self.LARGE, "limits": {"page": 100, "transactions_page": 10_000}})
        assert made().rows == 450
        assert [call.query["limit"] for call in upstream.asked("GET", LIST)] == [["500"]]

    def test_what_is_too_much_at_once_is_had_in_the_contracts_own_pages(self, upstream: FakeUpstream) -> None:
        history(upstream, self.ROWS, able=self.LARGE, silent=lambda query: int(query["limit"]) > 100)
        export = made()
        assert (export.state, export.rows) == ("ready", 450)
        assert [call.query["limit"] for call in upstream.asked("GET", LIST)][-5:] == [["100"]] * 5

    @pytest.mark.parametrize("currency", ["=1+", "kr", "sek"])
    def test_a_currency_that_is_none_is_an_answer_that_is_none(self, upstream: FakeUpstream, currency: str) -> None:
        history(upstream, [row(0, amount={"value": 1, "currency": currency})])
        assert made().state == "failed"


class TestPace:
    """A service that has others to answer too is asked less often."""

    SECONDS = (0.1, 0.15, 0.5, 9.0, 0.1)

    @pytest.fixture
    def waits(self, upstream: FakeUpstream, monkeypatch: pytest.MonkeyPatch) -> list[float]:
        """How long was waited between pages that take these seconds, by a clock of our own."""
        history(upstream, [row(number) for number in range(450)])
        now, took, waits = [0.0], iter(self.SECONDS), list[float]()

        def slow(**named: Any) -> Any:
            now[0] += next(took)
            return listing_rows(**named)

        monkeypatch.setattr(export_reading, "monotonic", lambda: now[0])
        monkeypatch.setattr(export_reading, "listing_rows", slow)
        monkeypatch.setattr(export_attempts._leaving, "wait", waits.append)
        return waits

    def test_a_page_that_took_long_is_followed_by_a_rest(self, waits: list[float]) -> None:
        assert made().rows == 450
        assert waits == pytest.approx([0.3, 1.0])

    def test_nobody_who_waits_for_a_file_waits_longer(self, waits: list[float], elin_context: Context) -> None:
        export = asked()
        export_make_now(ctx=elin_context, export=export)
        assert (export.state, waits) == ("ready", [])


class TestSilence:
    """The service stops answering in the middle."""

    ROWS = [row(number) for number in range(250)]

    def test_tries_three_times_before_it_gives_up_a_page(self, upstream: FakeUpstream) -> None:
        fails = iter([True, True])
        history(upstream, self.ROWS, silent=lambda query: query.get("cursor") == "100" and next(fails, False))
        export = made()
        assert (export.state, export.rows, export.tries) == ("ready", 250, 3)

    def test_a_month_that_fails_is_missing_and_named(self, upstream: FakeUpstream) -> None:
        history(upstream, self.ROWS, silent=lambda query: query.get("cursor") == "100" and "to" not in query)
        export = made()
        assert export.state == "incomplete"
        (gap,) = exports.export_gaps(export)
        assert gap.begin is not None
        assert gap.begin.isoformat() == "2026-07-31T22:00:00+00:00"
        lines = content(export).decode("utf-8-sig").split("\r\n")
        assert lines[0] == '"NOT COMPLETE. Missing: 1 Aug 2026 to 12 Aug 2026, 11 rows."'
        assert lines[1].startswith("date,")
        assert export.rows == 239
        assert export.file_name.endswith("-incomplete.csv")
        assert not exports.export_manifest(export).complete

    def test_all_that_is_older_is_missing_when_it_stays_silent(self, upstream: FakeUpstream) -> None:
        history(upstream, self.ROWS, silent=lambda query: "cursor" in query or "to" in query)
        export = made()
        assert (export.state, export.rows) == ("incomplete", 100)
        (gap,) = exports.export_gaps(export)
        assert gap.begin is None

    @pytest.mark.parametrize("kind", ["xlsx", "jsonl"])
    def test_every_format_says_so_first_of_all(self, upstream: FakeUpstream, kind: str) -> None:
        history(upstream, self.ROWS, silent=lambda query: "cursor" in query or "to" in query)
        export = made(kind)
        assert export.state == "incomplete"
        if kind == "jsonl":
            assert json.loads(content(export).split(b"\n")[0])["incomplete"] is True
        else:
            book = openpyxl.load_workbook(io.BytesIO(content(export)))
            assert str(book.worksheets[0]["A1"].value).startswith("NOT COMPLETE")

    def test_nothing_at_all_is_no_file(self, upstream: FakeUpstream) -> None:
        history(upstream, self.ROWS, silent=lambda _query: True)
        export = made()
        assert (export.state, export.problem, export.stored) == ("failed", "upstream_error", "")
        with pytest.raises(errors.NotFound):
            exports.export_file(customer_id=ELIN.id, export_id=export.id)

    def test_a_service_that_leads_in_circles_is_no_service(self, upstream: FakeUpstream) -> None:
        history(upstream, [*self.ROWS[:100], *self.ROWS[:100]])
        assert made().state == "failed"

    def test_another_customers_row_is_never_written(self, upstream: FakeUpstream) -> None:
        history(upstream, [*self.ROWS[:100], row(100, customer_id=OMAR.id)])
        export = made()
        assert export.state == "incomplete"
        assert b"tx_100" not in content(export)
