"""One transaction's page: each state's words, amounts and history."""

from __future__ import annotations

from typing import Any

import pytest

from tests.builders import payments as build
from tests.fake_upstream import FakeUpstream
from tests.transactions.detail.shown import KRONOR, NOW, show, step

# --- States --------------------------------------------------------------------------------------
STATES = [
    ({"status": "succeeded"}, "Completed", "−62,00" + KRONOR, None),
    ({"status": "created"}, "On its way", "−62,00" + KRONOR, "Waiting for the bank of Kaffekompaniet Söder"),
    ({"status": "pending"}, "On its way", "−62,00" + KRONOR, "Waiting for the bank of Kaffekompaniet Söder"),
    (
        {"status": "pending", "status_reason": "bank_timed_out"},
        "Being confirmed",
        "62,00" + KRONOR,
        "has not told us yet",
    ),
    (
        {"status": "pending", "cancellation": {"state": "asked", "asked_at": NOW, "decide_by": None}},
        "Cancel asked",
        "−62,00" + KRONOR,
        "The bank decides",
    ),
    ({"status": "authorised"}, "Reserved", "−62,00" + KRONOR, "The money is reserved in your balance"),
    ({"status": "requires_action"}, "Waiting for you", "62,00" + KRONOR, "waits for your approval"),
    (
        {"status": "declined", "status_reason": "AM04"},
        "Declined",
        "62,00" + KRONOR,
        "There was not enough money on the account",
    ),
    ({"status": "declined", "status_reason": "XX99"}, "Declined", "62,00" + KRONOR, "The bank said no"),
    ({"status": "failed", "status_reason": "AC04"}, "Failed", "62,00" + KRONOR, "The account is closed"),
    ({"status": "cancelled"}, "Cancelled", "62,00" + KRONOR, "It was cancelled"),
    ({"status": "expired"}, "Expired", "62,00" + KRONOR, "It was not approved in time"),
    ({"status": "reversed"}, "Returned", "−62,00" + KRONOR, "Kaffekompaniet Söder sent the money back"),
    (
        {"status": "held", "raw_status": "HELD"},
        "Status unknown",
        "62,00" + KRONOR,
        "We have no word for this state yet",
    ),
]


@pytest.mark.parametrize(("state", "word", "amount", "notice"), STATES)
def test_each_state_has_its_word_its_amount_and_its_notice(
    upstream: FakeUpstream, state: dict[str, Any], word: str, amount: str, notice: str | None
) -> None:
    page = show(upstream, build.transaction(**state), step(1, "created", "created"))

    assert page.status == 200
    assert page.h1 == "Kaffekompaniet Söder"
    assert page.title == f"Kaffekompaniet Söder, 62,00{KRONOR} · Selfcare"
    assert page.texts(".txhero .st") == [word]
    assert page.texts(".amt--hero") == [amount]
    titles = page.texts("main .notice .t")
    assert (notice is None and titles == []) or (notice is not None and notice in titles[0])
    assert ("amt--off" in page.one(".amt--hero").get("class")) == (
        word in {"Declined", "Failed", "Cancelled", "Expired"}
    )


def test_a_refund_is_told_with_what_it_left(upstream: FakeUpstream) -> None:
    refund = {"state": "full", "refunded": build.money(), "refundable": build.money(0)}
    page = show(
        upstream,
        build.transaction(refund=refund),
        step(1, "created", "created"),
        step(2, "succeeded", "refunded", occurred_at="2026-11-19T12:20:00.000Z", actor="merchant"),
    )

    assert page.texts(".txhero .st") == ["Refunded in full"]
    assert page.texts(".txhero .muted") == [f"+62,00{KRONOR} came back on Thursday 19 November 2026, 13:20"]
    assert page.texts(".rows--sum dt") == ["You paid", "Refunded", "In the end"]
    assert page.texts(".rows--sum dd") == [f"−62,00{KRONOR}", f"+62,00{KRONOR}", f"0,00{KRONOR}"]


def test_a_part_refund_leaves_the_rest(upstream: FakeUpstream) -> None:
    refund = {"state": "partial", "refunded": build.money(1200), "refundable": build.money(5000)}
    page = show(upstream, build.transaction(refund=refund))

    assert page.texts(".txhero .st") == ["Part refunded"]
    assert page.texts(".total dd") == [f"−50,00{KRONOR}"]


@pytest.mark.parametrize(
    ("status", "word"), [("open", "In dispute"), ("under_review", "In dispute"), ("closed", "Completed")]
)
def test_a_dispute_is_the_word_while_it_is_open(upstream: FakeUpstream, status: str, word: str) -> None:
    page = show(upstream, build.transaction(dispute={"id": "dsp_1", "status": status, "outcome": None}))

    assert page.texts(".txhero .st") == [word]


def test_a_returned_deposit_ends_at_nothing(upstream: FakeUpstream) -> None:
    page = show(
        upstream,
        build.deposit(status="reversed", status_reason="AC14", next_action=None, actions=[]),
        step(1, "succeeded", "bank_accepted"),
        step(2, "succeeded", "settled"),
        step(3, "reversed", "returned", details={"bank_code": "AC14"}),
    )

    assert page.texts("main .notice .t") == ["Östra Sparbank took the money back"]
    assert page.texts(".timeline .t") == ["In your balance", "Settled between the banks", "Östra Sparbank took it back"]
    assert page.texts(".timeline .d") == ["The account takes no transfers of this kind"]
    assert page.texts(".total dd") == [f"0,00{KRONOR}"]


