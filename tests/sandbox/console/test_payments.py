"""What a shop sees of its payments and does with them."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from sandbox.merchants.models import AuditEntry
from sandbox.payments.models import Account, Merchant, Transaction
from tests.sandbox.console.conftest import Person

pytestmark = pytest.mark.django_db
NEW = "/console/payments/new"
PAY_OUT = "/console/payouts/new"


def ask(person: Person, **fields: Any) -> Transaction:
    """Fill the form in and send it; returns what it made."""
    person.open(NEW)
    typed = {
        "amount": "640",
        "customer": "cus_elin",
        "order": "NI-204431",
        "what": "Table lamp, 1 pc",
        "how": "approve",
    }
    answer = person.send(NEW, **{**typed, **fields})
    person.follow(answer)
    made = re.search(r"/console/payments/(tx_\w+)", answer["Location"])
    assert made
    return Transaction.objects.get(id=made[1])


def approve(tx: Transaction) -> None:
    tx.refresh_from_db()
    path, _, token = (tx.next_action_url or "").removeprefix("http://localhost:8100").partition("?t=")
    assert Client().post(path, {"t": token, "decision": "approve"}).status_code == 200


def test_the_history_is_that_of_the_design(norrbo: Person) -> None:
    norrbo.open("/console")
    assert norrbo.says(
        "1 to 19 November 2026",
        "NI-204417 demo@selfcare.example Wed 19:37 Paid 1 249,00 kr",
        "NI-204402 kim@selfcare.example Tue 11:15 Paid 999,00 kr",
        "NI-204390 kim@selfcare.example Thu 12 Nov, 09:20 Refunded 399,00 kr",
        "NI-204377 kim@selfcare.example Mon 9 Nov, 18:41 Declined 2 190,00 kr",
        "NI-204361 kim@selfcare.example Tue 3 Nov, 08:05 Paid 499,00 kr",
        "Refunded and paid out, 1 −399,00 kr",
        "To be paid out 20 November 3 146,00 kr",
    )


def test_nothing_of_another_shop_is_there(pixelhamn: Person) -> None:
    text = pixelhamn.open("/console")
    assert "PXH-99120" in text
    assert "NI-" not in text
    assert pixelhamn.client.get("/console/payments/tx_elin_norrbo").status_code == 404


def test_the_form_proposes_the_next_order_number(norrbo: Person) -> None:
    assert 'value="NI-204418"' in norrbo.open(NEW)


def test_the_customer_approves(norrbo: Person) -> None:
    tx = ask(norrbo)
    assert norrbo.says("Waiting for the customer")
    assert "bank/approve" not in norrbo.text
    approve(tx)
    norrbo.open(f"/console/payments/{tx.id}")
    assert norrbo.says("Paid")
    norrbo.open("/console")
    assert norrbo.says("NI-204431")


@pytest.mark.parametrize(
    ("how", "status", "words"),
    [
        ("reserve", "authorised", "Reserved until Thursday 26 November"),
        ("no_answer", "pending", "The outcome is unknown until it does."),
        ("no", "declined", "There was not enough money."),
        ("returned", "succeeded", "Paid"),
    ],
)
def test_each_way_it_can_go(norrbo: Person, how: str, status: str, words: str) -> None:
    tx = ask(norrbo, how=how)
    assert tx.status == status
    assert norrbo.says(words)


def test_what_is_reserved_is_taken_or_called_off(norrbo: Person) -> None:
    account = Account.objects.get(id="acc_elin_sek")
    taken, freed = ask(norrbo, how="reserve"), ask(norrbo, how="reserve", order="NI-204432")
    path = f"/console/payments/{taken.id}"
    norrbo.open(path)
    assert "It is yours." in norrbo.follow(norrbo.send(f"{path}/capture", amount="640,00"))
    path = f"/console/payments/{freed.id}"
    norrbo.open(path)
    assert "It was called off." in norrbo.follow(norrbo.send(f"{path}/cancel"))
    assert (Transaction.objects.get(id=taken.id).status, Transaction.objects.get(id=freed.id).status) == (
        "succeeded",
        "cancelled",
    )
    left = Account.objects.get(id=account.id)
    assert (left.available, left.held) == (account.available - 64_000, account.held)


def test_a_part_of_what_is_reserved_is_taken(norrbo: Person) -> None:
    account = Account.objects.get(id="acc_elin_sek")
    path = f"/console/payments/{ask(norrbo, how='reserve').id}"
    norrbo.open(path)
    assert 'value="640,00"' in norrbo.text
    for amount, said in (("", "Write an amount."), ("all", "Write it in digits"), ("640,01", "at most 640.00 SEK")):
        norrbo.send(f"{path}/capture", status=422, amount=amount)
        assert norrbo.says(said)
    norrbo.follow(norrbo.send(f"{path}/capture", amount="599,50"))
    assert norrbo.says("It is yours.", "Paid", "599,50 kr can go back", "You took it, and left 40,50 kr")
    left = Account.objects.get(id=account.id)
    assert (left.available, left.held) == (account.available - 59_950, account.held)


def test_a_customer_is_paid(norrbo: Person) -> None:
    before = Account.objects.get(id="acc_elin_sek").available
    norrbo.open(PAY_OUT)
    answer = norrbo.send(PAY_OUT, amount="250", customer="cus_elin", order="NI-R7", what="Lamp bought back")
    norrbo.follow(answer)
    assert norrbo.says("It was paid out.", "NI-R7", "Paid out", "Lamp bought back", "Paid to Their Selfcare balance")
    assert "Paid with" not in norrbo.text
    assert Account.objects.get(id="acc_elin_sek").available == before + 25_000
    norrbo.open("/console")
    assert norrbo.says("NI-R7 demo@selfcare.example Today 14:05 Paid out 250,00 kr")


def test_a_payout_with_a_mistake_pays_nobody(norrbo: Person) -> None:
    fields = {"amount": "250", "customer": "cus_elin", "order": "NI-R7", "what": "Lamp"}
    mistakes = (
        ({"amount": ""}, "Write an amount."),
        ({"amount": "0,50"}, "1.00"),
        ({"amount": "9999999"}, "50000.00"),
        ({"customer": "cus_nobody"}, "Choose a customer."),
        ({"order": "x" * 141}, "At most 140 printable characters."),
        ({"what": "<b>\u0007"}, "At most 140 printable characters."),
    )
    made = Transaction.objects.filter(type="payout").count()
    norrbo.open(PAY_OUT)
    for typed, said in mistakes:
        norrbo.send(PAY_OUT, status=422, **{**fields, **typed})
        assert norrbo.says(said)
    assert Transaction.objects.filter(type="payout").count() == made


def test_what_is_over_is_told_when_it_is_tried_again(norrbo: Person) -> None:
    tx = ask(norrbo, how="reserve")
    path = f"/console/payments/{tx.id}"
    norrbo.open(path)
    old = norrbo.text
    norrbo.send(f"{path}/cancel")
    norrbo.text = old
    norrbo.send(f"{path}/capture", status=422, amount="640,00")
    assert norrbo.says("Only what is reserved can be taken")


def test_a_refund_in_parts_and_never_more(norrbo: Person) -> None:
    path = "/console/payments/tx_elin_norrbo"
    norrbo.open(path)
    norrbo.follow(norrbo.send(f"{path}/refund", amount="249", message="Scratched on one side"))
    assert norrbo.says("Part refunded")
    assert norrbo.says("Scratched on one side")
    norrbo.send(f"{path}/refund", status=422, amount="1 000,01")
    assert norrbo.says("at most 1000.00 SEK")
    norrbo.follow(norrbo.send(f"{path}/refund", amount="1 000,00"))
    assert norrbo.says("Refunded")
    assert f'action="{path}/refund"' not in norrbo.text
    given = Transaction.objects.filter(parent_id="tx_elin_norrbo", type="refund")
    assert sorted(given.values_list("amount", flat=True)) == [24_900, 100_000]


def test_a_form_sent_twice_asks_once(norrbo: Person) -> None:
    norrbo.open(NEW)
    typed: dict[str, Any] = {
        "amount": "640",
        "customer": "cus_elin",
        "order": "NI-204431",
        "what": "",
        "how": "approve",
    }
    first = norrbo.send(NEW, **typed)
    again = norrbo.send(NEW, **typed)
    assert first["Location"] == again["Location"]
    assert Transaction.objects.filter(ref_merchant="NI-204431").count() == 1


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"amount": ""}, "Write an amount."),
        ({"amount": "six"}, "Write it in digits"),
        ({"amount": "-5"}, "Write it in digits"),
        ({"amount": "٦٤٠"}, "Write it in digits"),
        ({"amount": "1,005"}, "Two decimals at most."),
        ({"amount": "0"}, "At least 1.00 SEK."),
        ({"amount": "50000,01"}, "At most 50000.00 SEK."),
        ({"amount": "9" * 12}, "At most 50000.00 SEK."),
        ({"customer": "cus_nobody"}, "Choose a customer."),
        ({"customer": "\x00"}, "Choose a customer."),
        ({"how": "magic"}, "Choose one of these."),
        ({"order": "a\u202eb"}, "printable characters"),
        ({"what": "x" * 141}, "At most 140"),
    ],
)
def test_a_mistake_is_told_beside_its_field_and_nothing_is_lost(
    norrbo: Person, fields: dict[str, Any], words: str
) -> None:
    norrbo.open(NEW)
    typed: dict[str, Any] = {
        "amount": "640",
        "customer": "cus_elin",
        "order": "NI-1",
        "what": "Table lamp",
        "how": "reserve",
    }
    norrbo.send(NEW, status=422, **{**typed, **fields})
    assert norrbo.says(words)
    assert "Not sent: New payment" in norrbo.text
    if "what" not in fields:
        assert 'value="Table lamp"' in norrbo.text
    assert not Transaction.objects.filter(ref_merchant="NI-1").exists()


def test_what_strangers_wrote_is_text_not_markup(norrbo: Person) -> None:
    bad = '"><script>alert(1)</script>'
    Merchant.objects.filter(id="mch_norrbo").update(name=bad)
    Transaction.objects.filter(id="tx_elin_norrbo").update(ref_merchant=bad, description=bad)
    for path in ("/console", NEW, "/console/payments/tx_elin_norrbo", "/console/requests"):
        assert "alert(1)" in norrbo.open(path)


def test_older_payments_are_behind_a_link(norrbo: Person) -> None:
    for number in range(25):
        ask(norrbo, order=f"NI-{number}", how="no")
    text = norrbo.open("/console")
    assert "NI-204417" not in text
    older = re.search(r'href="(/console\?cursor=[^"]+)">Older', text)
    assert older
    assert "NI-204417" in norrbo.open(older[1])
    assert ">Newer<" in norrbo.text
    assert norrbo.client.get("/console?cursor=nonsense").status_code == 400


def test_a_shop_in_another_country_asks_in_euro(demo: object) -> None:
    lumen = Person("mch_lumen")
    text = lumen.open(NEW)
    assert "€" in text
    assert "omar@selfcare.example" in text
    assert "kim@selfcare.example" not in text


def test_what_is_done_here_is_audited_as_done_here(norrbo: Person) -> None:
    tx = ask(norrbo, how="reserve")
    told = AuditEntry.objects.filter(subject=f"payment:{tx.id}").values_list("actor", flat=True)
    assert set(told) == {"console"}
