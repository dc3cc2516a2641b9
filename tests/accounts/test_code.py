"""The second step: a code from an app or by SMS."""

from __future__ import annotations

import datetime as dt
import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.test import Client

from selfcare.stores import sessions
from tests.accounts.scripts import ANSWER, RESEND, START, asks_code, locks, post_login, refuses, signed_in
from tests.builders.auth import authentication
from tests.builders.payments import problem
from tests.fake_upstream import FakeUpstream

OTP = {"method": "otp", "channel": "sms", "hint": "••• ••41", "resend_after": 0}


def _later(seconds: int) -> dt.datetime:
    return dt.datetime.now(dt.UTC) + dt.timedelta(seconds=seconds)


def _authenticated(client: Client) -> bool:
    return bool(client.get("/api/v1/session").json()["authenticated"])


def test_password_leads_to_the_code_and_the_code_to_where_the_person_was_going(
    client: Client, upstream: FakeUpstream
) -> None:
    asks_code(upstream)
    step = post_login(client, data={"next": "/transactions?q=kaffe"})
    assert (step.status_code, step["Location"]) == (303, "/login/code")
    assert not _authenticated(client)
    assert client.get("/login/code").status_code == 200
    done = client.post("/login/code", {"code": "123 456"})
    assert (done.status_code, done["Location"]) == (303, "/transactions?q=kaffe")
    assert _authenticated(client)
    sent = upstream.asked("POST", ANSWER)[0].body
    assert sent == {"challenge": "chl_1", "method": "totp", "value": "123456"}


def test_app_code_says_where_to_look_and_offers_no_sending(client: Client, upstream: FakeUpstream) -> None:
    asks_code(upstream)
    post_login(client)
    page = client.get("/login/code").content.decode()
    assert "authenticator app" in page
    assert "Send a new code" not in page


def test_sms_code_names_the_end_of_the_number(client: Client, upstream: FakeUpstream) -> None:
    asks_code(upstream, **OTP)
    post_login(client)
    page = client.get("/login/code").content.decode()
    assert "by SMS to the number ending in <strong>41</strong>" in page
    assert "Send a new code" in page


@pytest.mark.parametrize("hint", ["<script>x</script>", "x" * 10000, "", None, "••\x00"])
def test_a_hint_is_hostile_text(client: Client, upstream: FakeUpstream, hint: str | None) -> None:
    asks_code(upstream, method="otp", channel="email", hint=hint)
    post_login(client)
    page = client.get("/login/code").content.decode()
    assert "<script>x" not in page
    assert "x" * 100 not in page


def test_wrong_code_then_right(client: Client, upstream: FakeUpstream) -> None:
    asks_code(upstream, **OTP)
    upstream.on("POST", ANSWER, status=401, json=problem(401, "invalid_credentials", attempts_left=4), times=1)
    post_login(client)
    wrong = client.post("/login/code", {"code": "000000"})
    page = wrong.content.decode()
    assert wrong.status_code == 422
    assert "<title>Error: Enter the code" in page
    assert "Check the latest SMS." in page
    assert "You have 4 tries left." in page
    assert 'aria-describedby="code-e"' in page
    assert client.post("/login/code", {"code": "123456"}).status_code == 303
    assert _authenticated(client)


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "１２３４５６", "12345\u0666", "9" * 5000])
def test_a_code_is_six_digits(client: Client, upstream: FakeUpstream, code: str) -> None:
    asks_code(upstream)
    post_login(client)
    response = client.post("/login/code", {"code": code})
    assert response.status_code == 422
    assert "Type the 6 digits of the code." in response.content.decode()
    assert not upstream.asked("POST", ANSWER)


def test_code_after_its_time_starts_again(client: Client, upstream: FakeUpstream) -> None:
    asks_code(upstream)
    post_login(client, data={"next": "/transactions"})
    with time_machine.travel(_later(601), tick=True):
        response = client.post("/login/code", {"code": "123456"})
        page = response.content.decode()
        assert response.status_code == 410
        assert "That code no longer works" in page
        assert 'name="next" value="/transactions"' in page
        assert client.get("/login/code")["Location"] == "/login"
    assert not upstream.asked("POST", ANSWER)


def test_code_that_the_auth_service_calls_used_starts_again(client: Client, upstream: FakeUpstream) -> None:
    asks_code(upstream)
    upstream.on("POST", ANSWER, status=410, json=problem(410, "gone"))
    post_login(client)
    assert client.post("/login/code", {"code": "123456"}).status_code == 410
    assert client.get("/login/code")["Location"] == "/login"


def test_code_without_a_password_first(client: Client, upstream: FakeUpstream) -> None:
    assert client.get("/login/code")["Location"] == "/login"
    assert client.post("/login/code", {"code": "123456"}).status_code == 410
    assert client.post("/login/code/resend")["Location"] == "/login"
    assert not upstream.calls


def test_locked_at_the_code_forgets_the_step(client: Client, upstream: FakeUpstream) -> None:
    asks_code(upstream)
    locks(upstream, ANSWER)
    post_login(client)
    response = client.post("/login/code", {"code": "123456"})
    assert response.status_code == 423
    assert "Sign-in is paused until" in response.content.decode()
    assert client.get("/login/code")["Location"] == "/login"


