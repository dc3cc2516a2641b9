"""A card pays a merchant: each test number goes its way, and no number is kept."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.payments.models import Account, Transaction
from tests.sandbox.merchants.conftest import CARD, Shop
from tests.sandbox.payments.people import standing

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("number", "status", "reason"),
    [
        ("4242424242424242", "succeeded", None),
        ("5555555555554444", "succeeded", None),
        ("4000000000000002", "declined", "AM04"),
        ("4000000000000069", "declined", "expired_card"),
        ("4000000000000119", "failed", "processing_error"),
        ("4000000000003220", "requires_action", None),
    ],
)
def test_each_test_card_goes_its_way(shop: Shop, wallet: Account, number: str, status: str, reason: str | None) -> None:
    made = shop.ask(card=CARD | {"number": number}).json()
    assert (made["status"], made["status_reason"], made["instrument"]["last4"]) == (status, reason, number[-4:])
    assert standing(wallet) == (1_000_000, 0)


def test_no_card_data_is_kept_anywhere(shop: Shop, django_db_blocker: Any) -> None:
    from django.apps import apps

    made = shop.ask(card=CARD | {"cvv": "987"}, description="Lamp")
    assert made.status_code == 201
    for model in apps.get_models():
        for row in model._default_manager.values():
            assert "4242424242424242" not in str(row), model.__name__
    kept = Transaction.objects.get(id=made.json()["id"])
    assert (kept.instrument_brand, kept.instrument_last4, kept.from_label) == ("Visa", "4242", "Ada")


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"number": "4111111111111111"}, "/card/number"),
        ({"number": "4242"}, "/card/number"),
        ({"exp": "13/40"}, "/card/exp"),
        ({"exp": "01/20"}, "/card/exp"),
        ({"cvv": "12"}, "/card/cvv"),
        ({"holder": "A\u202e"}, "/card/holder"),
    ],
)
def test_a_card_that_cannot_be_is_refused_by_name(shop: Shop, change: dict[str, str], pointer: str) -> None:
    refused = shop.ask(card=CARD | change)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, pointer)
    assert "4111111111111111" not in refused.content.decode()
    assert not Transaction.objects.filter(merchant_id=shop.id).exists()
