"""An order of a withdrawal: one proof for one action, one movement of money, and truthful words at every end."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from selfcare.domain.money import Money
from selfcare.upstream.cache import mark_stale
from tests.builders import payments
from tests.page import PageClient
from tests.people import ELIN, OMAR, signed_in
from tests.transactions.withdrawal.forms import has_account
from tests.transactions.withdrawals import (
    START,
    TRANSACTION,
    WITHDRAWALS,
    Services,
    asked,
    confirm,
    prove,
    review,
    state_of,
)  # fmt: skip
from transactions.models import Intent, State
from transactions.services import intents

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_stores")]


def test_without_a_proof_nothing_is_carried_out(elin: PageClient, services: Services) -> None:
    page = asked(elin)
    assert page.h1 == "Confirm that it is you"
    assert page.texts(".rows dd") == ["6\u00a0000,00\u00a0kr", "Östra Sparbank ••2104"]
    assert services.made == {}
    assert Intent.objects.get().state == State.NEEDS_STEP_UP
    assert services.actions == [
        {"kind": "withdrawal", "amount": {"value": 600000, "currency": "SEK"}, "to": "Östra Sparbank ••2104"}
    ]
    begun = services.upstream.asked("POST", START)[0]
    assert (begun.body["purpose"], begun.body["acr"]) == ("step_up", "aal2")
    assert begun.headers["authorization"] == "Bearer access-cus_elin"
    assert "identifier" not in begun.body


def test_the_code_carries_the_same_order_on(elin: PageClient, services: Services) -> None:
    done = prove(elin, asked(elin))
    intent = Intent.objects.get()
    assert (done.status, done.response["Location"]) == (303, f"/withdraw/{intent.id}")
    first, second = services.upstream.asked("POST", WITHDRAWALS)
    assert first.raw == second.raw
    assert first.headers["idempotency-key"] == second.headers["idempotency-key"] == intent.upstream_key
    assert second.headers["authorization"] == "Bearer access-2"
    assert second.body == {
        "account_id": "acc_sek",
        "amount": {"value": 600000, "currency": "SEK"},
        "instrument_id": "ins_ostra",
        "client_reference": intent.id,
    }
    assert len(services.made) == 1
    page = elin.get(done.response["Location"])
    assert page.h1 == "Waiting for your bank"
    assert "6\u00a0000,00\u00a0kr is on its way to Östra Sparbank" in page.text
    assert page.texts(".timeline .t") == ["You confirmed", "Waiting for Östra Sparbank", "At your bank"]


def test_done_says_before_and_after(elin: PageClient, services: Services) -> None:
    services.status = "succeeded"
    prove(elin, asked(elin))
    has_account(services, balance={**payments.account()["balance"], "available": payments.money(648055)})
    page = state_of(elin)
    assert page.h1 == "6\u00a0000,00\u00a0kr is at your bank"
    assert page.texts(".rows--sum dt") == ["Before", "Withdrawal to Östra Sparbank ••2104", "Available to use"]
    assert page.texts(".rows--sum dd") == [
        "12\u00a0480,55\u00a0kr",
        "\u22126\u00a0000,00\u00a0kr",
        "6\u00a0480,55\u00a0kr",
    ]


@pytest.mark.parametrize(
    ("ended", "title", "text"),
    [
        (("declined", None), "Your bank said no", "All of it is in your balance, and there is no fee."),
        (("failed", "AC04"), "It did not go through", "The account is closed."),
        (("cancelled", None), "The withdrawal was cancelled", "All of it is in your balance"),
        (("reversed", "AC14"), "The bank sent the money back", "All of it is in your balance again."),
        (("teleported", None), "We have no word for this state yet", "Its page tells"),
    ],
)
def test_each_end_has_its_words(
    elin: PageClient, services: Services, ended: tuple[str, str | None], title: str, text: str
) -> None:
    prove(elin, asked(elin))
    services.becomes(ended[0], status_reason=ended[1])
    mark_stale(ELIN.id)
    page = state_of(elin)
    assert page.h1 == title
    assert text in page.text
    other = page.link("Choose another account")
    assert other.startswith("/withdraw/account?account=acc_sek&amount=6")
    assert elin.get(other).h1.startswith("Where should 6")


def test_a_time_out_is_being_confirmed_never_failed(elin: PageClient, services: Services) -> None:
    page = asked(elin)
    services.upstream.on("POST", WITHDRAWALS, status=504, json=payments.problem(504, "upstream_timeout"))
    told = elin.get(prove(elin, page).response["Location"])
    assert told.h1 == "Your withdrawal is being confirmed"
    assert "Do not send it again" in told.text
    services.upstream.on("POST", WITHDRAWALS, status=201, json=payments.withdrawal())
    services.becomes("pending")
    Intent.objects.update(due_at="2020-01-01T00:00Z")
    intents.intent_reconcile(intent_id=Intent.objects.get().id)
    assert state_of(elin).h1 == "Waiting for your bank"


@pytest.mark.parametrize("state", [State.READY, State.SENDING, State.UNKNOWN])
def test_a_kill_before_the_service_had_it_asks_again_under_the_same_key(
    elin: PageClient, services: Services, state: State
) -> None:
    page = asked(elin)
    Intent.objects.update(state=state, due_at="2020-01-01T00:00Z")
    intents.intent_reconcile(intent_id=Intent.objects.get().id)
    assert Intent.objects.get().state == State.NEEDS_STEP_UP
    assert services.made == {}
    assert state_of(elin).response["Location"] == f"/step-up/{Intent.objects.get().id}"
    prove(elin, page)
    assert len(services.made) == 1
    assert len({call.headers["idempotency-key"] for call in services.upstream.asked("POST", WITHDRAWALS)}) == 1


def test_a_worker_proves_nothing(elin: PageClient, services: Services) -> None:
    asked(elin)
    Intent.objects.update(state=State.UNKNOWN, due_at="2020-01-01T00:00Z")
    intents.intent_reconcile(intent_id=Intent.objects.get().id)
    call = services.upstream.asked("POST", WITHDRAWALS)[-1]
    assert "authorization" not in call.headers
    assert call.headers["x-customer-id"] == ELIN.id


def test_an_order_nobody_confirms_ends(elin: PageClient, services: Services) -> None:
    asked(elin)
    assert intents.intents_due() == []
    Intent.objects.update(due_at="2020-01-01T00:00Z")
    intents.intent_reconcile(intent_id=Intent.objects.get().id)
    page = state_of(elin)
    assert page.h1 == "The withdrawal was not made"
    assert "You did not confirm in time that it is you. No money has moved." in page.text
    assert len(services.upstream.asked("POST", WITHDRAWALS)) == 1


@pytest.mark.parametrize(
    ("status", "code", "words"),
    [
        (422, "insufficient_funds", "not enough money in your balance"),
        (422, "limit_exceeded", "above your limit"),
        (422, "instrument_not_usable", "Money cannot be sent to this account"),
        (403, "account_restricted", "pays nothing out now"),
    ],
)
def test_a_refusal_is_told_in_our_words(
    elin: PageClient, services: Services, status: int, code: str, words: str
) -> None:
    services.upstream.on("POST", WITHDRAWALS, status=status, json=payments.problem(status, code))
    page = elin.get(confirm(elin).response["Location"])
    assert page.h1 == "The withdrawal was not made"
    assert words in page.text


def test_a_second_press_is_told_and_does_nothing(elin: PageClient, services: Services) -> None:
    page = review(elin, "12480,55")
    prove(elin, asked(elin, page))
    gone = {**payments.account()["balance"], "available": payments.money(0)}
    has_account(services, balance=gone, withdrawal_range={"currency": "SEK", "min": 100, "max": 0})
    mark_stale(ELIN.id)
    told = elin.get(confirm(elin, page).response["Location"])
    assert told.h1 == "We already have this one"
    assert "it is paid once" in told.text
    assert len(services.made) == 1


def test_a_changed_form_under_the_same_key_is_refused(elin: PageClient, services: Services) -> None:
    page = review(elin)
    asked(elin, page)
    changed = confirm(elin, page, {"minor": "700000"})
    assert changed.status == 422
    assert changed.h1 == "This form was used before"
    assert "another withdrawal" in changed.text
    assert confirm(elin, page, {"to": "ins_norr"}).status == 422
    assert services.made == {}


def test_a_key_of_a_deposit_is_none_of_a_withdrawal(elin: PageClient, services: Services) -> None:
    order: dict[str, Any] = {
        "customer_id": ELIN.id, "account_id": "acc_sek", "amount": Money(1, "SEK"), "instrument_id": "ins_1",
    }  # fmt: skip
    one, _new = intents.intent_open(kind="deposit", form_key="k1", **order)
    two, is_new = intents.intent_open(kind="withdrawal", form_key="k1", **order)
    assert is_new
    assert one.upstream_key != two.upstream_key
    assert elin.get(f"/withdraw/{one.id}").status == 404
    assert elin.get(f"/deposit/{two.id}").status == 404


def test_the_service_being_away_is_told_and_nothing_is_sent(
    elin: PageClient, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = review(elin)
    monkeypatch.setattr("selfcare.upstream.breaker.Breaker.allow", lambda _: False)
    answer = confirm(elin, page)
    monkeypatch.undo()
    assert "nothing was sent" in elin.get(answer.response["Location"]).text
    services.upstream.on("GET", "/payments/v1/accounts", status=503, json={})
    mark_stale(ELIN.id)
    assert elin.get("/withdraw").status == 503


def test_what_the_backend_cannot_do_is_not_offered(elin: PageClient, services: Services) -> None:
    services.upstream.on("GET", "/payments/v1/capabilities", json=payments.capabilities(withdrawals="none"))
    assert elin.get("/withdraw").status == 501
    assert "Withdraw instead" not in elin.get("/deposit").text


def test_other_people(elin: PageClient, services: Services, client: Client) -> None:
    asked(elin)
    place = f"/withdraw/{Intent.objects.get().id}"
    services.upstream.on("GET", "/payments/v1/instruments", json=payments.page([]))
    omar = PageClient(signed_in(OMAR))
    assert omar.get(place).status == 404
    for path in ("/withdraw", "/withdraw/account", "/withdraw/review", place):
        assert client.get(path)["Location"].startswith("/login?next=")
    assert client.post("/withdraw/confirm").status_code == 303


@pytest.mark.parametrize(
    "bad", [{"key": "short"}, {"minor": "0"}, {"minor": "-1"}, {"minor": "1.5"}, {"account": "a b"}]
)
def test_a_forged_form_is_a_400_and_moves_nothing(elin: PageClient, bad: dict[str, str]) -> None:
    assert confirm(elin, changes=bad).status == 400
    assert Intent.objects.count() == 0


def test_a_forged_amount_moves_nothing(elin: PageClient) -> None:
    assert confirm(elin, changes={"minor": "99999999"}).status == 422
    assert confirm(elin, changes={"to": "another"}).status == 422
    assert Intent.objects.count() == 0


def test_a_failed_withdrawal_leads_to_another_account(elin: PageClient, services: Services) -> None:
    failed = payments.withdrawal(status="failed", status_reason="AC04", can_retry=True, actions=[{"name": "retry"}])
    services.upstream.on("GET", TRANSACTION, json=failed)
    services.upstream.on("GET", f"{TRANSACTION}/events", json={"data": []})
    path = elin.get("/transactions/tx_wdr").link("Choose another account")
    assert elin.get(path).h1 == "Where should 6\u00a0000,00\u00a0kr go?"


def test_swedish_reads_swedish(services: Services) -> None:
    elin = PageClient(signed_in(ELIN, language="sv"))
    assert elin.get("/withdraw").h1 == "Hur mycket vill du ta ut?"
    page = review(elin)
    assert page.texts("form button") == ["Ta ut 6\u00a0000,00\u00a0kr"]
    assert asked(elin, page).h1 == "Bekräfta att det är du"