def test_outage_at_the_code_keeps_the_step(client: Client, upstream: FakeUpstream) -> None:
    asks_code(upstream)
    upstream.on("POST", ANSWER, status=503, json={}, times=1)
    post_login(client)
    assert client.post("/login/code", {"code": "123456"}).status_code == 503
    assert client.get("/login/code").status_code == 200
    assert client.post("/login/code", {"code": "123456"}).status_code == 303


def test_double_submit_signs_in_once_and_never_fails(client: Client, upstream: FakeUpstream) -> None:
    asks_code(upstream)
    upstream.on("POST", ANSWER, status=410, json=problem(410, "gone"))
    upstream.on("POST", ANSWER, json=authentication(), times=1, delay=0.1)
    post_login(client)
    cookies = client.cookies.output(header="", sep=";")

    def press(_number: int) -> Any:
        one = Client()
        one.cookies.load(cookies)
        return one.post("/login/code", {"code": "123456"})

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(response.status_code for response in pool.map(press, range(2)))
    assert answers == [303, 410]
    assert len(list(sessions().scan_iter("sc:tokens:*"))) == 1


def test_password_step_again_replaces_the_code_step(client: Client, upstream: FakeUpstream) -> None:
    asks_code(upstream)
    post_login(client)
    first = client.cookies[settings.SESSION_COOKIE_NAME].value
    post_login(client)
    assert client.cookies[settings.SESSION_COOKIE_NAME].value != first


def test_new_code_is_sent_and_told(client: Client, upstream: FakeUpstream) -> None:
    asks_code(upstream, **OTP)
    upstream.on("POST", RESEND, status=202)
    post_login(client)
    assert client.post("/login/code/resend")["Location"] == "/login/code"
    again = client.post("/login/code/resend")
    assert again.status_code == 429
    assert re.search(r"ask for a new one in \d+ seconds", again.content.decode())
    assert len(upstream.asked("POST", RESEND)) == 1


def test_new_code_waits_as_long_as_the_auth_service_says(client: Client, upstream: FakeUpstream) -> None:
    asks_code(upstream, **{**OTP, "resend_after": 30})
    post_login(client)
    page = client.get("/login/code").content.decode()
    assert re.search(r"in 0:(29|30)", page)
    assert client.post("/login/code/resend").status_code == 429
    assert not upstream.asked("POST", RESEND)


def test_app_code_cannot_be_sent(client: Client, upstream: FakeUpstream) -> None:
    asks_code(upstream)
    post_login(client)
    assert client.post("/login/code/resend").status_code == 501


def test_unknown_kinds_of_challenge_are_an_honest_no(client: Client, upstream: FakeUpstream) -> None:
    asks_code(upstream, method="telepathy")
    assert post_login(client).status_code == 501
    assert not _authenticated(client)


def test_five_wrong_codes_are_the_most(client: Client, upstream: FakeUpstream) -> None:
    asks_code(upstream)
    refuses(upstream, ANSWER)
    post_login(client)
    statuses = [client.post("/login/code", {"code": "000000"}).status_code for _ in range(6)]
    assert statuses == [422] * 5 + [429]
    assert len(upstream.asked("POST", ANSWER)) == 5


def test_code_step_keeps_no_password_and_no_identifier(client: Client, upstream: FakeUpstream) -> None:
    asks_code(upstream)
    post_login(client)
    store: Any = sessions()
    kept = [store.hgetall(key) for key in store.scan_iter("sc:session:*")]
    assert kept
    assert "battery" not in str(kept)
    assert "selfcare.example" not in str(kept)


def test_signed_in_person_has_no_code_step(client: Client, upstream: FakeUpstream) -> None:
    signed_in(client, upstream)
    assert client.post("/login/code", {"code": "123456"})["Location"] == "/"
    assert len(upstream.asked("POST", START)) == 1


def test_code_step_of_another_version_of_the_product_starts_again(client: Client, upstream: FakeUpstream) -> None:
    asks_code(upstream)
    post_login(client)
    session = client.session
    session["sign_in"] = {"authentication_id": 7}
    session.save()
    assert client.get("/login/code")["Location"] == "/login"


def test_resend_of_a_step_that_is_over_starts_again(client: Client, upstream: FakeUpstream) -> None:
    asks_code(upstream, **OTP)
    upstream.on("POST", RESEND, status=409, json=problem(409, "invalid_state"))
    post_login(client)
    assert client.post("/login/code/resend").status_code == 410
    assert client.get("/login/code")["Location"] == "/login"


def test_resend_too_soon_for_the_auth_service(client: Client, upstream: FakeUpstream) -> None:
    asks_code(upstream, **OTP)
    upstream.on("POST", RESEND, status=429, json=problem(429, "rate_limited"), headers={"Retry-After": "17"})
    post_login(client)
    response = client.post("/login/code/resend")
    assert response.status_code == 429
    assert "in 17 seconds" in response.content.decode()
