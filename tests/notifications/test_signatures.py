"""Events prove who sent them: what does not is a 401, whatever its headers are."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks.webhooks import Webhook

from notifications import signatures
from selfcare.stores import sessions
from tests.notifications.hooks import FOREIGN, NEW, OLD, event, post, refused, signed


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