def test_a_foreign_payment_on_its_way_shows_both_amounts_the_rate_and_the_fee(upstream: FakeUpstream) -> None:
    page = show(
        upstream,
        build.transaction(
            status="pending",
            amount=build.money(57530),
            fee=build.money(500),
            original_amount=build.money(4990, "EUR"),
            fx_rate="11.4289",
            completed_at=None,
        ),
    )

    assert page.texts(".amt--hero") == ["−49,90\u00a0€"]
    assert page.texts(".txhero .muted") == [f"In krona: 575,30{KRONOR}, reserved"]
    assert page.texts(".rows--sum dd") == [
        "49,90\u00a0€",
        "11,4289",
        f"570,30{KRONOR}",
        f"5,00{KRONOR}",
        f"575,30{KRONOR}",
    ]
    assert page.texts(".total dt") == ["You pay"]


def test_what_a_deposit_costs_is_what_the_bank_takes(upstream: FakeUpstream) -> None:
    page = show(upstream, build.deposit(status="succeeded", fee=build.money(750), actions=[], next_action=None))

    assert page.texts(".rows--sum dd") == [f"500,00{KRONOR}", f"7,50{KRONOR}", f"507,50{KRONOR}"]
    assert page.texts(".total dt") == ["Your bank is charged"]


def test_an_unconfirmed_deposit_says_what_both_ends_mean(upstream: FakeUpstream) -> None:
    page = show(
        upstream,
        build.deposit(status="pending", status_reason="bank_timed_out", actions=[], next_action=None),
        step(1, "created", "created"),
        step(2, "pending", "bank_timed_out"),
    )

    assert page.texts(".timeline .t") == [
        "You asked to deposit",
        "No answer within 10 seconds",
        "We keep asking Östra Sparbank",
        "Completed, or failed",
    ]
    assert "Do not send it again. You know at 14:35 at the latest" in page.texts("main .notice .d")[0]
    assert page.texts("#if") == ["What it means for the money"]
    assert f"+500,00{KRONOR} in your balance" in page.text


def test_the_history_says_when_to_the_second_and_the_day_when_it_changes(upstream: FakeUpstream) -> None:
    page = show(
        upstream,
        build.transaction(),
        step(1, "created", "created"),
        step(2, "succeeded", "bank_accepted", occurred_at="2026-11-21T09:00:02.000Z"),
    )

    assert page.texts(".timeline .t") == ["Started at kaffe.example", "Kaffekompaniet Söder was paid"]
    assert page.texts(".timeline time") == ["12:41:01", "Sat 21 Nov, 10:00:02"]
    assert page.texts("[aria-labelledby=what] .tail") == ["3 seconds from start to finish"]


def test_an_event_we_do_not_know_is_told_by_its_status_and_never_in_the_services_words(upstream: FakeUpstream) -> None:
    page = show(
        upstream,
        build.transaction(),
        step(1, "succeeded", "quantum", message="<script>", actor="operator"),
        step(2, "odd", "odder"),
    )

    assert page.texts(".timeline .t") == ["Kaffekompaniet Söder was paid", "The state changed"]
    assert page.texts(".timeline .d") == ["By our support"]


def test_what_the_customer_wrote_and_who_cancelled_are_told(upstream: FakeUpstream) -> None:
    upstream.on("GET", "/v1/refund-requests", json=build.page([]))
    page = show(
        upstream,
        build.transaction(),
        step(1, "pending", "approved"),
        step(2, "succeeded", "refund_requested", details={"note": "Wrong edition."}),
        step(3, "cancelled", "cancelled"),
    )

    assert page.texts(".timeline .t") == ["You approved", "You asked for a refund", "Cancelled"]
    assert page.texts(".timeline .d") == ["“Wrong edition.”", "By you"]


@pytest.mark.parametrize(
    ("party", "shown"),
    [
        ({"kind": "account", "label": "Balance in krona", "detail": None}, "Elin SandbergBalance in krona"),
        ({"kind": "account", "label": "Elin Sandberg", "detail": "Balance in krona"}, "Elin SandbergBalance in krona"),
        ({"kind": "account", "label": "Elin Sandberg", "detail": None}, "Elin Sandberg"),
        ({"kind": "merchant", "label": "Norrbo AB", "detail": "Luleå, Sweden"}, "Norrbo ABLuleå, Sweden"),
    ],
)
def test_a_side_is_named_once_with_what_is_known_of_it(
    upstream: FakeUpstream, party: dict[str, Any], shown: str
) -> None:
    page = show(upstream, build.transaction(**{"from": party}))

    assert page.texts("[aria-labelledby=who] dd")[0] == shown


def test_a_banks_reference_is_named_as_that(upstream: FakeUpstream) -> None:
    page = show(upstream, build.deposit())

    assert page.texts("[aria-labelledby=refs] dt")[-1] == "Bank reference"


def test_the_references_can_be_copied(upstream: FakeUpstream) -> None:
    page = show(upstream, build.transaction())

    assert page.texts(".ref") == ["2618 4391 0027", "K-77", "SC*KAFFE"]
    assert [button.get("data-copy") for button in page.all(".copy")] == ["261843910027", "K-77", "SC*KAFFE"]


@pytest.mark.parametrize("rate", ["NaN", "1e400", "Infinity", "<b>", ""])
def test_a_rate_that_is_no_number_is_left_out(upstream: FakeUpstream, rate: str) -> None:
    page = show(upstream, build.transaction(original_amount=build.money(4990, "EUR"), fx_rate=rate))

    assert "Exchange rate" not in page.text
