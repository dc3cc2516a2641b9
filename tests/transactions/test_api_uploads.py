"""Files of cases for programs: kept once per key, known by their content, handed out and never shown."""

from __future__ import annotations

import io
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from selfcare.domain.files import LARGEST_FILE
from tests.builders import payments
from tests.fake_upstream import FakeUpstream
from tests.people import ELIN, OMAR, signed_in
from tests.transactions.uploads import UPLOADS, Shelf, picture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_stores")]
URL = "/api/v1/uploads"
PDF = b"%PDF-1.4\n1 0 obj\nendobj\n%%EOF\n"
SCRIPTED = b"%PDF-1.4\n1 0 obj\n<< /OpenAction << /S /JavaScript /JS (app.alert(1)) >> >>\nendobj\n%%EOF\n"


@pytest.fixture
def shelf(upstream: FakeUpstream) -> Shelf:
    return Shelf(upstream)


@pytest.fixture
def elin(shelf: Shelf) -> Client:
    return signed_in(ELIN)


def send(client: Client, content: bytes = PDF, media_type: str = "application/pdf", **more: Any) -> Any:
    given = {"Idempotency-Key": more.pop("key", "key-1"), "X-File-Name": quote(more.pop("name", "kvitto å.pdf"))}
    headers = {name: value for name, value in given.items() if value}
    more |= {"wsgi.input": more.pop("stream")} if "stream" in more else {}
    return client.post(URL, content, content_type=media_type, headers=headers, CONTENT_TYPE=media_type, **more)


def wrong(answer: Any) -> list[str]:
    return [error["pointer"] for error in answer.json()["errors"]]


def test_a_file_is_kept_once_per_key_and_every_repeat_has_the_same_answer(elin: Client, shelf: Shelf) -> None:
    answers = [send(elin) for _ in range(3)]
    assert {(each.status_code, each["Location"]) for each in answers} == {(201, "/api/v1/uploads/upl_1")}
    assert {each.content for each in answers} == {answers[0].content}
    kept = answers[0].json()
    assert (kept["name"], kept["media_type"], kept["size"]) == ("kvitto å.pdf", "application/pdf", len(PDF))
    assert shelf.names == ["kvitto å.pdf"]


@pytest.mark.parametrize(
    "other", [{"content": PDF + b"\n"}, {"content": picture(), "media_type": "image/png"}, {"name": "another.pdf"}]
)
def test_another_file_under_the_same_key_is_refused_and_not_kept(
    elin: Client, shelf: Shelf, other: dict[str, Any]
) -> None:
    assert send(elin).status_code == 201
    answer = send(elin, **other)
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")
    assert shelf.names == ["kvitto å.pdf"]
    assert send(elin).status_code == 201


def test_a_key_is_the_customers_own(elin: Client, shelf: Shelf) -> None:
    assert send(elin).status_code == 201
    assert send(signed_in(OMAR), PDF + b"\n").status_code == 201
    assert len(shelf.names) == 2


@pytest.mark.parametrize("key", ["", "with space", "x" * 256])
def test_without_a_key_nothing_is_kept(elin: Client, shelf: Shelf, key: str) -> None:
    answer = send(elin, key=key)
    assert (answer.status_code, answer.json()["code"], shelf.names) == (400, "idempotency_key_missing", [])


@pytest.mark.parametrize(
    ("content", "said", "found"),
    [
        (picture(), "application/pdf", ("kvitto å.png", "image/png")),
        (picture("JPEG"), "image/png", ("kvitto å.jpg", "image/jpeg")),
        (PDF, "image/jpeg", ("kvitto å.pdf", "application/pdf")),
    ],
)
def test_a_content_type_that_lies_is_not_believed(
    elin: Client, shelf: Shelf, content: bytes, said: str, found: tuple[str, str]
) -> None:
    answer = send(elin, content, said)
    assert (answer.status_code, answer.json()["name"], answer.json()["media_type"]) == (201, *found)
    assert shelf.last[:2] == found


