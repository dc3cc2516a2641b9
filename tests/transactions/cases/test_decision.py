"""The decision of a closed case as a document: offered where there is one, and nobody else's."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
import time_machine
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from django.test import Client
from pypdf import PdfReader

from selfcare import pdf
from selfcare.keyring import keyring
from tests.builders import payments as build
from tests.fake_upstream import FakeUpstream
from tests.page import PageClient
from tests.people import OMAR, signed_in
from tests.transactions.cases import NOW, kronhamn, lagershop, ljus, message, step
from transactions.models import SignedDecision

pytestmark = pytest.mark.django_db
PAGE = "/cases/dsp_lager"
SAID = "The payment was made with a stolen password."


@pytest.fixture
def service(service: FakeUpstream) -> FakeUpstream:
    """The unknown charge is decided, the refund request refused by its merchant."""
    decided = lagershop(messages=[message("operator", "Amira H.", "2026-11-09T14:26:40.000Z", SAID)])
    service.on("GET", "/v1/disputes/dsp_lager", json=decided)
    service.on("GET", "/v1/refund-requests/rrq_ljus", json=ljus(status="rejected", transaction_id="tx_1"))
    return service


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


def test_an_offer_that_was_accepted_is_told_as_the_customer_s_own_yes(service: FakeUpstream) -> None:
    yes = step("2026-11-18T10:00:00.000Z", "accepted", "customer", amount="93600", currency="SEK")
    closed = {"status": "closed", "outcome": "customer", "waiting_on": None, "closed_at": yes["at"]}
    accepted = kronhamn(**closed, history=[*kronhamn()["history"], yes], actions=[])
    service.on("GET", "/v1/disputes/dsp_kronhamn", json=accepted)

    answer = signed_in().get("/cases/dsp_kronhamn/decision.pdf")
    text = " ".join(PdfReader(io.BytesIO(answer.content)).pages[0].extract_text().split()).replace("\u00a0", " ")

    assert "Hotel Kronhamn offered 936,00 kr, and you accepted." in text
    assert "You, by accepting the offer" in text
    assert "Amira" not in text
    said = json.loads(parts(answer.content)["decision.json"])
    assert (said["decided_by"], said["words"], said["returned"]["value"]) == (None, "", 93600)


def parts(content: bytes) -> dict[str, bytes]:
    attached = PdfReader(io.BytesIO(content), strict=True).attachments
    return {name: texts[0] for name, texts in attached.items()}


def test_it_is_signed_and_the_signature_holds_without_us(service: FakeUpstream) -> None:
    attached = parts(signed_in().get(f"{PAGE}/decision.pdf").content)
    said = json.loads(attached["decision.json"])

    assert (said["format"], said["case_number"], said["outcome"]) == ("selfcare-decision/1", "C-4431-08", "won")
    assert said["words"] == SAID
    row = SignedDecision.objects.get()
    key = load_pem_public_key((keyring().pem(row.key_id) or "").encode())
    key.verify(attached["decision.sig"], attached["decision.json"])  # type: ignore[union-attr,call-arg]  # Ed25519, raises
    with pytest.raises(InvalidSignature):
        key.verify(attached["decision.sig"], attached["decision.json"].replace(b"won", b"not"))  # type: ignore[union-attr,call-arg]  # Ed25519


def test_the_same_decision_has_one_number_and_another_text_another(service: FakeUpstream) -> None:
    numbers = [
        json.loads(parts(signed_in().get(f"{PAGE}/decision.pdf").content)["decision.json"])["number"] for _ in "ab"
    ]
    assert len(set(numbers)) == 1
    again = lagershop(messages=[message("operator", "Amira H.", "2026-11-09T14:26:40.000Z", "Something else.")])
    service.on("GET", "/v1/disputes/dsp_lager", json=again)
    with time_machine.travel(NOW.replace(hour=14), tick=False):
        signed_in().get(f"{PAGE}/decision.pdf")
    assert SignedDecision.objects.exclude(number=numbers[0]).count() == 1


def test_anybody_can_check_number_and_word_and_learns_nothing_private(service: FakeUpstream) -> None:
    signed_in().get(f"{PAGE}/decision.pdf")
    row = SignedDecision.objects.get()
    assert row.number.startswith("D-2026-11-")

    page = PageClient(Client()).get("/check", {"no": row.number, "word": row.check_word})
    assert page.h1 == "This decision is genuine"
    assert "C-4431-08" in page.text
    assert "In the customer’s favour" in page.text
    told = Client().get("/api/v1/check", {"number": row.number, "word": row.check_word}).json()
    assert told["kind"] == "decision"
    assert told["decision"] == {
        "case_number": "C-4431-08",
        "kind": "unknown_charge",
        "holder": "E••• S•••",
        "amount": {"value": 8900, "currency": "SEK"},
        "asked_at": "2026-11-03T18:15:02Z",
        "outcome": "won",
        "returned": {"value": 8900, "currency": "SEK"},
        "decided_at": "2026-11-09T14:26:40Z",
    }
    for private in ("Elin", "Sandberg", SAID, "LAGERSHOP", "Amira"):
        assert private not in page.response.content.decode() + json.dumps(told)
    wrong = PageClient(Client()).get("/check", {"no": row.number, "word": "00000000"})
    assert wrong.h1 == "We did not make this decision as it is"


def test_the_file_is_enough_and_one_byte_is_not(service: FakeUpstream) -> None:
    content = bytearray(signed_in().get(f"{PAGE}/decision.pdf").content)

    assert checked(bytes(content))["kind"] == "decision"
    content[700] ^= 1
    assert checked(bytes(content))["genuine"] is False


def checked(content: bytes) -> Any:
    return Client().post("/api/v1/check", content, content_type="application/pdf").json()


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
