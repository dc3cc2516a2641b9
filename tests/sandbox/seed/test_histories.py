"""The three customers: who they are, histories that fit their rows, and open payments that come to their end."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db.models import Count, F, Max
from django.test import Client

from sandbox import clock
from sandbox.auth.models import Customer
from sandbox.auth.passwords import password_matches
from sandbox.bank import services as bank
from sandbox.bank.models import Transfer
from sandbox.payments import services as payments
from sandbox.payments.domain.status import STATUSES
from sandbox.payments.models import Account, Event, Posting, Transaction
from sandbox.seed import load
from sandbox.seed.data.people import PASSWORD
from tests.sandbox.seed.conftest import THE_DAY

pytestmark = pytest.mark.django_db


def test_it_is_loaded_once() -> None:
    assert load(THE_DAY)
    before = Transaction.objects.count()
    assert not load(THE_DAY)
    assert not load()
    assert Transaction.objects.count() == before


def test_four_customers_can_sign_in(loaded: datetime) -> None:
    people = {person.id: person for person in Customer.objects.all()}
    assert set(people) == {"cus_elin", "cus_maja", "cus_omar", "cus_kim"}
    assert all(password_matches(person.password_hash, PASSWORD) for person in people.values())
    assert [bool(people[f"cus_{name}"].totp_secret) for name in ("elin", "maja", "omar", "kim")] == [
        False,
        True,
        False,
        False,
    ]
    assert people["cus_maja"].timezone == "Europe/Helsinki"


def test_no_balance_was_ever_negative(loaded: datetime) -> None:
    for account in Account.objects.all():
        balance = 0
        for posting in Posting.objects.filter(book=f"available:{account.id}").order_by("booked_at", "id"):
            balance += posting.amount
            assert balance >= 0, f"{account.id} at {posting.booked_at}"


def test_each_history_ends_where_its_transaction_stands(loaded: datetime) -> None:
    last = dict(Event.objects.values_list("transaction_id").annotate(Max("sequence")))
    for tx in Transaction.objects.all():
        event = Event.objects.get(transaction_id=tx.id, sequence=last[tx.id])
        assert (event.status, event.sequence, event.occurred_at) == (tx.status, tx.version, tx.updated_at), tx.id
    counts = Event.objects.values("transaction_id").annotate(count=Count("id"), last=Max("sequence"))
    assert not counts.exclude(count=F("last")).exists()


def test_only_one_row_has_a_word_nobody_knows(loaded: datetime) -> None:
    assert list(Transaction.objects.exclude(status__in=STATUSES).values_list("id", flat=True)) == ["tx_maja_held"]


def test_eighteen_months_of_it(loaded: datetime) -> None:
    for customer in ("cus_elin", "cus_maja"):
        oldest = Transaction.objects.filter(customer_id=customer).order_by("created_at").first()
        assert oldest is not None
        assert timedelta(days=500) < loaded - oldest.created_at < timedelta(days=550)
        assert Transaction.objects.filter(customer_id=customer).count() > 300


def test_omar_has_just_come(loaded: datetime) -> None:
    assert Transaction.objects.filter(customer_id="cus_omar").count() == 7
    assert Account.objects.get(id="acc_omar_eur").available == 0


def test_what_waits_for_elin_can_be_approved_at_the_bank(client: Client, loaded: datetime, at: None) -> None:
    url = Transaction.objects.get(id="tx_elin_tagresor").next_action_url or ""
    path = url.removeprefix("http://localhost:8100")
    page = client.get(path).content.decode()
    assert "Tågresor Öst" in page
    assert "549,00\u00a0kr" in page
    client.post(path.partition("?")[0], {"t": path.partition("?t=")[2], "decision": "approve"})
    assert Transaction.objects.get(id="tx_elin_tagresor").status == "succeeded"
    account = Account.objects.get(id="acc_elin_sek")
    assert (account.available, account.held) == (1_248_055 - 54_900, 70_530)


def test_left_alone_it_expires(monkeypatch: pytest.MonkeyPatch, loaded: datetime) -> None:
    monkeypatch.setattr(clock, "now", lambda: loaded + timedelta(minutes=31))
    bank.transfers_expire()
    payments.deposit_sweep()
    assert Transaction.objects.get(id="tx_elin_tagresor").status == "expired"
    assert Transfer.objects.get(reference="tx_elin_tagresor").state == "expired"


def test_the_deposit_being_confirmed_is_known_in_time(monkeypatch: pytest.MonkeyPatch, loaded: datetime) -> None:
    monkeypatch.setattr(clock, "now", lambda: loaded + timedelta(minutes=10))
    assert bank.callbacks_deliver() == 0
    monkeypatch.setattr(clock, "now", lambda: loaded + timedelta(minutes=27))
    assert bank.callbacks_deliver() == 1
    assert Transaction.objects.get(id="tx_maja_confirming").status == "succeeded"


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: THE_DAY)
