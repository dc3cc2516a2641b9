"""The device cookie opens the door of its own person only."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse

from accounts.services.devices import cookie_name, device_known, device_remember, identifier_digest

LONG = "".join(hashlib.sha256(str(number).encode()).hexdigest() for number in range(200))


def _with_cookie(value: str) -> HttpRequest:
    request = HttpRequest()
    request.COOKIES[cookie_name()] = value
    return request


def _cookie(identifier: str = "demo@selfcare.example", device: str | None = "dev_1") -> str:
    response = HttpResponse()
    device_remember(response, digest=identifier_digest(identifier), device=device)
    return response.cookies[cookie_name()].value if response.cookies else ""


def test_known_for_the_identifier_it_was_made_for() -> None:
    request = _with_cookie(_cookie())
    assert device_known(request, digest=identifier_digest(" Demo@Selfcare.example ")) == "dev_1"
    assert device_known(request, digest=identifier_digest("victim@selfcare.example")) is None


@pytest.mark.parametrize("value", ["", "rubbish", "a:b:c", "\x00", "x" * 5000])
def test_a_forged_cookie_is_no_device(value: str) -> None:
    assert device_known(_with_cookie(value), digest=identifier_digest("demo@selfcare.example")) is None


def test_a_cookie_with_one_changed_letter_is_no_device() -> None:
    value = _cookie()
    changed = ("a" if value[0] != "a" else "b") + value[1:]
    assert device_known(_with_cookie(changed), digest=identifier_digest("demo@selfcare.example")) is None


def test_cookie_is_closed_to_scripts_and_bound_to_the_host(settings: Any) -> None:
    settings.HTTPS = True
    response = HttpResponse()
    device_remember(response, digest="d", device="dev_1")
    cookie = response.cookies["__Host-device"]
    assert cookie["httponly"]
    assert cookie["secure"]
    assert cookie["path"] == "/"
    assert cookie["samesite"] == "Lax"
    assert not cookie["domain"]
    assert cookie["max-age"] == 365 * 24 * 3600


@pytest.mark.parametrize("device", [None, "", LONG])
def test_nothing_is_kept_of_no_device_or_an_oversized_one(device: str | None) -> None:
    assert _cookie(device=device) == ""


def test_personal_data_is_not_in_the_cookie() -> None:
    assert "demo" not in _cookie()
