"""The pages of a deposit: every step without script, bad input named, one movement of money whatever is pressed."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.db import OperationalError
from django.test import Client

from selfcare.domain.errors import SignInRequired
from selfcare.stores import sessions
from selfcare.upstream.cache import forget, mark_stale
from tests.builders import payments
from tests.fake_upstream import Answer, Call, FakeUpstream
from tests.page import Page, PageClient
from tests.people import ELIN, OMAR, signed_in
from transactions.models import Intent, State
from transactions.services import intents

DEPOSITS = "/payments/v1/deposits"
TRANSACTION = "/payments/v1/transactions/tx_dep"
BANK = "http://localhost:8100/bank/approve/trf_1?t=x"
RANGE = {"currency": "SEK", "min": 5000, "max": 200000, "left": 200000, "window": "month"}
CARD = payments.instrument(
    id="ins_card", kind="card", brand="Visa", label="Card ••4417", last4="4417", expiry="08/28", default=False,
    hint="Debit card", fee=payments.money(750),
)  # fmt: skip

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _empty_store() -> Iterator[None]:
    sessions().flushdb()
    yield
    sessions().flushdb()


@pytest.fixture(autouse=True)
def _service(upstream: FakeUpstream) -> None:
    has_accounts(upstream)
    upstream.on("GET", "/payments/v1/instruments", json=payments.page([payments.instrument(), CARD]))
    upstream.on("GET", "/payments/v1/capabilities", json=payments.capabilities())


@pytest.fixture
def elin() -> PageClient:
    return PageClient(signed_in(ELIN))


def has_accounts(upstream: FakeUpstream, **changes: Any) -> None:
    upstream.on("GET", "/payments/v1/accounts", json=payments.page([payments.account(**changes)]))


def takes(upstream: FakeUpstream, **changes: Any) -> None:
    made = payments.deposit(**changes)
    upstream.on("POST", DEPOSITS, json=made, status=201)
    upstream.on("GET", TRANSACTION, json=made)


def review(client: PageClient, amount: str = "500", source: str = "ins_ostra") -> Page:
    """Walk to the review page as a browser without script does."""
    first = client.get("/deposit")
    asked = {**first.form(), "amount": amount}
    second = client.get("/deposit/method", asked)
    assert second.status == 200
    third = client.get("/deposit/review", {**second.form(), "from": source})
    assert third.status == 303
    return client.get(third.response["Location"])


def confirm(client: PageClient, page: Page | None = None, changes: dict[str, str] | None = None) -> Page:
    page = page or review(client)
    return client.post("/deposit/confirm", {**page.form("form[action='/deposit/confirm']"), **(changes or {})})


def state_of(client: PageClient) -> Page:
    return client.get(f"/deposit/{Intent.objects.get().id}")


def test_the_amount_page_tells_the_limits_before_anyone_fails(elin: PageClient) -> None:
    page = elin.get("/deposit")
    assert page.status == 200
    assert page.h1 == "How much do you want to deposit?"
    assert page.one("#amount-h").text_content() == (
        "From 50\u00a0kr to 2\u00a0000\u00a0kr. 2\u00a0000\u00a0kr is what is left of your monthly limit."
    )
    assert page.texts(".quick span") == ["200\u00a0kr", "500\u00a0kr", "1\u00a0000\u00a0kr", "2\u00a0000\u00a0kr"]


@pytest.mark.parametrize(
    ("typed", "minor"),
    [
        ("500", 50000),
        ("249,50", 24950),
        ("249.50", 24950),
        ("1 250,00", 125000),
        ("1\u00a0250", 125000),
        ("1\u2009250", 125000),
        ("1\u202f250,5", 125050),
        ("500 kr", 50000),
        ("SEK 500", 50000),
    ],
)
def test_amounts_are_read_as_people_write_them(
    elin: PageClient, upstream: FakeUpstream, typed: str, minor: int
) -> None:
    takes(upstream)
    confirm(elin, review(elin, typed))
    assert upstream.asked("POST", DEPOSITS)[0].body["amount"] == {"value": minor, "currency": "SEK"}


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Enter an amount."),
        ("   ", "Enter an amount."),
        ("abc", "Enter the amount in figures, such as 249,50."),
        ("-5", "Enter the amount in figures, such as 249,50."),
        ("1e3", "Enter the amount in figures, such as 249,50."),
        ("500,1234", "Enter at most 2 decimals."),
        ("500,123", "This can be read in two ways. Enter it without a mark between thousands."),
        ("49", "Enter at least 50\u00a0kr."),
        ("0", "Enter at least 50\u00a0kr."),
        ("8000", "This would pass your monthly limit. You can deposit up to 2\u00a0000\u00a0kr this month."),
        ("9" * 30, "This is more than can be deposited. Enter a lower amount."),
        ("9" * 300, "Ensure this value has at most 200 characters (it has 300)."),
        ("<script>", "Enter the amount in figures, such as 249,50."),
    ],
)
def test_a_wrong_amount_is_a_422_that_says_the_fix(elin: PageClient, typed: str, sentence: str) -> None:
    for step in ("method", "review"):
        page = elin.get(f"/deposit/{step}", {"amount": typed, "from": "ins_ostra"})
        assert page.status == 422
        assert page.title.startswith("Error:")
        assert page.one("#amount").get("value") == typed[:200]
        assert page.one("#amount-e").text_content().strip() == f"Error: {sentence}"


@pytest.mark.parametrize(
    ("limits", "typed", "sentence"),
    [
        ({**RANGE, "left": None}, "8000", "Enter at most 2\u00a0000\u00a0kr."),
        ({**RANGE, "left": 0}, "500", "There is nothing left of your limit for now."),
        ({**RANGE, "left": 10000, "window": "day"}, "500", "daily limit. You can deposit up to 100\u00a0kr today"),
        (
            {**RANGE, "left": 10000, "window": "week"},
            "500",
            "weekly limit. You can deposit up to 100\u00a0kr this week",
        ),
        ({**RANGE, "left": 10000, "window": None}, "500", "your limit. You can deposit up to 100\u00a0kr now"),
        (None, "0", "Enter an amount above zero."),
    ],
)
def test_each_limit_has_its_words(
    elin: PageClient, upstream: FakeUpstream, limits: dict[str, Any] | None, typed: str, sentence: str
) -> None:
    has_accounts(upstream, deposit_range=limits)
    page = elin.get("/deposit/method", {"amount": typed})
    assert page.status == 422
    assert sentence in page.text


def test_the_method_page_offers_what_is_usable(elin: PageClient, upstream: FakeUpstream) -> None:
    gone = payments.instrument(id="ins_gone", status="removed", label="Gone ••1")
    out = payments.instrument(id="ins_out", usable_for=["withdrawal"], label="Out ••2")
    upstream.on("GET", "/payments/v1/instruments", json=payments.page([payments.instrument(), CARD, gone, out]))
    page = elin.get("/deposit/method", {"amount": "500"})
    assert page.texts(".choices .t") == ["Östra Sparbank ••2104", "Card ••4417", "Another bank account"]
    assert page.texts(".choices .hint") == [
        "Salary account. No fee.",
        "Debit card, expires 08/28. Fee 7,50\u00a0kr.",
        "You choose and approve it at your bank.",
    ]
    assert page.form()["from"] == "ins_ostra"


@pytest.mark.parametrize("source", ["", "ins_other", "ins_gone", "../x"])
def test_a_wrong_source_is_a_422_that_says_the_fix(elin: PageClient, source: str) -> None:
    page = elin.get("/deposit/review", {"amount": "500", "from": source})
    assert page.status == 422
    assert page.title.startswith("Error:")
    assert "Choose where the money should come from." in page.text
    assert page.form()["amount"] == "500"


def test_the_review_page_says_all_of_it(elin: PageClient) -> None:
    page = review(elin, "500", "ins_card")
    assert page.texts(".rows--sum dt") == ["Deposit", "Fee", "Your bank is charged"]
    assert page.texts(".rows--sum dd") == ["500,00\u00a0kr", "7,50\u00a0kr", "507,50\u00a0kr"]
    assert page.texts("form button") == ["Deposit 500,00\u00a0kr"]
    assert page.form("form[action='/deposit/confirm']")["minor"] == "50000"


def test_going_back_finds_the_same_key(elin: PageClient) -> None:
    first = elin.get("/deposit/review", {"amount": "500", "from": "ins_ostra"}).response["Location"]
    second = elin.get("/deposit/review", {"amount": "500", "from": "ins_ostra"}).response["Location"]
    assert elin.get(first).form("form[action='/deposit/confirm']") == elin.get(first).form(
        "form[action='/deposit/confirm']"
    )
    assert dict(parse_qsl(urlsplit(first).query))["key"] != dict(parse_qsl(urlsplit(second).query))["key"]


def test_confirming_leads_to_the_bank(elin: PageClient, upstream: FakeUpstream) -> None:
    takes(upstream)
    answer = confirm(elin)
    assert answer.status == 303
    assert answer.response["Location"] == BANK
    (call,) = upstream.asked("POST", DEPOSITS)
    intent = Intent.objects.get()
    assert call.body["return_url"] == f"http://localhost:8000/deposit/{intent.id}"
    assert call.body["instrument_id"] == "ins_ostra"
    assert intent.state == State.SENT


def test_htmx_is_told_to_leave_for_the_bank(elin: PageClient, upstream: FakeUpstream) -> None:
    takes(upstream)
    sent = review(elin).form("form[action='/deposit/confirm']")
    answer = elin.fragment("/deposit/confirm", sent, post=True)
    assert answer.status == 204
    assert answer.response["HX-Redirect"] == BANK


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/bank",
        "http://localhost:8100@evil.example/",
        "javascript:alert(1)",
        "//evil.example",
        "http://localhost:8100\\@evil.example",
        None,
    ],
)
def test_a_bank_that_is_not_ours_is_never_opened(elin: PageClient, upstream: FakeUpstream, url: str | None) -> None:
    takes(upstream, next_action={"kind": "redirect", "url": url})
    answer = confirm(elin)
    assert answer.response["Location"] == f"/deposit/{Intent.objects.get().id}"


def test_another_bank_account_names_no_instrument(elin: PageClient, upstream: FakeUpstream) -> None:
    takes(upstream)
    confirm(elin, review(elin, "500", "another"))
    assert "instrument_id" not in upstream.asked("POST", DEPOSITS)[0].body


def test_a_second_press_is_told_and_does_nothing(elin: PageClient, upstream: FakeUpstream) -> None:
    takes(upstream)
    page = review(elin)
    confirm(elin, page)
    again = confirm(elin, page)
    intent = Intent.objects.get()
    assert again.response["Location"] == f"/deposit/{intent.id}?repeat=1"
    told = elin.get(again.response["Location"])
    assert told.h1 == "We already have this one"
    assert "you are charged once" in told.text
    assert told.link("Continue to your bank") == "/transactions/tx_dep/continue"
    assert told.link("Follow it") == f"/deposit/{intent.id}"
    assert len(upstream.asked("POST", DEPOSITS)) == 1


def test_a_changed_form_under_the_same_key_is_refused(elin: PageClient, upstream: FakeUpstream) -> None:
    takes(upstream)
    page = review(elin)
    confirm(elin, page)
    changed = confirm(elin, page, {"minor": "60000"})
    assert changed.status == 422
    assert changed.h1 == "This form was used before"
    assert len(upstream.asked("POST", DEPOSITS)) == 1


@pytest.mark.parametrize(
    "bad",
    [
        {"key": ""},
        {"key": "short"},
        {"key": "k" * 65},
        {"key": "../../../../etc/passwd"},
        {"minor": ""},
        {"minor": "0"},
        {"minor": "-1"},
        {"minor": "1.5"},
        {"minor": str(10**30)},
        {"minor": "٣"},
        {"account": ""},
        {"account": "a b"},
    ],
)
def test_a_forged_form_is_a_400_and_moves_nothing(elin: PageClient, bad: dict[str, str]) -> None:
    answer = confirm(elin, changes=bad)
    assert answer.status == 400
    assert Intent.objects.count() == 0


def test_a_forged_source_or_account_moves_nothing(elin: PageClient) -> None:
    assert confirm(elin, changes={"from": "ins_foreign"}).status == 422
    assert confirm(elin, changes={"account": "acc_foreign"}).status == 404
    assert Intent.objects.count() == 0


def test_a_limit_that_shrank_meanwhile_is_told_before_anything_is_sent(
    elin: PageClient, upstream: FakeUpstream
) -> None:
    page = review(elin)
    has_accounts(upstream, deposit_range={**RANGE, "left": 10000})
    mark_stale(ELIN.id)
    told = confirm(elin, page)
    assert told.status == 422
    assert told.one("#amount").get("value") == "500"
    assert "You can deposit up to 100\u00a0kr this month." in told.text
    assert Intent.objects.count() == 0


def test_a_time_out_is_being_confirmed_never_failed(elin: PageClient, upstream: FakeUpstream) -> None:
    upstream.on("POST", DEPOSITS, json=payments.problem(504, "upstream_timeout"), status=504)
    answer = confirm(elin)
    page = elin.get(answer.response["Location"])
    assert page.h1 == "Your deposit is being confirmed"
    assert "Do not send it again" in page.text
    assert "fail" not in page.text.lower()
    assert page.all("form") == []
    assert page.one("#state").get("data-hx-trigger") == "every 2s"
    assert page.all("noscript meta[http-equiv=refresh]") or "refresh" in page.response.content.decode()

    takes(upstream, status="succeeded", actions=[], next_action=None)
    Intent.objects.update(due_at="2020-01-01T00:00Z")
    intents.intent_reconcile(intent_id=Intent.objects.get().id)
    assert "is in your balance" in state_of(elin).h1


def test_a_service_that_is_away_was_sent_nothing(
    elin: PageClient, upstream: FakeUpstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = review(elin)
    monkeypatch.setattr("selfcare.upstream.breaker.Breaker.allow", lambda _: False)
    answer = confirm(elin, page)
    monkeypatch.undo()
    assert upstream.asked("POST", DEPOSITS) == []
    told = elin.get(answer.response["Location"])
    assert told.h1 == "The deposit was not made"
    assert "nothing was sent" in told.text
    assert "No money has moved" in told.text


@pytest.mark.parametrize(
    ("status", "code", "words"),
    [
        (422, "limit_exceeded", "above your limit"),
        (422, "insufficient_funds", "not enough money"),
        (422, "instrument_not_usable", "cannot be used"),
        (403, "account_restricted", "takes no deposits now"),
        (422, "a_new_word", "did not take it"),
    ],
)
def test_a_refusal_is_told_in_our_words(
    elin: PageClient, upstream: FakeUpstream, status: int, code: str, words: str
) -> None:
    upstream.on("POST", DEPOSITS, json=payments.problem(status, code, detail="<b>theirs</b>"), status=status)
    page = elin.get(confirm(elin).response["Location"])
    assert page.h1 == "The deposit was not made"
    assert words in page.text
    assert "theirs" not in page.text


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
    assert state_of(elin).one("#state").get("data-hx-trigger") == "every 5s"


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