@pytest.mark.parametrize(
    "said",
    [
        *("text/html", "image/svg+xml", "application/json", "application/octet-stream", ""),
        "multipart/form-data; boundary=x",
    ],
)
def test_a_content_type_nobody_takes_is_415(elin: Client, shelf: Shelf, said: str) -> None:
    answer = send(elin, PDF, said)
    assert (answer.status_code, answer.json()["code"], wrong(answer)) == (
        415,
        "unsupported_media_type",
        ["Content-Type"],
    )
    assert shelf.names == []


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "media_type"),
        (b"<html>%PDF-1.4\n%%EOF", "media_type"),
        (b"GIF89a/*" + b"\0" * 40, "media_type"),
        (PDF + b"PK\x03\x04 a zip behind it", "damaged"),
        (PDF + b"<script>alert(1)</script>", "damaged"),
        (b"\x89PNG\r\n\x1a\n<script>alert(1)</script>", "damaged"),
        (picture()[:-30], "damaged"),
    ],
)
def test_what_is_no_file_of_a_kind_is_named(elin: Client, shelf: Shelf, content: bytes, code: str) -> None:
    answer = send(elin, content)
    assert (answer.status_code, wrong(answer)) == (422, ["/file"])
    assert [error["code"] for error in answer.json()["errors"]] == [code]
    assert shelf.names == []


@pytest.mark.parametrize(
    "content",
    [
        picture("PNG") + b"%PDF-1.4\n<script>alert(1)</script>\n%%EOF",
        picture("JPEG") + b"PK\x03\x04 <?php system($_GET[0]); ?> <script>",
        picture("JPEG", comment=b"*/=alert(1)/* <script>"),
    ],
)
def test_of_a_file_that_is_two_only_the_picture_is_kept(elin: Client, shelf: Shelf, content: bytes) -> None:
    assert send(elin, content, "image/png").status_code == 201
    assert not any(mark in shelf.last[2] for mark in (b"script", b"%PDF", b"PK\x03\x04", b"<?php"))


def test_ten_megabytes_are_taken_and_a_byte_more_is_413_and_says_how_much(elin: Client, shelf: Shelf) -> None:
    whole = PDF[:-6] + b" " * (LARGEST_FILE - len(PDF)) + PDF[-6:]
    assert send(elin, whole).json()["size"] == LARGEST_FILE
    answer = send(elin, whole[:-6] + b" " + whole[-6:], key="key-2")
    assert (answer.status_code, answer.json()["code"], wrong(answer)) == (413, "too_large", ["/file"])
    assert answer["Content-Type"] == "application/problem+json"
    assert "10 MB" in answer.json()["detail"]
    assert len(shelf.names) == 1


def test_what_is_far_too_large_is_refused_before_it_is_read(elin: Client) -> None:
    body = Counted(b"%PDF-1.4\n" * 10)
    answer = send(elin, b"", CONTENT_LENGTH=str(100 * LARGEST_FILE), stream=body)
    assert (answer.status_code, answer.json()["code"], body.read_bytes) == (413, "too_large", 0)


@pytest.mark.parametrize("content", [PDF, picture("JPEG"), picture("PNG")])
def test_a_body_that_ends_early_is_not_kept(elin: Client, shelf: Shelf, content: bytes) -> None:
    """It may look whole: a PDF can have an end in its middle."""
    answer = send(elin, b"", CONTENT_LENGTH=str(len(content) + 1), stream=io.BytesIO(content))
    assert (answer.status_code, answer.json()["code"], shelf.names) == (400, "bad_request", [])


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\fakepath\\faktura.PDF", "faktura.pdf"),
        ("\u202efdp.exe", "fdp.pdf"),
        ("a\u200bb\u2066c.pdf", "abc.pdf"),
        ("<img src=x onerror=alert(1)>.pdf", "<img src=x onerror=alert(1)>.pdf"),
        ("عقد.pdf", "عقد.pdf"),
        ("..", "file.pdf"),
    ],
)
def test_a_name_loses_what_could_mislead(elin: Client, shelf: Shelf, name: str, kept: str) -> None:
    assert send(elin, name=name).json()["name"] == kept
    assert shelf.names == [kept]


