"""Confirming a deposit: one movement of money whatever is pressed, forged or lost."""

from __future__ import annotations

import pytest

from selfcare.upstream.cache import mark_stale
from tests.builders import payments
from tests.fake_upstream import FakeUpstream
from tests.page import PageClient
from tests.people import ELIN
from tests.transactions.deposits import (
    BANK,
    DEPOSITS,
    RANGE,
    confirm,
    has_accounts,
    review,
    state_of,
    takes,
)
from transactions.models import Intent, State
from transactions.services import intents

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_stores")]


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
    assert page.one("#state").get("data-hx-trigger") == "every 2s, shown"
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
