"""How a deposit stands, until it ends; who may see it, and when it is not offered."""

from __future__ import annotations

import time
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

from selfcare.domain.errors import SignInRequired
from selfcare.upstream.cache import forget, mark_stale
from tests.builders import payments
from tests.fake_upstream import Answer, Call, FakeUpstream
from tests.page import PageClient
from tests.people import ELIN, OMAR, signed_in
from tests.transactions.deposits import (
    DEPOSITS,
    TRANSACTION,
    confirm,
    has_accounts,
    is_ready,
    review,
    state_of,
    takes,
)
from transactions.models import Intent, State
from transactions.services import intents

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_stores")]


def test_waiting_at_the_bank_offers_the_way_there(elin: PageClient, upstream: FakeUpstream) -> None:
    takes(upstream)
    confirm(elin)
    page = state_of(elin)
    assert page.h1 == "Waiting for your bank"
    assert "Approve 500,00\u00a0kr at Östra Sparbank" in page.text
    assert page.link("Continue to Östra Sparbank") == "/transactions/tx_dep/continue"
    assert page.texts(".timeline .t") == ["You confirmed", "Waiting for Östra Sparbank", "In your balance"]


def test_a_deposit_on_its_way_asks_for_nothing(elin: PageClient, upstream: FakeUpstream) -> None:
    takes(upstream, status="pending", actions=[], next_action=None)
    answer = confirm(elin)
    page = elin.get(answer.response["Location"])
    assert "Östra Sparbank is sending 500,00\u00a0kr" in page.text
    assert page.texts("main .btn") == ["Check now"]


@pytest.mark.parametrize("completed", [None, "2026-11-19T13:05:12.000Z", "2026-11-19T14:05:12.000Z"])
def test_only_a_quick_deposit_tells_how_long_it_took(
    elin: PageClient, upstream: FakeUpstream, completed: str | None
) -> None:
    times = {"created_at": "2026-11-19T13:05:12.000Z", "completed_at": completed}
    takes(upstream, status="succeeded", actions=[], next_action=None, **times)
    confirm(elin)
    assert "It took" not in state_of(elin).text


