"""The adapters of the canonical contract: paths, bodies and answers."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from accounts.backends import auth_backend
from selfcare.domain import errors
from selfcare.domain.money import Money
from tests.builders import auth, payments
from tests.fake_upstream import FakeUpstream
from tests.upstream.people import context
from transactions.backends import payment_backend
from transactions.domain import DepositOrder, TransactionFilter


def test_accounts(upstream: FakeUpstream) -> None:
    upstream.on("GET", "/payments/v1/accounts", json=payments.page([payments.account()]))
    upstream.on("GET", "/payments/v1/accounts/acc_sek", json=payments.account())

    (listed,) = payment_backend().account_list(context()).data

    assert listed == payment_backend().account_get(context(), "acc_sek")
    assert listed.balance.available == Money(1248055, "SEK")
    assert listed.deposit_range is not None
    assert listed.deposit_range.max == 200000


def test_a_list_sends_each_filter_that_is_set(upstream: FakeUpstream) -> None:
    upstream.on("GET", "/payments/v1/transactions", json=payments.page([payments.transaction()]))
    where = TransactionFilter(
        type=("deposit", "refund"),
        from_=datetime(2026, 11, 1, tzinfo=UTC),
        q="kaffe & bulle",
        amount_min=0,
        currency=("SEK",),
    )

    found = payment_backend().transaction_list(context(), where, limit=10, cursor="abc", total=True)

    assert found.data[0].from_.label == "Balance in krona"
    assert upstream.calls[0].query == {
        "type": ["deposit,refund"],
        "from": ["2026-11-01T00:00:00.000Z"],
        "q": ["kaffe & bulle"],
        "amount_min": ["0"],
        "currency": ["SEK"],
        "limit": ["10"],
        "cursor": ["abc"],
        "include": ["total"],
    }


def test_ids_of_nothing_are_nothing_and_ask_nobody(upstream: FakeUpstream) -> None:
    where = TransactionFilter(ids=())

    page = payment_backend().transaction_list(context(), where, limit=10, total=True)

    assert (page.data, page.total, page.page.next_cursor) == ([], 0, None)
    assert payment_backend().summary_list(context(), where, by="none").data == []
    assert upstream.calls == []


def test_ids_are_sent_and_a_private_tag_never_is(upstream: FakeUpstream) -> None:
    upstream.on("GET", "/payments/v1/transactions", json=payments.page([]))

    payment_backend().transaction_list(context(), TransactionFilter(ids=("tx_1", "tx_2"), q="rent", or_ids=("tx_3",)))
    with pytest.raises(ValueError, match="own tag"):
        payment_backend().transaction_list(context(), TransactionFilter(tag="home"))

    (call,) = upstream.calls
    assert {name: call.query[name] for name in ("ids", "or_ids", "q")} == {
        "ids": ["tx_1,tx_2"],
        "or_ids": ["tx_3"],
        "q": ["rent"],
    }


def test_a_transaction_and_its_events_in_order(upstream: FakeUpstream) -> None:
    event: dict[str, Any] = {
        "id": "evt_1", "transaction_id": "tx_1", "status": "pending", "occurred_at": "2026-11-19T11:41:02.000Z",
        "actor": "system", "code": "payment.received", "message": None, "details": {},
    }  # fmt: skip
    upstream.on("GET", "/payments/v1/transactions/tx_1", json=payments.transaction())
    upstream.on(
        "GET",
        "/payments/v1/transactions/tx_1/events",
        json={"data": [{**event, "sequence": 2}, {**event, "sequence": 1}]},
    )

    assert payment_backend().transaction_get(context(), "tx_1").id == "tx_1"
    assert [each.sequence for each in payment_backend().transaction_events(context(), "tx_1")] == [1, 2]


@pytest.mark.parametrize(
    ("path", "other", "ask"),
    [
        ("/v1/accounts/acc_1", payments.account(), "account_get"),
        ("/v1/transactions/tx_1", payments.transaction(id="tx_2"), "transaction_get"),
        ("/v1/refund-requests/rrq_1", payments.refund_request(id="rrq_2"), "refund_request_get"),
        ("/v1/disputes/dsp_1", payments.dispute(id="dsp_2"), "dispute_get"),
    ],
)
def test_another_thing_than_was_asked_for_is_not_shown(
    upstream: FakeUpstream, path: str, other: dict[str, Any], ask: str
) -> None:
    """Not even one of the same customer."""
    upstream.on("GET", path, json=other)
    with pytest.raises(errors.UpstreamFailed):
        getattr(payment_backend(), ask)(context(), path.rpartition("/")[2])


@pytest.mark.parametrize(
    ("path", "theirs", "ask"),
    [
        ("/v1/refund-requests", payments.page([payments.refund_request(customer_id="cus_2")]), "refund_request_list"),
        ("/v1/refund-requests/rrq_1", payments.refund_request(id="rrq_1", customer_id="cus_2"), "refund_request_get"),
        ("/v1/disputes", payments.page([payments.dispute(customer_id="cus_2")]), "dispute_list"),
        ("/v1/disputes/dsp_1", payments.dispute(id="dsp_1", customer_id="cus_2"), "dispute_get"),
    ],
)
def test_a_case_of_another_customer_is_not_shown(
    upstream: FakeUpstream, path: str, theirs: dict[str, Any], ask: str
) -> None:
    upstream.on("GET", path, json=theirs)
    with pytest.raises(errors.UpstreamFailed):
        getattr(payment_backend(), ask)(context(), *([path.rpartition("/")[2]] if ask.endswith("_get") else []))


def test_events_of_another_transaction_are_refused(upstream: FakeUpstream) -> None:
    event = {
        "id": "evt_1", "transaction_id": "tx_2", "sequence": 1, "status": "pending", "code": "x", "actor": "system",
        "occurred_at": "2026-11-19T11:41:02.000Z",
    }  # fmt: skip
    upstream.on("GET", "/payments/v1/transactions/tx_1/events", json={"data": [event]})

    with pytest.raises(errors.UpstreamFailed):
        payment_backend().transaction_events(context(), "tx_1")


@pytest.mark.parametrize("bad", ["", "..", ".", "a/b", "a?b", "a b", "å", "x" * 129, "a\n", "%2e%2e"])
def test_what_cannot_be_an_id_is_not_asked_for(upstream: FakeUpstream, bad: str) -> None:
    with pytest.raises(errors.NotFound):
        payment_backend().transaction_get(context(), bad)
    with pytest.raises(errors.NotFound):
        auth_backend().authentication_resend(context(), bad)

    assert upstream.calls == []


def test_a_deposit(upstream: FakeUpstream) -> None:
    upstream.on("POST", "/payments/v1/deposits", json=payments.deposit(), status=201)
    order = DepositOrder(
        account_id="acc_sek",
        amount=Money(50000, "SEK"),
        return_url="https://selfcare.example/deposit/1",
        instrument_id="ins_ostra",
    )

    found = payment_backend().deposit_create(context(), order, key="k1")

    assert found.next_action is not None
    assert upstream.calls[0].headers["idempotency-key"] == "k1"
    assert upstream.calls[0].body == {
        "account_id": "acc_sek",
        "amount": {"value": 50000, "currency": "SEK"},
        "return_url": "https://selfcare.example/deposit/1",
        "instrument_id": "ins_ostra",
    }


def test_instruments_and_capabilities(upstream: FakeUpstream) -> None:
    upstream.on("GET", "/payments/v1/instruments", json=payments.page([payments.instrument()]))
    upstream.on(
        "GET",
        "/payments/v1/capabilities",
        json={"contract": "1.0", "backend": "sandbox", "features": {"deposits": {"level": "native"}}},
    )

    assert payment_backend().instrument_list(context()).data[0].usable_for[0] == "deposit"
    assert payment_backend().capabilities(context()).features["deposits"].level == "native"


def test_a_sign_in_sends_no_token_and_tells_of_the_client(upstream: FakeUpstream) -> None:
    upstream.on("POST", "/auth/v1/authentications", json=auth.authentication(), status=201)
    stranger = context(customer_id="", client_ip="192.0.2.7", user_agent="Fox")

    found = auth_backend().authentication_start(
        stranger, purpose="login", identifier="a@b.se", password="secret", device="dev-1"
    )

    assert found.token is not None
    assert "authorization" not in upstream.calls[0].headers
    assert upstream.calls[0].body == {
        "purpose": "login",
        "identifier": "a@b.se",
        "password": "secret",
        "client": {"ip": "192.0.2.7", "user_agent": "Fox", "device": "dev-1"},
    }


def test_a_code_is_answered_and_asked_for_again(upstream: FakeUpstream) -> None:
    upstream.on("POST", "/auth/v1/authentications/aut_1/answer", json=auth.authentication())
    upstream.on("POST", "/auth/v1/authentications/aut_1/resend", status=202, json={})
    stranger = context(customer_id="")

    done = auth_backend().authentication_answer(stranger, "aut_1", challenge="chl_1", method="totp", value="123456")
    auth_backend().authentication_resend(stranger, "aut_1")

    assert done.status == "succeeded"
    assert upstream.calls[0].body == {"challenge": "chl_1", "method": "totp", "value": "123456"}


def test_wrong_credentials_tell_how_many_tries_are_left(upstream: FakeUpstream) -> None:
    wrong = {"code": "invalid_credentials", "attempts_left": 3}
    upstream.on("POST", "/auth/v1/authentications", json=wrong, status=401)

    with pytest.raises(errors.InvalidCredentials) as caught:
        auth_backend().authentication_start(context(customer_id=""), purpose="login", identifier="a", password="b")

    assert caught.value.details == {"attempts_left": 3}


def test_tokens_are_renewed_and_revoked_as_forms(upstream: FakeUpstream) -> None:
    upstream.on("POST", "/auth/v1/token", json=auth.token(access_token="access-2"))
    upstream.on("POST", "/auth/v1/revoke", json={})

    assert auth_backend().token_refresh(context(), "r&1").access_token == "access-2"
    auth_backend().token_revoke(context(), "r1")

    assert [call.raw for call in upstream.calls] == [
        b"grant_type=refresh_token&refresh_token=r%261",
        b"token=r1&token_type_hint=refresh_token",
    ]
    assert upstream.calls[0].headers["content-type"] == "application/x-www-form-urlencoded"
    assert "authorization" not in upstream.calls[0].headers


def test_a_refresh_the_service_refuses_means_sign_in(upstream: FakeUpstream) -> None:
    upstream.on("POST", "/auth/v1/token", json={"error": "invalid_grant"}, status=400)

    with pytest.raises(errors.SignInRequired):
        auth_backend().token_refresh(context(), "old")


def test_a_token_of_another_customer_is_not_taken(upstream: FakeUpstream) -> None:
    upstream.on("POST", "/auth/v1/token", json=auth.token(customer_id="cus_other"))

    with pytest.raises(errors.SignInRequired):
        auth_backend().token_refresh(context(), "r1")


def test_userinfo_is_of_the_customer_who_asks(upstream: FakeUpstream) -> None:
    upstream.on("GET", "/auth/v1/userinfo", json=auth.customer())

    assert auth_backend().userinfo(context()).display_name == "Elin Sandberg"
    with pytest.raises(errors.UpstreamFailed):
        auth_backend().userinfo(context(customer_id="cus_other"))
