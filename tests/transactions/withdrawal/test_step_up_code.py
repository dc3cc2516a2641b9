"""The step-up page: which way is asked, what is wrong with a code, and when asking ends."""

from __future__ import annotations

import time

import pytest
import time_machine

from selfcare.stores import sessions
from tests.builders import auth, payments
from tests.page import PageClient
from tests.people import ELIN
from tests.transactions.withdrawal.steps import place
from tests.transactions.withdrawals import (
    ANSWER,
    APP,
    MAIL,
    RESEND,
    START,
    UNSENT,
    Services,
    asked,
    confirm,
    prove,
)  # fmt: skip
from transactions.models import Intent, State

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_stores")]


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
