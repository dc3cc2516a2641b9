"""Refund requests: asked once, for no more than there is, answered once, paid in the same moment."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import Sum

from sandbox.payments import models, services
from sandbox.payments.domain.errors import Refused
from sandbox.payments.domain.refunds import Decision, refund_state
from sandbox.payments.domain.transactions import Transaction
from tests.sandbox.payments.conftest import Caller
from tests.sandbox.payments.people import START, account_make, merchant_make, transaction_make

LJUS = {"merchant_id": "mch_ljus", "merchant_name": "Hemvaruhuset Ljus", "to_label": "Ljus Hemvaror AB"}


def payment_make(amount: int = 86_400, **fields: Any) -> Transaction:
    account = account_make(opening=100_000)
    values: dict[str, Any] = {**LJUS} | {
        "completed_at": START,
        "account_id": account.id,
        "refundable": amount,
        "amount": amount,
    }
    return transaction_make(**values | fields)


def money(value: int, currency: str = "SEK") -> dict[str, Any]:
    return {"value": value, "currency": currency}


def refunds_offered(payment: Any) -> list[Any]:
    return [action for action in payment["actions"] if action["name"] == "refund"]


def order(amount: int = 43_200, expected: int = 86_400, **fields: Any) -> dict[str, Any]:
    body = {"amount": money(amount), "expected_refundable": money(expected), "reason": "not_as_described"}
    return body | fields


def ask(caller: Caller, payment: Transaction, body: dict[str, Any] | None = None, key: str = "key-1") -> Any:
    return caller.post(f"/v1/transactions/{payment.id}/refund-requests", body or order(), key=key)


def payment_of(caller: Caller, payment: Transaction) -> dict[str, Any]:
    found: dict[str, Any] = caller.get(f"/v1/transactions/{payment.id}").json()
    return found


def sent() -> list[str]:
    return list(models.OutboxEvent.objects.order_by("created_at", "id").values_list("type", flat=True))


def test_a_part_is_asked_for_and_set_aside(owner: Caller, clock: Any) -> None:
    payment = payment_make()
    answer = ask(owner, payment, order(note="The lamp does not fit.\nIt is unused."))
    made = answer.json()
    assert (answer.status_code, answer["Location"], answer["ETag"]) == (
        201,
        f"/v1/refund-requests/{made['id']}",
        '"v1"',
    )
    assert (made["status"], made["amount"], made["respond_by"]) == (
        "requested",
        money(43_200),
        "2026-11-23T16:00:00.000Z",
    )
    assert [action["name"] for action in made["actions"]] == ["message", "cancel"]
    assert [(each["from"], each["text"]) for each in made["messages"]] == [("customer", made["note"])]
    assert payment_of(owner, payment)["refund"] == {
        "state": "pending",
        "refunded": money(0),
        "refundable": money(43_200),
    }
    assert {"refund.requested", "transaction.updated"} <= set(sent())
    assert owner.get(f"/v1/refund-requests/{made['id']}").json() == made


def test_events_carry_no_messages(owner: Caller) -> None:
    ask(owner, payment_make(), order(note="Nobody else's business"))
    body = json.loads(models.OutboxEvent.objects.get(type="refund.requested").body)
    assert "messages" not in body["data"]["object"]
    assert body["data"]["sequence"] == 1


def test_the_payment_offers_it_as_long_as_it_can_be_had(owner: Caller, clock: Any) -> None:
    payment = payment_make()
    (action,) = refunds_offered(payment_of(owner, payment))
    assert action == {"name": "refund", "until": "2026-12-19T12:00:00.000Z", "requires": []}
    clock.move_to(START + timedelta(days=30))
    late = payment_of(owner, payment)
    assert (refunds_offered(late), late["refund"]["refundable"]) == ([], money(0))
    assert ask(owner, payment).json()["code"] == "refund_window_closed"


@pytest.mark.parametrize(
    ("fields", "body", "status", "code"),
    [
        ({"status": "pending", "completed_at": None}, order(), 409, "invalid_state"),
        ({"type": "withdrawal"}, order(), 422, "refund_not_allowed"),
        ({"merchant_id": None}, order(), 422, "refund_not_allowed"),
        ({"dispute": {"id": "dsp_1", "status": "open", "outcome": None}}, order(), 422, "refund_not_allowed"),
        ({"refunded": 86_400, "refundable": 0}, order(expected=0), 409, "already_refunded"),
        ({"refunded": 43_200, "refundable": 43_200}, order(), 412, "refundable_changed"),
        ({}, order(amount=86_401), 422, "validation_failed"),
        ({}, order(amount=0), 422, "validation_failed"),
        ({}, order(amount=-1), 422, "validation_failed"),
        ({}, order(reason="because"), 422, "validation_failed"),
        ({}, order(note="\x1b[31m"), 422, "validation_failed"),
        ({}, order(note="turned \u202e round"), 422, "validation_failed"),
        ({}, order(note=" \n "), 422, "validation_failed"),
        ({}, order(note="x" * 2001), 422, "validation_failed"),
        ({}, order(colour="red"), 422, "validation_failed"),
        ({}, order() | {"amount": money(100, "EUR")}, 422, "currency_not_supported"),
        ({}, order() | {"expected_refundable": money(86_400, "EUR")}, 412, "refundable_changed"),
    ],
)
@pytest.mark.usefixtures("clock")
def test_what_cannot_be_asked_changes_nothing(
    owner: Caller, fields: dict[str, Any], body: dict[str, Any], status: int, code: str
) -> None:
    payment = payment_make(**fields)
    answer = ask(owner, payment, body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert not models.RefundRequest.objects.exists()
    assert models.Transaction.objects.get(id=payment.id).version == 1


def test_a_stale_amount_is_told_what_can_be_asked_now(owner: Caller) -> None:
    payment = payment_make()
    assert ask(owner, payment).status_code == 201
    answer = ask(owner, payment, key="key-2")
    assert (answer.status_code, answer.json()["refundable"]) == (412, money(43_200))
    assert ask(owner, payment, order(expected=43_200), key="key-3").status_code == 201
    assert refunds_offered(payment_of(owner, payment)) == []


def test_words_of_every_script_are_kept_as_they_were_written(owner: Caller) -> None:
    note = "<script>alert(1)</script> =HYPERLINK(\"x\")\nطلب\u200f 👨\u200d👩\u200d👧 'quoted'"
    made = ask(owner, payment_make(), order(note=note)).json()
    assert made["note"] == made["messages"][0]["text"] == note


def test_a_key_answers_the_same_again_and_takes_no_other_body(owner: Caller) -> None:
    payment = payment_make()
    first, again = ask(owner, payment), ask(owner, payment)
    assert (again.status_code, again.json(), again["Idempotent-Replayed"]) == (201, first.json(), "true")
    assert ask(owner, payment, order(amount=1)).json()["code"] == "idempotency_key_reused"
    assert models.RefundRequest.objects.count() == 1
    missing = owner.post(f"/v1/transactions/{payment.id}/refund-requests", order(), key=None)
    assert missing.json()["code"] == "idempotency_key_missing"


def test_a_run_that_died_before_it_answered_is_found_again(owner: Caller) -> None:
    payment = payment_make()
    first = ask(owner, payment).json()
    models.IdempotencyRecord.objects.update(answer_status=None, running_until=None)
    assert ask(owner, payment).json() == first
    assert models.RefundRequest.objects.count() == 1


def test_the_merchant_gives_all_of_it(owner: Caller, clock: Any) -> None:
    payment = payment_make()
    made = ask(owner, payment).json()
    clock.shift(timedelta(hours=1))
    services.refund_request_seen(request_id=made["id"], merchant_id="mch_ljus")
    services.refund_decide(request_id=made["id"], merchant_id="mch_ljus", decision="approve", note="Of course.")
    now = owner.get(f"/v1/refund-requests/{made['id']}").json()
    assert (now["status"], now["decided_amount"], now["decision_note"]) == ("succeeded", money(43_200), "Of course.")
    assert (now["opened_at"], now["decided_at"], now["version"]) == (now["decided_at"], "2026-11-19T13:00:00.000Z", 4)
    assert now["actions"] == []
    refund = owner.get(f"/v1/transactions/{now['refund_transaction_id']}").json()
    assert (refund["type"], refund["direction"], refund["amount"]) == ("refund", "in", money(43_200))
    assert (refund["parent_id"], refund["merchant"]["id"], refund["account_id"]) == (
        payment.id,
        "mch_ljus",
        payment.account_id,
    )
    paid = payment_of(owner, payment)
    assert paid["refund"] == {"state": "partial", "refunded": money(43_200), "refundable": money(43_200)}
    assert paid["related"] == [refund["id"]]
    account = models.Account.objects.get(id=payment.account_id)
    assert account.available == 100_000 - 86_400 + 43_200
    assert models.Posting.objects.aggregate(sum=Sum("amount"))["sum"] == 0
    assert {"refund.approved", "refund.succeeded", "refund.updated", "transaction.succeeded"} <= set(sent())


def test_the_merchant_gives_a_part_and_the_rest_can_be_asked_for_again(owner: Caller) -> None:
    payment = payment_make()
    made = ask(owner, payment).json()
    services.refund_decide(request_id=made["id"], merchant_id="mch_ljus", decision="approve", amount=40_000)
    assert payment_of(owner, payment)["refund"] == {
        "state": "partial",
        "refunded": money(40_000),
        "refundable": money(46_400),
    }
    assert owner.get(f"/v1/refund-requests/{made['id']}").json()["decided_amount"] == money(40_000)


def test_the_merchant_says_no_in_their_own_words(owner: Caller) -> None:
    payment = payment_make()
    made = ask(owner, payment).json()
    services.refund_decide(request_id=made["id"], merchant_id="mch_ljus", decision="reject", note="As agreed.")
    now = owner.get(f"/v1/refund-requests/{made['id']}").json()
    assert (now["status"], now["decision_note"], now["decided_amount"]) == ("rejected", "As agreed.", None)
    assert payment_of(owner, payment)["refund"]["state"] == "none"
    codes = [event["code"] for event in owner.get(f"/v1/transactions/{payment.id}/events").json()["data"]]
    assert codes == ["created", "refund_requested", "refund_rejected"]


def test_an_answer_is_given_once_by_the_merchant_alone(owner: Caller) -> None:
    made = ask(owner, payment_make()).json()
    with pytest.raises(Refused, match="not_found"):
        services.refund_decide(request_id=made["id"], merchant_id="mch_norrbo", decision="approve")
    with pytest.raises(Refused, match="not_found"):
        services.refund_request_seen(request_id=made["id"], merchant_id="mch_norrbo")
    for amount in (0, 43_201):
        with pytest.raises(Refused, match="validation_failed"):
            services.refund_decide(request_id=made["id"], merchant_id="mch_ljus", decision="approve", amount=amount)
    services.refund_decide(request_id=made["id"], merchant_id="mch_ljus", decision="reject")
    decisions: tuple[Decision, ...] = ("approve", "reject")
    for decision in decisions:
        with pytest.raises(Refused, match="invalid_state"):
            services.refund_decide(request_id=made["id"], merchant_id="mch_ljus", decision=decision)
    assert services.refund_request_seen(request_id=made["id"], merchant_id="mch_ljus").opened_at is None
    assert owner.post(f"/v1/refund-requests/{made['id']}/cancel", {}, key="c").json()["code"] == "invalid_state"


def test_a_merchant_who_lets_us_refund_at_once_is_not_asked(owner: Caller) -> None:
    merchant_make("mch_ljus", refund_policy="execute")
    payment = payment_make()
    made = ask(owner, payment, order(amount=86_400)).json()
    assert (made["status"], made["decided_amount"]) == ("succeeded", money(86_400))
    assert payment_of(owner, payment)["refund"] == {"state": "full", "refunded": money(86_400), "refundable": money(0)}
    assert ask(owner, payment, key="key-2").json()["code"] == "already_refunded"


def test_a_closed_balance_takes_no_refund(owner: Caller) -> None:
    payment = payment_make()
    made = ask(owner, payment).json()
    models.Account.objects.filter(id=payment.account_id).update(status="closed")
    assert services.refund_decide(request_id=made["id"], merchant_id="mch_ljus", decision="approve").status == "failed"
    assert payment_of(owner, payment)["refund"] == {
        "state": "none",
        "refunded": money(0),
        "refundable": money(86_400),
    }
    assert "refund.failed" in sent()


def test_taken_back_it_can_be_asked_for_again(owner: Caller, other: Caller) -> None:
    payment = payment_make()
    made = ask(owner, payment).json()
    path = f"/v1/refund-requests/{made['id']}/cancel"
    assert other.post(path, {}).status_code == 404
    first = owner.post(path, {})
    assert (first.status_code, first.json()["status"]) == (200, "cancelled")
    assert owner.post(path, {}, key="another").json() == first.json()
    assert payment_of(owner, payment)["refund"]["refundable"] == money(86_400)
    assert ask(owner, payment, key="key-2").status_code == 201


def test_the_list_is_narrowed_and_paged(owner: Caller, other: Caller, clock: Any) -> None:
    first, second = payment_make(), payment_make()
    ids = []
    for number, payment in enumerate((first, first, second)):
        clock.shift(timedelta(minutes=1))
        expected = payment_of(owner, payment)["refund"]["refundable"]["value"]
        ids.append(ask(owner, payment, order(amount=100, expected=expected), key=f"key-{number}").json()["id"])
    owner.post(f"/v1/refund-requests/{ids[0]}/cancel", {}, key="c")

    def found(query: dict[str, Any]) -> list[str]:
        return [each["id"] for each in owner.get("/v1/refund-requests", query).json()["data"]]

    assert found({}) == [ids[2], ids[1], ids[0]]
    assert found({"transaction_id": first.id}) == [ids[1], ids[0]]
    assert found({"status": "cancelled,succeeded"}) == [ids[0]]
    page = owner.get("/v1/refund-requests", {"limit": 2}).json()
    onward = owner.get("/v1/refund-requests", {"limit": 2, "cursor": page["page"]["next_cursor"]}).json()
    assert [each["id"] for each in onward["data"]] == [ids[0]]
    back = owner.get("/v1/refund-requests", {"limit": 2, "cursor": onward["page"]["prev_cursor"]}).json()
    assert [each["id"] for each in back["data"]] == [ids[2], ids[1]]
    stolen = other.get("/v1/refund-requests", {"limit": 2, "cursor": page["page"]["next_cursor"]})
    assert stolen.json()["code"] == "cursor_mismatch"
    for query, code in (({"colour": "red"}, "bad_request"), ({"status": "lost"}, "validation_failed")):
        assert owner.get("/v1/refund-requests", query).json()["code"] == code


@pytest.mark.parametrize(
    ("refunded", "refundable", "state"), [(0, 100, "none"), (0, 60, "pending"), (40, 60, "partial"), (100, 0, "full")]
)
def test_the_state_of_a_payment_s_refunds(refunded: int, refundable: int, state: str) -> None:
    assert refund_state(amount=100, refunded=refunded, refundable=refundable) == state
