"""Who gets in: somebody near, with the password; and no form of another page or of another sign-in."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from sandbox.console.models import ConsoleSession
from sandbox.console.views.sign_in import FILES
from tests.sandbox.console.conftest import NORRBO, THE_DAY, Person

pytestmark = pytest.mark.django_db
PRIVATE = [
    "/console",
    "/console/payments/new",
    "/console/payments/tx_elin_norrbo",
    "/console/requests",
    "/console/disputes",
]
WRITES = [
    "/console/logout",
    "/console/payments/new",
    "/console/payments/tx_elin_norrbo/refund",
    "/console/payments/tx_elin_norrbo/capture",
    "/console/payments/tx_elin_norrbo/cancel",
    "/console/requests/rrq_x",
    "/console/disputes/dsp_x",
]


def test_the_sign_in_page_says_all_one_needs(stranger: Person) -> None:
    text = stranger.open("/console/login")
    for shown in ("Norrbo Interiör", "Tågresor Öst", "Hotel Kronhamn", "Pixelhamn Games", "always: sandbox"):
        assert shown in text


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"shop": NORRBO, "password": "wrong"}, "That is not the password."),
        ({"shop": NORRBO}, "That is not the password."),
        ({"shop": "mch_nobody", "password": "sandbox"}, "Choose a merchant."),
        ({"shop": "\x00", "password": "\u202e"}, "That is not the password."),
    ],
)
def test_a_wrong_sign_in_is_told_beside_its_field(stranger: Person, fields: dict[str, str], words: str) -> None:
    answer = stranger.client.post("/console/login", fields)
    assert words in stranger.read(answer, 422)
    assert 'aria-invalid="true"' in stranger.text
    assert "console" not in answer.cookies


@pytest.mark.parametrize("path", PRIVATE)
def test_who_is_signed_out_is_led_to_the_sign_in_page(stranger: Person, path: str) -> None:
    answer = stranger.client.get(path)
    assert (answer.status_code, answer["Location"]) == (303, "/console/login")


@pytest.mark.parametrize("path", WRITES)
def test_forms_need_the_token_of_this_session(norrbo: Person, pixelhamn: Person, path: str) -> None:
    pixelhamn.open("/console")
    theirs = pixelhamn.hidden("/console/logout")["csrf"]
    for token in ({}, {"csrf": ""}, {"csrf": theirs}, {"csrf": "é"}):
        answer = norrbo.client.post(path, {"amount": "1", "key": "k", **token})
        assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    norrbo.open("/console")


@pytest.mark.parametrize("path", ["/console/login", *WRITES])
def test_a_page_of_another_site_sends_nothing(norrbo: Person, path: str) -> None:
    norrbo.open("/console")
    token = norrbo.hidden("/console/logout")
    for origin in ("https://evil.example", "null", "http://testserver.evil.example"):
        answer = norrbo.client.post(path, {**token, "shop": NORRBO, "password": "sandbox"}, headers={"Origin": origin})
        assert answer.status_code == 403


@pytest.mark.parametrize("path", ["/console/login", "/console/console.css", *PRIVATE])
@pytest.mark.parametrize("far", [{"REMOTE_ADDR": "192.0.2.7"}, {"HTTP_X_FORWARDED_FOR": "192.0.2.7"}])
def test_from_elsewhere_there_is_nothing(norrbo: Person, path: str, far: dict[str, str]) -> None:
    assert norrbo.client.get(path, **far).status_code == 404  # type: ignore[arg-type]  # extra is of any type


def test_the_session_is_the_consoles_own_and_ends_with_sign_out(norrbo: Person) -> None:
    cookie = norrbo.client.cookies["console"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/console")
    assert cookie.value not in str(list(ConsoleSession.objects.values()))
    kept = cookie.value
    norrbo.open("/console")
    norrbo.send("/console/logout")
    again = Client()
    again.cookies["console"] = kept
    assert again.get("/console")["Location"] == "/console/login"


def test_signing_in_again_ends_the_session_before(norrbo: Person) -> None:
    before = norrbo.client.cookies["console"].value
    norrbo.client.post("/console/login", {"shop": NORRBO, "password": "sandbox"})
    assert norrbo.client.cookies["console"].value != before
    assert ConsoleSession.objects.count() == 1


def test_it_ends_by_itself_after_eight_hours(norrbo: Person, time_machine: Any) -> None:
    time_machine.move_to(THE_DAY + timedelta(hours=8, seconds=1), tick=False)
    assert norrbo.client.get("/console")["Location"] == "/console/login"


def test_over_https_the_cookie_is_for_https(stranger: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "PUBLIC_URL", "https://sandbox.example")
    answer = stranger.client.post("/console/login", {"shop": NORRBO, "password": "sandbox"})
    assert answer.cookies["console"]["secure"]


def test_headers_are_strict(norrbo: Person) -> None:
    answer = norrbo.client.get("/console")
    assert answer["Content-Security-Policy"].startswith("default-src 'none'; style-src 'self'; img-src 'self'; ")
    assert (answer["X-Frame-Options"], answer["Cache-Control"]) == ("DENY", "no-store")
    kinds = {".css": "text/css; charset=utf-8", ".svg": "image/svg+xml", ".woff2": "font/woff2"}
    for name in FILES:
        assert norrbo.client.get(f"/console/{name}")["Content-Type"] == kinds[Path(name).suffix]


@pytest.mark.parametrize(("path", "allowed"), [("/console", "GET, HEAD"), ("/console/logout", "POST")])
def test_other_methods_are_refused(norrbo: Person, path: str, allowed: str) -> None:
    refused = norrbo.client.delete(path)
    assert (refused.status_code, refused["Allow"]) == (405, allowed)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"--x\r\n\xff\xfe", "multipart/form-data; boundary=x"),
        (b"garbage", "multipart/form-data"),
        (b"shop=%ff%fe&password=%00", "application/x-www-form-urlencoded"),
        (b"a=1&" * 200, "application/x-www-form-urlencoded"),
        (b"{}", "application/json"),
        (b"x=" + b"y" * 70_000, "application/x-www-form-urlencoded"),
    ],
)
def test_a_form_that_is_none_is_the_senders_mistake(norrbo: Person, body: bytes, kind: str) -> None:
    for path in ("/console/login", "/console/payments/new", "/console/requests/rrq_x"):
        assert 400 <= norrbo.client.post(path, body, content_type=kind).status_code < 500
