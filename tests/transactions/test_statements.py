"""The pages, files and API of statements: what they say, to whom, and what they refuse."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from lxml import etree
from pypdf import PdfReader

from selfcare import pdf
from tests.builders import payments as build
from tests.fake_upstream import FakeUpstream
from tests.files.test_camt053 import schema
from tests.page import Page, PageClient
from tests.people import signed_in
from tests.transactions.ledger import Ledger, movement
from tests.transactions.statements import BALANCE, LIST, at, books, served, wire

KR = "\u00a0kr"
HOSTILE = "<script>\u202eevil</script>=1+1"


@pytest.fixture(autouse=True)
def _now(empty_stores: None) -> Iterator[None]:
    with time_machine.travel("2026-11-19T13:05:31Z", tick=False):
        yield


@pytest.fixture
def service(upstream: FakeUpstream) -> FakeUpstream:
    return served(upstream, books())


def show(path: str, **prefs: Any) -> Page:
    return PageClient(signed_in(**prefs)).get(path)


# --- Lists ------------------------------------------------------------------------------------------
def test_months_with_what_came_in_went_out_and_was_there(service: FakeUpstream) -> None:
    page = show("/statements")
    assert page.texts("h1, .tabs [aria-current]") == ["Statements", "Month"]
    assert page.texts("tbody th a") == [
        f"{month} 2026" for month in ("November", "October", "September", "August", "July")
    ]
    first = [cell.strip() for cell in page.texts("tbody tr:first-child td")]
    assert first[:3] == [f"+3\u00a0000,00{KR}", f"−318,50{KR}", f"11\u00a0861,90{KR}"]
    assert page.texts("tbody .sub") == ["so far, to today 14:05"]
    assert page.all("tbody th a")[0].get("href") == "/statements/2026-11"
    assert page.one(".more a").get("href") == "/statements?since=2026-01-01"
    assert page.texts(".more a, .tail") == ["January to June below", "Show January to June"]


@pytest.mark.parametrize(("path", "rows"), [("/statements/quarters", 3), ("/statements/years", 1)])
def test_quarters_and_years(service: FakeUpstream, path: str, rows: int) -> None:
    assert len(show(path).all("tbody tr")) == rows


def test_each_account_has_its_own(service: FakeUpstream) -> None:
    page = show("/statements")
    assert page.texts("nav.also a") == ["Balance in krona", "Balance in euro"]
    assert page.one("nav.also a[aria-current]").text_content() == "Balance in krona"
    assert page.all("nav.also a")[1].get("href") == "/statements?account=acc_eur"


def test_balances_that_do_not_fit_are_not_shown(upstream: FakeUpstream) -> None:
    ledger = books()
    ledger.lost = 1
    served(upstream, ledger)
    page = show("/statements")
    assert page.texts("main .notice .t") == ["Balances and movements do not fit together"]
    assert {cell.strip() for cell in page.texts("tbody td:nth-child(4)")} == {"Not known"}


@pytest.mark.parametrize("level", ["native", "none"])
def test_the_list_of_transactions_leads_there_where_it_can_be_done(service: FakeUpstream, level: str) -> None:
    service.on("GET", "/v1/capabilities", json=build.capabilities(**{"balances.history": level}))
    assert ("Statements" in show("/transactions").texts(".also a")) is (level == "native")


def test_a_service_that_cannot_is_told(service: FakeUpstream) -> None:
    service.on("GET", "/v1/capabilities", json=build.capabilities(**{"balances.history": "none"}))
    assert signed_in().get("/statements").status_code == 501
    assert signed_in().get("/api/v1/statements").json()["code"] == "capability_unavailable"


# --- One statement ----------------------------------------------------------------------------------
def test_a_statement_is_the_designs(service: FakeUpstream) -> None:
    page = show("/statements/2026-11")
    assert page.title == "Statement November 2026 · Selfcare"
    assert page.texts(".statement h1, .statement .page-head p") == [
        "Statement",
        "1 to 19 November 2026 · Elin Sandberg · Account in krona",
    ]
    assert page.texts(".rows--sum dt") == [
        "Balance 1 November",
        "Money in, 1 transaction",
        "Money out, 1 transaction",
        "Balance 19 November, 14:05",
    ]
    assert page.texts(".rows--sum dd") == [
        f"9\u00a0180,40{KR}", f"+3\u00a0000,00{KR}", f"−318,50{KR}", f"11\u00a0861,90{KR}",
    ]  # fmt: skip
    assert page.texts("tbody td:first-child") == ["19 Nov", "16 Nov"]
    assert page.texts("tbody td:last-child") == [f"+3\u00a0000,00{KR}", f"−318,50{KR}"]


def test_it_may_be_in_another_language_than_the_pages(service: FakeUpstream) -> None:
    page = show("/statements/2026-11?language=sv")
    assert page.one(".statement").get("lang") == "sv"
    assert page.texts(".statement h1") == ["Kontoutdrag"]
    assert page.texts(".nav a span")[1] == "Transactions"
    assert page.texts("tbody td:first-child") == ["19 nov", "16 nov"]


def test_nothing_booked_is_said(service: FakeUpstream) -> None:
    page = show("/statements/2026-03")
    assert page.texts(".statement .muted.sec") == ["Nothing was booked in this time."]
    assert not page.all("table")


def test_hostile_words_are_text(upstream: FakeUpstream) -> None:
    ledger = books()
    served(upstream, ledger)
    row = {**wire(ledger.rows[0]), "description": HOSTILE}
    others = [wire(each) for each in ledger.rows[1:2]]
    upstream.on("GET", LIST, json=build.page([row, *others]))
    page = show("/statements/2026-11")
    assert page.texts("tbody .sub")[0] == "<script>evil</script>=1+1"
    made = signed_in().get("/statements/2026-11.xml")
    schema().assertValid(etree.fromstring(made.getvalue()))


def test_many_movements_come_a_hundred_at_a_time(upstream: FakeUpstream) -> None:
    rows = [movement(at("2026-11-01T12:00:00Z") + timedelta(minutes=n), -100, n) for n in range(130)]
    served(upstream, Ledger(rows, brought_in=918140))
    page = show("/statements/2026-11")
    assert len(page.all("tbody tr")) == 100
    assert page.texts(".statement > p.muted") == ["100 of 130 transactions are on this page."]
    assert page.texts(".more a") == ["Show older"]
    older = show(page.one(".more a").get("href") or "")
    assert len(older.all("tbody tr")) == 30
    assert older.texts(".more a") == ["Back to the newest"]


def test_a_statement_that_does_not_add_up_is_none(upstream: FakeUpstream) -> None:
    ledger = books()
    ledger.lost = 1
    served(upstream, ledger)
    for path in ("/statements/2026-11", "/statements/2026-11.pdf", "/statements/2026-11.xml"):
        answer = signed_in().get(path)
        assert answer.status_code == 502
        assert "This statement does not add up" in answer.content.decode()
        assert "Kaffe" not in answer.content.decode()
    problem = signed_in().get("/api/v1/statements/2026-11")
    assert (problem.status_code, problem.json()["code"]) == (502, "statement_mismatch")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/statements/2027-01", 422),
        ("/statements/2018-01", 422),
        ("/statements/2026-13", 404),
        ("/statements/nonsense", 404),
        ("/statements/2026-11?account=acc_other", 404),
        ("/statements/2026-11?language=xx", 400),
        ("/statements/2026-11?after=%00", 400),
        ("/statements?since=yesterday", 400),
    ],
)
def test_what_cannot_be_is_refused_clearly(service: FakeUpstream, path: str, status: int) -> None:
    assert signed_in().get(path).status_code == status


def test_a_service_that_is_away_is_told(upstream: FakeUpstream) -> None:
    served(upstream, books())
    upstream.on("GET", BALANCE, status=503, json=build.problem(503, "upstream_unavailable"))
    assert signed_in().get("/statements").status_code in {502, 503}
    assert signed_in().get("/statements/2026-11").status_code in {502, 503}


# --- Any period -------------------------------------------------------------------------------------
def test_any_period_shows_its_sum_first(service: FakeUpstream) -> None:
    page = show("/statements/period")
    assert page.form("#period")["from"] == "2026-05-01"
    assert page.form("#period")["to"] == "2026-10-31"
    assert page.texts(".hint")[:2] == ["From 12 March 2019", "Up to today"]
    assert page.texts(".rows--sum dt")[0] == "Balance 1 May 2026"


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("from=2026-05-01&to=2026-11-20", "Choose a day that is not in the future."),
        ("from=2019-03-11&to=2026-11-01", "The account was opened on 12 March 2019. Choose that day or later."),
        ("from=2026-05-02&to=2026-05-01", "Choose a last day that is not before the first."),
        ("from=05/01/2026&to=2026-05-01", "Enter a date as year-month-day, such as 2026-11-19."),
        ("from=2026-05-01&to=2026-05-02&language=xx", "Choose one from the list."),
    ],
)
def test_days_that_cannot_be_are_told_beside_the_field(service: FakeUpstream, query: str, sentence: str) -> None:
    page = show(f"/statements/period?{query}")
    assert page.status == 422
    assert any(sentence in text for text in page.texts(".err"))
    assert not page.all(".rows--sum")


@pytest.mark.parametrize(("go", "ending"), [("statement", ""), ("pdf", ".pdf")])
def test_a_button_leads_to_the_period_by_its_name(service: FakeUpstream, go: str, ending: str) -> None:
    answer = signed_in().get(f"/statements/period?from=2026-05-01&to=2026-05-31&language=sv&account=acc_sek&go={go}")
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"/statements/2026-05{ending}?account=acc_sek&language=sv"


def test_htmx_gets_the_form_alone(service: FakeUpstream) -> None:
    answer = signed_in().get("/statements/period?from=2026-05-01&to=2026-05-31", headers={"HX-Request": "true"})
    assert answer.content.decode().lstrip().startswith("<form")


# --- Files ------------------------------------------------------------------------------------------
@pytest.mark.skipif(not pdf.available(), reason="Pango is not installed")
def test_the_pdf_holds_every_movement(service: FakeUpstream) -> None:
    answer = signed_in().get("/statements/2026-11.pdf?language=sv")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="statement-2026-11-SEK.pdf"'
    document = PdfReader(io.BytesIO(answer.content))
    text = "".join(sheet.extract_text() for sheet in document.pages)
    assert str(document.root_object["/Lang"]) == "sv"
    for word in ("Kontoutdrag", "Elin Sandberg", "Kaffekompaniet Söder", "318,50"):
        assert word in text


def test_the_camt_is_valid_and_balances(service: FakeUpstream) -> None:
    answer = signed_in().get("/statements/2026-11.xml")
    assert answer.headers["Content-Type"] == "application/xml"
    document = etree.fromstring(answer.getvalue())
    schema().assertValid(document)
    found = [each.text for each in document.iterfind(".//{*}Bal/{*}Amt")]
    assert found == ["9180.40", "11861.90"]
    assert len(list(document.iterfind(".//{*}Ntry"))) == 2
