"""The pages of files: asking, following, fetching, stopping; for the owner, for others, without a service."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from selfcare.stores import sessions
from tests.builders import payments as build
from tests.fake_upstream import FakeUpstream
from tests.page import PageClient
from tests.people import ELIN, OMAR, signed_in
from tests.transactions.exports import asked, capabilities, history, made, parts_of, row
from transactions.domain import TransactionFilter
from transactions.models import Export
from transactions.services.export_making import export_make


@pytest.fixture(autouse=True)
def queued(empty_stores: None, files: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was handed to the worker."""
    found: list[str] = []
    monkeypatch.setattr("transactions.views.exports.export_enqueue", found.append)
    return found


@pytest.fixture
def service(upstream: FakeUpstream) -> FakeUpstream:
    upstream.on("GET", "/v1/accounts", json=build.page([build.account()]))
    upstream.on("GET", "/v1/summaries", json=build.summaries())
    history(upstream, [row(number) for number in range(130)])
    return upstream


@pytest.fixture
def reader() -> PageClient:
    return PageClient(signed_in())


def form(**changes: str) -> dict[str, str]:
    return {"scope": "all", "format": "csv", "failed": "1", **changes}


class TestFollowing:
    @pytest.fixture
    def running(self, service: FakeUpstream) -> Export:
        export = asked("xlsx")
        begun = timezone.now() - timedelta(seconds=38)
        Export.objects.update(state="running", rows=1980, expected=5208, started_at=begun)
        export.refresh_from_db()
        return export

    def test_rows_per_cent_and_time_left(self, running: Export, reader: PageClient) -> None:
        page = reader.get(f"/exports/{running.id}")
        assert "1 980 of 5 208 rows" in page.text.replace("\u00a0", " ")
        assert "38 %" in page.text.replace("\u00a0", " ")
        assert "About 1 minute left" in page.text
        assert page.one("#export-state").get("data-hx-trigger") == "every 2s, shown"
        assert page.all("noscript meta[http-equiv=refresh]")

    def test_rows_so_far_where_nobody_knows_how_many_there_will_be(self, running: Export, reader: PageClient) -> None:
        Export.objects.update(expected=None)
        page = reader.get(f"/exports/{running.id}")
        assert page.texts(".gauge strong") == ["1\u00a0980 rows so far"]
        assert "Nobody has counted how many there will be" in page.text
        assert not page.all(".gauge svg")

    def test_half_way_is_said_once(self, running: Export, reader: PageClient) -> None:
        Export.objects.update(rows=2700)
        first = reader.fragment(f"/exports/{running.id}?seen=38")
        assert "Half of the file is made" in first.text
        assert "Half of the file is made" not in reader.fragment(f"/exports/{running.id}?seen=51").text

    def test_at_its_end_the_whole_page_comes(self, running: Export, reader: PageClient) -> None:
        Export.objects.update(state="failed", problem="upstream_error", finished_at=timezone.now())
        answer = reader.client.get(f"/exports/{running.id}?seen=38", headers={"HX-Request": "true"})
        assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, f"/exports/{running.id}")

    def test_stop(self, running: Export, reader: PageClient) -> None:
        page = reader.get(f"/exports/{running.id}")
        answer = reader.client.post(f"/exports/{running.id}/stop", page.form("main form"))
        assert answer.status_code == 303
        assert reader.get(f"/exports/{running.id}").h1 == "You stopped this file"
        assert reader.client.get(f"/exports/{running.id}/file").status_code == 404


