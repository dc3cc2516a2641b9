"""The account holder's page: asks once, then tells the truth, and never breaks."""

from __future__ import annotations

import re
from typing import Any

import html5lib
import pytest
from django.test import Client

from sandbox.bank import services
from sandbox.bank.models import Transfer
from tests.sandbox.bank.conftest import RETURN_URL, Later, Told, collect, transfer_of

pytestmark = pytest.mark.django_db


def address(url: str | None) -> str:
    assert url is not None
    return url.removeprefix("http://localhost:8100")


def decide(client: Client, url: str | None, decision: str) -> Any:
    path, _, token = address(url).partition("?t=")
    return client.post(path, {"t": token, "decision": decision})


def test_the_page_shows_who_what_and_how_much(client: Client, told: Told) -> None:
    page = client.get(address(collect().url))
    text = page.content.decode()
    assert page.status_code == 200
    for shown in ("Östra Sparbank", "Selfcare Payments", "500,00\u00a0kr", "••2104", "Approve", "Decline"):
        assert shown in text
    assert 'lang="en"' in text
    assert "<script" not in text
    assert "style=" not in text


@pytest.mark.parametrize("state", ["asks", "decided", "unknown"])
def test_every_page_is_sound_html_and_names_the_bank(client: Client, told: Told, state: str) -> None:
    url = collect().url
    if state == "decided":
        decide(client, url, "approve")
    html = client.get(address(url) if state != "unknown" else f"{address(url)}x").content.decode()
    page = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(html)
    assert page.find(".//title").text.endswith("Your bank" if state == "unknown" else "Östra Sparbank")
    assert len(page.findall(".//h1")) == 1


def test_the_headers_are_strict_and_let_the_form_lead_back(client: Client, told: Told) -> None:
    page = client.get(address(collect().url))
    policy = page["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'self'; form-action 'self' http://localhost:8000; ")
    assert "frame-ancestors 'none'" in policy
    assert page["Cache-Control"] == "no-store"
    assert page["Referrer-Policy"] == "no-referrer"
    assert not page.cookies
    assert client.get("/bank/bank.css")["Content-Type"] == "text/css; charset=utf-8"


def test_approve_leads_back_and_tells_the_payment_service(client: Client, told: Told) -> None:
    response = decide(client, collect().url, "approve")
    assert (response.status_code, response["Location"]) == (303, RETURN_URL)
    assert [(answer["reference"], answer["state"]) for answer in told.answers] == [("tx_1", "accepted")]


def test_decline_leads_back_too(client: Client, told: Told) -> None:
    assert decide(client, collect().url, "decline").status_code == 303
    assert told.states == ["declined"]


@pytest.mark.parametrize("second", ["approve", "decline"])
def test_a_second_decision_changes_nothing_and_says_what_stands(client: Client, told: Told, second: str) -> None:
    url = collect().url
    decide(client, url, "approve")
    again = decide(client, url, second)
    assert again.status_code == 409
    assert "You approved this transfer" in again.content.decode()
    assert told.states == ["accepted"]


@pytest.mark.parametrize(
    ("kronor", "decision", "words"),
    [
        ("500.00", "approve", "You approved this transfer"),
        ("500.00", "decline", "This transfer was declined"),
        ("111.00", "approve", "This transfer was declined"),
        ("117.00", "approve", "We are still working on it"),
    ],
)
def test_the_back_button_shows_the_truth(client: Client, told: Told, kronor: str, decision: str, words: str) -> None:
    url = collect(kronor).url
    decide(client, url, decision)
    page = client.get(address(url))
    assert page.status_code == 200
    assert words in page.content.decode()
    assert "<form" not in page.content.decode()
    assert RETURN_URL in page.content.decode()


def test_a_returned_transfer_says_that_the_money_came_back(client: Client, told: Told, later: Later) -> None:
    url = collect("119.00").url
    decide(client, url, "approve")
    later.wait(minutes=2)
    services.transfers_settle()
    later.wait(minutes=3)
    services.transfers_return()
    assert "The money came back" in client.get(address(url)).content.decode()


def test_too_late_is_said_and_nothing_moves(client: Client, told: Told, later: Later) -> None:
    url = collect().url
    later.wait(minutes=31)
    assert "The time to approve has passed" in client.get(address(url)).content.decode()
    late = decide(client, url, "approve")
    assert late.status_code == 409
    assert "The time to approve has passed" in late.content.decode()
    assert told.states == ["expired"]
    assert services.transfers_settle() == 0


@pytest.mark.parametrize("token", ["", "wrong", "%00", "%ff", "é", "x" * 5000])
def test_a_wrong_token_finds_nothing(client: Client, told: Told, token: str) -> None:
    path = address(collect().url).partition("?")[0]
    assert client.get(f"{path}?t={token}").status_code == 404
    assert client.post(path, {"t": token, "decision": "approve"}).status_code == 404
    assert told.answers == []


@pytest.mark.parametrize("path", ["btr_" + "0" * 24, "btr_short", "x", "%00", "btr_" + "z" * 24])
def test_an_unknown_transfer_is_404(client: Client, path: str) -> None:
    assert client.get(f"/bank/approve/{path}?t=x").status_code in {400, 404}


@pytest.mark.parametrize("decision", ["", "both", "\x00"])
def test_no_clear_decision_asks_again(client: Client, told: Told, decision: str) -> None:
    again = decide(client, collect().url, decision)
    assert again.status_code == 400
    assert re.search(r"<form method=\"post\"", again.content.decode())
    assert told.answers == []


def test_other_methods_are_refused(client: Client, told: Told) -> None:
    refused = client.delete(address(collect().url))
    assert (refused.status_code, refused["Allow"]) == (405, "GET, HEAD, POST")


def test_what_strangers_wrote_is_text_not_markup(client: Client, told: Told) -> None:
    page = client.get(address(collect(label="<script>alert(1)</script> ••1").url))
    assert "<script>" not in page.content.decode()


def test_without_a_return_address_the_page_itself_tells(client: Client, told: Told) -> None:
    started = collect()
    transfer = transfer_of(started)
    transfer.return_url = ""
    transfer.save()
    page = decide(client, started.url, "approve")
    assert page.status_code == 200
    assert "You approved this transfer" in page.content.decode()
    assert "Back to Selfcare" not in page.content.decode()
    assert "/console" not in page.content.decode()


def test_who_approved_for_a_shop_finds_the_way_to_its_console(client: Client, told: Told) -> None:
    started = collect()
    Transfer.objects.update(return_url="", asked_by="Norrbo Interiör", reference="tx_9")
    page = decide(client, started.url, "approve").content.decode()
    assert '<a class="yes" href="/console/payments/tx_9">See it at the merchant console</a>' in page
    Transfer.objects.update(return_url="https://shop.example/thanks")
    assert ">Back to Norrbo Interiör</a>" in client.get(address(started.url)).content.decode()


def test_a_form_that_is_none_is_the_senders_mistake(client: Client, told: Told) -> None:
    path = address(collect().url).partition("?")[0]
    refused = client.post(path, b"garbage", content_type="multipart/form-data")
    assert refused.status_code == 400
    assert told.answers == []
