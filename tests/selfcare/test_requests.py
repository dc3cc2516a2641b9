"""Request id, address, language, guard, charset, cross-site checks, redirects (K15, K16, K43; T03, T14)."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import pytest
from django.core.exceptions import SuspiciousOperation
from django.test import Client, RequestFactory

from selfcare.http import external_redirect, is_bank_address, reload_redirect, safe_next
from selfcare.middleware.request import client_ip


def test_each_request_has_an_id_of_its_own(client: Client) -> None:
    ids = {client.get("/t/words").headers["X-Request-Id"] for _ in range(20)}
    assert len(ids) == 20


def test_a_visitor_cannot_choose_the_id(client: Client) -> None:
    assert client.get("/t/words", headers={"X-Request-Id": "mine"}).headers["X-Request-Id"] != "mine"


@pytest.mark.parametrize(
    ("given", "kept"),
    [("abc-1.2_X", True), ("x" * 64, True), ("x" * 65, False), ("a b", False), ("a;b", False), ("", False)],
)
def test_a_trusted_proxy_may_give_a_plain_id(client: Client, settings: Any, given: str, kept: bool) -> None:
    settings.TRUSTED_PROXIES = 1
    answer = client.get("/t/words", headers={"X-Request-Id": given})
    assert (answer.headers["X-Request-Id"] == given) is kept


@pytest.mark.parametrize(
    ("hops", "forwarded", "address"),
    [
        (0, "6.6.6.6", "127.0.0.1"),
        (1, "6.6.6.6, 9.9.9.9", "9.9.9.9"),
        (2, "6.6.6.6, 9.9.9.9, 10.0.0.1", "9.9.9.9"),
        (2, "9.9.9.9", "127.0.0.1"),
        (1, "", ""),
    ],
)
def test_the_address_is_what_our_own_proxies_saw(settings: Any, hops: int, forwarded: str, address: str) -> None:
    settings.TRUSTED_PROXIES = hops
    assert client_ip(RequestFactory().get("/", headers={"X-Forwarded-For": forwarded})) == address


@pytest.mark.parametrize("host", ["evil.test", "localhost.evil.test", "localhost:80:90", "a b", "[::1"])
def test_an_unknown_host_is_refused_in_both_forms(client: Client, host: str) -> None:
    assert client.get("/t/words", headers={"Host": host}).status_code == HTTPStatus.BAD_REQUEST
    answer = client.get("/api/v1/schema", headers={"Host": host})
    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_health_is_answered_before_the_host_is_looked_at(client: Client) -> None:
    assert client.get("/healthz", headers={"Host": "10.0.0.5"}).status_code == HTTPStatus.OK


def test_signed_out_visitors_are_sent_to_sign_in_and_back(client: Client) -> None:
    answer = client.get("/t/who?a=1&b=%C3%B6")
    assert answer.status_code == HTTPStatus.SEE_OTHER
    assert answer.headers["Location"] == "/login?next=/t/who%3Fa%3D1%26b%3D%25C3%25B6"


def test_a_post_without_a_session_comes_back_to_the_start(client: Client) -> None:
    assert client.post("/t/who").headers["Location"] == "/login"


def test_a_part_leaves_the_page_instead_of_swapping_sign_in_into_itself(client: Client) -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/transactions?q=a"}
    answer = client.get("/t/who", headers=headers)
    assert answer.status_code == HTTPStatus.UNAUTHORIZED
    assert answer.headers["HX-Redirect"] == "/login?next=/transactions%3Fq%3Da"


@pytest.mark.parametrize("shown", ["http://[::1", "//evil.test/x", "javascript:alert(1)", "http://evil.test//evil"])
def test_a_forged_current_url_leads_nowhere(client: Client, shown: str) -> None:
    answer = client.get("/t/who", headers={"HX-Request": "true", "HX-Current-URL": shown})
    assert answer.headers["HX-Redirect"] in {"/login", "/login?next=/x"}


@pytest.mark.parametrize(
    ("headers", "cookie", "language"),
    [
        ({}, "", "en"),
        ({"Accept-Language": "sv-SE,sv;q=0.9"}, "", "sv"),
        ({"Accept-Language": "de"}, "", "en"),
        ({"Accept-Language": "sv"}, "en", "en"),
        ({"Accept-Language": "en"}, "sv", "sv"),
        ({"Accept-Language": "en"}, "xx", "en"),
        ({"Accept-Language": "\x00" * 300}, "", "en"),
    ],
)
def test_a_visitor_reads_the_language_they_chose_or_their_browser_asks_for(
    client: Client, headers: dict[str, str], cookie: str, language: str
) -> None:
    client.cookies["selfcare_lang"] = cookie
    assert client.get("/t/words", headers=headers).content == f"en {language}".encode()


def test_a_customer_reads_the_language_of_their_preferences(client: Client) -> None:
    client.get("/t/in?language=sv")
    assert client.get("/t/words", headers={"Accept-Language": "en"}).content == b"en sv"


@pytest.mark.parametrize(
    ("chosen", "kept"), [("Asia/Tokyo", "Asia/Tokyo"), ("Mars/Base", "Europe/Stockholm"), ("../x", "Europe/Stockholm")]
)
def test_times_are_in_the_persons_zone(client: Client, chosen: str, kept: str) -> None:
    client.get("/t/in", {"timezone": chosen})
    assert client.get("/t/here").content == kept.encode()


BAD = ["%00", "%01", "%1f", "%7f", "%c2%80", "%c2%9f", "%ed%a0%80", "%ff", "%c3", "%0a", "%09"]


@pytest.mark.parametrize("bad", BAD)
def test_a_query_no_keyboard_makes_is_refused_by_name(client: Client, bad: str) -> None:
    answer = client.get(f"/api/v1/t/things?limit=1&q=a{bad}")
    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert answer.json()["errors"][0]["pointer"] == "q"
    assert client.get(f"/t/words?q=a{bad}").status_code == HTTPStatus.BAD_REQUEST


@pytest.mark.parametrize("bad", BAD)
def test_a_path_no_keyboard_makes_is_refused(client: Client, bad: str) -> None:
    assert client.get(f"/t/raises/a{bad}").status_code == HTTPStatus.BAD_REQUEST
    assert client.get(f"/nothing/a{bad}").status_code in {HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND}


def test_ordinary_text_passes(client: Client) -> None:
    assert client.get("/t/words?q=%C3%96stra%20kaf%C3%A9%20100%25&x=%F0%9F%98%80").status_code == HTTPStatus.OK


def test_ten_thousand_parameters_are_refused(client: Client) -> None:
    assert client.get("/t/words?" + "&".join(f"a{n}=1" for n in range(300))).status_code == HTTPStatus.BAD_REQUEST
    assert client.get("/t/words?" + "&".join(f"a{n}=%41" for n in range(300))).status_code == HTTPStatus.BAD_REQUEST


@pytest.mark.parametrize("bad", ["\x00", "\x1b", "\x9f", "\ud800"])
def test_a_form_field_no_keyboard_makes_is_refused(client: Client, bad: str) -> None:
    raw = ("name=a" + bad).encode("utf-8", "surrogatepass")
    answer = client.post("/t/form", raw, content_type="application/x-www-form-urlencoded")
    assert answer.status_code in {HTTPStatus.BAD_REQUEST, HTTPStatus.OK}
    assert answer.status_code == HTTPStatus.BAD_REQUEST or b"\xef\xbf\xbd" in answer.content


def test_free_text_may_have_lines(client: Client) -> None:
    assert client.post("/t/form", {"name": "a\r\nb\tc"}).content == b"a\r\nb\tc"


SITES = [
    ({}, True),
    ({"Sec-Fetch-Site": "same-origin"}, True),
    ({"Sec-Fetch-Site": "none"}, True),
    ({"Sec-Fetch-Site": "same-site"}, False),
    ({"Sec-Fetch-Site": "cross-site"}, False),
    ({"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"}, False),
    ({"Sec-Fetch-Site": "bogus"}, False),
    ({"Origin": "http://testserver"}, True),
    ({"Origin": "http://localhost:8000"}, True),
    ({"Origin": "null"}, False),
    ({"Origin": "https://evil.test"}, False),
    ({"Origin": "http://testserver.evil.test"}, False),
]


@pytest.mark.parametrize("path", ["/t/form", "/api/v1/t/things"])
@pytest.mark.parametrize(("headers", "allowed"), SITES)
def test_no_unsafe_request_from_another_site(client: Client, path: str, headers: dict[str, str], allowed: bool) -> None:
    answer = client.post(path, {"name": "a"}, content_type="application/json", headers=headers)
    assert (answer.status_code < 300) is allowed
    assert allowed or answer.status_code == HTTPStatus.FORBIDDEN
    if not allowed and path.startswith("/api"):
        assert answer.json()["code"] == "csrf_failed"


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_every_unsafe_method_is_looked_at(client: Client, method: str) -> None:
    answer = client.generic(method, "/api/v1/t/things", headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == HTTPStatus.FORBIDDEN


@pytest.mark.parametrize("path", ["/t/words", "/api/v1/t/things"])
@pytest.mark.parametrize("method", ["TRACE", "TRACK", "FOO", "CONNECT", "PROPFIND"])
def test_unknown_methods_are_refused(client: Client, method: str, path: str) -> None:
    answer = client.generic(method, path)
    assert answer.status_code == HTTPStatus.METHOD_NOT_ALLOWED
    assert "GET" in answer.headers["Allow"]


def test_options_tells_nothing(client: Client) -> None:
    assert client.options("/api/v1/t/things").status_code == HTTPStatus.METHOD_NOT_ALLOWED


def test_reading_from_another_site_is_fine(client: Client) -> None:
    assert client.get("/t/words", headers={"Sec-Fetch-Site": "cross-site"}).status_code == HTTPStatus.OK


def test_hooks_prove_themselves_in_their_own_way(client: Client) -> None:
    answer = client.post("/hooks/nothing", headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("path", ["/t/form", "/api/v1/t/things"])
def test_tokens_protect_pages_and_api_signed_in_or_not(path: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(path, {"name": "a"}, content_type="application/json").status_code == HTTPStatus.FORBIDDEN
    strict.get("/t/in")
    refused = strict.post(path, {"name": "a"}, content_type="application/json")
    assert refused.status_code == HTTPStatus.FORBIDDEN
    allowed = strict.post(
        path, {"name": "a"}, content_type="application/json", headers={"X-CSRFToken": strict.cookies["csrf"].value}
    )
    assert allowed.status_code < 300


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
