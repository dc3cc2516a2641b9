"""Confirming one action within a session (RFC 9470)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pyotp
import pytest
import time_machine
from django.test import Client

from sandbox import clock
from sandbox.actions import Action, action_hash
from sandbox.auth.models import Customer, Session
from sandbox.auth.proofs import STEP_UP_LASTS
from sandbox.auth.services import sessions_revoke
from sandbox.outbox.models import OutboxMessage
from sandbox.payments.domain.money import Money
from tests.sandbox.auth.conftest import SECRET, answer, bearer, form, introspect, post, start

pytestmark = pytest.mark.django_db
ACTION = {"kind": "withdrawal", "amount": {"value": 600_000, "currency": "SEK"}, "to": "Östra Sparbank ••2104"}
HASH = action_hash(Action(kind="withdrawal", amount=Money(600_000, "SEK"), to="Östra Sparbank ••2104"))


def step_up(client: Client, token: dict[str, Any], **changes: Any) -> Any:
    asked = {"purpose": "step_up", "acr": "aal2", "action": ACTION} | changes
    return post(client, "authentications", asked, **bearer(token))


def reply_to(client: Client, document: dict[str, Any], method: str, value: str, token: dict[str, Any] | None) -> Any:
    [challenge] = [one for one in document["challenges"] if one["method"] == method]
    asked = {"challenge": challenge["id"], "method": method, "value": value}
    return post(client, f"authentications/{document['id']}/answer", asked, **(bearer(token) if token else {}))


def mail() -> OutboxMessage:
    return OutboxMessage.objects.order_by("-created_at", "-id")[0]


def code() -> str:
    return mail().text.removeprefix("Your code is ")[:6]


def confirmed(client: Client, token: dict[str, Any], **changes: Any) -> dict[str, Any]:
    document = step_up(client, token, **changes).json()
    found: dict[str, Any] = reply_to(client, document, "otp", code(), token).json()["token"]
    return found


@pytest.fixture
def maja_token(client: Client, maja: Customer) -> dict[str, Any]:
    document = start(client, "maja@selfcare.example").json()
    found: dict[str, Any] = answer(client, document, pyotp.TOTP(SECRET).at(clock.now())).json()["token"]
    return found


def test_a_code_by_mail_names_the_action(client: Client, token: dict[str, Any]) -> None:
    reply = step_up(client, token)
    document = reply.json()
    assert (reply.status_code, document["status"], document["token"]) == (201, "challenge", None)
    [challenge] = document["challenges"]
    assert {name: challenge[name] for name in challenge if name != "id"} == {
        "method": "otp",
        "channel": "email",
        "hint": "d•••@selfcare.example",
        "attempts_left": 5,
        "resend_after": 30,
    }
    assert (mail().kind, mail().to) == ("mail", "demo@selfcare.example")
    assert "Withdraw 6000.00 SEK to Östra Sparbank ••2104" in mail().text


def test_the_right_code_raises_the_session(client: Client, token: dict[str, Any]) -> None:
    raised = confirmed(client, token)
    assert raised["session_id"] == token["session_id"]
    assert (raised["acr"], raised["amr"], raised["device"]) == ("aal2", ["pwd", "otp", "mfa"], None)
    claims = introspect(client, raised["access_token"])
    assert (claims["acr"], claims["act_hash"]) == ("aal2", HASH)
    assert claims["step_up"].startswith("stp_")
    assert claims["auth_time"] >= token["auth_time"]
    assert Session.objects.count() == 1


def test_the_token_from_before_stays_what_it_was(client: Client, token: dict[str, Any]) -> None:
    confirmed(client, token)
    claims = introspect(client, token["access_token"])
    assert claims["acr"] == "aal1"
    assert "act_hash" not in claims


def test_refreshing_keeps_it_for_five_minutes_and_no_longer(client: Client, token: dict[str, Any]) -> None:
    raised = confirmed(client, token)
    assert raised["refresh_token"] == token["refresh_token"]
    refreshed = form(client, "token", grant_type="refresh_token", refresh_token=raised["refresh_token"]).json()
    assert introspect(client, refreshed["access_token"])["act_hash"] == HASH
    with time_machine.travel(clock.now() + STEP_UP_LASTS):
        later = form(client, "token", grant_type="refresh_token", refresh_token=refreshed["refresh_token"]).json()
        claims = introspect(client, later["access_token"])
    assert (later["acr"], later["amr"], claims["auth_time"]) == ("aal1", ["pwd"], token["auth_time"])
    assert "act_hash" not in claims


def test_a_wrong_code_costs_a_try_and_five_end_it(client: Client, token: dict[str, Any]) -> None:
    document = step_up(client, token).json()
    wrong = f"{(int(code()) + 1) % 10**6:06}"
    replies = [reply_to(client, document, "otp", wrong, token) for _ in range(5)]
    assert [reply.status_code for reply in replies] == [401] * 5
    assert [reply.json()["attempts_left"] for reply in replies] == [4, 3, 2, 1, 0]
    assert {reply.json()["code"] for reply in replies} == {"invalid_credentials"}
    assert reply_to(client, document, "otp", code(), token).status_code == 410


def test_a_code_works_once(client: Client, token: dict[str, Any]) -> None:
    document = step_up(client, token).json()
    right = code()
    assert reply_to(client, document, "otp", right, token).status_code == 200
    assert reply_to(client, document, "otp", right, token).status_code == 410


def test_a_code_expires(client: Client, token: dict[str, Any]) -> None:
    document = step_up(client, token).json()
    with time_machine.travel(clock.now() + timedelta(minutes=10)):
        refreshed = form(client, "token", grant_type="refresh_token", refresh_token=token["refresh_token"]).json()
        assert reply_to(client, document, "otp", code(), refreshed).status_code == 410


def test_a_code_of_one_step_up_is_none_of_another(client: Client, token: dict[str, Any]) -> None:
    first = step_up(client, token).json()
    first_code = code()
    step_up(client, token, action=ACTION | {"to": "Bank Norr ••8830"})
    if first_code != code():
        assert reply_to(client, first, "otp", code(), token).status_code == 401
    assert reply_to(client, first, "otp", first_code, token).status_code == 200


def test_another_session_and_another_customer_see_nothing(
    client: Client, token: dict[str, Any], maja_token: dict[str, Any]
) -> None:
    second = start(client).json()["token"]
    document = step_up(client, token).json()
    path = f"/auth/v1/authentications/{document['id']}"
    for stranger in (second, maja_token):
        assert reply_to(client, document, "otp", code(), stranger).status_code == 404
        assert client.get(path, headers=bearer(stranger)).status_code == 404
        assert post(client, f"authentications/{document['id']}/resend", **bearer(stranger)).status_code == 404
    assert reply_to(client, document, "otp", code(), None).json()["code"] == "token_missing"
    assert client.get(path, headers=bearer(token)).json()["challenges"][0]["attempts_left"] == 5


def test_signed_out_meanwhile(client: Client, token: dict[str, Any]) -> None:
    document = step_up(client, token).json()
    sessions_revoke(customer_id="cus_elin")
    assert reply_to(client, document, "otp", code(), token).json()["code"] == "token_invalid"


def test_an_app_is_asked_first_and_the_mail_waits(client: Client, maja_token: dict[str, Any]) -> None:
    document = step_up(client, maja_token).json()
    assert [(one["method"], one["channel"], one["resend_after"]) for one in document["challenges"]] == [
        ("totp", "app", None),
        ("otp", "email", 0),
    ]
    assert not OutboxMessage.objects.exists()
    with time_machine.travel(clock.now() + timedelta(seconds=60)):
        right = pyotp.TOTP(SECRET).at(clock.now())
        raised = reply_to(client, document, "totp", right, maja_token).json()["token"]
    assert introspect(client, raised["access_token"])["act_hash"] == HASH


def test_the_mail_instead_of_the_app(client: Client, maja_token: dict[str, Any]) -> None:
    document = step_up(client, maja_token).json()
    resend = f"authentications/{document['id']}/resend"
    assert post(client, resend, **bearer(maja_token)).json()["challenges"][1]["resend_after"] == 30
    assert post(client, resend, **bearer(maja_token)).status_code == 429
    assert reply_to(client, document, "otp", code(), maja_token).json()["status"] == "succeeded"


def test_an_unsent_code_is_not_guessed(client: Client, maja_token: dict[str, Any]) -> None:
    document = step_up(client, maja_token).json()
    assert reply_to(client, document, "otp", "000000", maja_token).status_code == 401


def test_no_more_than_ten_mails_in_ten_minutes(client: Client, token: dict[str, Any]) -> None:
    assert [step_up(client, token).status_code for _ in range(10)] == [201] * 10
    reply = step_up(client, token)
    assert (reply.status_code, reply.json()["code"]) == (429, "rate_limited")
    assert 0 < int(reply["Retry-After"]) <= 600


def test_somebody_without_a_second_factor(client: Client, token: dict[str, Any]) -> None:
    Customer.objects.update(email_verified=False, phone_verified=False)
    assert step_up(client, token).status_code == 501


def test_a_phone_where_there_is_no_mail(client: Client, token: dict[str, Any]) -> None:
    Customer.objects.update(email_verified=False, phone_verified=True)
    assert step_up(client, token).json()["challenges"][0]["channel"] == "sms"
    assert "Withdraw 6000.00 SEK" in mail().text


MALFORMED: dict[str, tuple[dict[str, Any], str]] = {
    "no action": ({"action": None}, "/action"),
    "aal1": ({"acr": "aal1"}, "/acr"),
    "an identifier": ({"identifier": "omar@selfcare.example"}, "/identifier"),
    "a password": ({"password": "x"}, "/password"),
    "another kind": ({"action": ACTION | {"kind": "marriage"}}, "/action/kind"),
    "nothing": ({"action": ACTION | {"amount": {"value": 0, "currency": "SEK"}}}, "/action"),
    "a fraction": ({"action": ACTION | {"amount": {"value": 1.5, "currency": "SEK"}}}, "/action/amount/value"),
    "a newline in the mail": ({"action": ACTION | {"to": "me\nPay to: you"}}, "/action"),
    "a long name": ({"action": ACTION | {"to": "x" * 141}}, "/action/to"),
    "more": ({"action": ACTION | {"note": "hi"}}, "/action/note"),
}


@pytest.mark.parametrize("case", MALFORMED)
def test_malformed_actions_are_named(client: Client, token: dict[str, Any], case: str) -> None:
    changes, pointer = MALFORMED[case]
    reply = step_up(client, token, **changes)
    assert (reply.status_code, reply.json()["errors"][0]["pointer"]) == (422, pointer)
    assert not OutboxMessage.objects.exists()


def test_a_sign_in_confirms_no_action(client: Client, elin: Customer) -> None:
    assert start(client, action=ACTION).json()["errors"][0]["pointer"] == "/action"
