"""Files of customers: whole, of their kind, once per key, and given back to nobody else."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.test import Client

from sandbox import web
from sandbox.payments import services
from sandbox.payments.domain.errors import Refused
from sandbox.payments.domain.uploads import LARGEST, Sent, content_check
from sandbox.payments.models import CaseMessage, Dispute, Upload, UploadBody
from sandbox.problems import Problem
from tests.sandbox.payments.conftest import Caller
from tests.sandbox.payments.people import OTHER, OWNER, START

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n%%EOF\n"


def send(content: bytes = PDF, media_type: str = "application/pdf", *, by: str = OWNER, **more: Any) -> Any:
    headers = {"X-Customer-Id": by, "X-Service-Token": settings.SERVICE_TOKEN}
    headers |= {"Idempotency-Key": more.pop("key", "k1"), "X-File-Name": more.pop("name", "kvitto%20%C3%A5.pdf")}
    client = Client(raise_request_exception=False)
    return client.post("/payments/v1/uploads", content, content_type=media_type, headers=headers, **more)


def test_a_file_comes_back_as_it_was_to_be_kept_and_not_shown(owner: Caller) -> None:
    made = send()
    assert made.status_code == 201
    digest = hashlib.sha256(PDF).hexdigest()
    told = {"name": "kvitto å.pdf", "media_type": "application/pdf", "size": len(PDF), "sha256": digest}
    assert made.json() == {"id": made.json()["id"], **told}
    answer = owner.get(made["Location"])
    assert (answer.content, answer["Content-Type"]) == (PDF, "application/pdf")
    assert answer["Content-Disposition"] == "attachment; filename*=UTF-8''kvitto%20%C3%A5.pdf"
    assert (answer["X-Content-Type-Options"], answer["Content-Security-Policy"]) == (
        "nosniff",
        "sandbox; default-src 'none'",
    )


def test_once_per_key_and_another_file_is_another_order() -> None:
    first, again, other = send(), send(), send(PDF + b"\n")
    assert (first.json(), again["Idempotent-Replayed"]) == (again.json(), "true")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert Upload.objects.count() == UploadBody.objects.count() == 1


def test_an_interrupted_run_finds_what_it_kept() -> None:
    sent = Sent("a.pdf", "application/pdf", PDF)
    runs = [services.upload_create(customer_id=OWNER, sent=sent, operation_id="op_1") for _ in range(2)]
    assert runs[0] == runs[1]


@pytest.mark.parametrize(
    ("content", "media_type", "status"),
    [
        (b"\x89PNG\r\n\x1a\n", "application/pdf", 422),
        (b"<html>", "image/png", 422),
        (b"GIF89a", "image/gif", 415),
        (b"<svg/>", "image/svg+xml", 415),
        (b"{}", "application/json", 415),
        (PDF + b" " * LARGEST, "application/pdf", 413),
    ],
)
def test_what_is_not_taken(content: bytes, media_type: str, status: int) -> None:
    assert send(content, media_type).status_code == status
    assert not Upload.objects.exists()


def test_nothing_at_all_is_no_file() -> None:
    with pytest.raises(Refused) as caught:
        content_check(Sent("a.pdf", "application/pdf", b""))
    assert [field.code for field in caught.value.fields] == ["empty"]


def test_the_largest_is_taken_and_a_byte_more_is_not() -> None:
    whole = PDF + b" " * (LARGEST - len(PDF))
    assert send(whole).json()["size"] == LARGEST
    assert send(whole + b" ", key="k2").status_code == 413


def test_a_body_that_ends_early_or_has_no_length() -> None:
    environ = {"REQUEST_METHOD": "POST", "CONTENT_TYPE": "image/png", "CONTENT_LENGTH": "100"}
    cut = WSGIRequest({**environ, "wsgi.input": BytesIO(b"\x89PNG")})
    with pytest.raises(Problem) as caught:
        web.raw_body(cut, {"image/png"}, largest=1000)
    assert (caught.value.status, caught.value.code) == (400, "bad_request")
    assert send(HTTP_TRANSFER_ENCODING="chunked").status_code == 411


@pytest.mark.parametrize("name", ["", "%ff", "..%2Fa.pdf", "a%5Cb.pdf", "a%00.pdf", "a%0A.pdf", "a" * 201])
def test_a_name_is_no_path(name: str) -> None:
    answer = send(name=name)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "X-File-Name")


def test_somebody_elses_is_absent(other: Caller) -> None:
    assert other.get(f"/v1/uploads/{send().json()['id']}").status_code == 404
    assert send(by=OTHER).status_code == 201  # the same key of another customer


def test_a_day_has_an_end(clock: Any) -> None:
    Upload.objects.bulk_create(
        Upload(id=f"upl_{n}", customer_id=OWNER, name="a", size=1, created_at=START) for n in range(50)
    )
    assert (send().status_code, send()["Retry-After"]) == (429, "3600")
    clock.shift(timedelta(days=1, seconds=1))
    assert send(key="k2").status_code == 201


def test_a_merchant_sees_the_files_of_its_own_disputes() -> None:
    made = send().json()
    Dispute.objects.create(
        id="dsp_1", case_number="C-1", kind="dispute", customer_id=OWNER, merchant_id="mch_1", amount=1, currency="SEK",
        reason="other", status="open", created_at=START, updated_at=START,
    )  # fmt: skip
    file = {name: made[name] for name in ("id", "name", "media_type", "size")}
    CaseMessage.objects.create(id="msg_1", case_id="dsp_1", sender="customer", at=START, text="x", attachments=[file])
    assert services.upload_read_of_merchant(merchant_id="mch_1", upload_id=made["id"])[1] == PDF
    with pytest.raises(Refused, match="not_found"):
        services.upload_read_of_merchant(merchant_id="mch_2", upload_id=made["id"])
