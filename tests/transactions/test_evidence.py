"""Files as evidence: known by content alone, drawn anew, and nothing hidden in what is kept."""

from __future__ import annotations

import io
import struct
import zlib
from importlib import import_module

import pytest
from PIL import Image, ImageFile

from selfcare.domain import errors
from selfcare.domain.files import LARGEST_FILE, File
from tests.builders import payments
from tests.fake_upstream import FakeUpstream
from tests.transactions.uploads import UPLOADS, picture
from tests.upstream.people import context
from transactions.services import evidence
from transactions.services.evidence import evidence_get, evidence_keep, evidence_read

PDF = b"%PDF-1.4\n1 0 obj\nendobj\n%%EOF\n"


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def code(name: str, content: bytes) -> str:
    with pytest.raises((errors.InvalidInput, errors.TooLarge)) as caught:
        evidence_read(name, content)
    (field,) = caught.value.fields
    assert field.pointer == "/file"
    assert field.detail.endswith(".")
    return field.code


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it has so many pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = chunk(b"IDAT", zlib.compress(b"\0" * 10_000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + pixels + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("name", "content", "media_type", "kept"),
    [
        ("lamp.png", picture(), "image/png", "lamp.png"),
        ("lamp.jpg", picture("JPEG"), "image/jpeg", "lamp.jpg"),
        ("receipt.pdf", PDF, "application/pdf", "receipt.pdf"),
        ("lamp.pdf", picture(), "image/png", "lamp.png"),  # a lie of the name: its content counts
        ("run.exe", PDF, "application/pdf", "run.pdf"),
        ("C:\\fakepath\\a b.JPEG", picture("JPEG"), "image/jpeg", "a b.jpg"),
        ("../../etc/passwd", PDF, "application/pdf", "passwd.pdf"),
        ("\u202egpj.\x00exe", PDF, "application/pdf", "gpj.pdf"),
        ("", PDF, "application/pdf", "file.pdf"),
        ("x" * 300 + ".pdf", PDF, "application/pdf", "x" * 100 + ".pdf"),
    ],
)
def test_the_content_says_what_it_is(name: str, content: bytes, media_type: str, kept: str) -> None:
    file = evidence_read(name, content)
    assert (file.name, file.media_type) == (kept, media_type)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"),
        (b"GIF89a" + b"\0" * 40, "media_type"),
        (b"<svg onload=alert(1)>", "media_type"),
        (b"<html>%PDF-1.4", "media_type"),
        (b"MZ\x90\x00", "media_type"),
        (b"\x89PNG\r\n\x1a\n<html><script>alert(1)</script>", "damaged"),
        (b"\xff\xd8\xff\xe0<?php system($_GET[0]); ?>", "damaged"),
        (picture()[:-30], "damaged"),
        (b"%PDF-1.4\nnever ends", "damaged"),
        (PDF + b"PK\x03\x04 a zip behind it PK\x05\x06", "damaged"),
        (PDF + b"<script>alert(1)</script>", "damaged"),
        (PDF + b" " * LARGEST_FILE, "too_large"),
        (bomb(60_000, 60_000), "too_many_pixels"),
        (bomb(10_000, 10_000), "too_many_pixels"),
        (bomb(5_000, 5_000), "too_many_pixels"),
    ],
)
def test_what_is_not_taken(content: bytes, why: str) -> None:
    assert code("a.png", content) == why


def test_ten_megabytes_are_taken_and_a_byte_more_is_not() -> None:
    whole = PDF[:-6] + b" " * (LARGEST_FILE - len(PDF)) + PDF[-6:]
    assert len(evidence_read("a.pdf", whole).content) == LARGEST_FILE
    assert code("a.pdf", whole[:-6] + b" " + whole[-6:]) == "too_large"


def test_a_picture_keeps_its_pixels_and_nothing_else() -> None:
    exif = Image.Exif()
    exif[0x010F] = "maker"
    exif[0x0112] = 6  # lying on its side
    exif.get_ifd(0x8825)[1] = "N"  # where it was taken
    sent = picture("JPEG", (40, 30), exif=exif, comment=b"<script>") + b"PK\x03\x04 a zip behind it"
    file = evidence_read("lamp.jpg", sent)
    drawn = opened(file.content)
    assert drawn.size == (30, 40)
    assert not drawn.getexif()
    assert all(mark not in file.content for mark in (b"maker", b"script", b"PK\x03\x04", b"Exif"))


