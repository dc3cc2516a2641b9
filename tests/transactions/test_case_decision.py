"""The decision of a closed case as a document: offered where there is one, and nobody else's."""

from __future__ import annotations

import io
from typing import Any

import pytest
import time_machine
from django.test import Client
from pypdf import PdfReader

from selfcare import pdf
from tests.builders import payments as build
from tests.fake_upstream import FakeUpstream
from tests.page import PageClient
from tests.people import OMAR, signed_in
from tests.transactions.cases import NOW, fjallbanken, lagershop, ljus, message

pytestmark = pytest.mark.django_db
PAGE = "/cases/dsp_lager"
SAID = "The payment was made with a stolen password."


@pytest.fixture(autouse=True)
def _now(empty_stores: None) -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def service(upstream: FakeUpstream) -> FakeUpstream:
    decided = lagershop(messages=[message("operator", "Amira H.", "2026-11-09T14:26:40.000Z", SAID)])
    upstream.on("GET", "/v1/transactions/tx_1", json=build.transaction())
    upstream.on("GET", "/v1/disputes/dsp_lager", json=decided)
    upstream.on("GET", "/v1/disputes/dsp_fjall", json=fjallbanken())
    upstream.on("GET", "/v1/refund-requests/rrq_ljus", json=ljus(status="rejected", transaction_id="tx_1"))
    return upstream


@pytest.mark.parametrize(
    ("language", "title"), [("en", "Decision in case C-4431-08"), ("sv", "Beslut i ärende C-4431-08")]
)
def test_the_document_says_what_was_decided_and_by_whom(service: FakeUpstream, language: str, title: str) -> None:
    answer = signed_in(language=language).get(f"{PAGE}/decision.pdf")
    made = PdfReader(io.BytesIO(answer.content), strict=True)
    text = " ".join(made.pages[0].extract_text().split())

    assert answer.headers["Content-Disposition"] == 'attachment; filename="decision-C-4431-08.pdf"'
    assert (len(made.pages), str(made.root_object["/Lang"])) == (1, language)
    assert title in text
    assert "Amira H." in text
    assert SAID in text


def test_the_page_offers_it(service: FakeUpstream) -> None:
    links = [each.get("href") for each in PageClient(signed_in()).get(PAGE).all(".cmds a")]

    assert links[0] == f"{PAGE}/decision.pdf"


@pytest.mark.parametrize("case_id", ["dsp_fjall", "rrq_ljus"])
def test_what_we_did_not_decide_has_none(service: FakeUpstream, case_id: str) -> None:
    page = PageClient(signed_in()).get(f"/cases/{case_id}")

    assert not [each for each in page.texts(".cmds a") if "Download the decision" in each]
    assert signed_in().get(f"/cases/{case_id}/decision.pdf").status_code == 404


def test_without_pango_nothing_is_offered(service: FakeUpstream, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "available", lambda: False)

    assert not [each for each in PageClient(signed_in()).get(PAGE).texts(".cmds a") if "Download" in each]
    assert signed_in().get(f"{PAGE}/decision.pdf").status_code == 501


def test_nobody_else_gets_it(service: FakeUpstream, visitor: Client) -> None:
    service.on("GET", "/v1/disputes/dsp_lager", status=404, json=build.problem(404, "not_found"))

    assert visitor.get(f"{PAGE}/decision.pdf").status_code in {302, 303}
    assert signed_in(OMAR).get(f"{PAGE}/decision.pdf").status_code == 404
