"""Receipts: whose, when, what number, which lines and how much tax."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.payments.models import Merchant, Receipt
from tests.sandbox.payments.conftest import Caller
from tests.sandbox.payments.people import START, transaction_make

SHOP: dict[str, Any] = {"address": "Storgatan 14", "org_no": "559123-4404", "vat_no": "SE559123440401"}


def _shop(**fields: Any) -> Merchant:
    return Merchant.objects.create(**{"id": "mch_1", "name": "Norrbo", "vat_rate": 2500, **SHOP} | fields)


def _bought(**fields: Any) -> str:
    sides: dict[str, Any] = {
        "from_label": "Elin Sandberg",
        "from_detail": "Balance in krona",
        "to_label": "Norrbo Interiör AB",
    }
    return transaction_make(**{"merchant_id": "mch_1", "merchant_name": "Norrbo", **sides} | fields).id


def _receipt(owner: Caller, id_: str) -> Any:
    answer = owner.get(f"/v1/transactions/{id_}/receipt")
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_a_purchase_names_seller_buyer_goods_and_tax(owner: Caller, clock: Any) -> None:
    _shop()
    told = _receipt(owner, _bought(amount=124_900, description="Bookshelf"))

    assert told["payer"] == {"name": "Elin Sandberg"}
    assert told["payee"] == {"name": "Norrbo Interiör AB", **SHOP}
    assert told["lines"] == [{"text": "Bookshelf", "amount": {"value": 124_900, "currency": "SEK"}}]
    base, tax = {"value": 99_920, "currency": "SEK"}, {"value": 24_980, "currency": "SEK"}
    assert told["tax"] == [{"rate": "25", "base": base, "amount": tax}]
    assert told["issued_at"] == "2026-11-19T12:00:00.000Z"
    assert told["issuer"]["name"] == "Pay Example AB"


@pytest.mark.parametrize(
    ("rate", "amount", "tax", "percent"), [(1200, 6_200, 664, "12"), (2550, 1, 0, "25.5"), (550, 840, 44, "5.5")]
)
def test_tax_is_rounded_half_up_and_adds_up(owner: Caller, rate: int, amount: int, tax: int, percent: str) -> None:
    _shop(vat_rate=rate)
    (line,) = _receipt(owner, _bought(amount=amount))["tax"]
    assert (line["rate"], line["amount"]["value"], line["base"]["value"]) == (percent, tax, amount - tax)


def test_the_fee_is_not_among_the_goods_and_not_taxed(owner: Caller) -> None:
    _shop()
    told = _receipt(owner, _bought(amount=57_530, fee=500))
    assert told["lines"] == [{"text": None, "amount": {"value": 57_030, "currency": "SEK"}}]
    assert told["tax"][0]["base"]["value"] + told["tax"][0]["amount"]["value"] == 57_030


def test_lines_that_are_known_are_told(owner: Caller, clock: Any) -> None:
    id_ = _bought(amount=1_000)
    Receipt.objects.create(serial=11_840_713, transaction_id=id_, issued_at=START, lines=[["A", 1]])
    told = _receipt(owner, id_)
    assert told["number"] == "R-2026-118-40713"
    assert told["lines"] == [{"text": "A", "amount": {"value": 1, "currency": "SEK"}}]


def test_own_money_names_the_customer_on_both_sides(owner: Caller) -> None:
    bank: dict[str, Any] = {"from_kind": "instrument", "from_label": "Bank ••2104", "from_detail": "Elin Sandberg"}
    tx = transaction_make(type="deposit", direction="in", **bank, to_kind="account", to_label="Balance in krona")
    told = _receipt(owner, tx.id)
    assert (told["payer"]["name"], told["payee"]["name"], told["tax"]) == ("Elin Sandberg", "Elin Sandberg", [])


def test_a_number_is_given_once_and_to_one_transaction_alone(owner: Caller) -> None:
    first, second = _bought(), _bought()
    numbers = [_receipt(owner, id_)["number"] for id_ in (first, second, first)]
    assert numbers[0] == numbers[2] != numbers[1]


@pytest.mark.parametrize("status", ["succeeded", "reversed"])
def test_what_went_through_offers_its_receipt(owner: Caller, status: str) -> None:
    tx = transaction_make(status=status)
    told = _receipt(owner, tx.id)
    assert {"name": "receipt", "until": None, "requires": []} in told["transaction"]["actions"]


@pytest.mark.parametrize("status", ["created", "requires_action", "pending", "failed", "declined", "cancelled"])
def test_what_did_not_go_through_has_none(owner: Caller, status: str) -> None:
    tx = transaction_make(status=status)
    answer = owner.get(f"/v1/transactions/{tx.id}/receipt")
    assert (answer.status_code, answer.json()["code"]) == (409, "invalid_state")
    assert "receipt" not in [action["name"] for action in owner.get(f"/v1/transactions/{tx.id}").json()["actions"]]
    assert not Receipt.objects.exists()
