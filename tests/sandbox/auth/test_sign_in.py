"""Signing in with a password and a code."""

from __future__ import annotations

import threading
from datetime import timedelta

import pyotp
import pytest
import time_machine
from django.db import connection
from django.test import Client

from sandbox import clock
from sandbox.auth import jobs, passwords
from sandbox.auth.models import Authentication, Challenge, Customer, Session
from sandbox.auth.services import authentication_answer
from sandbox.outbox.models import OutboxMessage
from sandbox.problems import Problem
from tests.sandbox.auth.conftest import PASSWORD, SECRET, answer, post, start

pytestmark = pytest.mark.django_db


def code_at(offset: int = 0) -> str:
    return pyotp.TOTP(SECRET).generate_otp(int(clock.now().timestamp()) // 30 + offset)


def test_password_signs_in(client: Client, elin: Customer) -> None:
    reply = start(client)
    document = reply.json()
    assert (reply.status_code, document["status"], document["challenges"]) == (201, "succeeded", [])
    assert document["id"] in reply["Location"]
    token = document["token"]
    assert token["customer_id"] == "cus_elin"
    assert (token["token_type"], token["expires_in"], token["refresh_expires_in"]) == ("Bearer", 600, 86400)
    assert (token["acr"], token["amr"]) == ("aal1", ["pwd"])
    session = Session.objects.get(id=token["session_id"])
    assert (session.ip, session.device_label) == ("192.0.2.0", "Firefox, Linux")


@pytest.mark.parametrize("spelling", ["DEMO@selfcare.example", "  demo@selfcare.example ", "demo@selfcare.example"])
def test_spelling_of_the_identifier_does_not_matter(client: Client, elin: Customer, spelling: str) -> None:
    assert start(client, spelling).status_code == 201


def test_unknown_identifier_answers_like_a_wrong_password(client: Client, elin: Customer) -> None:
    replies = [start(client, who, "wrong") for who in ("demo@selfcare.example", "nobody@selfcare.example")]
    for reply in replies:
        assert reply.status_code == 401
    wrong, unknown = ({**reply.json(), "request_id": ""} for reply in replies)
    assert wrong == unknown
    assert wrong["code"] == "invalid_credentials"
    assert {n for n in replies[0].headers if n != "X-Request-Id"} == {
        n for n in replies[1].headers if n != "X-Request-Id"
    }


def test_unknown_identifier_costs_an_argon2_too(
    client: Client, elin: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []

    class Counting:
        def verify(self, encoded: str, password: str) -> bool:
            calls.append(encoded)
            return real.verify(encoded, password)

    real = passwords._hasher
    monkeypatch.setattr(passwords, "_hasher", Counting())
    for who in ("nobody@selfcare.example", "demo@selfcare.example"):
        assert start(client, who, "nobody has this password").status_code == 401
    unknown, known = calls
    assert unknown.split("$")[:4] == known.split("$")[:4], "the same algorithm at the same cost"
    assert not passwords.password_matches(None, "nobody has this password")


def test_password_may_come_as_a_challenge(client: Client, elin: Customer) -> None:
    for who in ("demo@selfcare.example", "nobody@selfcare.example"):
        document = post(client, "authentications", {"purpose": "login", "identifier": who}).json()
        assert [c["method"] for c in document["challenges"]] == ["password"]
        reply = answer(client, document, "wrong")
        assert (reply.status_code, reply.json()["attempts_left"]) == (401, 4)
        reply = answer(client, document, PASSWORD)
        assert (reply.status_code == 200) == (who == "demo@selfcare.example")


def test_totp_completes_and_the_token_is_told_once(client: Client, maja: Customer) -> None:
    document = start(client, "maja@selfcare.example").json()
    assert (document["status"], document["token"]) == ("challenge", None)
    [challenge] = document["challenges"]
    assert (challenge["method"], challenge["channel"], challenge["attempts_left"]) == ("totp", "app", 5)
    reply = answer(client, document, code_at())
    assert (reply.status_code, reply.json()["status"]) == (200, "succeeded")
    assert (reply.json()["token"]["acr"], reply.json()["token"]["amr"]) == ("aal2", ["pwd", "otp", "mfa"])
    again = client.get(f"/auth/v1/authentications/{document['id']}").json()
    assert (again["status"], again["token"]) == ("succeeded", None)
    assert answer(client, document, code_at(1)).status_code == 410


@pytest.mark.parametrize(("offset", "status"), [(-2, 401), (-1, 200), (0, 200), (1, 200), (2, 401)])
def test_totp_of_neighbouring_steps(client: Client, maja: Customer, offset: int, status: int) -> None:
    with time_machine.travel("2026-01-05T10:00:10Z", tick=False):
        document = start(client, "maja@selfcare.example").json()
        assert answer(client, document, code_at(offset)).status_code == status


def test_totp_code_works_once(client: Client, maja: Customer) -> None:
    with time_machine.travel("2026-01-05T10:00:10Z", tick=False):
        first, second = (start(client, "maja@selfcare.example").json() for _ in range(2))
        assert answer(client, first, code_at()).status_code == 200
        assert answer(client, second, code_at()).status_code == 401
        assert answer(client, second, code_at(-1)).status_code == 401
        assert answer(client, second, code_at(1)).status_code == 200


def test_five_wrong_codes_end_the_sign_in(client: Client, maja: Customer) -> None:
    document = start(client, "maja@selfcare.example").json()
    left = [answer(client, document, "000000").json()["attempts_left"] for _ in range(5)]
    assert left == [4, 3, 2, 1, 0]
    assert answer(client, document, code_at()).status_code == 410
    assert client.get(f"/auth/v1/authentications/{document['id']}").json()["status"] == "failed"


def test_a_sign_in_expires_after_ten_minutes(client: Client, maja: Customer) -> None:
    document = start(client, "maja@selfcare.example").json()
    with time_machine.travel(clock.now() + timedelta(minutes=10)):
        assert answer(client, document, code_at()).status_code == 410
        assert client.get(f"/auth/v1/authentications/{document['id']}").json()["status"] == "expired"


def test_aal2_without_an_app_sends_a_code(client: Client, elin: Customer) -> None:
    document = start(client, acr="aal2").json()
    [challenge] = document["challenges"]
    assert (challenge["method"], challenge["channel"], challenge["hint"]) == ("otp", "sms", "••• ••12")
    assert 28 <= challenge["resend_after"] <= 30
    code = _sent_code()
    assert answer(client, document, code).json()["token"]["acr"] == "aal2"


def test_resend_waits_and_replaces_the_code(client: Client, elin: Customer) -> None:
    document = start(client, acr="aal2").json()
    early = post(client, f"authentications/{document['id']}/resend")
    assert (early.status_code, 25 < int(early["Retry-After"]) <= 30) == (429, True)
    first = _sent_code()
    with time_machine.travel(clock.now() + timedelta(seconds=31)):
        assert post(client, f"authentications/{document['id']}/resend").status_code == 202
        second = _sent_code()
        if first != second:
            assert answer(client, document, first).status_code == 401
        assert answer(client, document, second).status_code == 200


def test_an_app_has_nothing_to_resend(client: Client, maja: Customer) -> None:
    document = start(client, "maja@selfcare.example").json()
    assert post(client, f"authentications/{document['id']}/resend").status_code == 409


def test_other_purposes_say_so(client: Client, elin: Customer) -> None:
    reply = post(client, "authentications", {"purpose": "password_reset"})
    assert (reply.status_code, reply.json()["code"]) == (501, "capability_unavailable")


def test_wrong_challenge_or_method_is_named(client: Client, maja: Customer) -> None:
    document = start(client, "maja@selfcare.example").json()
    path = f"authentications/{document['id']}/answer"
    one = document["challenges"][0]["id"]
    for asked, pointer in (
        ({"challenge": "chl_x", "method": "totp", "value": "1"}, "/challenge"),
        ({"challenge": one, "method": "otp", "value": "1"}, "/method"),
    ):
        reply = post(client, path, asked)
        assert (reply.status_code, reply.json()["errors"][0]["pointer"]) == (422, pointer)


def test_nothing_secret_is_stored_or_logged(client: Client, elin: Customer, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG", logger="sandbox")
    document = start(client).json()
    for secret in (PASSWORD, document["token"]["access_token"], document["token"]["refresh_token"], document["device"]):
        assert secret not in caplog.text
        assert not Authentication.objects.filter(device_hash=secret).exists()
    assert "demo@selfcare.example" not in caplog.text


def test_the_address_comes_from_headers_when_the_body_has_none(client: Client, elin: Customer) -> None:
    asked = {"purpose": "login", "identifier": "demo@selfcare.example", "password": PASSWORD}
    post(
        client, "authentications", asked, **{"X-Forwarded-For": "203.0.113.9, 10.0.0.1", "X-Client-User-Agent": "curl"}
    )
    post(client, "authentications", asked)
    assert {(one.ip, one.user_agent) for one in Session.objects.all()} == {("203.0.113.0", "curl"), ("127.0.0.0", "")}


def test_code_by_mail_without_a_phone(client: Client, elin: Customer) -> None:
    Customer.objects.update(phone="", phone_verified=False)
    document = start(client, acr="aal2").json()
    [challenge] = document["challenges"]
    assert (challenge["channel"], challenge["hint"]) == ("email", "d•••@selfcare.example")
    message = OutboxMessage.objects.get()
    assert (message.kind, message.to) == ("mail", "demo@selfcare.example")
    assert answer(client, document, _sent_code()).json()["status"] == "succeeded"


def test_aal2_without_any_way_says_so(client: Client, elin: Customer) -> None:
    Customer.objects.update(phone_verified=False, email_verified=False)
    assert start(client, acr="aal2").json()["code"] == "capability_unavailable"
    assert not Session.objects.exists()


def test_five_codes_are_sent_at_most(client: Client, elin: Customer) -> None:
    document = start(client, acr="aal2").json()
    begin = clock.now()
    statuses = []
    for n in range(1, 6):
        with time_machine.travel(begin + timedelta(seconds=31 * n), tick=False):
            reply = post(client, f"authentications/{document['id']}/resend")
            statuses.append(reply.status_code)
    assert statuses == [202, 202, 202, 202, 429]
    assert int(reply["Retry-After"]) > 30


def test_nobody_gets_a_code(client: Client, db: None) -> None:
    document = post(client, "authentications", {"purpose": "login", "identifier": "nobody@x.example"}).json()
    assert post(client, f"authentications/{document['id']}/resend").status_code == 409
    assert not OutboxMessage.objects.exists()


def test_a_challenge_answered_meanwhile_is_over(client: Client, maja: Customer) -> None:
    document = start(client, "maja@selfcare.example").json()
    Challenge.objects.update(answered_at=clock.now())
    assert answer(client, document, code_at()).status_code == 410
    assert not Session.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_parallel_right_answers_make_one_session(client: Client, elin: Customer) -> None:
    document = start(client, acr="aal2").json()
    code, challenge = _sent_code(), document["challenges"][0]["id"]
    outcomes: list[int] = []

    def one() -> None:
        try:
            asked = {"authentication_id": document["id"], "challenge_id": challenge, "method": "otp", "value": code}
            outcomes.append(200 if authentication_answer(**asked).token else 0)
        except Problem as problem:
            outcomes.append(problem.status)
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (min(outcomes), set(outcomes)) == (200, {200, 410})
    assert outcomes.count(200) == Session.objects.count() == 1


def test_sweep_drops_what_ended_a_day_ago(client: Client, elin: Customer) -> None:
    start(client)
    jobs.sweep()
    assert Authentication.objects.count() == 1
    with time_machine.travel(clock.now() + timedelta(days=1, minutes=11)):
        jobs.sweep()
    assert (Authentication.objects.count(), Session.objects.count()) == (0, 1)


def test_capabilities_are_declared(client: Client) -> None:
    features = client.get("/auth/v1/capabilities").json()["features"]
    assert features["login.password"] == {"level": "native"}
    assert features["mfa.step_up"]["level"] == "native"
    assert features["password.reset"]["level"] == "none"
    assert client.get("/auth/healthz").json() == {"status": "ok"}


def _sent_code() -> str:
    text = OutboxMessage.objects.order_by("-created_at", "-id")[0].text
    return text.removeprefix("Your code is ")[:6]
