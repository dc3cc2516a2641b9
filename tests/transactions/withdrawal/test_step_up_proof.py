"""A proof is of one action, used once, and changes neither session nor order when it fails."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.conf import settings
from django.db import close_old_connections, connection
from django.test import Client

from selfcare import sessions as rooms
from selfcare.domain.errors import Gone, UpstreamFailed
from selfcare.sessions.store import SessionStore
from selfcare.stores import sessions
from tests.builders import auth, payments
from tests.page import PageClient
from tests.people import ELIN, OMAR, signed_in
from tests.transactions.withdrawal.steps import cookie, place
from tests.transactions.withdrawals import (
    ANSWER,
    START,
    WITHDRAWALS,
    Services,
    asked,
    prove,
    review,
    step_up_required,
)  # fmt: skip
from transactions.models import Intent, State

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_stores")]


@pytest.mark.parametrize(
    "answer",
    [
        auth.authentication("challenge", expires_at="2099-01-01T00:00:00.000Z", challenges=[]),
        auth.authentication(token=auth.token(customer_id="cus_omar")),
        auth.authentication(token=None),
    ],
)
def test_an_answer_that_proves_nothing_carries_nothing_on(
    elin: PageClient, services: Services, answer: dict[str, Any]
) -> None:
    page = asked(elin)
    services.upstream.on("POST", ANSWER, json=answer)
    assert prove(elin, page).status == 503
    assert services.made == {}


def test_a_step_up_is_used_once(elin: PageClient, services: Services) -> None:
    page = asked(elin)
    assert prove(elin, page).status == 303
    again = prove(elin, page)
    assert again.response["Location"] == f"/withdraw/{Intent.objects.get().id}"
    assert len(services.upstream.asked("POST", ANSWER)) == 1
    assert len(services.made) == 1


def test_the_second_of_two_presses_is_led_to_how_it_stands(
    elin: PageClient, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = asked(elin)

    def went_on(**_: object) -> None:
        Intent.objects.update(state=State.SENT, transaction_id="tx_wdr")
        raise Gone

    monkeypatch.setattr("accounts.views.step_ups.step_up_answer", went_on)
    assert prove(elin, page).response["Location"] == f"/withdraw/{Intent.objects.get().id}"


def test_a_proof_of_one_amount_is_none_of_another(elin: PageClient, services: Services) -> None:
    prove(elin, asked(elin))
    services.proven = [services.actions[0]]
    other = asked(elin, review(elin, "7000"))
    assert other.texts(".rows dd")[0] == "7\u00a0000,00\u00a0kr"
    assert len(services.made) == 1


def test_what_is_pending_for_another_action_is_not_taken(elin: PageClient, services: Services) -> None:
    asked(elin)
    Intent.objects.update(amount=700000)
    page = elin.get(place())
    assert "Ask for a code to go on." in page.text
    assert elin.post(place(), {"code": "123456", "challenge": "chl_mail"}).status == 410
    assert services.upstream.asked("POST", ANSWER) == []


def test_two_tabs_confirm_two_withdrawals_each_by_its_own_code(elin: PageClient, services: Services) -> None:
    first, second = asked(elin, review(elin, "6000")), asked(elin, review(elin, "7000", "ins_norr"))
    services.actions = services.actions[:1]
    assert prove(elin, first).status == 303
    services.actions = [
        {**services.actions[0], "amount": {"value": 700000, "currency": "SEK"}, "to": "Bank Norr ••8830"}
    ]
    services.upstream.on("POST", f"{START}/aut_1/answer", reply=services.answer)
    assert prove(elin, second).status == 303
    assert sorted(each["amount"]["value"] for each in services.made.values()) == [600000, 700000]


def test_cancelling_leads_back_to_the_same_order_with_nothing_moved(elin: PageClient, services: Services) -> None:
    page = asked(elin)
    back = page.all(".cmds a")[-1].get("href") or ""
    again = elin.get(back)
    assert again.h1 == "Check and confirm"
    intent = Intent.objects.get()
    assert dict(parse_qsl(urlsplit(back).query))["key"] == intent.form_key
    assert services.made == {}
    prove(elin, asked(elin, again))
    assert Intent.objects.get().id == intent.id
    assert len(services.made) == 1


def test_the_session_goes_on_under_a_new_key_and_the_old_one_is_worth_nothing(
    elin: PageClient, services: Services
) -> None:
    page, before = asked(elin), cookie(elin.client)
    prove(elin, page)
    after = cookie(elin.client)
    assert before != after
    assert elin.client.get("/api/v1/session").json()["acr"] == "aal2"
    old = Client()
    old.cookies[settings.SESSION_COOKIE_NAME] = before
    late = old.get("/withdraw")
    assert late["Location"].startswith("/login")
    assert settings.SESSION_COOKIE_NAME not in late.cookies  # It would delete the new one in the same browser.
    assert not SessionStore(before).get("customer_id")
    assert rooms.end_all(ELIN.id) == 1


def test_a_failure_after_the_proof_does_not_lose_the_session(
    elin: PageClient, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, before = asked(elin), cookie(elin.client)

    def away(**_: object) -> None:
        raise UpstreamFailed

    monkeypatch.setattr("transactions.views.step_ups.movement_resume", away)
    assert prove(elin, page).status >= 500
    assert cookie(elin.client) != before
    assert elin.client.get("/api/v1/session").json()["authenticated"]


def test_a_refresh_in_between_still_carries_the_proof(
    elin: PageClient, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = asked(elin)
    monkeypatch.setattr("selfcare.sessions.tokens.keep", lambda *_a, **more: not more or _keep(*_a))
    monkeypatch.setattr("selfcare.sessions.tokens._refresh", lambda *_: "access-2")
    monkeypatch.setattr("selfcare.sessions.context._late_token", lambda *_: lambda: "access-2")
    assert prove(elin, page).status == 303
    assert len(services.made) == 1


def _keep(*_: object) -> bool:
    return False


def test_a_second_demand_after_the_proof_asks_again(elin: PageClient, services: Services) -> None:
    page = asked(elin)
    services.upstream.on("POST", WITHDRAWALS, reply=lambda _call: step_up_required())
    done = prove(elin, page)
    assert elin.get(done.response["Location"]).response["Location"] == place()
    assert "Ask for a code to go on." in elin.get(place()).text


def test_an_account_that_is_gone_cannot_be_confirmed(elin: PageClient, services: Services) -> None:
    asked(elin)
    services.upstream.on("GET", "/payments/v1/instruments", json=payments.page([]))
    sessions().delete(f"sc:copy:{ELIN.id}")
    assert elin.get(place()).status == 409


def test_other_people_see_nothing(elin: PageClient, services: Services, client: Client) -> None:
    asked(elin)
    omar = PageClient(signed_in(OMAR))
    for path in (place(), "/step-up/int_absent", "/step-up/zzz", "/step-up/evil_1"):
        assert omar.get(path).status == 404
    for step in ("", "/begin", "/send"):
        assert omar.post(f"{place()}{step}", {"code": "123456"}).status == 404
        assert client.post(f"{place()}{step}").status_code == 303
    assert client.get(place())["Location"].startswith("/login?next=")


def test_a_form_from_elsewhere_proves_nothing(elin: PageClient, services: Services) -> None:
    asked(elin)
    answer = elin.client.post(place(), {"code": "123456"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert services.upstream.asked("POST", ANSWER) == []


def test_the_code_and_the_pending_proof_reach_no_log(
    elin: PageClient, services: Services, capsys: pytest.CaptureFixture[str]
) -> None:
    prove(elin, asked(elin))
    told = capsys.readouterr().out
    for secret in ("123456", "aut_1", "access-2", "selfcare.example"):
        assert secret not in told


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor == 'sqlite'")
def test_twenty_submits_at_once_are_one_withdrawal(elin: PageClient, services: Services) -> None:
    page = review(elin)
    sent = page.form("form[action='/withdraw/confirm']")
    services.upstream.on("POST", WITHDRAWALS, reply=services.withdraw, delay=0.05)
    prove(elin, asked(elin, page))
    services.made.clear()
    Intent.objects.update(state=State.NEEDS_STEP_UP, transaction_id="")
    services.proven = services.actions[:1]
    before = len(services.upstream.asked("POST", WITHDRAWALS))
    sessions().delete(*sessions().keys("sc:limit:*"))

    def submit(_turn: int) -> int:
        browser = Client()
        browser.cookies[settings.SESSION_COOKIE_NAME] = cookie(elin.client)
        try:
            return browser.post("/withdraw/confirm", sent).status_code
        finally:
            close_old_connections()
            connection.close()

    with ThreadPoolExecutor(20) as pool:
        statuses = list(pool.map(submit, range(20)))
    assert set(statuses) <= {303, 429}
    assert statuses.count(303) == 10
    assert len(services.made) == 1
    assert len(services.upstream.asked("POST", WITHDRAWALS)) - before == 1
    assert Intent.objects.get().state == State.SENT
