"""Making files: what is in them, what happens when the service, the worker or the customer stops half way."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from selfcare.domain import errors
from tests.fake_upstream import FakeUpstream
from tests.people import ELIN, OMAR
from tests.transactions.exports import LIST, asked, capabilities, content, history, made, row
from transactions.domain import TransactionFilter
from transactions.models import Export
from transactions.services import export_attempts, export_making, export_reading, exports
from transactions.services.export_making import export_make, export_make_now
from transactions.services.listing import listing_rows

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _stores(empty_stores: None, files: Path) -> None:
    """Copies of one test's capabilities are none of the next one's."""


def cells(export: Export) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content(export).decode("utf-8-sig"), newline="")))


def meanwhile(monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> None:
    """Let something happen while the service is asked for a page."""

    def asked_meanwhile(**named: Any) -> Any:
        act()
        return listing_rows(**named)

    monkeypatch.setattr(export_reading, "listing_rows", asked_meanwhile)


class TestWhole:
    def test_every_row_of_every_page_once_newest_first(self, upstream: FakeUpstream) -> None:
        history(upstream, [row(number) for number in range(250)])
        export = made()
        assert export.state == "ready"
        assert [each["transaction_id"] for each in cells(export)] == [f"tx_{number}" for number in range(250)]
        assert (export.rows, export.expected) == (250, 250)

    def test_what_it_is_told_by(self, upstream: FakeUpstream) -> None:
        rows = [
            row(0, direction="in", type="deposit", amount={"value": 50000, "currency": "SEK"}),
            row(1),
            row(2, status="failed"),
            row(3, amount={"value": 1240, "currency": "EUR"}),
        ]
        history(upstream, rows)
        export = made()
        manifest = exports.export_manifest(export)
        assert manifest.sha256 == hashlib.sha256(content(export)).hexdigest()
        assert manifest.size == len(content(export))
        krona, euro = manifest.sums
        assert (krona.currency, krona.count_in, krona.in_, krona.count_out, krona.out, krona.still) == (
            "SEK", 1, 50000, 1, 6200, 1,
        )  # fmt: skip
        assert (euro.currency, euro.out) == ("EUR", 1240)
        assert manifest.complete
        assert manifest.zone == "Europe/Stockholm"
        assert manifest.file == "selfcare-20261116-20261119.csv"

    def test_counted_amounts_add_up_to_the_sums(self, upstream: FakeUpstream) -> None:
        history(upstream, [row(0), row(1, status="failed"), row(2, direction="in")])
        export = made()
        assert [each["moved"] for each in cells(export)] == ["-62.00", "0.00", "62.00"]
        assert [each["amount"] for each in cells(export)] == ["-62.00", "-62.00", "62.00"]

    def test_of_nothing_is_a_file_with_a_heading(self, upstream: FakeUpstream) -> None:
        history(upstream, [])
        export = made()
        assert (export.state, export.rows) == ("ready", 0)
        assert content(export).startswith(b"\xef\xbb\xbfdate,time,")
        assert content(export).count(b"\r\n") == 1
        assert export.file_name == "selfcare-nothing.csv"

    def test_what_did_not_go_through_stays_out_on_request(self, upstream: FakeUpstream) -> None:
        history(upstream, [row(0)])
        made(with_failed=False)
        (call,) = upstream.asked("GET", LIST)
        assert not {"failed", "declined", "cancelled", "expired"} & set(call.query["status"][0].split(","))
        assert "succeeded" in call.query["status"][0]

    def test_only_what_did_not_go_through_left_out_asks_for_nothing(self, upstream: FakeUpstream) -> None:
        export = made(with_failed=False, where=TransactionFilter(status=("failed",)))
        assert (export.state, export.rows) == ("ready", 0)
        assert not upstream.asked("GET", LIST)

    def test_a_filter_the_service_cannot_do_is_done_here_and_said(self, upstream: FakeUpstream) -> None:
        rows = [row(number, description="bun" if number % 3 else "Coffee") for number in range(240)]
        history(upstream, rows, able=capabilities(transactions__search="emulated"))
        export = made(where=TransactionFilter(q="coffee"))
        assert export.rows == 80
        assert {each["description"] for each in cells(export)} == {"Coffee"}
        assert all("q" not in call.query for call in upstream.asked("GET", LIST))
        assert exports.export_manifest(export).emulated == ["q"]

    def test_a_filter_that_no_row_tells_of_stays_with_the_service(self, upstream: FakeUpstream) -> None:
        """Rows name what was paid with, not its id: done here, nothing would be left out."""
        history(upstream, [row(0)], able=capabilities(transactions__filter__instrument_id="emulated"))
        export = made(where=TransactionFilter(instrument_id=("ins_1",)))
        (call,) = upstream.asked("GET", LIST)
        assert call.query["instrument_id"] == ["ins_1"]
        assert exports.export_manifest(export).emulated == []


class TestHands:
    """Who makes it, and who may not any more."""

    def test_a_worker_that_died_is_followed_by_another(self, upstream: FakeUpstream) -> None:
        history(upstream, [row(0)])
        export = asked()
        assert export_attempts.claim(export)
        export_make(export_id=export.id)
        export.refresh_from_db()
        assert export.state == "running"
        assert exports.exports_due() == []
        Export.objects.update(due_at=timezone.now() - timedelta(seconds=1))
        assert exports.exports_due() == [export.id]
        export_make(export_id=export.id)
        export.refresh_from_db()
        assert (export.state, export.attempts) == ("ready", 2)

    def test_one_that_kills_every_worker_is_given_up(self, upstream: FakeUpstream) -> None:
        export = asked()
        Export.objects.update(attempts=export_attempts.MOST_ATTEMPTS)
        export_make(export_id=export.id)
        export.refresh_from_db()
        assert (export.state, export.problem) == ("failed", "not_finished")

    def test_who_lost_the_lease_leaves_nothing(
        self, upstream: FakeUpstream, files: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        history(upstream, [row(0)])
        meanwhile(monkeypatch, lambda: Export.objects.update(attempts=7))
        export = made()
        assert (export.state, export.attempts) == ("running", 7)
        assert not [path for path in files.rglob("*") if path.is_file()]

    def test_stopped_while_it_is_made(
        self, upstream: FakeUpstream, files: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        export = asked()
        history(upstream, [row(0)])
        meanwhile(monkeypatch, lambda: exports.export_stop(customer_id=ELIN.id, export_id=export.id))
        export_make(export_id=export.id)
        export.refresh_from_db()
        assert (export.state, export.stored) == ("stopped", "")
        assert not [path for path in files.rglob("*") if path.is_file()]


class TestNow:
    """Small files are made while the customer waits."""

    def test_small(self, upstream: FakeUpstream, elin_context: Any) -> None:
        history(upstream, [row(number) for number in range(150)])
        export = asked()
        export_make_now(ctx=elin_context, export=export)
        assert (export.state, export.rows) == ("ready", 150)

    @pytest.mark.parametrize("total", [True, False])
    def test_large_is_left_to_the_worker(
        self, upstream: FakeUpstream, elin_context: Any, monkeypatch: pytest.MonkeyPatch, total: bool
    ) -> None:
        monkeypatch.setattr(export_making, "SMALL", 120)
        history(upstream, [row(number) for number in range(150)], total=total)
        export = asked()
        export_make_now(ctx=elin_context, export=export)
        assert export.state == "queued"
        assert exports.exports_due() == [export.id]

    def test_a_service_that_falters_is_left_to_the_worker(self, upstream: FakeUpstream, elin_context: Any) -> None:
        history(upstream, [row(0)], silent=lambda _query: True)
        export = asked()
        export_make_now(ctx=elin_context, export=export)
        assert export.state == "queued"


class TestRows:
    def test_a_second_press_is_the_first_one(self) -> None:
        assert asked().id == asked().id
        assert asked("xlsx").id != asked().id

    def test_numbers_count_up_within_a_day(self) -> None:
        first, second = asked(), asked("xlsx")
        assert first.number.startswith(f"EXP-{timezone.now():%Y%m%d}-")
        assert int(second.number[-4:]) == int(first.number[-4:]) + 1

    def test_nobody_elses(self, upstream: FakeUpstream) -> None:
        history(upstream, [row(0)])
        export = made()
        for read in (exports.export_get, exports.export_file, exports.export_stop, exports.export_again):
            with pytest.raises(errors.NotFound):
                read(customer_id=OMAR.id, export_id=export.id)
        assert exports.export_list(customer_id=OMAR.id) == []

    def test_dies_after_a_day(self, upstream: FakeUpstream, files: Path) -> None:
        history(upstream, [row(0)])
        export = made()
        assert export.expires_at is not None
        assert timedelta(hours=23, minutes=59) < export.expires_at - timezone.now() <= timedelta(hours=24)
        Export.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
        with pytest.raises(errors.Gone):
            exports.export_file(customer_id=ELIN.id, export_id=export.id)
        assert exports.exports_expire() == 1
        export.refresh_from_db()
        assert (export.state, export.stored) == ("expired", "")
        assert not [path for path in files.rglob("*") if path.is_file()]
        Export.objects.update(created_at=timezone.now() - timedelta(days=8))
        exports.exports_expire()
        assert not Export.objects.exists()

    def test_a_file_that_is_gone_from_the_disk_is_gone(self, upstream: FakeUpstream, files: Path) -> None:
        history(upstream, [row(0)])
        export = made()
        (files / export.stored).unlink()
        with pytest.raises(errors.Gone):
            exports.export_file(customer_id=ELIN.id, export_id=export.id)

    def test_again_asks_for_the_same(self, upstream: FakeUpstream) -> None:
        history(upstream, [row(0)], silent=lambda _query: True)
        export = made(where=TransactionFilter(q="tea"), with_failed=False)
        again = exports.export_again(customer_id=ELIN.id, export_id=export.id)
        assert again.id != export.id
        assert (again.where, again.with_failed, again.state) == (export.where, False, "queued")
