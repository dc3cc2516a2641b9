"""The page on which a file is asked for: what it offers, what it takes, and who makes the file."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from selfcare.rates import EXPORTS
from tests.builders import payments as build
from tests.fake_upstream import FakeUpstream
from tests.page import PageClient
from tests.people import ELIN, OMAR, signed_in
from tests.transactions.exports import history, parts_of, row
from transactions.domain import ViewFilter
from transactions.models import Export
from transactions.services import export_making
from transactions.services.saved_views import view_save


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


class TestAsking:
    def test_the_form_counts_what_there_is(self, service: FakeUpstream, reader: PageClient) -> None:
        page = reader.get("/exports?q=Coffee")
        assert page.h1 == "Export"
        assert "What you see now" in page.text
        assert "“Coffee”" in page.text
        assert "130 rows" in page.text
        assert page.one("input[name=scope][value=shown]").get("checked") is not None
        assert page.one("input[type=hidden][name=q]").get("value") == "Coffee"

    def test_without_a_service_it_can_still_be_asked(self, upstream: FakeUpstream, reader: PageClient) -> None:
        away = build.problem(503, "upstream_unavailable")
        for path in ("/v1/transactions", "/v1/capabilities"):
            upstream.on("GET", path, status=503, json=away)
        page = reader.get("/exports")
        assert page.status == 200
        assert "Everything we hold" in page.text

    def test_filters_the_list_would_not_take_lead_to_the_list(self, service: FakeUpstream, reader: PageClient) -> None:
        answer = reader.client.get("/exports?from=yesterday")
        assert answer.status_code == 303
        assert answer.headers["Location"] == "/transactions?from=yesterday"

    @pytest.mark.parametrize(
        ("changes", "sentence"),
        [
            ({"scope": ""}, "Choose what goes into the file."),
            ({"format": "pdf"}, "Choose a format."),
            ({"scope": "view"}, "Choose a view."),
            ({"scope": "period"}, "Choose the first day, the last day, or both."),
            ({"scope": "period", "since": "19.11.2026"}, "Enter a date as year-month-day, such as 2026-11-19."),
            (
                {"scope": "period", "since": "2026-11-19", "until": "2026-11-18"},
                "Choose a date that is not before the first date.",
            ),
        ],
    )
    def test_wrong_input_says_what_to_mend(
        self, service: FakeUpstream, reader: PageClient, changes: dict[str, str], sentence: str
    ) -> None:
        page = reader.post("/exports/make", form(**changes))
        assert page.status == 422
        assert page.title.startswith("Error:")
        assert sentence in page.text
        assert not Export.objects.exists()

    def test_a_period_is_days_of_the_customers_zone(self, service: FakeUpstream, reader: PageClient) -> None:
        answer = reader.client.post("/exports/make", form(scope="period", since="2026-10-24", until="2026-10-25"))
        assert answer.status_code == 303
        export = Export.objects.get()
        assert export.where == {"from_": "2026-10-23T22:00:00Z", "to": "2026-10-25T23:00:00Z"}

    def test_a_saved_view_is_what_it_finds_today(self, service: FakeUpstream, reader: PageClient) -> None:
        view = view_save(customer_id=ELIN.id, name="Coffee", wanted=ViewFilter(q="Coffee"), opens_first=False)
        assert "A saved view" in reader.get("/exports").text
        reader.client.post("/exports/make", form(scope="view", view=view.id))
        assert Export.objects.get().where == {"q": "Coffee"}

    def test_nobody_elses_view(self, service: FakeUpstream) -> None:
        view = view_save(customer_id=ELIN.id, name="Coffee", wanted=ViewFilter(q="Coffee"), opens_first=False)
        assert signed_in(OMAR).post("/exports/make", form(scope="view", view=view.id)).status_code == 404

    def test_a_small_one_is_ready_at_once(self, service: FakeUpstream, reader: PageClient, queued: list[str]) -> None:
        answer = reader.client.post("/exports/make", form())
        export = Export.objects.get()
        assert answer.headers["Location"] == f"/exports/{export.id}"
        assert (export.state, export.rows, export.zone) == ("ready", 130, "Europe/Stockholm")
        assert queued == []

    def test_a_large_one_is_left_to_the_worker(
        self, service: FakeUpstream, reader: PageClient, queued: list[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(export_making, "SMALL", 100)
        reader.client.post("/exports/make", form())
        export = Export.objects.get()
        assert (export.state, queued) == ("queued", [export.id])
        page = reader.get(f"/exports/{export.id}")
        assert page.h1 == "Making the file"
        assert "Waiting for its turn" in page.text

    def test_from_the_lists_menu_straight_to_the_file(self, service: FakeUpstream, reader: PageClient) -> None:
        page = reader.get("/transactions?q=Coffee")
        assert page.texts("#exp-cap") == ["Export 130 transactions, all filters applied"]
        sent = page.form("#export form")
        answer = reader.client.post("/exports/make", {**sent, "format": "csv"})
        file = reader.client.get(answer.headers["Location"])
        assert file.headers["Content-Type"] == "text/csv; charset=utf-8"
        rows = list(csv.DictReader(io.StringIO(b"".join(parts_of(file)).decode("utf-8-sig"), newline="")))
        assert len(rows) == 130
        assert Export.objects.get().where == {"q": "Coffee"}

    def test_the_menu_follows_the_filters(self, service: FakeUpstream, reader: PageClient) -> None:
        answer = reader.client.get("/transactions?q=Coffee", headers={"HX-Request": "true", "HX-Target": "tx-results"})
        markup = answer.content.decode()
        assert '<div id="exp-asked" data-hx-swap-oob="innerHTML">' in markup
        assert '<input type="hidden" name="q" value="Coffee">' in markup

    def test_five_an_hour(self, service: FakeUpstream, reader: PageClient) -> None:
        for number in range(EXPORTS.limit):
            assert reader.client.post("/exports/make", form(q=f"{number}", scope="shown")).status_code == 303
        answer = reader.client.post("/exports/make", form())
        assert answer.status_code == 429
        assert int(answer.headers["Retry-After"]) > 3000

    def test_a_card_number_never_becomes_a_filter(self, service: FakeUpstream, reader: PageClient) -> None:
        reader.client.post("/exports/make", form(scope="shown", q="4242 4242 4242 4242"))
        assert not Export.objects.exists()
