"""Files of statements: signed like receipts, and made by the worker when they are long."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from lxml import etree
from pypdf import PdfReader

from deploy.local.keys import receipt_key
from selfcare import pdf
from selfcare.display import display_for
from selfcare.domain.customer import Preferences
from selfcare.domain.money import Money
from selfcare.keyring import keyring
from selfcare.stores import sessions
from tests.builders import payments as build
from tests.fake_upstream import FakeUpstream
from tests.files.test_camt053 import schema
from tests.page import PageClient
from tests.people import OMAR, signed_in
from tests.transactions.exports import lease_over, lease_renewed
from tests.transactions.ledger import NOW, OPENED, Ledger, account, movement
from tests.transactions.statements import LIST, at, books, served
from transactions.domain import Statement, Totals, period_parse
from transactions.models import Export, SignedStatement
from transactions.services import export_attempts, statement_making
from transactions.services.export_making import export_make
from transactions.services.statement_files import pdf_of

MONTH, API = "/statements/2026-11", "/api/v1/statements/2026-11/file"
pytestmark = pytest.mark.skipif(not pdf.available(), reason="Pango is not installed")


@pytest.fixture(autouse=True)
def _now(empty_stores: None) -> Iterator[None]:
    with time_machine.travel("2026-11-19T13:05:31Z", tick=False):
        yield


@pytest.fixture
def service(upstream: FakeUpstream) -> FakeUpstream:
    return served(upstream, books())


@pytest.fixture
def long(files: Path, service: FakeUpstream) -> Iterator[FakeUpstream]:
    """A month's two movements are too many to be made while one waits."""
    names = ("services.statement_files.PDF_ROWS", "services.statement_files.CAMT_ROWS")
    shown = ("views.statements.PDF_ROWS", "views.statements.CAMT_ROWS")
    with ExitStack() as stack:
        for name in (*names, *shown):
            stack.enter_context(patch(f"transactions.{name}", 1))
        yield service


def month_pdf(**prefs: Any) -> bytes:
    return bytes(signed_in(**prefs).get(f"{MONTH}.pdf").content)


def check(content: bytes) -> str:
    sessions().flushall()  # a try is counted for each
    answer = Client().post("/check", {"pdf": SimpleUploadedFile("s.pdf", content, "application/pdf")})
    return str(answer.content.decode())


def attached(content: bytes) -> dict[str, bytes]:
    return {name: parts[0] for name, parts in PdfReader(io.BytesIO(content)).attachments.items()}


def asked(kind: str, client: Client | None = None) -> Export:
    answer = (client or signed_in()).post(f"{MONTH}/files", {"format": kind, "account": "acc_sek", "language": "en"})
    assert answer.status_code == 303
    export = Export.objects.get()
    assert answer.headers["Location"] == f"/exports/{export.id}"
    return export


def made(export: Export) -> Export:
    export_make(export_id=export.id)
    export.refresh_from_db()
    return export


def fetched(export: Export) -> bytes:
    return signed_in().get(f"/exports/{export.id}/file").getvalue()


