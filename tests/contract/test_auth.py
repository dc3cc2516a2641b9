"""The auth contract through our own adapter, against the running sandbox."""

from __future__ import annotations

import pytest

from accounts.backends import auth_backend
from accounts.domain import Token
from selfcare.domain import errors
from selfcare.domain.context import Context
from tests.contract.conftest import PASSWORD


def stranger() -> Context:
    return Context(customer_id="", request_id="contract", client_ip="192.0.2.9", user_agent="tests")


def sign_in() -> Token:
    found = auth_backend().authentication_start(
        stranger(), purpose="login", identifier="omar@selfcare.example", password=PASSWORD
    )
    assert found.token is not None
    return found.token


def of(token: Token) -> Context:
    return Context(customer_id=token.customer_id, request_id="contract", token=lambda: token.access_token)


def test_userinfo_is_of_who_asks(elin: Context) -> None:
    found = auth_backend().userinfo(elin)
    assert found.id == elin.customer_id
    assert found.display_name == "Elin Sandberg"


@pytest.mark.parametrize("identifier", ["demo@selfcare.example", "nobody@selfcare.example"])
def test_a_wrong_password_and_an_unknown_person_are_alike(sandbox: str, identifier: str) -> None:
    with pytest.raises(errors.InvalidCredentials):
        auth_backend().authentication_start(stranger(), purpose="login", identifier=identifier, password="wrong")


def test_a_refresh_rotates_and_its_answer_can_be_had_again(sandbox: str) -> None:
    token = sign_in()
    ctx = of(token)
    first = auth_backend().token_refresh(ctx, token.refresh_token)
    again = auth_backend().token_refresh(ctx, token.refresh_token)
    assert first.refresh_token == again.refresh_token != token.refresh_token
    assert auth_backend().userinfo(of(first)).id == ctx.customer_id


def test_a_revoked_session_is_over(sandbox: str) -> None:
    token = sign_in()
    auth_backend().token_revoke(of(token), token.refresh_token)
    with pytest.raises(errors.SignInRequired):
        auth_backend().token_refresh(of(token), token.refresh_token)


def test_a_forged_token_opens_nothing(elin: Context) -> None:
    forged = Context(customer_id=elin.customer_id, request_id="contract", token=lambda: elin.token()[:-4] + "AAAA")
    with pytest.raises(errors.SignInRequired):
        auth_backend().userinfo(forged)


def test_a_code_is_asked_for_and_a_wrong_one_refused(sandbox: str) -> None:
    found = auth_backend().authentication_start(
        stranger(), purpose="login", identifier="maja@selfcare.example", password=PASSWORD
    )
    (challenge,) = found.challenges
    assert found.status == "challenge"
    with pytest.raises(errors.InvalidCredentials):
        auth_backend().authentication_answer(
            stranger(), found.id, challenge=challenge.id, method=challenge.method, value="000000"
        )
