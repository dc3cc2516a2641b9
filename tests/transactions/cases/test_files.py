"""Files of a message about a case: they stay with it while it is mended, and are told where the message is."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from selfcare.domain.files import LARGEST_FILE
from tests.builders import payments as build
from tests.fake_upstream import FakeUpstream
from tests.page import Page
from tests.people import signed_in
from tests.transactions.cases import KEY, browser, kronhamn, ljus
from tests.transactions.uploads import Shelf

pytestmark = pytest.mark.django_db
HERE = "/cases/dsp_kronhamn/messages"
SENT = "/v1/disputes/dsp_kronhamn/messages"
PDF = b"%PDF-1.7\n%%EOF\n"


@pytest.fixture
def shelf(service: FakeUpstream) -> Shelf:
    service.on("POST", SENT, json=kronhamn())
    return Shelf(service)


def send(content: bytes | None = None, **fields: Any) -> Page:
    sent = {"key": KEY, "text": "My receipt.", **fields}
    if content is not None:
        sent["file"] = SimpleUploadedFile("receipt.pdf", content)
    return browser().post(HERE, sent)


def test_a_file_stays_while_the_message_is_mended(shelf: Shelf) -> None:
    page = send(PDF, text="")
    assert (page.status, page.texts("label.check > span")) == (
        422,
        ["receipt.pdfAdded. Clear the box to leave it out."],
    )
    token = str(page.one("input[name=kept]").get("value"))
    key = str(page.one(".form--reply input[name=key]").get("value"))
    assert send(kept=token, key=key).status == 303
    assert [call.body["attachments"] for call in shelf.upstream.asked("POST", SENT)] == [["upl_1"]]
    assert shelf.names == ["receipt.pdf"]


def test_a_file_that_is_too_large_is_told_where_the_message_is(shelf: Shelf) -> None:
    page = send(PDF + b" " * LARGEST_FILE)
    assert page.status == 413
    assert "over 10 MB" in page.one("#file-e").text_content()
    assert page.one("#msg").text_content() == "My receipt."
    assert not shelf.upstream.asked("POST", SENT)


def test_htmx_gets_it_with_the_one_status_that_it_swaps(shelf: Shelf) -> None:
    file = SimpleUploadedFile("receipt.pdf", PDF + b" " * LARGEST_FILE)
    sent = {"key": KEY, "text": "My receipt.", "file": file}
    answer = signed_in().post(HERE, sent, headers={"HX-Request": "true", "HX-Target": "msgs"})
    assert (answer.status_code, answer.content.lstrip().startswith(b'<div id="msgs"')) == (422, True)
    assert b"This file is over 10 MB." in answer.content


def test_a_file_that_could_not_be_sent_sends_no_message(shelf: Shelf) -> None:
    shelf.upstream.on("POST", "/v1/uploads", status=503, json=build.problem(503, "upstream_unavailable"))
    page = send(PDF)
    assert (page.status, page.one("#msg").text_content()) == (503, "My receipt.")
    assert "The file could not be sent, so nothing was." in page.text
    assert not shelf.upstream.asked("POST", SENT)


def test_a_file_nobody_was_told_is_kept_is_refused(shelf: Shelf) -> None:
    assert send(kept="upl_1").status == 400
    assert not shelf.upstream.asked("POST", SENT)


@pytest.mark.parametrize(
    ("case_id", "path"),
    [
        ("dsp_kronhamn", "/v1/disputes/dsp_kronhamn/messages"),
        ("rrq_ljus", "/v1/refund-requests/rrq_ljus/messages"),
    ],
)
def test_a_file_goes_with_its_message(service: FakeUpstream, case_id: str, path: str) -> None:
    kept = {"id": "upl_9", "name": "receipt.pdf", "media_type": "application/pdf", "size": len(PDF)}
    upload = {**kept, "sha256": hashlib.sha256(PDF).hexdigest()}
    service.on("POST", "/v1/uploads", status=201, json=upload)
    service.on("POST", path, json=kronhamn() if case_id == "dsp_kronhamn" else ljus())
    file = SimpleUploadedFile("receipt.pdf", PDF, "application/pdf")

    done = browser().post(f"/cases/{case_id}/messages", {"key": KEY, "text": "My receipt.", "file": file})

    assert done.status == 303
    assert service.asked("POST", path)[0].body == {
        "text": "My receipt.",
        "attachments": ["upl_9"],
    }


def test_a_file_that_cannot_be_taken_is_told_at_its_field(service: FakeUpstream) -> None:
    file = SimpleUploadedFile("receipt.exe", b"MZ", "application/pdf")

    page = browser().post("/cases/dsp_kronhamn/messages", {"key": KEY, "text": "My receipt.", "file": file})

    assert page.status == 422
    assert page.one("#file-e") is not None
    assert page.one("#msg").text_content() == "My receipt."
    assert not service.asked("POST", "/v1/disputes/dsp_kronhamn/messages")


def test_a_file_of_a_message_is_a_link(service: FakeUpstream) -> None:
    page = browser().get("/cases/dsp_kronhamn")

    assert page.one(".msgs a.file").get("href").endswith("/upl_1?name=booking-hk-5521.pdf")
