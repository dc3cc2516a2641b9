"""The step-up page: what it is for in view, one code for one action, and a way back that changes nothing."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import time_machine
from django.conf import settings
from django.db import close_old_connections, connection
from django.test import Client

from selfcare import sessions as rooms
from selfcare.domain.errors import Gone, UpstreamFailed
from selfcare.sessions.store import SessionStore
from selfcare.stores import sessions
from tests.builders import auth, payments
from tests.fake_upstream import FakeUpstream
from tests.page import PageClient
from tests.people import ELIN, OMAR, signed_in
from tests.transactions.withdrawals import (
    ANSWER,
    APP,
    MAIL,
    RESEND,
    START,
    UNSENT,
    WITHDRAWALS,
    Services,
    asked,
    confirm,
    prove,
    review,
    step_up_required,
)  # fmt: skip
from transactions.models import Intent, State

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_stores")]


@pytest.fixture
def services(upstream: FakeUpstream) -> Services:
    return Services(upstream)


@pytest.fixture
def elin(services: Services) -> PageClient:
    return PageClient(signed_in(ELIN))


def cookie(client: Client) -> str:
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def place() -> str:
    return f"/step-up/{Intent.objects.get().id}"


def test_a_mailed_code_is_named_and_can_be_sent_again_later(elin: PageClient, services: Services) -> None:
    page = asked(elin)
    assert "We sent a 6-digit code to d•••@selfcare.example. It works for 10 minutes." in page.text
    assert "in 0:30" in page.text or "in 0:29" in page.text
    early = elin.post(f"{place()}/send")
    assert early.status == 429
    assert "You can ask for a new one in" in early.text
    assert services.upstream.asked("POST", RESEND) == []
    with time_machine.travel(time.time() + 31):
        sent = elin.post(f"{place()}/send")
        assert sent.response["Location"] == f"{place()}?method=otp"
    assert len(services.upstream.asked("POST", RESEND)) == 1


def test_an_app_is_asked_first_and_the_mail_waits_to_be_asked_for(elin: PageClient, services: Services) -> None:
    services.asks(APP, UNSENT)
    page = asked(elin)
    assert "Open your authenticator app" in page.text
    assert "Send a code to d•••@selfcare.example instead" in page.text
    assert page.form("main form.form")["challenge"] == "chl_app"
    assert elin.get(f"{place()}?method=otp").form("main form.form")["challenge"] == "chl_app"
    mailed = elin.get(elin.post(f"{place()}/send").response["Location"])
    assert mailed.form("main form.form")["challenge"] == "chl_mail"
    assert mailed.link("Use your authenticator app instead") == f"{place()}?method=totp"
    assert prove(elin, mailed).status == 303
    assert services.upstream.asked("POST", ANSWER)[0].body == {
        "challenge": "chl_mail",
        "method": "otp",
        "value": "123456",
    }


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "1" * 300])
def test_what_is_no_code_is_told_without_costing_a_try(elin: PageClient, services: Services, code: str) -> None:
    page = prove(elin, asked(elin), code)
    assert page.status == 422
    assert page.title.startswith("Error:")
    assert "Type the 6 digits of the code." in page.text
    assert services.upstream.asked("POST", ANSWER) == []


def test_a_wrong_code_says_how_many_tries_are_left(elin: PageClient, services: Services) -> None:
    page = prove(elin, asked(elin), "000000")
    assert page.status == 422
    assert "Check the latest e-mail. You have 4 tries left." in page.text
    assert services.made == {}
    assert prove(elin, page).status == 303


def test_the_last_wrong_code_ends_it_and_a_new_one_can_be_asked_for(elin: PageClient, services: Services) -> None:
    page = asked(elin)
    services.upstream.on("POST", ANSWER, status=401, json=payments.problem(401, "invalid_credentials", attempts_left=0))
    over = prove(elin, page, "000000")
    assert over.status == 410
    assert "That code no longer works" in over.text
    services.asks(MAIL)
    again = elin.post(over.one("main form.form").get("action"))
    assert again.response["Location"] == place()
    assert prove(elin, elin.get(place())).status == 303


@pytest.mark.parametrize(("status", "code"), [(410, "gone"), (404, "not_found"), (409, "invalid_state")])
def test_an_expired_code_says_so(elin: PageClient, services: Services, status: int, code: str) -> None:
    page = asked(elin)
    services.upstream.on("POST", ANSWER, status=status, json=payments.problem(status, code))
    assert prove(elin, page).status == 410
    assert "Ask for a code to go on." in elin.get(place()).text
    assert services.made == {}


def test_ten_minutes_later_nothing_is_pending(elin: PageClient, services: Services) -> None:
    page = asked(elin)
    services.upstream.on("POST", "/auth/v1/token", json=auth.token())
    with time_machine.travel(time.time() + 601):
        assert prove(elin, page).status == 410
    assert services.upstream.asked("POST", ANSWER) == []


def test_a_lock_says_until_when(elin: PageClient, services: Services) -> None:
    page = asked(elin)
    locked = payments.problem(423, "locked")
    services.upstream.on("POST", ANSWER, status=423, json=locked, headers={"Retry-After": "600"})
    told = prove(elin, page)
    assert told.status == 423
    assert told.response["Retry-After"] == "600"
    assert "There were too many tries" in told.text
    assert "Nothing has moved, and your money is safe." in told.text
    assert told.all("main form") == []


def test_guessing_is_stopped_on_our_side_too(elin: PageClient, services: Services) -> None:
    page = asked(elin)
    statuses = [prove(elin, page, f"00000{turn}").status for turn in range(6)]
    assert statuses == [422] * 5 + [429]
    assert len(services.upstream.asked("POST", ANSWER)) == 5


def test_asking_is_limited(elin: PageClient, services: Services) -> None:
    asked(elin)
    statuses = [elin.post(f"{place()}/begin").status for _ in range(10)]
    assert statuses == [303] * 9 + [429]


@pytest.mark.parametrize("step", ["begin", "answer", "send"])
def test_the_auth_service_being_away_moves_nothing_and_says_so(elin: PageClient, services: Services, step: str) -> None:
    services.asks(APP, UNSENT)
    page = asked(elin)
    services.upstream.on("POST", {"begin": START, "answer": ANSWER, "send": RESEND}[step], status=500, json={})
    told = prove(elin, page) if step == "answer" else elin.post(f"{place()}/{step}")
    assert told.status == 503
    assert "We cannot confirm that it is you right now" in told.text
    assert "nothing has moved" in told.text
    assert Intent.objects.get().state == State.NEEDS_STEP_UP


def test_somebody_without_a_second_factor_is_told(elin: PageClient, services: Services) -> None:
    services.upstream.on("POST", START, status=501, json=payments.problem(501, "capability_unavailable"))
    told = confirm(elin)
    assert told.status == 501
    assert "You have no way to confirm that it is you." in told.text


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


def test_what_went_on_is_not_asked_about_again(elin: PageClient, services: Services) -> None:
    prove(elin, asked(elin))
    here = f"/withdraw/{Intent.objects.get().id}"
    for step in ("/begin", "/send"):
        assert elin.post(f"{place()}{step}").response["Location"] == here
    assert len(services.upstream.asked("POST", START)) == 1


def test_sending_again_needs_something_pending(elin: PageClient, services: Services) -> None:
    asked(elin)
    sessions().set(f"sc:step-up:{ELIN.id}:{Intent.objects.get().id}", b"[another version]")
    assert elin.post(f"{place()}/send").status == 410
    assert "Ask for a code to go on." in elin.get(place()).text


def test_who_has_an_app_alone_is_sent_nothing(elin: PageClient, services: Services) -> None:
    services.asks(APP)
    page = asked(elin)
    assert page.all(".cmds form") == []
    assert elin.post(f"{place()}/send").status == 501


def test_a_way_we_cannot_show_is_no_way(elin: PageClient, services: Services) -> None:
    services.asks({**APP, "method": "webauthn"})
    assert confirm(elin).status == 501


@pytest.mark.parametrize("step", ["begin", "send"])
def test_what_the_auth_service_will_not_read_is_our_fault(elin: PageClient, services: Services, step: str) -> None:
    asked(elin)
    refused = payments.problem(
        422 if step == "begin" else 400, "validation_failed" if step == "begin" else "bad_request"
    )
    services.upstream.on("POST", {"begin": START, "send": RESEND}[step], status=refused["status"], json=refused)
    with time_machine.travel(time.time() + 31):
        assert elin.post(f"{place()}/{step}").status == 503


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
