"""Signed events: taken in once, and never a 500 whatever arrives."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from notifications import tasks
from notifications.models import HookReceipt
from selfcare import versions
from selfcare.domain.errors import StoreUnavailable
from selfcare.upstream.cache import cached
from tests.builders import payments
from tests.notifications.hooks import NEW, OLD, event, post, refused
from tests.upstream.people import context
from transactions.models import Intent, SignedReceipt, State


@pytest.mark.django_db
def test_a_refund_reaches_the_receipt_that_anybody_can_check(client: Client) -> None:
    SignedReceipt.objects.create(
        number="R-1", customer_id=payments.CUSTOMER, transaction_id="tx_dep", amount=9900, currency="SEK",
        paid_at=timezone.now(), issued_at=timezone.now(),
    )  # fmt: skip
    back = {"state": "full", "refunded": payments.money(9900), "refundable": payments.money(0)}
    told = {
        "customer_id": payments.CUSTOMER,
        "sequence": 4,
        "object": payments.deposit(status="succeeded", refund=back),
    }

    assert post(client, event(type="transaction.updated", data=told)).status_code == 204

    assert SignedReceipt.objects.get().refunded == 9900


@pytest.mark.django_db
@pytest.mark.parametrize("secret", [NEW, OLD])
def test_an_event_makes_its_customer_look_again(client: Client, secret: str) -> None:
    cached(context(), "thing", fresh_for=60, as_=int, load=lambda: 1)

    answer = post(client, event(), secret=secret)

    assert answer.status_code == 204
    assert versions.changed_since(payments.CUSTOMER, versions.current(payments.CUSTOMER) - 1) == [
        "balance:acc_sek",
        "transaction:tx_dep",
    ]
    assert cached(context(), "thing", fresh_for=60, as_=int, load=lambda: 2).value == 2
    assert HookReceipt.objects.get().event_type == "transaction.succeeded"


@pytest.mark.django_db
def test_a_repeat_is_thanked_for_and_does_nothing(client: Client) -> None:
    post(client, event())
    version = versions.current(payments.CUSTOMER)

    assert post(client, event()).status_code == 204
    assert versions.current(payments.CUSTOMER) == version
    assert HookReceipt.objects.count() == 1


@pytest.mark.django_db
def test_an_event_ends_the_order_it_is_about(client: Client) -> None:
    intent = Intent.objects.create(
        customer_id=payments.CUSTOMER, kind="deposit", form_key="k", upstream_key="u", fingerprint="f",
        account_id="acc_sek", amount=1, currency="SEK", state=State.SENT, transaction_id="tx_dep",
    )  # fmt: skip
    post(client, event())
    intent.refresh_from_db()
    assert intent.state == State.DONE


@pytest.mark.django_db
def test_what_redis_lost_is_taken_in_by_the_repeat(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object) -> int:
        raise StoreUnavailable(retry_after=2)

    with monkeypatch.context() as patch:
        patch.setattr(versions, "bump", away)
        answer = post(client, event())
    assert answer.status_code == 503
    assert answer["Retry-After"] == "2"
    assert HookReceipt.objects.count() == 0

    assert post(client, event()).status_code == 204
    assert versions.current(payments.CUSTOMER) > 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        (b"", ""),
        (b"[]", ""),
        (b"{", ""),
        (b"[" * 15_000, ""),
        (b'{"id": NaN}', ""),
        (event(id="evt_2"), "/id"),
        (event(specversion="0.3"), "/specversion"),
        (event(type="Transaction"), "/type"),
        (event(subject="tx,1"), "/subject"),
        (event(subject="../../x"), "/subject"),
        (event(data={"customer_id": ""}), "/data/customer_id"),
        (event(data={"customer_id": "a:b c"}), "/data/customer_id"),
        (event(data={}), ""),
        (event(time="yesterday"), ""),
        (event(data={"customer_id": "c", "object": {"account_id": "a,b"}}), "/data/object/account_id"),
        (event(data={"customer_id": "c", "object": {"customer_id": "d"}}), "/data/object/customer_id"),
        (event(pad="x" * 21_000), ""),
    ],
)
def test_a_bad_shape_is_named(client: Client, body: bytes | dict[str, Any], pointer: str) -> None:
    problem = refused(post(client, body), 400, "bad_request")
    assert problem["errors"][0]["pointer"] == pointer
    assert HookReceipt.objects.count() == 0


@pytest.mark.django_db
def test_an_event_of_another_kind_is_taken_in_too(client: Client) -> None:
    post(client, event(type="account.restricted", subject="", data={"customer_id": "cus_elin"}))
    assert versions.changed_since("cus_elin", versions.current("cus_elin") - 1) == ["account"]


@pytest.mark.django_db
def test_a_source_that_is_off_is_gone_and_an_unknown_one_was_never_there(client: Client) -> None:
    refused(post(client, event(), path="/hooks/cards"), 410, "gone")
    refused(post(client, event(), path="/hooks/nobody"), 404, "not_found")


@pytest.mark.django_db
def test_a_huge_body_is_refused(client: Client) -> None:
    refused(post(client, b"x" * 70_000, {}), 413, "too_large")


def test_only_post(client: Client) -> None:
    answer = client.get("/hooks/payments")
    assert answer.status_code == 405


@pytest.mark.django_db
def test_guessing_is_limited_and_honest_senders_are_not(client: Client) -> None:
    for _ in range(60):
        post(client, event(), {})
    answer = post(client, event(), {})
    refused(answer, 429, "rate_limited")
    assert int(answer["Retry-After"]) > 0

    assert post(client, event()).status_code == 204


def test_a_receipt_names_its_event() -> None:
    assert str(HookReceipt(source="payments", event_id="evt_1")) == "payments evt_1"


@pytest.mark.django_db
def test_receipts_are_kept_for_two_weeks(client: Client) -> None:
    post(client, event())
    HookReceipt.objects.update(received_at=timezone.now() - timedelta(days=13))
    tasks.hook_receipts_prune()
    assert HookReceipt.objects.count() == 1
    HookReceipt.objects.update(received_at=timezone.now() - timedelta(days=15))
    tasks.hook_receipts_prune()
    assert HookReceipt.objects.count() == 0
