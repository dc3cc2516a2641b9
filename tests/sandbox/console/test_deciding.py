"""A shop answers what customers ask for: refund requests and disputes, and what comes of each answer."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from sandbox.merchants.models import AuditEntry
from sandbox.payments.models import Account, Transaction
from tests.sandbox.console.conftest import Person

pytestmark = pytest.mark.django_db
SEK = "SEK"


class Elin:
    """The customer, by the payment service."""

    def __init__(self) -> None:
        self.client = Client(raise_request_exception=False)
        self.headers = {"X-Customer-Id": "cus_elin", "X-Service-Token": settings.SERVICE_TOKEN}

    def get(self, path: str) -> Any:
        return self.client.get(f"/payments/v1{path}", headers=self.headers).json()

    def post(self, path: str, body: dict[str, Any]) -> Any:
        made = self.client.post(
            f"/payments/v1{path}",
            body,
            content_type="application/json",
            headers={**self.headers, "Idempotency-Key": f"key {path}".replace(" ", "-")},
        )
        assert made.status_code in {200, 201}, made.content
        return made.json()

    def ask(self, value: int = 124_900) -> str:
        """Ask Norrbo for money of the bookshelf back."""
        left = self.get("/transactions/tx_elin_norrbo")["refund"]["refundable"]
        order = {
            "amount": {"value": value, "currency": SEK},
            "reason": "not_as_described",
            "expected_refundable": left,
            "note": "Handed in at the parcel desk.",
        }
        return str(self.post("/transactions/tx_elin_norrbo/refund-requests", order)["id"])

    def dispute(self) -> str:
        order = {
            "amount": {"value": 39_900, "currency": SEK},
            "reason": "not_received",
            "note": "Two weeks and nothing.",
        }
        return str(self.post("/transactions/tx_elin_norrbo_2/disputes", order)["id"])


@pytest.fixture
def elin(demo: object) -> Elin:
    return Elin()


def balance() -> int:
    return Account.objects.get(id="acc_elin_sek").available


def test_a_request_is_there_to_be_answered(norrbo: Person, elin: Elin) -> None:
    path = f"/console/requests/{elin.ask()}"
    norrbo.open("/console")
    assert norrbo.says("Refund requests, 1", "Refund asked")
    norrbo.open("/console/requests")
    assert norrbo.says("Waiting for your answer", "NI-204417", "Answer by Mon 23 Nov, 17:00")
    norrbo.open(path)
    assert norrbo.says(
        "Refund request for NI-204417 1 249,00 kr From demo@selfcare.example",
        "Why It is not what I ordered “Handed in at the parcel desk.”",
        "Paid 1 249,00 kr, Wednesday 18 November, 19:37",
        "Answer by Monday 23 November, 17:00",
    )
    assert norrbo.client.get("/console/payments/tx_elin_norrbo").content.decode().count(path) == 1


def test_looking_is_told_to_the_customer(norrbo: Person, elin: Elin) -> None:
    request = elin.ask()
    assert elin.get(f"/refund-requests/{request}")["opened_at"] is None
    norrbo.open(f"/console/requests/{request}")
    assert elin.get(f"/refund-requests/{request}")["opened_at"] == "2026-11-19T13:05:12.000Z"


def test_yes_to_all_of_it(norrbo: Person, elin: Elin) -> None:
    request, before = elin.ask(), balance()
    path = f"/console/requests/{request}"
    norrbo.open(path)
    norrbo.follow(norrbo.send(path, answer="all", amount="", message="Thank you for sending it back."))
    assert norrbo.says("Your answer was sent.", "Refunded 1 249,00 kr", "“Thank you for sending it back.”")
    assert f'action="{path}"' not in norrbo.text
    told = elin.get(f"/refund-requests/{request}")
    assert (told["status"], told["decision_note"]) == ("succeeded", "Thank you for sending it back.")
    assert balance() == before + 124_900
    norrbo.open("/console/requests")
    assert norrbo.says("Nothing waits for your answer.")
    entry = AuditEntry.objects.get(action="refund_request.approved")
    assert (entry.actor, entry.subject) == ("console", "payment:tx_elin_norrbo")


def test_yes_to_a_part(norrbo: Person, elin: Elin) -> None:
    path, before = f"/console/requests/{elin.ask()}", balance()
    norrbo.open(path)
    norrbo.send(path, status=422, answer="part", amount="1 249,01", message="")
    assert norrbo.says("at most 1249.00 SEK")
    norrbo.send(path, status=422, answer="part", amount="", message="")
    assert norrbo.says("Write an amount.")
    norrbo.follow(norrbo.send(path, answer="part", amount="249,50", message=""))
    assert norrbo.says("249,50 kr")
    assert balance() == before + 24_950


def test_no_needs_a_reason(norrbo: Person, elin: Elin) -> None:
    request, before = elin.ask(), balance()
    path = f"/console/requests/{request}"
    norrbo.open(path)
    norrbo.send(path, status=422, answer="no", amount="", message="  ")
    assert norrbo.says("Say why: the customer reads it.")
    norrbo.send(path, status=422, answer="maybe", amount="", message="x")
    assert norrbo.says("Choose an answer.")
    norrbo.follow(norrbo.send(path, answer="no", amount="", message="It was used."))
    assert norrbo.says("You said no", "“It was used.”")
    assert elin.get(f"/refund-requests/{request}")["status"] == "rejected"
    assert balance() == before


def test_one_answer_counts(norrbo: Person, elin: Elin) -> None:
    path, before = f"/console/requests/{elin.ask()}", balance()
    norrbo.open(path)
    first = norrbo.text
    norrbo.send(path, answer="all", amount="", message="")
    norrbo.text = first
    norrbo.send(path, answer="all", amount="", message="")  # the same form again: carried out once
    norrbo.text = first.replace('name="key" value="', 'name="key" value="other')
    norrbo.send(path, status=422, answer="no", amount="", message="No")
    assert balance() == before + 124_900


def test_a_request_taken_back_is_over(norrbo: Person, elin: Elin) -> None:
    request = elin.ask()
    path = f"/console/requests/{request}"
    norrbo.open(path)
    elin.post(f"/refund-requests/{request}/cancel", {})
    norrbo.send(path, status=422, answer="all", amount="", message="")
    assert "cannot become approved" in norrbo.text
    norrbo.open(path)
    assert norrbo.says("Taken back")


def test_another_shops_cases_do_not_exist(norrbo: Person, pixelhamn: Person, elin: Elin) -> None:
    pixelhamn.open("/console")
    token = pixelhamn.hidden("/console/logout")
    for path in (f"/console/requests/{elin.ask()}", f"/console/disputes/{elin.dispute()}"):
        assert pixelhamn.client.get(path).status_code == 404
        answer = pixelhamn.client.post(path, {**token, "key": "k", "answer": "all", "message": "Hi"})
        assert answer.status_code == 404
        norrbo.open(path)


def test_a_dispute_is_there_to_be_answered(norrbo: Person, elin: Elin) -> None:
    path = f"/console/disputes/{elin.dispute()}"
    norrbo.open("/console/disputes")
    assert norrbo.says("Disputes, 1", "Waiting for your answer", "NI-203870", "Waiting for you")
    norrbo.open(path)
    assert norrbo.says("Dispute about NI-203870 399,00 kr", "It never came", "Two weeks and nothing.")
    norrbo.open("/console/payments/tx_elin_norrbo_2")
    assert norrbo.says("In dispute", "See the dispute")


@pytest.mark.parametrize(
    ("typed", "status", "offer"),
    [(("all", ""), "needs_info", 39_900), (("part", "100"), "needs_info", 10_000), (("no", ""), "under_review", None)],
)
def test_each_answer_to_a_dispute(
    norrbo: Person, elin: Elin, typed: tuple[str, str], status: str, offer: int | None
) -> None:
    dispute = elin.dispute()
    path = f"/console/disputes/{dispute}"
    norrbo.open(path)
    norrbo.follow(norrbo.send(path, answer=typed[0], amount=typed[1], message="We looked into it."))
    assert norrbo.says("Your answer was sent.", "We looked into it.")
    assert f'action="{path}"' not in norrbo.text
    told = elin.get(f"/disputes/{dispute}")
    assert told["status"] == status
    assert (told["offer"]["amount"]["value"] if told["offer"] else None) == offer


def test_a_dispute_needs_words_and_a_possible_amount(norrbo: Person, elin: Elin) -> None:
    path = f"/console/disputes/{elin.dispute()}"
    norrbo.open(path)
    norrbo.send(path, status=422, answer="all", amount="", message="")
    assert norrbo.says("Write a message: the customer reads it.")
    norrbo.send(path, status=422, answer="part", amount="400", message="Here")
    assert 'aria-invalid="true"' in norrbo.text
    norrbo.send(path, status=422, answer="", amount="", message="Here")
    assert norrbo.says("Choose an answer.")


def test_the_customer_takes_the_offer_and_the_shop_sees_it_closed(norrbo: Person, elin: Elin) -> None:
    dispute, before = elin.dispute(), balance()
    path = f"/console/disputes/{dispute}"
    norrbo.open(path)
    norrbo.send(path, answer="all", amount="", message="You are right.")
    elin.post(f"/disputes/{dispute}/answer", {"accept": True})
    norrbo.open(path)
    assert norrbo.says("Decided for the customer")
    assert balance() == before + 39_900


def test_the_designs_dispute_is_with_the_customer(demo: object) -> None:
    kronhamn = Person("mch_kronhamn")
    kronhamn.open("/console/disputes/dsp_elin_kronhamn")
    assert kronhamn.says("With the customer", "You offered 936,00 kr", "booking-hk-5521.pdf", "Amira H.")


def test_the_customers_evidence_is_the_shops_to_keep_and_nobody_elses(pixelhamn: Person) -> None:
    kronhamn = Person("mch_kronhamn")
    found = re.search(r'href="(/console/files/[^"]+)"', kronhamn.open("/console/disputes/dsp_elin_kronhamn"))
    assert found
    answer = kronhamn.client.get(found[1])
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer["Content-Disposition"] == "attachment; filename*=UTF-8''booking-hk-5521.pdf"
    assert answer["Content-Security-Policy"].startswith("sandbox;")
    assert answer.content.startswith(b"%PDF")
    assert pixelhamn.client.get(found[1]).status_code == 404


def test_what_customers_write_is_text_not_markup(norrbo: Person, elin: Elin) -> None:
    order = {"amount": {"value": 100, "currency": SEK}, "reason": "other", "note": "<img src=x>\n<b>now</b>"}
    made = elin.post("/transactions/tx_elin_norrbo_2/disputes", order)
    assert "&lt;img src=x&gt;" in norrbo.open(f"/console/disputes/{made['id']}")
    assert Transaction.objects.get(id="tx_elin_norrbo_2").dispute is not None


def test_writing_first_leaves_the_request_open(norrbo: Person, elin: Elin) -> None:
    request = elin.ask()
    path = f"/console/requests/{request}"
    norrbo.open(path)
    norrbo.send(path, status=422, answer="write", amount="", message=" ")
    assert norrbo.says("Write a message: the customer reads it.")
    norrbo.follow(norrbo.send(path, answer="write", amount="", message="Which parcel was it in?"))
    assert norrbo.says("Your message was sent.", "Which parcel was it in?")
    found = elin.get(f"/refund-requests/{request}")
    assert found["status"] == "requested"
    assert {each["name"] for each in found["messages"]} == {"", "Norrbo Interiör"}  # all in one frozen moment
    elin.post(f"/refund-requests/{request}/messages", {"text": "The blue one."})
    norrbo.open(path)
    assert norrbo.says("The customer", "The blue one.", "Send the answer")
    assert AuditEntry.objects.filter(action="refund_request.written").count() == 1
