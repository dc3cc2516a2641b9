"""The bank and the payment service together: a deposit from order to settlement, money moved once."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from django.db.models import Sum
from django.test import Client

from sandbox import clock
from sandbox.bank import services as bank
from sandbox.bank.models import Callback, Transfer
from sandbox.payments import services as payments
from sandbox.payments.domain.money import Money
from sandbox.payments.domain.orders import DepositOrder
from sandbox.payments.models import Account, Event, Instrument, Posting, Transaction
from tests.sandbox.bank.conftest import RETURN_URL, Later

pytestmark = pytest.mark.django_db


@pytest.fixture
def account() -> Account:
    now = clock.now()
    Instrument.objects.create(
        id="ins_1",
        customer_id="cus_1",
        kind="bank_account",
        label="Östra Sparbank ••2104",
        brand="Östra Sparbank",
        last4="2104",
        usable_for=["deposit"],
        created_at=now,
    )
    return Account.objects.create(id="acc_1", customer_id="cus_1", name="Balance", currency="SEK", created_at=now)


def order(kronor: int) -> str:
    tx = payments.deposit_create(
        customer_id="cus_1",
        order=DepositOrder(
            account_id="acc_1", amount=Money(kronor * 100, "SEK"), instrument_id="ins_1", return_url=RETURN_URL
        ),
        operation_id=f"op_{kronor}",
    )
    return tx.id


def approve(client: Client, tx_id: str) -> None:
    url = urlsplit(Transaction.objects.get(id=tx_id).next_action_url or "")
    answer = client.post(url.path, {"t": url.query.removeprefix("t="), "decision": "approve"})
    assert answer["Location"] == RETURN_URL


def run_for(later: Later, minutes: int) -> None:
    for _ in range(minutes):
        later.wait(minutes=1)
        bank.callbacks_deliver()
        bank.transfers_expire()
        bank.transfers_settle()
        bank.transfers_return()


@pytest.mark.parametrize(
    ("kronor", "path", "balance"),
    [
        (500, ["succeeded", "succeeded"], 50_000),
        (111, ["declined", "declined"], 0),
        (113, ["pending", "succeeded"], 11_300),
        (117, ["pending", "pending"], 0),
        (119, ["succeeded", "reversed"], 0),
    ],
)
def test_each_scenario_ends_as_promised(  # noqa: PLR0917 -- fixtures and cases come by name
    client: Client, account: Account, later: Later, kronor: int, path: list[str], balance: int
) -> None:
    tx_id = order(kronor)
    approve(client, tx_id)
    at_once = Transaction.objects.get(id=tx_id).status
    run_for(later, 10)
    account.refresh_from_db()
    assert [at_once, Transaction.objects.get(id=tx_id).status] == path
    assert (account.available, account.held) == (balance, 0)
    assert Posting.objects.aggregate(total=Sum("amount"))["total"] in {0, None}
    assert not Callback.objects.filter(delivered_at=None).exists()


def test_a_settled_deposit_says_so(client: Client, account: Account, later: Later) -> None:
    tx_id = order(500)
    approve(client, tx_id)
    run_for(later, 2)
    assert Transaction.objects.get(id=tx_id).settlement_state == "settled"
    codes = Event.objects.filter(transaction_id=tx_id).order_by("sequence").values_list("code", flat=True)
    assert list(codes) == ["created", "approval_requested", "bank_accepted", "settled"]


def test_nobody_approved(account: Account, later: Later) -> None:
    tx_id = order(500)
    run_for(later, 14)
    payments.deposit_sweep()
    assert Transaction.objects.get(id=tx_id).status == "expired"
    assert Transfer.objects.get().state == "expired"
