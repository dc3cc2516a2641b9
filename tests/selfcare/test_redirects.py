"""Redirects stay on the site or go to a configured bank, and speak htmx."""

from __future__ import annotations

from http import HTTPStatus

import pytest
from django.core.exceptions import SuspiciousOperation
from django.test import Client, RequestFactory

from selfcare.http import external_redirect, is_bank_address, reload_redirect, safe_next

ELSEWHERE = [
    "//evil.test", "///evil.test", "/\\evil.test", "\\\\evil.test", "/\\/evil.test", "https://evil.test",
    "https:evil.test", "http:///evil.test", "https:/evil.test", "javascript:alert(1)", "JaVaScRiPt:alert(1)",
    "data:text/html,x", "vbscript:x", "evil.test", "@evil.test", ".evil.test", "", " /x",
    "/x\r\nSet-Cookie: a=b", "/x\ny", "/\t/evil.test", "/\u0000", "/\u001b", "\t//evil.test", "/\u2028x",
    "/\ud800", "ftp://evil.test", "//", "///", "http://testserver@evil.test", "?next=//evil",
    "/%0d%0aSet-Cookie:a=b\r", "/\u0085", "mailto:a@b.se", "blob:https://evil.test/1", "/x\\..\\evil",
    "file:///etc/passwd", "//localhost@evil.test", "https://localhost", "http://[::1]/",
]  # fmt: skip


@pytest.mark.parametrize("value", ELSEWHERE)
@pytest.mark.parametrize("htmx", [False, True])
def test_no_redirect_leaves_the_site(client: Client, value: str, htmx: bool) -> None:
    request = RequestFactory().get("/", headers={"HX-Request": "true"} if htmx else {})
    assert safe_next(request, value) == "/"


@pytest.mark.parametrize("value", ["/", "/transactions?q=a&b=c", "/a/b#c", "/x?next=//evil.test", "/%2f%2fevil.test"])
def test_paths_of_ours_are_kept(value: str) -> None:
    assert safe_next(RequestFactory().get("/"), value) == value


def test_a_path_is_sent_in_plain_ascii() -> None:
    assert safe_next(RequestFactory().get("/"), "/ö b") == "/%C3%B6%20b"


def test_redirects_speak_htmx(client: Client) -> None:
    plain = client.get("/t/go?next=/a")
    assert (plain.status_code, plain.headers["Location"]) == (303, "/a")
    part = client.get("/t/go?next=/a", headers={"HX-Request": "true"})
    assert (part.status_code, part.headers["HX-Location"]) == (204, "/a")


@pytest.mark.parametrize(
    ("url", "known"),
    [
        ("http://localhost:8100/bank/1", True),
        ("http://localhost:8100", True),
        ("http://localhost:8100.evil.test/", False),
        ("http://localhost:81000/", False),
        ("http://localhost:8100@evil.test/", False),
        ("http://u@localhost:8100/", False),
        ("https://localhost:8100/", False),
        ("http://localhost:8100/\r\nX: y", False),
        ("http://localhost:8100\\@evil.test", False),
        ("http://löcalhost:8100/", False),
        ("http://[", False),
        ("//localhost:8100/", False),
        ("javascript:alert(1)", False),
        ("", False),
    ],
)
def test_only_configured_banks_are_off_the_site(url: str, known: bool) -> None:
    assert is_bank_address(url) is known
    if not known:
        with pytest.raises(SuspiciousOperation):
            external_redirect(RequestFactory().get("/"), url)


def test_signing_in_and_out_reload_the_whole_page(client: Client) -> None:
    request = RequestFactory().get("/")
    assert reload_redirect(request, "/a").headers["Location"] == "/a"
    part = reload_redirect(RequestFactory().get("/", headers={"HX-Request": "true"}), "//evil")
    assert (part.status_code, part.headers["HX-Redirect"]) == (204, "/")


def test_one_address_serves_page_and_part(elin: Client) -> None:
    page = elin.get("/t/part")
    part = elin.get("/t/part", headers={"HX-Request": "true"})
    restored = elin.get("/t/part", headers={"HX-Request": "true", "HX-History-Restore-Request": "true"})
    assert b"<html" in page.content
    assert b"<html" in restored.content
    assert b"<html" not in part.content
    for answer in (page, part, restored):
        assert {"HX-Request", "HX-History-Restore-Request"} <= set(answer.headers["Vary"].split(", "))
        assert answer.headers["Cache-Control"] == "no-store"


def test_the_way_to_the_bank_speaks_htmx(client: Client) -> None:
    there = "http://localhost:8100/bank/1"
    assert client.get("/t/leave", {"url": there}).headers["Location"] == there
    assert client.get("/t/leave", {"url": there}, headers={"HX-Request": "true"}).headers["HX-Redirect"] == there
    assert client.get("/t/leave", {"url": "http://evil.test"}).status_code == HTTPStatus.BAD_REQUEST
