"""Every page of signing in, read strictly: valid HTML, named fields, no loose ends, in both languages."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from tests.accounts.scripts import EMAIL, PASSWORD, RESEND, START, accepts, asks_code, locks, refuses
from tests.fake_upstream import FakeUpstream
from tests.page import Page, PageClient

Walk = Callable[[PageClient, FakeUpstream], Page]
LOGIN = {"email": EMAIL, "password": PASSWORD}


def _form(browser: PageClient, upstream: FakeUpstream) -> Page:
    return browser.get("/login")


def _going_on(browser: PageClient, upstream: FakeUpstream) -> Page:
    return browser.get("/login", {"next": "/transactions?q=kaffe"})


def _empty(browser: PageClient, upstream: FakeUpstream) -> Page:
    return browser.post("/login", {"email": "", "password": ""})


def _wrong(browser: PageClient, upstream: FakeUpstream) -> Page:
    refuses(upstream, attempts_left=1)
    return browser.post("/login", LOGIN)


def _away(browser: PageClient, upstream: FakeUpstream) -> Page:
    upstream.on("POST", START, status=503, json={})
    return browser.post("/login", LOGIN)


def _paused(browser: PageClient, upstream: FakeUpstream) -> Page:
    locks(upstream)
    return browser.post("/login", LOGIN)


def _app_code(browser: PageClient, upstream: FakeUpstream) -> Page:
    asks_code(upstream)
    browser.post("/login", LOGIN)
    return browser.get("/login/code")


def _sms_code(browser: PageClient, upstream: FakeUpstream) -> Page:
    asks_code(upstream, method="otp", channel="sms", hint="••• ••41", resend_after=30)
    browser.post("/login", LOGIN)
    return browser.get("/login/code")


def _mail_code(browser: PageClient, upstream: FakeUpstream) -> Page:
    asks_code(upstream, method="otp", channel="email", hint="d•••@selfcare.example")
    browser.post("/login", LOGIN)
    return browser.get("/login/code")


def _bare_code(browser: PageClient, upstream: FakeUpstream) -> Page:
    asks_code(upstream, method="otp")
    browser.post("/login", LOGIN)
    return browser.get("/login/code")


def _half_code(browser: PageClient, upstream: FakeUpstream) -> Page:
    _sms_code(browser, upstream)
    return browser.post("/login/code", {"code": "123"})


def _sent_code(browser: PageClient, upstream: FakeUpstream) -> Page:
    _bare_code(browser, upstream)
    upstream.on("POST", RESEND, status=503, json={})
    return browser.post("/login/code/resend")


def _gone_code(browser: PageClient, upstream: FakeUpstream) -> Page:
    return browser.post("/login/code", {"code": "123456"})


def _signed_out(browser: PageClient, upstream: FakeUpstream) -> Page:
    accepts(upstream)
    upstream.on("POST", "/auth/v1/revoke", status=503, json={})
    browser.post("/login", LOGIN)
    browser.post("/logout")
    return browser.get("/signed-out")


WALKS: dict[str, tuple[Walk, int, str, str]] = {
    "form": (_form, 200, "Sign in", "Logga in"),
    "going on": (_going_on, 200, "Sign in to go on", "Logga in för att fortsätta"),
    "empty": (_empty, 422, "Sign in", "Logga in"),
    "wrong": (_wrong, 422, "Sign in", "Logga in"),
    "away": (_away, 503, "Sign in", "Logga in"),
    "paused": (_paused, 423, "Sign-in is paused until", "Inloggningen är pausad till"),
    "app code": (_app_code, 200, "Enter the code", "Ange koden"),
    "sms code": (_sms_code, 200, "Enter the code", "Ange koden"),
    "mail code": (_mail_code, 200, "Enter the code", "Ange koden"),
    "bare code": (_bare_code, 200, "Enter the code", "Ange koden"),
    "half a code": (_half_code, 422, "Enter the code", "Ange koden"),
    "code not sent": (_sent_code, 503, "Enter the code", "Ange koden"),
    "code gone": (_gone_code, 410, "Sign in", "Logga in"),
    "signed out": (_signed_out, 200, "You are signed out", "Du är utloggad"),
}


@pytest.mark.parametrize("name", WALKS)
def test_page_in_english(client: Client, upstream: FakeUpstream, name: str) -> None:
    walk, status, heading, _swedish = WALKS[name]
    page = walk(PageClient(client), upstream)
    assert page.status == status
    assert page.h1.startswith(heading)


@pytest.mark.parametrize("name", WALKS)
def test_page_in_swedish(client: Client, upstream: FakeUpstream, name: str) -> None:
    client.get("/language", {"to": "sv"})
    walk, status, _english, heading = WALKS[name]
    page = walk(PageClient(client), upstream)
    assert page.status == status
    assert page.h1.startswith(heading)
    assert page.root.get("lang") == "sv"


def test_wrong_password_is_told_to_screen_readers_and_fixed_where_the_caret_is(
    client: Client, upstream: FakeUpstream
) -> None:
    page = _wrong(PageClient(client), upstream)
    assert page.one("main .notice[role=alert] .t").text == "That e-mail and password do not match"
    assert "You have 1 try left before a 15 minute pause." in page.text
    assert page.one("#password[autofocus]").get("aria-describedby") == "password-e"
    assert page.title.startswith("Error: ")


def test_form_can_be_filled_by_a_password_manager_and_pasted_into(client: Client, upstream: FakeUpstream) -> None:
    page = _form(PageClient(client), upstream)
    assert page.one("#email").get("autocomplete") == "username"
    assert page.one("#password").get("autocomplete") == "current-password"
    assert page.one("#password").get("maxlength") is None


def test_next_survives_the_form(client: Client, upstream: FakeUpstream) -> None:
    page = _going_on(PageClient(client), upstream)
    assert page.form()["next"] == "/transactions?q=kaffe"
    assert page.texts("main button")[-1] == "Sign in and go on"


def test_switch_of_language_stays_on_the_page(client: Client, upstream: FakeUpstream) -> None:
    page = _going_on(PageClient(client), upstream)
    address = page.link("Svenska")
    assert client.get(address)["Location"] == "/login?next=%2Ftransactions%3Fq%3Dkaffe"
