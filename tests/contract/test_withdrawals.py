"""Quotes, step-ups and withdrawals through our own adapters, against the running sandbox."""

from __future__ import annotations

import re
import secrets
from typing import Any

import pytest
import requests

from accounts.backends import auth_backend
from accounts.domain import Action
from selfcare.domain import errors
from selfcare.domain.context import Context
from selfcare.domain.money import Money
from tests.builders import auth, payments
from tests.contract.conftest import on_behalf
from tests.contract.test_builders import differences
from transactions.backends import payment_backend
from transactions.domain import Quote, QuoteOrder, TransactionFilter, WithdrawalOrder


def order(ctx: Context, *, minor: int = 10000, reference: str | None = None) -> tuple[WithdrawalOrder, Action]:
    """An order that can be carried out, and the action that confirms it."""
    account = payment_backend().account_list(ctx).data[0]
    to = next(each for each in payment_backend().instrument_list(ctx).data if "withdrawal" in each.usable_for)
    amount = Money(minor, account.currency)
    found = WithdrawalOrder(account.id, amount, to.id, client_reference=reference)
    return found, Action("withdrawal", amount, to.label)


def mailed_code(sandbox: str) -> str:
    newest = requests.get(f"{sandbox}/outbox", headers={"Accept": "application/json"}, timeout=30).json()["data"][0]
    found = re.search(r"Your code is ([0-9]{6})\.", newest["text"])
    assert found
    return found[1]


def proven(sandbox: str, ctx: Context, action: Action) -> Context:
    """The same customer and session with a fresh step-up for the action."""
    backend = auth_backend()
    begun = backend.authentication_start(ctx, purpose="step_up", action=action)
    (challenge,) = begun.challenges
    done = backend.authentication_answer(
        ctx, begun.id, challenge=challenge.id, method=challenge.method, value=mailed_code(sandbox)
    )
    token = done.token
    assert token is not None
    assert (token.acr, token.customer_id) == ("aal2", ctx.customer_id)
    return Context(customer_id=ctx.customer_id, request_id="contract", token=lambda: token.access_token)


def test_a_quote_is_valid_and_what_was_asked(elin: Context) -> None:
    wanted, _action = order(elin)
    quote = payment_backend().quote_create(
        elin, QuoteOrder("withdrawal", wanted.account_id, wanted.amount, wanted.instrument_id)
    )
    assert isinstance(quote, Quote)
    assert quote.requires == ("step_up",)


@pytest.mark.parametrize("worker", [False, True])
def test_without_a_step_up_nothing_is_carried_out(elin: Context, worker: bool) -> None:
    wanted, _action = order(elin, reference=secrets.token_hex(8))
    with pytest.raises(errors.StepUpRequired):
        payment_backend().withdrawal_create(on_behalf(elin) if worker else elin, wanted, key=secrets.token_hex(16))
    where = TransactionFilter(reference=wanted.client_reference)
    assert payment_backend().transaction_list(elin, where).data == []


def test_a_step_up_carries_out_its_own_order_once(sandbox: str, elin: Context) -> None:
    wanted, action = order(elin, reference=secrets.token_hex(8))
    key, ctx = secrets.token_hex(16), proven(sandbox, elin, action)
    backend = payment_backend()
    made = backend.withdrawal_create(ctx, wanted, key=key)
    assert (made.type, made.direction, made.amount) == ("withdrawal", "out", wanted.amount)
    assert backend.withdrawal_create(ctx, wanted, key=key).id == made.id
    assert backend.withdrawal_create(on_behalf(elin), wanted, key=key).id == made.id
    with pytest.raises(errors.StepUpRequired):
        backend.withdrawal_create(ctx, wanted, key=secrets.token_hex(16))


def test_a_step_up_for_another_amount_or_receiver_is_none(sandbox: str, elin: Context) -> None:
    wanted, _action = order(elin)
    _other, action = order(elin, minor=10001)
    with pytest.raises(errors.StepUpRequired):
        payment_backend().withdrawal_create(proven(sandbox, elin, action), wanted, key=secrets.token_hex(16))


def test_more_than_there_is(sandbox: str, elin: Context) -> None:
    wanted, _action = order(elin, minor=4_999_999)
    with pytest.raises(errors.InvalidInput) as caught:
        payment_backend().quote_create(
            elin, QuoteOrder("withdrawal", wanted.account_id, wanted.amount, wanted.instrument_id)
        )
    assert caught.value.problem in {"insufficient_funds", "limit_exceeded"}


def test_what_the_builders_make(sandbox: str, elin: Context) -> None:
    wanted, action = order(elin)
    headers = {"Authorization": f"Bearer {elin.token()}"}
    amount = {"value": wanted.amount.value, "currency": wanted.amount.currency}
    body: dict[str, Any] = {"account_id": wanted.account_id, "amount": amount, "instrument_id": wanted.instrument_id}
    live = requests.post(
        f"{sandbox}/payments/v1/quotes", json={"type": "withdrawal", **body}, headers=headers, timeout=30
    )
    assert live.status_code == 200
    assert differences(payments.quote(), live.json()) == []
    headers["Idempotency-Key"] = secrets.token_hex(16)
    refused = requests.post(f"{sandbox}/payments/v1/withdrawals", json=body, headers=headers, timeout=30)
    assert refused.status_code == 401
    assert "insufficient_user_authentication" in refused.headers["WWW-Authenticate"]
    assert payments.problem(401, "step_up_required", methods=[]).keys() <= refused.json().keys()
    headers["Authorization"] = f"Bearer {proven(sandbox, elin, action).token()}"
    made = requests.post(f"{sandbox}/payments/v1/withdrawals", json=body, headers=headers, timeout=30)
    assert made.status_code == 201
    assert differences(payments.withdrawal(), made.json()) == []
    asked = {"kind": action.kind, "amount": amount, "to": action.to}
    begun = requests.post(
        f"{sandbox}/auth/v1/authentications",
        json={"purpose": "step_up", "acr": "aal2", "action": asked, "client": {"ip": "192.0.2.1", "user_agent": "t"}},
        headers={"Authorization": headers["Authorization"]},
        timeout=30,
    ).json()
    built = auth.authentication(
        "challenge", challenges=[auth.challenge(id="c", method="otp", channel="email", hint="x", resend_after=30)]
    )
    assert [each for each in differences(built, begun) if "device" not in each] == []
