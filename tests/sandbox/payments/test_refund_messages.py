"""What customer and merchant write to each other about a refund request."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from sandbox.payments import models, services
from sandbox.payments.domain.cases import MOST_MESSAGES
from sandbox.payments.domain.errors import Refused
from sandbox.payments.models import Upload
from tests.sandbox.payments.conftest import Caller
from tests.sandbox.payments.people import OTHER, START
from tests.sandbox.payments.test_refunds import ask, order, payment_make, sent

pytestmark = pytest.mark.django_db


def path(request: dict[str, Any]) -> str:
    return f"/v1/refund-requests/{request['id']}/messages"


def names(owner: Caller, request: dict[str, Any]) -> list[str]:
    found = owner.get(f"/v1/refund-requests/{request['id']}").json()
    return [action["name"] for action in found["actions"]]


def asked(owner: Caller) -> dict[str, Any]:
    made: dict[str, Any] = ask(owner, payment_make(), order(note="It does not fit.")).json()
    return made


def file_of(customer_id: str, name: str = "lamp.png") -> str:
    id_ = f"upl_{customer_id}"
    Upload.objects.create(
        id=id_, customer_id=customer_id, name=name, media_type="image/png", size=9, sha256="0" * 64, created_at=START
    )
    return id_


def test_a_message_with_a_file_is_kept_once_per_key(owner: Caller, clock: Any) -> None:
    made = asked(owner)
    clock.move_to(START + timedelta(minutes=5))
    body = {"text": "Here is a picture.", "attachments": [file_of(made["customer_id"])]}
    answer = owner.post(path(made), body, key="m1")
    now = answer.json()
    assert (answer.status_code, now["version"]) == (200, made["version"] + 1)
    assert [each["text"] for each in now["messages"]] == ["It does not fit.", "Here is a picture."]
    assert now["messages"][1]["attachments"][0]["name"] == "lamp.png"
    assert owner.post(path(made), body, key="m1").json() == now
    assert owner.post(path(made), {"text": "Another."}, key="m1").json()["code"] == "idempotency_key_reused"
    assert sent().count("refund.updated") == 1
    assert "messages" not in models.OutboxEvent.objects.get(type="refund.updated").body


def test_the_merchant_answers_and_the_customer_reads_their_name(owner: Caller, clock: Any) -> None:
    made = asked(owner)
    clock.move_to(START + timedelta(minutes=5))
    services.refund_message_answer(request_id=made["id"], merchant_id="mch_ljus", text="Which socket do you have?")
    last = owner.get(f"/v1/refund-requests/{made['id']}").json()["messages"][-1]
    assert (last["from"], last["name"], last["text"]) == (
        "merchant",
        "Hemvaruhuset Ljus",
        "Which socket do you have?",
    )
    with pytest.raises(Refused, match="not_found"):
        services.refund_message_answer(request_id=made["id"], merchant_id="mch_other", text="Hello.")
    with pytest.raises(Refused, match="validation_failed"):
        services.refund_message_answer(request_id=made["id"], merchant_id="mch_ljus", text="\u202e")


def test_nothing_is_written_about_what_is_over(owner: Caller) -> None:
    made = asked(owner)
    assert names(owner, made) == ["message", "cancel"]
    services.refund_decide(request_id=made["id"], merchant_id="mch_ljus", decision="reject", note="No.")
    assert names(owner, made) == ["escalate"]
    refused = owner.post(path(made), {"text": "Please."}, key="late")
    assert (refused.status_code, refused.json()["code"]) == (409, "invalid_state")
    with pytest.raises(Refused, match="invalid_state"):
        services.refund_message_answer(request_id=made["id"], merchant_id="mch_ljus", text="Still no.")


def test_a_hundred_messages_are_enough(owner: Caller) -> None:
    made = asked(owner)
    models.RefundRequest.objects.update(messages=MOST_MESSAGES)
    assert "message" not in names(owner, made)
    assert owner.post(path(made), {"text": "One more."}, key="m").json()["code"] == "invalid_state"


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"text": ""}, "/text"),
        ({"text": "x" * 2001}, "/text"),
        ({"text": " \n "}, "/text"),
        ({"text": "See", "attachments": ["upl_none"]}, "/attachments/0"),
        ({"text": "See", "attachments": ["upl_1"] * 6}, "/attachments"),
        ({"text": "See", "amount": 1}, "/amount"),
    ],
)
def test_what_cannot_be_sent_is_named(owner: Caller, body: dict[str, Any], pointer: str) -> None:
    made = asked(owner)
    refused = owner.post(path(made), body, key="m")
    assert refused.status_code in {400, 422}
    assert [each["pointer"] for each in refused.json()["errors"]] == [pointer]
    assert models.RefundRequest.objects.get().messages == 1


def test_only_its_customer_writes_and_only_with_their_own_files(owner: Caller, other: Caller) -> None:
    made = asked(owner)
    assert other.post(path(made), {"text": "Mine!"}, key="m").status_code == 404
    theirs = owner.post(path(made), {"text": "See", "attachments": [file_of(OTHER)]}, key="m")
    assert theirs.json()["errors"][0]["pointer"] == "/attachments/0"
    assert owner.post(path(made), {"text": "No key."}, key=None).json()["code"] == "idempotency_key_missing"


def test_the_merchant_fetches_the_files_of_its_own_requests_alone(owner: Caller) -> None:
    made = asked(owner)
    upload = file_of(made["customer_id"])
    models.UploadBody.objects.create(upload_id=upload, content=b"\x89PNG")
    owner.post(path(made), {"text": "See", "attachments": [upload]}, key="m")
    assert services.upload_read_of_merchant(merchant_id="mch_ljus", upload_id=upload)[1] == b"\x89PNG"
    with pytest.raises(Refused, match="not_found"):
        services.upload_read_of_merchant(merchant_id="mch_other", upload_id=upload)