@pytest.mark.parametrize("name", ["", " ", "a\x00.pdf", "a\r\nSet-Cookie: b=1.pdf", "x" * 201])
def test_a_name_that_cannot_be_one_is_named(elin: Client, shelf: Shelf, name: str) -> None:
    answer = send(elin, name=name)
    assert (answer.status_code, wrong(answer), shelf.names) == (400, ["X-File-Name"], [])


def test_a_name_that_is_no_text_is_named(elin: Client) -> None:
    headers = {"Idempotency-Key": "k", "X-File-Name": "%ff%fe.pdf"}
    answer = elin.post(URL, PDF, content_type="application/pdf", headers=headers)
    assert (answer.status_code, wrong(answer)) == (400, ["X-File-Name"])


def test_a_time_out_is_told_and_the_same_key_goes_on(elin: Client, shelf: Shelf) -> None:
    gone = payments.problem(504, "upstream_timeout")
    shelf.upstream.on("POST", UPLOADS, status=504, json=gone, times=1)
    answer = send(elin)
    assert (answer.status_code, answer.json()["code"], answer.json()["retryable"]) == (504, "upstream_timeout", True)
    assert send(elin).status_code == 201
    sent = {call.headers["idempotency-key"] for call in shelf.upstream.calls if call.method == "POST"}
    assert len(sent) == 1


def test_a_day_with_too_many_files(elin: Client, shelf: Shelf) -> None:
    refused = payments.problem(429, "rate_limited")
    shelf.upstream.on("POST", UPLOADS, status=429, json=refused, headers={"Retry-After": "3600"})
    answer = send(elin)
    assert (answer.status_code, answer["Retry-After"]) == (429, "3600")


@pytest.mark.parametrize(
    ("content", "media_type", "ending"),
    [(SCRIPTED, "application/pdf", "pdf"), (picture(), "image/png", "png"), (picture("JPEG"), "image/jpeg", "jpg")],
)
def test_a_file_is_an_attachment_in_which_nothing_runs(
    elin: Client, shelf: Shelf, content: bytes, media_type: str, ending: str
) -> None:
    shelf.hands_out("upl_1", content, media_type)
    answer = elin.get(f"{URL}/upl_1")
    assert (answer.content, answer["Content-Type"]) == (content, media_type)
    assert answer["Content-Disposition"] == f"attachment; filename*=UTF-8''file.{ending}"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'; frame-ancestors 'none'"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "no-store" in answer["Cache-Control"]


def test_somebody_elses_file_is_absent(elin: Client, shelf: Shelf) -> None:
    shelf.upstream.on("GET", f"{UPLOADS}/upl_1", json=payments.problem(404, "not_found"), status=404)
    answer = signed_in(OMAR).get(f"{URL}/upl_1")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_signed_out_nothing_is_read_or_kept(shelf: Shelf) -> None:
    for answer in (send(Client()), Client().get(f"{URL}/upl_1")):
        assert (answer.status_code, answer.json()["code"]) == (401, "session_required")
    assert shelf.upstream.calls == []


def test_a_forged_request_keeps_nothing(elin: Client, shelf: Shelf) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = elin.cookies
    answer = send(strict)
    assert (answer.status_code, answer.json()["code"], shelf.names) == (403, "csrf_failed", [])


@pytest.mark.parametrize(
    ("method", "path"), [("get", URL), ("put", URL), ("delete", f"{URL}/upl_1"), ("post", f"{URL}/upl_1")]
)
def test_other_methods_are_405(elin: Client, method: str, path: str) -> None:
    answer = getattr(elin, method)(path)
    assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")


def test_a_query_nobody_knows_is_refused(elin: Client, shelf: Shelf) -> None:
    answer = elin.post(f"{URL}?name=a", PDF, content_type="application/pdf", headers={"Idempotency-Key": "k"})
    assert (answer.status_code, shelf.names) == (400, [])


class Counted(io.BytesIO):
    """A body that remembers how much of it was read."""

    read_bytes = 0

    def read(self, *args: Any) -> bytes:
        part = super().read(*args)
        self.read_bytes += len(part)
        return part
