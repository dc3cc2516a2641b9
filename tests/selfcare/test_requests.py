"""Request id, address, host, guard, language, charset."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import pytest
from django.test import Client, RequestFactory

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