def test_a_session_that_ended_meanwhile_sends_nothing_and_leads_to_sign_in(
    elin: PageClient, upstream: FakeUpstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = review(elin)
    upstream.on("POST", DEPOSITS, status=401, json=payments.problem(401, "token_invalid"))

    def over(*_: object, **__: object) -> str:
        raise SignInRequired

    monkeypatch.setattr("selfcare.sessions.tokens.access_token", over)
    assert confirm(elin, page).response["Location"] == "/login"
    assert Intent.objects.get().problem == "session_required"


def test_the_poll_is_quiet_until_something_changed(elin: PageClient, upstream: FakeUpstream) -> None:
    takes(upstream)
    confirm(elin)
    address = state_of(elin).one("#state").get("data-hx-get")
    assert elin.fragment(address).status == 204
    assert "HX-Location" not in elin.fragment(address).response

    time.sleep(1.1)
    takes(upstream, status="succeeded", actions=[], next_action=None)
    moved = elin.fragment(address).response
    assert moved["HX-Location"] == f"/deposit/{Intent.objects.get().id}"
    assert "HX-Request" in moved["Vary"]


def test_a_long_wait_is_asked_about_less_often(elin: PageClient, upstream: FakeUpstream) -> None:
    takes(upstream)
    confirm(elin)
    Intent.objects.update(created_at="2026-01-01T00:00Z")
    assert state_of(elin).one("#state").get("data-hx-trigger") == "every 5s, shown"


def test_done_says_before_and_after(elin: PageClient, upstream: FakeUpstream) -> None:
    done: dict[str, Any] = {
        "status": "succeeded", "actions": [], "next_action": None, "created_at": "2026-11-19T13:05:12.000Z",
        "completed_at": "2026-11-19T13:05:18.000Z",
    }  # fmt: skip
    takes(upstream, **done)
    confirm(elin)
    has_accounts(upstream, balance={**payments.account()["balance"], "available": payments.money(1298055)})
    page = state_of(elin)
    assert page.h1 == "500,00\u00a0kr is in your balance"
    assert "It took 6 seconds." in page.text
    assert page.texts(".rows--sum dd") == ["12\u00a0480,55\u00a0kr", "+500,00\u00a0kr", "12\u00a0980,55\u00a0kr"]
    assert page.all("#state") == []
    assert page.link("See the transaction") == "/transactions/tx_dep"
    assert Intent.objects.get().state == State.DONE


def test_done_without_a_balance_of_now_says_no_sums(elin: PageClient, upstream: FakeUpstream) -> None:
    takes(upstream, status="succeeded", actions=[], next_action=None)
    confirm(elin)
    upstream.on("GET", "/payments/v1/accounts", status=500, json={})
    for forgotten in (False, True):
        if forgotten:
            forget(ELIN.id)
        page = state_of(elin)
        assert "is in your balance" in page.h1
        assert page.all(".rows--sum") == []


@pytest.mark.parametrize(
    ("ended", "title", "text"),
    [
        (("declined", None), "Your bank said no", "Nothing was added to your balance."),
        (("declined", "AM04"), "Your bank said no", "There was not enough money on the account."),
        (("failed", "AB08"), "It did not go through", "The bank could not be reached."),
        (("expired", "AB06"), "It was not approved in time", "Nothing was added to your balance."),
        (("cancelled", None), "The deposit was cancelled", "Nothing was added to your balance."),
        (("reversed", None), "The bank took the money back", "It is no longer in your balance."),
        (
            ("teleported", None),
            "We have no word for this state yet",
            "Its page tells what the payment service calls it.",
        ),
    ],
)
def test_each_end_has_its_words(
    elin: PageClient, upstream: FakeUpstream, ended: tuple[str, str | None], title: str, text: str
) -> None:
    takes(upstream, status=ended[0], status_reason=ended[1], actions=[], next_action=None)
    confirm(elin)
    page = state_of(elin)
    assert page.h1 == title
    assert text in page.text


def test_the_service_going_away_later_changes_nothing_told(elin: PageClient, upstream: FakeUpstream) -> None:
    takes(upstream)
    confirm(elin)
    upstream.on("GET", TRANSACTION, status=503, json={})
    page = state_of(elin)
    assert page.status == 200
    assert page.h1 == "Your deposit is being confirmed"
    assert "It has your deposit" in page.text


def test_the_way_to_a_deposit_is_closed_while_the_service_is_away(elin: PageClient, upstream: FakeUpstream) -> None:
    upstream.on("GET", "/payments/v1/accounts", status=503, json={})
    assert elin.get("/deposit").status == 503


def test_old_copies_are_no_ground_for_an_order(elin: PageClient, upstream: FakeUpstream) -> None:
    assert elin.get("/deposit").status == 200
    upstream.on("GET", "/payments/v1/instruments", status=503, json={})
    mark_stale(ELIN.id)
    assert elin.get("/deposit").status == 503


def test_what_the_backend_cannot_do_is_not_offered(elin: PageClient, upstream: FakeUpstream) -> None:
    upstream.on("GET", "/payments/v1/capabilities", json=payments.capabilities(deposits="none"))
    assert elin.get("/deposit").status == 501


def test_a_second_balance_can_be_chosen(elin: PageClient, upstream: FakeUpstream) -> None:
    euro = payments.account(id="acc_eur", currency="EUR", deposit_range={"currency": "EUR", "min": 500, "max": 20000})
    closed = payments.account(id="acc_old", status="closed")
    upstream.on("GET", "/payments/v1/accounts", json=payments.page([payments.account(), euro, closed]))
    page = elin.get("/deposit")
    other = page.link("Deposit to another balance: Your balance in euro")
    assert elin.get(other).form()["account"] == "acc_eur"
    assert elin.get("/deposit", {"account": "acc_old"}).status == 404


def test_another_customers_order_is_not_there(elin: PageClient, upstream: FakeUpstream) -> None:
    takes(upstream)
    confirm(elin)
    intent = Intent.objects.get()
    omar = PageClient(signed_in(OMAR))
    assert omar.get(f"/deposit/{intent.id}").status == 404
    assert omar.get(f"/deposit/{intent.id}?repeat=1").status == 404


@pytest.mark.parametrize("path", ["/deposit", "/deposit/method", "/deposit/review", "/deposit/int_1"])
def test_signed_out_visitors_sign_in_first(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 303
    assert answer["Location"].startswith("/login?next=")
    assert client.post("/deposit/confirm").status_code == 303


@pytest.mark.parametrize(
    ("method", "path"),
    [("post", "/deposit"), ("post", "/deposit/method"), ("post", "/deposit/review"), ("get", "/deposit/confirm")],
)
def test_wrong_methods_are_405(elin: PageClient, method: str, path: str) -> None:
    assert getattr(elin.client, method)(path).status_code == 405


def test_money_is_not_moved_in_bursts(elin: PageClient, upstream: FakeUpstream) -> None:
    takes(upstream)
    page = review(elin)
    for _ in range(10):
        confirm(elin, page)
    assert confirm(elin, page).status == 429


def test_a_form_from_elsewhere_moves_nothing(upstream: FakeUpstream) -> None:
    client = signed_in(ELIN)
    answer = client.post("/deposit/confirm", {"minor": "1"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403


def test_a_database_that_is_away_is_a_503_and_moves_nothing(
    elin: PageClient, upstream: FakeUpstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = review(elin)

    def away(*_: object, **__: object) -> None:
        raise OperationalError("the connection is lost")

    monkeypatch.setattr("django.db.models.sql.compiler.SQLCompiler.execute_sql", away)
    assert confirm(elin, page).status == 503
    assert elin.get("/deposit/int_1").status == 503
    assert elin.get("/deposit").status == 200
    assert upstream.asked("POST", DEPOSITS) == []


def test_swedish_reads_swedish(upstream: FakeUpstream) -> None:
    is_ready(upstream)
    takes(upstream)
    elin = PageClient(signed_in(ELIN, language="sv"))
    assert elin.get("/deposit").h1 == "Hur mycket vill du sätta in?"
    page = review(elin)
    assert page.texts("form button") == ["Sätt in 500,00\u00a0kr"]
    assert "Ditt saldo i kronor" in page.text
    confirm(elin, page)
    assert state_of(elin).h1 == "Väntar på din bank"


def test_a_bank_that_acted_before_the_time_out_is_one_deposit(elin: PageClient, upstream: FakeUpstream) -> None:
    made: dict[str, dict[str, Any]] = {}

    def bank(call: Call) -> Answer:
        first = not made
        answer = made.setdefault(call.headers["idempotency-key"], payments.deposit())
        return Answer(201, answer, delay=2.4 if first else 0)

    upstream.on("POST", DEPOSITS, reply=bank)
    upstream.on("GET", TRANSACTION, json=payments.deposit())
    page = review(elin)
    assert elin.get(confirm(elin, page).response["Location"]).h1 == "Your deposit is being confirmed"
    assert elin.get(confirm(elin, page).response["Location"]).h1 == "We already have this one"

    Intent.objects.update(due_at="2020-01-01T00:00Z")
    intents.intent_reconcile(intent_id=Intent.objects.get().id)

    assert state_of(elin).h1 == "Waiting for your bank"
    assert len(made) == 1