class TestSigned:
    def test_it_says_its_number_and_word_and_is_genuine(self, service: FakeUpstream) -> None:
        content = month_pdf()
        row = SignedStatement.objects.get()
        text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
        assert re.fullmatch(r"S-2026-11-[0-9A-Z]{8}", row.number)
        for words in (
            row.number,
            row.check_word[:4],
            "key localhost",
            "Anyone you give this statement to can check it",
        ):
            assert words in text
        said = check(content)
        assert "This statement is genuine" in said
        assert "11\u00a0861<" in said
        assert "E••• S•••" in said
        assert "Elin" not in said
        assert "Kaffe" not in said

    def test_number_and_word_are_enough(self, service: FakeUpstream) -> None:
        month_pdf()
        row = SignedStatement.objects.get()
        page = PageClient(Client()).get("/check", {"no": row.number.lower(), "word": row.check_word.lower()})
        assert page.h1 == "This statement is genuine"
        assert "1 to 30 November 2026" in page.text
        wrong = PageClient(Client()).get("/check", {"no": row.number, "word": "00000000"})
        assert wrong.h1 == "We did not make this statement as it is"

    @pytest.mark.parametrize("where", [10, -300, -60, -2])
    def test_one_byte_makes_it_another_file(self, service: FakeUpstream, where: int) -> None:
        content = bytearray(month_pdf())
        content[where] ^= 1
        assert "This is not a file we made" in check(bytes(content))

    def test_what_was_signed_is_inside_and_proves_each_movement(self, service: FakeUpstream) -> None:
        inside = attached(month_pdf())
        signed = inside["statement.json"]
        assert keyring().is_signed(signed, inside["statement.sig"], "localhost")
        assert f'"movements_sha256":"{hashlib.sha256(inside["movements.jsonl"]).hexdigest()}"'.encode() in signed
        assert inside["movements.jsonl"].count(b"\n") == 2
        assert not keyring().is_signed(signed.replace(b"2026", b"2025", 1), inside["statement.sig"], "localhost")

    def test_the_same_statement_is_signed_once_also_after_a_new_key(self, service: FakeUpstream, settings: Any) -> None:
        old = month_pdf()
        before = attached(old)
        settings.RECEIPT_KEYS = f"{receipt_key('2027-1')},{settings.RECEIPT_KEYS}"
        new = month_pdf(language="sv")
        assert attached(new) == before
        assert SignedStatement.objects.count() == 1
        assert "This statement is genuine" in check(old)
        assert "This statement is genuine" in check(new)

    def test_another_movement_makes_another_statement(self, service: FakeUpstream, upstream: FakeUpstream) -> None:
        month_pdf()
        ledger = books()
        ledger.brought_in += 1
        served(upstream, ledger)
        month_pdf()
        assert len(set(SignedStatement.objects.values_list("number", flat=True))) == 2

    def test_it_is_drawn_wherever_its_last_page_ends(self) -> None:
        rows = [movement(at("2026-11-01T12:00:00Z"), -100 - number, number) for number in range(46)]
        statement = Statement(
            account=account(), period=period_parse("2026-11"), begin=OPENED, end=NOW, is_open=False,
            opening=Money(0, "SEK"), closing=Money(0, "SEK"), totals=Totals(), available=Money(0, "SEK"),
        )  # fmt: skip
        reader = display_for(Preferences())
        for count in range(6, len(rows), 2):
            made = pdf_of(
                statement, rows[:count], customer_id="cus_elin", owner="Elin Sandberg", display=reader, now=NOW
            )
            text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(made)).pages)
            assert "Check word" in text, count

    def test_the_year_that_is_over_says_what_it_is_for(self, upstream: FakeUpstream) -> None:
        served(upstream, Ledger([movement(at(f"{year}-05-01T12:00:00Z"), 100, year) for year in (2024, 2025)]))
        with time_machine.travel("2026-11-19T13:05:31Z", tick=False):
            page = PageClient(signed_in()).get("/statements/years")
        assert page.texts("tbody .sub") == ["so far, to today 14:05", "also for the tax office, signed"]