def test_a_polyglot_png_comes_out_as_a_picture_alone() -> None:
    from PIL.PngImagePlugin import PngInfo

    info = PngInfo()
    info.add_text("Comment", "<script>alert(1)</script>")
    sent = picture(pnginfo=info) + b"%PDF-1.4 <html><script>"
    file = evidence_read("a.png", sent)
    assert opened(file.content).size == (40, 30)
    assert b"script" not in file.content


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "L", "1", "I;16"])
def test_every_kind_of_pixel(mode: str) -> None:
    into = io.BytesIO()
    Image.new(mode, (4, 4)).save(into, "PNG")
    assert opened(evidence_read("a.png", into.getvalue()).content).size == (4, 4)


def test_a_large_picture_is_drawn_smaller() -> None:
    drawn = opened(evidence_read("a.jpg", picture("JPEG", (8000, 2000))).content)
    assert drawn.size == (4000, 1000)


def test_a_picture_that_grows_is_kept_as_a_smaller_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    sent = picture(size=(400, 300), mode="RGBA")
    monkeypatch.setattr(evidence, "LARGEST_FILE", len(sent) + 10)
    monkeypatch.setattr(evidence, "_written", lambda _picture, kind: b"\0" * (10**6 if kind == "image/png" else 10))
    assert evidence_read("a.png", sent).media_type == "image/jpeg"


@pytest.mark.django_db
def test_it_is_sent_as_it_is_under_its_name(upstream: FakeUpstream) -> None:
    upstream.on("POST", UPLOADS, json=payments.upload(PDF), status=201)
    kept = evidence_keep(ctx=context(), name="kvitto å.pdf", content=PDF, key="key-1")
    assert kept.id == "upl_1"
    call = upstream.calls[0]
    assert call.raw == PDF
    assert (call.headers["content-type"], call.headers["x-file-name"]) == ("application/pdf", "kvitto%20%C3%A5.pdf")
    evidence_keep(ctx=context(), name="kvitto å.pdf", content=PDF, key="key-1")
    evidence_keep(ctx=context(customer_id="cus_other"), name="kvitto å.pdf", content=PDF, key="key-1")
    first, again, theirs = (call.headers["idempotency-key"] for call in upstream.calls)
    assert first == again != theirs


@pytest.mark.django_db
def test_a_service_that_keeps_something_else_is_not_believed(upstream: FakeUpstream) -> None:
    upstream.on("POST", UPLOADS, json=payments.upload(b"other"), status=201)
    with pytest.raises(errors.UpstreamFailed):
        evidence_keep(ctx=context(), name="a.pdf", content=PDF, key="key-1")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "media_type", "is_file"),
    [(PDF, "application/pdf", True), (b"<html>", "application/pdf", False), (PDF, "text/html", False)],
)
def test_what_comes_back_is_known_by_its_content(
    upstream: FakeUpstream, content: bytes, media_type: str, is_file: bool
) -> None:
    upstream.on("GET", f"{UPLOADS}/upl_1", raw=content, headers={"Content-Type": media_type})
    if is_file:
        assert evidence_get(ctx=context(), upload_id="upl_1", name="a.exe") == File("a.pdf", media_type, content)
        return
    with pytest.raises(errors.UpstreamFailed):
        evidence_get(ctx=context(), upload_id="upl_1")


@pytest.mark.django_db
def test_more_than_the_largest_file_is_not_read(upstream: FakeUpstream) -> None:
    upstream.on("GET", f"{UPLOADS}/upl_1", raw=PDF + b" " * LARGEST_FILE, headers={"Content-Type": "application/pdf"})
    with pytest.raises(errors.UpstreamFailed):
        evidence_get(ctx=context(), upload_id="upl_1")


def test_a_library_that_takes_broken_pictures_does_not_make_us_take_them() -> None:
    import_module("selfcare.pdf.engine")
    assert not ImageFile.LOAD_TRUNCATED_IMAGES
