"""Signed events: proven, taken in once, and never a 500 whatever arrives (hardening.md F9)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks.webhooks import Webhook

from notifications import signatures, tasks
from notifications.models import HookReceipt
from selfcare import versions
from selfcare.domain.errors import StoreUnavailable
from selfcare.stores import sessions
from selfcare.upstream.cache import cached
from tests.builders import payments
from tests.upstream.people import context
from transactions.models import Intent, SignedReceipt, State

NEW = "whsec_" + base64.b64encode(b"n" * 32).decode()
OLD = "whsec_" + base64.b64encode(b"o" * 32).decode()
FOREIGN = "whsec_" + base64.b64encode(b"f" * 32).decode()


@pytest.fixture(autouse=True)
def _secrets(settings: Any) -> None:
    settings.HOOK_SECRETS = {"payments": [NEW, OLD], "cards": []}
    sessions().flushdb()


def event(**changes: Any) -> dict[str, Any]:
    return {
        "specversion": "1.0",
        "id": "evt_1",
        "source": "/payments",
        "type": "transaction.succeeded",
        "subject": "tx_dep",
        "time": "2026-11-19T13:05:12.000Z",
        "datacontenttype": "application/json",
        "data": {"customer_id": payments.CUSTOMER, "sequence": 3, "object": payments.deposit(status="succeeded")},
        **changes,
    }


def signed(body: bytes, *, secret: str = NEW, message_id: str = "evt_1", age: float = 0) -> dict[str, str]:
    moment = datetime.now(UTC) - timedelta(seconds=age)
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": Webhook(secret).sign(message_id, moment, body.decode()),
    }


def post(client: Client, body: bytes | dict[str, Any], headers: dict[str, str] | None = None, **how: Any) -> Any:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    path = how.pop("path", "/hooks/payments")
    sent = headers if headers is not None else signed(raw, **how)
    return client.post(path, raw, "application/cloudevents+json", headers=sent)


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
    "how",
    [{"secret": FOREIGN}, {"age": 301}, {"age": -302}],
    ids=["another secret", "too old", "from the future"],
)
def test_a_signature_that_does_not_fit_is_refused(client: Client, how: dict[str, Any]) -> None:
    answer = post(client, event(), **how)
    refused(answer, 401, "signature_invalid")


@pytest.mark.django_db
@pytest.mark.parametrize("age", [295, -295])
def test_a_clock_may_be_minutes_off(client: Client, age: float) -> None:
    assert post(client, event(), age=age).status_code == 204


@pytest.mark.django_db
def test_a_changed_body_is_refused(client: Client) -> None:
    raw = json.dumps(event()).encode()
    refused(post(client, raw + b" ", signed(raw)), 401, "signature_invalid")


@pytest.mark.django_db
def test_a_signature_for_another_message_is_refused(client: Client) -> None:
    raw = json.dumps(event()).encode()
    refused(post(client, raw, {**signed(raw), "webhook-id": "evt_2"}), 401, "signature_invalid")


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["webhook-id", "webhook-timestamp", "webhook-signature"])
@pytest.mark.parametrize(
    "value",
    [
        "",
        " ",
        "v1",
        "v1,",
        "v1,%%%",
        "v1,ÿ",
        "v2,abcd",
        "x" * 9000,
        "٣",
        "1e9",
        "-1",
        "9" * 12,
        "a b,c d,",
        "v1,=" * 50,
    ],
)
def test_malformed_headers_are_a_401_and_never_a_500(client: Client, name: str, value: str) -> None:
    raw = json.dumps(event()).encode()
    refused(post(client, raw, {**signed(raw), name: value}), 401, "signature_invalid")
    sessions().flushdb()


@pytest.mark.django_db
def test_no_headers_at_all_are_a_401(client: Client) -> None:
    refused(post(client, event(), {}), 401, "signature_invalid")


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


@given(st.binary(max_size=200), st.from_regex(r"[A-Za-z0-9_.-]{1,40}", fullmatch=True))
def test_we_agree_with_the_reference_library(body: bytes, message_id: str) -> None:
    now = int(time.time())
    text = base64.b64encode(body).decode()
    theirs = Webhook(NEW).sign(message_id, datetime.fromtimestamp(now, UTC), text)
    headers = {"webhook-id": message_id, "webhook-timestamp": str(now), "webhook-signature": theirs}

    assert signatures.verify([OLD, NEW], headers, text.encode(), now=now) == message_id

    raw = hmac.new(signatures.secret_bytes(NEW), f"{message_id}.{now}.{text}".encode(), hashlib.sha256).digest()
    ours = {**headers, "webhook-signature": "v1," + base64.b64encode(raw).decode()}
    assert ours["webhook-signature"] == theirs


@given(st.dictionaries(st.sampled_from(["webhook-id", "webhook-timestamp", "webhook-signature"]), st.text()))
def test_no_header_makes_the_verifier_stumble(headers: dict[str, str]) -> None:
    with pytest.raises(signatures.SignatureError):
        signatures.verify([NEW], headers, b"{}", now=time.time())


@pytest.mark.parametrize("secret", ["", "whsec_", "whsec_%%%", "whsec_c2hvcnQ=", "whsec_" + "A" * 100])
def test_a_weak_secret_is_a_mistake_in_the_settings(secret: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="HOOK_PAYMENTS_SECRETS"):
        signatures.secret_bytes(secret)


def refused(answer: Any, status: int, code: str) -> dict[str, Any]:
    assert answer.status_code == status
    assert answer["Content-Type"].startswith("application/problem+json")
    problem: dict[str, Any] = answer.json()
    assert problem["code"] == code
    return problem
