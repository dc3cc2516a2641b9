"""``POST /v1/payments`` and ``/v1/merchants``: paying again whom one knows."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox import tokens
from sandbox.actions import Action, action_hash
from sandbox.auth.models import Authentication
from sandbox.auth.services.sessions import session_step_up
from sandbox.payments.domain.money import Money
from sandbox.payments.models import Account, Merchant, Transaction
from tests.sandbox.payments.conftest import Bearer, Caller
from tests.sandbox.payments.people import OTHER, OWNER, account_make, session_make, transaction_make

pytestmark = pytest.mark.django_db
PATH = "/v1/payments"


@pytest.fixture
def body() -> dict[str, Any]:
    """Two hundred kronor to a merchant the owner has paid before."""
    Merchant.objects.create(id="mch_norrbo", name="Norrbo Interiör", site="norrbo.example", country="SE")
    Merchant.objects.create(id="mch_other", name="Somebody else")
    transaction_make(merchant_id="mch_norrbo")
    transaction_make(merchant_id="mch_other", customer_id=OTHER)
    account = account_make(opening=2_000_000)
    return {"account_id": account.id, "merchant_id": "mch_norrbo", "amount": {"value": 20_000, "currency": "SEK"}}


def confirmed(value: int, *, to: str = "Norrbo Interiör", kind: str = "payment") -> Bearer:
    session = session_make(OWNER)
    action = Action(kind=kind, amount=Money(value, "SEK"), to=to)  # type: ignore[arg-type]  # one of its two words
    proof = Authentication(session=session, act_hash=action_hash(action), amr=["otp", "mfa"])
    return Bearer(tokens.issue(session_step_up(authentication=proof)))


def test_a_payment_is_done_with_the_answer_and_booked_once(owner: Caller, body: dict[str, Any]) -> None:
    answer = owner.post(PATH, {**body, "description": "Another shelf"})
    again = owner.post(PATH, {**body, "description": "Another shelf"})

    made = answer.json()
    assert answer.status_code == 201
    assert (made["type"], made["status"], made["merchant"]["id"]) == ("payment", "succeeded", "mch_norrbo")
    assert made["amount"] == body["amount"]
    assert made["refund"]["refundable"] == body["amount"]
    assert {each["name"] for each in made["actions"]} >= {"repeat", "refund"}
    assert (again.json()["id"], again["Idempotent-Replayed"]) == (made["id"], "true")
    assert Account.objects.get(id=body["account_id"]).available == 1_980_000
    events = owner.get(f"/v1/transactions/{made['id']}/events").json()["data"]
    assert [each["code"] for each in events] == ["created", "approved", "bank_accepted"]


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"merchant_id": "mch_other"}, 404, "not_found"),
        ({"merchant_id": "mch_absent"}, 404, "not_found"),
        ({"account_id": "acc_absent"}, 404, "not_found"),
        ({"amount": {"value": 10, "currency": "SEK"}}, 422, "validation_failed"),
        ({"amount": {"value": 20_000, "currency": "EUR"}}, 422, "currency_not_supported"),
        ({"description": "a\u202eb"}, 422, "validation_failed"),
        ({"merchant": "x"}, 422, "validation_failed"),
    ],
)
def test_what_cannot_be_paid_is_refused(
    owner: Caller, body: dict[str, Any], changes: dict[str, Any], status: int, code: str
) -> None:
    before = Transaction.objects.count()
    answer = owner.post(PATH, {**body, **changes})
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert Transaction.objects.count() == before


def test_above_the_bound_the_very_payment_is_confirmed_first(owner: Caller, body: dict[str, Any]) -> None:
    large = {**body, "amount": {"value": 500_100, "currency": "SEK"}}

    assert owner.post(PATH, {**body, "amount": {"value": 500_000, "currency": "SEK"}}, key="k-1").status_code == 201
    assert owner.post(PATH, large).json()["code"] == "step_up_required"
    for wrong in (confirmed(500_200), confirmed(500_100, to="Other"), confirmed(500_100, kind="withdrawal")):
        assert wrong.post(PATH, large).json()["code"] == "step_up_required"
    assert confirmed(500_100).post(PATH, large).status_code == 201


def test_more_than_there_is_is_refused(body: dict[str, Any]) -> None:
    answer = confirmed(2_500_000).post(PATH, {**body, "amount": {"value": 2_500_000, "currency": "SEK"}})
    assert answer.json()["code"] == "insufficient_funds"


def test_a_quote_says_whether_it_will_be_confirmed(owner: Caller, body: dict[str, Any]) -> None:
    small = owner.post("/v1/quotes", {"type": "payment", **body}).json()
    large = owner.post(
        "/v1/quotes", {"type": "payment", **body, "amount": {"value": 500_100, "currency": "SEK"}}
    ).json()
    assert (small["requires"], large["requires"], small["fee"]["value"]) == ([], ["step_up"], 0)
    bare = {name: value for name, value in body.items() if name != "merchant_id"}
    assert owner.post("/v1/quotes", {"type": "payment", **bare}).status_code == 422
    assert owner.post("/v1/quotes", {"type": "deposit", **body}).status_code == 422


def test_merchants_are_those_one_dealt_with(owner: Caller, other: Caller, body: dict[str, Any]) -> None:
    (found,) = owner.get("/v1/merchants").json()["data"]
    assert (found["id"], found["name"], found["country"]) == ("mch_norrbo", "Norrbo Interiör", "SE")
    assert owner.get("/v1/merchants/mch_norrbo").json() == found
    assert owner.get("/v1/merchants/mch_other").status_code == 404
    assert [each["id"] for each in other.get("/v1/merchants").json()["data"]] == ["mch_other"]