class TestLong:
    def test_a_button_stands_where_the_link_was(self, long: FakeUpstream) -> None:
        page = PageClient(signed_in()).get(f"{MONTH}?language=sv")
        assert page.texts(".statement button") == ["Make PDF", "Make camt.053"]
        assert not page.all(".statement a.btn")
        assert {each.get("value") for each in page.all(".statement [name=language]")} == {"sv"}
        assert "kept for 24 hours" in page.text

    def test_the_link_of_the_list_leads_to_it(self, long: FakeUpstream) -> None:
        answer = signed_in().get(f"{MONTH}.pdf?account=acc_sek")
        assert (answer.status_code, answer.headers["Location"]) == (303, f"{MONTH}?account=acc_sek")

    def test_the_worker_makes_a_pdf_that_is_signed_and_genuine(self, long: FakeUpstream) -> None:
        export = made(asked("pdf"))
        assert (export.state, export.rows, export.expected) == ("ready", 2, 2)
        assert export.file_name == "statement-2026-11-SEK.pdf"
        page = PageClient(signed_in()).get(f"/exports/{export.id}")
        assert page.h1 == "Your file is ready"
        assert "Statement November 2026" in page.text
        content = fetched(export)
        assert hashlib.sha256(content).hexdigest() == export.sha256
        assert "This statement is genuine" in check(content)

    @pytest.mark.django_db(transaction=True)  # the lease is held from another thread
    def test_nobody_takes_it_while_it_is_drawn(self, long: FakeUpstream, monkeypatch: pytest.MonkeyPatch) -> None:
        export, left = asked("pdf"), []

        def drawn(*_: object, **__: object) -> bytes:
            lease_over()
            left.append(lease_renewed())
            return b"%PDF-1.7\n"

        monkeypatch.setattr(statement_making, "pdf_of", drawn)
        monkeypatch.setattr(export_attempts, "BEAT", 0.02)
        assert made(export).state == "ready"
        assert left == [export_attempts.LEASE]

    def test_the_worker_makes_a_camt_that_is_valid_and_balanced(self, long: FakeUpstream) -> None:
        export = made(asked("camt053"))
        schema().assertValid(etree.fromstring(fetched(export)))
        beside = signed_in().get(f"/exports/{export.id}/proof").json()
        assert beside["filter"] == {"account_id": ["acc_sek"], "statement": "2026-11"}
        assert (beside["rows"], beside["complete"]) == (2, True)

    def test_nobody_else_gets_it(self, long: FakeUpstream) -> None:
        export = made(asked("pdf"))
        assert signed_in(OMAR).get(f"/exports/{export.id}/file").status_code == 404
        assert Client().get(f"/exports/{export.id}/file").status_code == 303

    def test_a_service_that_falls_silent_ends_it_without_a_file(self, long: FakeUpstream) -> None:
        export = asked("camt053")
        long.on("GET", LIST, status=503, json=build.problem(503, "upstream_unavailable"))
        made(export)
        assert (export.state, export.stored, export.tries) == ("failed", "", 3)
        page = PageClient(signed_in()).get(f"/exports/{export.id}")
        assert "There is no file, and nothing half done" in page.text

    def test_figures_that_do_not_fit_end_it_too(self, long: FakeUpstream, upstream: FakeUpstream) -> None:
        export = asked("pdf")
        ledger = books()
        ledger.lost = 1
        served(upstream, ledger)
        assert (made(export).state, export.problem) == ("failed", "statement_mismatch")
        page = PageClient(signed_in()).get(f"/exports/{export.id}")
        assert "Balances and movements did not fit together" in page.text

    def test_a_pdf_has_an_end_and_says_what_else_there_is(self, long: FakeUpstream) -> None:
        with (
            patch("transactions.services.statement_exports.PDF_MOST", 1),
            patch("transactions.views.statements.PDF_MOST", 1),
        ):
            page = PageClient(signed_in()).get(MONTH)
            assert page.texts(".statement button") == ["Make camt.053"]
            assert page.texts("main .notice .t") == ["This statement is long"]
            refused = signed_in().post(API, {"format": "pdf"}, content_type="application/json")
        assert (refused.status_code, refused.json()["code"]) == (422, "statement_too_long")
        assert not Export.objects.exists()

    def test_programs_ask_for_it_too(self, long: FakeUpstream) -> None:
        refused = signed_in().get(API)
        assert (refused.status_code, refused.json()["code"]) == (422, "statement_too_long")
        answer = signed_in().post(API, {"format": "camt053", "language": "sv"}, content_type="application/json")
        assert answer.status_code == 202
        export = Export.objects.get()
        assert answer.headers["Location"] == f"/api/v1/exports/{export.id}"
        assert (made(export).state, export.language) == ("ready", "sv")
        assert signed_in().get(f"/api/v1/exports/{export.id}").json()["file"]["name"] == "statement-2026-11-SEK.xml"

    @pytest.mark.parametrize("fields", [{"format": "csv"}, {}, {"format": "pdf", "language": "xx"}])
    def test_what_cannot_be_is_refused(self, long: FakeUpstream, fields: dict[str, str]) -> None:
        assert signed_in().post(f"{MONTH}/files", fields).status_code == 400
        assert not Export.objects.exists()