class TestFetching:
    def test_ready(self, service: FakeUpstream, reader: PageClient) -> None:
        export = made(with_notes=True)
        page = reader.get(f"/exports/{export.id}")
        assert page.h1 == "Your file is ready"
        assert "Money out, 130 rows" in page.text
        assert "Difference in krona, 130 rows" in page.text
        assert export.number in page.text
        assert "Labels and notes" in page.text
        assert page.all(f"[data-copy='{export.sha256}']")

    def test_the_file_and_what_goes_beside_it(self, service: FakeUpstream, reader: PageClient) -> None:
        export = made(where=TransactionFilter(q="Coffee"))
        file = reader.client.get(f"/exports/{export.id}/file")
        body = b"".join(parts_of(file))
        assert file.headers["Content-Disposition"] == f'attachment; filename="{export.file_name}"'
        assert file.headers["Cache-Control"] == "no-store"
        assert file.headers["X-Content-Type-Options"] == "nosniff"
        proof = reader.client.get(f"/exports/{export.id}/proof")
        assert proof.headers["Content-Disposition"] == f'attachment; filename="{export.file_name}.json"'
        told = json.loads(proof.content)
        assert told["sha256"] == hashlib.sha256(body).hexdigest()
        assert told["filter"] == {"q": "Coffee"}
        assert (told["rows"], told["zone"], told["complete"]) == (130, "Europe/Stockholm", True)
        assert told["sums"][0] == {
            "currency": "SEK",
            "count_in": 0,
            "in": 0,
            "count_out": 130,
            "out": 806000,
            "still": 0,
        }

    def test_nothing_found_is_said(self, upstream: FakeUpstream, reader: PageClient) -> None:
        history(upstream, [])
        page = reader.get(f"/exports/{made().id}")
        assert "Nothing was found" in page.text
        assert "0 rows" in page.text

    def test_a_filter_done_by_us_is_said(self, upstream: FakeUpstream, reader: PageClient) -> None:
        history(upstream, [row(0)], able=capabilities(transactions__search="emulated"))
        page = reader.get(f"/exports/{made(where=TransactionFilter(q='coffee')).id}")
        assert "Applied by us" in page.text

    def test_incomplete_says_what_is_missing_and_offers_it_second(
        self, upstream: FakeUpstream, reader: PageClient
    ) -> None:
        rows = [row(number) for number in range(130)]
        history(upstream, rows, silent=lambda query: "cursor" in query or "to" in query)
        export = made()
        page = reader.get(f"/exports/{export.id}")
        assert page.h1 == "Your file is not complete"
        assert "30 rows" in page.text
        assert page.one(".page-head a[download]").get("class") == "btn"
        file = reader.client.get(f"/exports/{export.id}/file")
        assert b"".join(parts_of(file)).startswith(b'\xef\xbb\xbf"NOT COMPLETE')

    def test_failed_offers_nothing_to_fetch(self, upstream: FakeUpstream, reader: PageClient) -> None:
        history(upstream, [row(0)], silent=lambda _query: True)
        export = made()
        page = reader.get(f"/exports/{export.id}")
        assert page.h1 == "The file could not be made"
        assert "The payment service stopped answering at" in page.text
        assert "3 times" in page.text
        assert not page.all("a[download]")
        assert reader.client.get(f"/exports/{export.id}/file").status_code == 404
        assert reader.client.get(f"/exports/{export.id}/proof").status_code == 404

    def test_again(self, service: FakeUpstream, reader: PageClient, upstream: FakeUpstream) -> None:
        export = asked()
        Export.objects.update(state="failed")
        answer = reader.client.post(f"/exports/{export.id}/again")
        newest = Export.objects.order_by("-created_at").first()
        assert newest is not None
        assert answer.headers["Location"] == f"/exports/{newest.id}" != f"/exports/{export.id}"
        assert newest.state == "ready"

    def test_a_link_dies_after_a_day(self, service: FakeUpstream) -> None:
        export = made()
        with time_machine.travel(timezone.now() + timedelta(hours=24, seconds=1), tick=True):
            sessions().flushall()
            reader = PageClient(signed_in())
            answer = reader.client.get(f"/exports/{export.id}/file")
            assert answer.status_code == 303
            assert reader.get(answer.headers["Location"]).h1 == "This file has expired"

    def test_what_was_made_before_is_listed(self, service: FakeUpstream, reader: PageClient) -> None:
        export = made("xlsx")
        page = reader.get("/exports")
        (line,) = page.all(".cmds a")
        assert line.get("href") == f"/exports/{export.id}"
        assert "Everything we hold, Excel" in line.text_content()

    @pytest.mark.parametrize("path", ["", "/file", "/proof"])
    def test_nobody_elses(self, service: FakeUpstream, path: str) -> None:
        export = made()
        assert signed_in(OMAR).get(f"/exports/{export.id}{path}").status_code == 404
        assert Client().get(f"/exports/{export.id}{path}").status_code == 303

    @pytest.mark.parametrize("path", ["/stop", "/again"])
    def test_nobody_else_changes_it(self, service: FakeUpstream, path: str) -> None:
        export = asked()
        assert signed_in(OMAR).post(f"/exports/{export.id}{path}").status_code == 404
        assert Export.objects.get().state == "queued"


class TestSwedish:
    def test_pages_and_the_workbook(self, service: FakeUpstream) -> None:
        reader = PageClient(signed_in(language="sv"))
        export = made("xlsx", language="sv")
        assert reader.get(f"/exports/{export.id}").h1 == "Din fil är klar"


def test_the_workers_task_makes_it(service: FakeUpstream) -> None:
    from transactions import tasks

    export = asked()
    tasks.export_make(export.id)
    export.refresh_from_db()
    assert export.state == "ready"
    tasks.exports_expire()
    export_make(export_id=export.id)  # done is done
    assert Export.objects.get().customer_id == ELIN.id


def test_a_broker_that_is_away_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    from kombu.exceptions import OperationalError

    from transactions import tasks

    def away(*_args: object, **_named: object) -> None:
        raise OperationalError

    monkeypatch.setattr(tasks.export_make, "apply_async", away)
    tasks.export_enqueue("exp_1")
