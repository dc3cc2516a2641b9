"""Withdrawals for programs: a quote, an order, a proof in between, the same order again."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.builders import payments
from tests.fake_upstream import FakeUpstream
from tests.people import ELIN, OMAR, signed_in
from tests.transactions.withdrawals import ANSWER, APP, QUOTES, RESEND, START, UNSENT, WITHDRAWALS, Services
from transactions.models import Intent, State

URL = "/api/v1/withdrawals"
AMOUNT = {"value": 600000, "currency": "SEK"}
ORDER: dict[str, Any] = {"account_id": "acc_sek", "amount": AMOUNT, "instrument_id": "ins_ostra"}
ACTION: dict[str, Any] = {"kind": "withdrawal", "amount": AMOUNT, "to": "Östra Sparbank ••2104"}

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_stores")]


@pytest.fixture
def services(upstream: FakeUpstream) -> Services:
    return Services(upstream)


@pytest.fixture
def elin(services: Services) -> Client:
    return signed_in(ELIN)


def order(client: Client, body: Any = None, key: str | None = "key-1") -> Any:
    headers = {} if key is None else {"Idempotency-Key": key}
    return client.post(URL, ORDER if body is None else body, "application/json", headers=headers)


def post(client: Client, path: str, body: Any = None) -> Any:
    return client.post(f"/api/v1{path}", body or {}, "application/json")


def challenge(client: Client) -> str:
    answer = post(client, "/session/step-up", {"action": ACTION})
    assert answer.status_code == 201
    return str(answer.json()["challenges"][0]["id"])


def test_a_quote(elin: Client) -> None:
    answer = post(elin, "/quotes", {"type": "withdrawal", **ORDER})
    assert answer.status_code == 200
    assert answer.json()["total"] == AMOUNT
    assert answer.json()["requires"] == ["step_up"]


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({**ORDER}, "/type"),
        ({**ORDER, "type": "deposit"}, "/type"),
        ({**ORDER, "type": "withdrawal", "amount": {"value": 0, "currency": "SEK"}}, "/amount/value"),
        ({**ORDER, "type": "withdrawal", "instrument_id": None}, "/instrument_id"),
    ],
)
def test_a_wrong_quote_is_named(elin: Client, body: Any, pointer: str) -> None:
    answer = post(elin, "/quotes", body)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == pointer


def test_a_quote_that_is_refused(elin: Client, services: Services) -> None:
    services.upstream.on("POST", QUOTES, status=422, json=payments.problem(422, "insufficient_funds"))
    answer = post(elin, "/quotes", {"type": "withdrawal", **ORDER})
    assert (answer.status_code, answer.json()["code"]) == (422, "insufficient_funds")


def test_without_a_proof_it_is_a_401_that_says_where_to_go(elin: Client, services: Services) -> None:
    answer = order(elin)
    assert answer.status_code == 401
    assert answer.json()["code"] == "step_up_required"
    assert answer.json()["step_up_url"] == f"/step-up/{Intent.objects.get().id}"
    assert answer["WWW-Authenticate"] == (
        'Bearer error="insufficient_user_authentication", acr_values="aal2", max_age=300'
    )
    assert services.made == {}
    follow = elin.get(f"{URL}/{Intent.objects.get().id}").json()
    assert (follow["status"], follow["problem"]) == ("needs_step_up", None)
    assert elin.get(answer.json()["step_up_url"]).status_code == 200


def test_a_proof_and_the_same_order_again(elin: Client, services: Services) -> None:
    order(elin)
    proven = post(elin, f"/session/challenges/{challenge(elin)}", {"value": "123456"})
    assert (proven.status_code, proven.json()["acr"]) == (200, "aal2")
    answer = order(elin)
    assert answer.status_code == 201
    assert answer["Location"] == "/api/v1/transactions/tx_wdr"
    assert order(elin)["Idempotent-Replayed"] == "true"
    assert len(services.made) == 1
    assert services.upstream.asked("POST", START)[0].body["action"] == ACTION


def test_a_proof_for_another_amount_is_none(elin: Client, services: Services) -> None:
    order(elin)
    post(elin, f"/session/challenges/{challenge(elin)}", {"value": "123456"})
    other = {**ORDER, "amount": {"value": 700000, "currency": "SEK"}}
    assert order(elin, other).json()["code"] == "idempotency_key_reused"
    assert order(elin, other, "key-2").json()["code"] == "step_up_required"
    assert services.made == {}


def test_a_proof_is_good_once(elin: Client, services: Services) -> None:
    order(elin)
    post(elin, f"/session/challenges/{challenge(elin)}", {"value": "123456"})
    assert order(elin).status_code == 201
    assert order(elin, key="key-2").status_code == 401


def test_answers_are_told_and_used_up(elin: Client, services: Services) -> None:
    asked = challenge(elin)
    wrong = post(elin, f"/session/challenges/{asked}", {"value": "000000"})
    assert (wrong.status_code, wrong.json()["code"], wrong.json()["attempts_left"]) == (401, "invalid_credentials", 4)
    assert post(elin, f"/session/challenges/{asked}", {"value": "12"}).status_code == 422
    assert post(elin, f"/session/challenges/{asked}", {"value": "123456"}).status_code == 200
    assert post(elin, f"/session/challenges/{asked}", {"value": "123456"}).status_code == 404
    assert len(services.upstream.asked("POST", ANSWER)) == 2


def test_a_mail_instead_of_the_app(elin: Client, services: Services) -> None:
    services.asks(APP, UNSENT)
    answer = post(elin, "/session/step-up", {"action": ACTION}).json()
    assert [(each["method"], each["resend_after"]) for each in answer["challenges"]] == [("totp", None), ("otp", 0)]
    sent = post(elin, "/session/challenges/chl_mail/resend")
    assert sent.status_code == 202
    assert len(services.upstream.asked("POST", RESEND)) == 1
    assert post(elin, "/session/challenges/chl_mail/resend").status_code == 429
    assert post(elin, "/session/challenges/chl_mail", {"value": "123456"}).status_code == 200


@pytest.mark.parametrize(
    ("action", "pointer"),
    [
        ({**ACTION, "kind": "marriage"}, "/action/kind"),
        ({**ACTION, "to": ""}, "/action/to"),
        ({**ACTION, "to": "a\nb"}, "/action/to"),
        ({**ACTION, "amount": {"value": 0, "currency": "SEK"}}, "/action/amount/value"),
        ({**ACTION, "amount": {"value": 1, "currency": "sek"}}, "/action/amount/currency"),
        (None, "/action"),
    ],
)
def test_a_wrong_action_is_named(elin: Client, action: Any, pointer: str) -> None:
    answer = post(elin, "/session/step-up", {"action": action})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == pointer


def test_an_unknown_outcome_is_202_and_can_be_followed(elin: Client, services: Services) -> None:
    services.upstream.on("POST", WITHDRAWALS, status=500, json={})
    answer = order(elin)
    assert answer.status_code == 202
    assert answer["Location"] == f"{URL}/{Intent.objects.get().id}"
    assert elin.get(answer["Location"]).json()["status"] == "confirming"


def test_a_refusal_is_repeated_as_it_was(elin: Client, services: Services) -> None:
    refusal = payments.problem(422, "insufficient_funds", errors=[{"pointer": "/amount/value", "code": "max"}])
    services.upstream.on("POST", WITHDRAWALS, status=422, json=refusal)
    first, second = order(elin), order(elin)
    assert first.status_code == second.status_code == 422
    assert first.json()["code"] == second.json()["code"] == "insufficient_funds"
    assert Intent.objects.get().state == State.REFUSED


@pytest.mark.parametrize("key", [None, "", "k" * 256, "a b"])
def test_without_a_key_nothing_is_ordered(elin: Client, key: str | None) -> None:
    assert order(elin, key=key).json()["code"] == "idempotency_key_missing"
    assert Intent.objects.count() == 0


@pytest.mark.parametrize("name", ["account_id", "amount", "instrument_id"])
def test_what_is_missing_is_named(elin: Client, name: str) -> None:
    answer = order(elin, {each: value for each, value in ORDER.items() if each != name})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == f"/{name}"


def test_three_people(elin: Client, services: Services, client: Client) -> None:
    order(elin)
    asked = challenge(elin)
    place = f"{URL}/{Intent.objects.get().id}"
    assert signed_in(OMAR).get(place).status_code == 404
    assert post(signed_in(OMAR), f"/session/challenges/{asked}", {"value": "123456"}).status_code == 404
    assert post(signed_in(OMAR), f"/session/challenges/{asked}/resend").status_code == 404
    for path, body in (("/withdrawals", ORDER), ("/quotes", ORDER), ("/session/step-up", {"action": ACTION})):
        assert post(client, path, body).status_code == 401
    assert client.get(place).status_code == 401
    assert elin.get(f"/api/v1/deposits/{Intent.objects.get().id}").status_code == 404
