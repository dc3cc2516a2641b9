"""The pages of a withdrawal: told before anyone fails, one proof for one action, one movement of money."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from selfcare.domain.money import Money
from selfcare.upstream.cache import mark_stale
from tests.builders import payments
from tests.fake_upstream import FakeUpstream
from tests.page import PageClient
from tests.people import ELIN, OMAR, signed_in
from tests.transactions.withdrawals import (
    QUOTES,
    SECOND,
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


@pytest.fixture
def services(upstream: FakeUpstream) -> Services:
    return Services(upstream)


@pytest.fixture
def elin(services: Services) -> PageClient:
    return PageClient(signed_in(ELIN))


def has_account(services: Services, **changes: Any) -> None:
    services.upstream.on("GET", "/payments/v1/accounts", json=payments.page([payments.account(**changes)]))


def test_the_amount_page_tells_what_there_is(elin: PageClient) -> None:
    page = elin.get("/withdraw")
    assert page.h1 == "How much do you want to withdraw?"
    assert page.one("#amount-h").text_content() == (
        "You have 12\u00a0480,55\u00a0kr to withdraw. 705,30\u00a0kr more is reserved for payments on their way."
    )
    assert page.texts(".quick span") == ["500\u00a0kr", "1\u00a0000\u00a0kr", "2\u00a0000\u00a0kr", "Everything"]
    assert page.all(".quick input")[-1].get("value") == "12480,55"
    assert page.link("Deposit instead") == "/deposit"
    assert elin.get("/deposit").link("Withdraw instead") == "/withdraw"


def test_more_than_there_is_is_told_before_anyone_fails(elin: PageClient) -> None:
    page = elin.get("/withdraw/account", {"amount": "13 000"})
    assert page.status == 422
    assert page.title.startswith("Error:")
    assert page.one("#amount-e").text_content().strip() == (
        "Error: That is 519,45\u00a0kr more than you can withdraw. Enter 12\u00a0480,55\u00a0kr or less."
    )
    assert page.one("#amount-h").text_content() == (
        "Another 705,30\u00a0kr is reserved for payments and is free again if they are cancelled."
    )
    assert page.texts(".quick span")[-1] == "Everything"


def test_everything_can_be_withdrawn(elin: PageClient) -> None:
    assert elin.get("/withdraw/account", {"amount": "12480,55"}).status == 200


@pytest.mark.parametrize(
    ("range_", "typed", "sentence"),
    [
        ({"left": 100000, "max": 100000, "window": "day"}, "2000", "daily limit. You can withdraw up to"),
        ({"left": 100000, "max": 100000, "window": "week"}, "2000", "weekly limit. You can withdraw up to"),
        ({"left": 100000, "max": 100000, "window": "month"}, "2000", "monthly limit. You can withdraw up to"),
        ({"left": 100000, "max": 100000, "window": None}, "2000", "your limit. You can withdraw up to"),
        ({"left": 0, "max": 0, "window": "day"}, "2000", "nothing left of your limit for now. You can withdraw"),
        ({"left": None, "max": 100000}, "2000", "Enter at most 1\u00a0000\u00a0kr."),
        ({"left": None, "max": 1248055}, "0,50", "Enter at least 1\u00a0kr."),
    ],
)  # fmt: skip
def test_each_limit_has_its_words(
    elin: PageClient, services: Services, range_: dict[str, Any], typed: str, sentence: str
) -> None:
    has_account(services, withdrawal_range={"currency": "SEK", "min": 100, "window": None, **range_})
    page = elin.get("/withdraw/account", {"amount": typed})
    assert page.status == 422
    assert sentence in page.one("#amount-e").text_content()


def test_a_limit_below_the_balance_is_in_the_hint(elin: PageClient, services: Services) -> None:
    has_account(
        services, withdrawal_range={"currency": "SEK", "min": 100, "max": 100000, "left": 100000, "window": "day"}
    )
    page = elin.get("/withdraw")
    assert "1\u00a0000\u00a0kr is what is left of your daily limit." in page.one("#amount-h").text_content()
    assert page.all(".quick input")[-1].get("value") == "1000"


def test_an_empty_balance_is_told(elin: PageClient, services: Services) -> None:
    empty = {**payments.account()["balance"], "available": payments.money(0), "held": None}
    has_account(services, balance=empty, withdrawal_range={"currency": "SEK", "min": 100, "max": 0})
    assert elin.get("/withdraw").one("#amount-h").text_content() == "There is nothing to withdraw now."
    page = elin.get("/withdraw/account", {"amount": "5"})
    assert "There is nothing to withdraw now." in page.one("#amount-e").text_content()


def test_the_account_page_offers_only_where_money_can_go(elin: PageClient, services: Services) -> None:
    card = payments.instrument(id="ins_card", kind="card", usable_for=["deposit"], label="Card ••4417")
    found = payments.page([payments.instrument(), SECOND, card])
    services.upstream.on("GET", "/payments/v1/instruments", json=found)
    page = elin.get("/withdraw/account", {"amount": "6000"})
    assert page.h1 == "Where should 6\u00a0000,00\u00a0kr go?"
    assert page.texts(".choices .t") == ["Östra Sparbank ••2104", "Bank Norr ••8830"]
    assert page.form()["to"] == "ins_ostra"


@pytest.mark.parametrize("to", ["", "another", "ins_foreign", "../x"])
def test_a_wrong_account_is_a_422_that_says_the_fix(elin: PageClient, to: str) -> None:
    page = elin.get("/withdraw/review", {"amount": "6000", "to": to})
    assert page.status == 422
    assert "Choose where the money should go." in page.text


def test_the_review_says_all_of_it(elin: PageClient, services: Services) -> None:
    cost = payments.quote(fee=payments.money(500), total=payments.money(600500), instant=False)
    services.upstream.on("POST", QUOTES, json=cost)
    page = review(elin)
    assert page.texts(".rows:not(.rows--sum) dt") == ["From", "To", "When"]
    assert page.texts(".rows:not(.rows--sum) dd")[:2] == [
        "Your balance in krona",
        "Östra Sparbank ••2104Change account",
    ]
    assert page.texts(".rows--sum dt") == ["Withdraw", "Fee", "Leaves your balance"]
    assert page.texts(".rows--sum dd") == ["6\u00a0000,00\u00a0kr", "5,00\u00a0kr", "6\u00a0005,00\u00a0kr"]
    assert page.texts(".rows:not(.rows--sum) dd")[2].startswith("By ")
    assert page.texts("form button") == ["Withdraw 6\u00a0000,00\u00a0kr"]
    assert "Next you confirm that it is you." in page.text


@pytest.mark.parametrize(
    ("code", "words", "field"),
    [
        ("insufficient_funds", "not enough money in your balance", "#amount-e"),
        ("limit_exceeded", "above your limit", "#amount-e"),
        ("instrument_not_usable", "Money cannot be sent to this account", "#to-e"),
    ],
)
def test_what_the_service_would_refuse_is_told_at_the_review(
    elin: PageClient, services: Services, code: str, words: str, field: str
) -> None:
    services.upstream.on("POST", QUOTES, status=422, json=payments.problem(422, code))
    page = elin.get("/withdraw/review", {"amount": "6000", "to": "ins_ostra", "key": "k" * 20})
    assert page.status == 422
    assert words in page.one(field).text_content()


def test_a_quote_for_something_else_is_not_shown(elin: PageClient, services: Services) -> None:
    services.upstream.on("POST", QUOTES, json=payments.quote(amount=payments.money(1), total=payments.money(1)))
    assert elin.get("/withdraw/review", {"amount": "6000", "to": "ins_ostra", "key": "k" * 20}).status == 502


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
