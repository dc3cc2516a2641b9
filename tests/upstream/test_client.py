"""The client against a scripted service: headers, cookies, refusals, renewal, whose objects come back, the log."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from structlog.testing import capture_logs

from selfcare.domain import errors
from selfcare.upstream import service
from tests.builders import payments
from tests.fake_upstream import FakeUpstream
from tests.upstream.people import ACCOUNTS, DEPOSITS, context, create_deposit, earn_retries, list_accounts, problem


def test_a_read_carries_the_headers_of_the_contract(upstream: FakeUpstream) -> None:
    upstream.on("GET", ACCOUNTS, json=payments.page([payments.account()]))

    list_accounts(ctx=context(client_ip="192.0.2.7", user_agent="Fox\r\nX-Evil: 1"))

    (call,) = upstream.calls
    assert call.headers["authorization"] == "Bearer access-1"
    assert call.headers["x-request-id"] == "req-1"
    assert call.headers["accept-language"] == "sv"
    assert call.headers["accept-encoding"] == "identity"
    assert call.headers["x-forwarded-for"] == "192.0.2.7"
    assert call.headers["x-client-user-agent"] == "FoxX-Evil: 1"
    assert call.headers["traceparent"].count("-") == 3
    assert "x-evil" not in call.headers


def test_a_cookie_of_one_answer_is_never_sent_with_the_next_call(upstream: FakeUpstream) -> None:
    upstream.on("GET", ACCOUNTS, json=payments.page([payments.account()]), headers={"Set-Cookie": "them=elin; Path=/"})

    list_accounts()
    list_accounts()

    assert len(upstream.calls) == 2
    assert all("cookie" not in call.headers for call in upstream.calls)


def test_the_environment_names_no_proxy_and_no_password_file(
    upstream: FakeUpstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    upstream.on("GET", ACCOUNTS, json=payments.page([payments.account()]))
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("no_proxy", "")

    assert list_accounts().data


@pytest.mark.parametrize(
    ("status", "code", "expected"),
    [
        (400, "cursor_mismatch", errors.BadRequest),
        (401, "step_up_required", errors.StepUpRequired),
        (401, "invalid_credentials", errors.InvalidCredentials),
        (401, "token_expired", errors.SignInRequired),
        (401, "", errors.SignInRequired),
        (403, "account_restricted", errors.Forbidden),
        (404, "not_found", errors.NotFound),
        (405, "", errors.UpstreamFailed),
        (409, "invalid_state", errors.Conflict),
        (410, "gone", errors.Gone),
        (412, "version_conflict", errors.Conflict),
        (422, "limit_exceeded", errors.InvalidInput),
        (423, "locked", errors.Locked),
        (501, "capability_unavailable", errors.CapabilityUnavailable),
        (502, "not_found", errors.UpstreamFailed),
        (404, "upstream_error", errors.NotFound),
        (422, "a_word_of_their_own", errors.InvalidInput),
    ],
)
def test_a_refusal_becomes_a_domain_error(
    upstream: FakeUpstream, status: int, code: str, expected: type[errors.SelfcareError]
) -> None:
    upstream.on("GET", ACCOUNTS, status=status, json=problem(code))

    with pytest.raises(errors.SelfcareError) as caught:
        list_accounts()

    assert type(caught.value) is expected
    assert "theirs" not in repr(vars(caught.value))
    assert caught.value.problem in {code, expected.code}


def test_a_refusal_keeps_its_fields_in_our_own_words(upstream: FakeUpstream) -> None:
    fields = [
        {"pointer": "/amount", "code": "max", "detail": "<i>theirs</i>"},
        {"pointer": "javascript:", "code": "max"},
        {"pointer": "/account_id", "code": "<script>"},
    ]
    upstream.on("POST", DEPOSITS, status=422, json=problem("limit_exceeded", errors=fields, limit_id="lim_3"))

    with pytest.raises(errors.InvalidInput) as caught:
        create_deposit()

    assert [(each.pointer, each.code) for each in caught.value.fields] == [("/amount", "max")]
    assert caught.value.fields[0].detail == "This is too high. Enter a lower value."
    assert caught.value.details == {"limit_id": "lim_3"}


def test_a_lock_and_a_limit_tell_how_long(upstream: FakeUpstream) -> None:
    upstream.on("GET", ACCOUNTS, status=423, json=problem("locked"), headers={"Retry-After": "840"})

    with pytest.raises(errors.Locked) as caught:
        list_accounts()

    assert caught.value.retry_after == 840


@pytest.mark.parametrize("value", ["", "soon", "-1", "Wed, 21 Oct 2026 07:28:00 GMT", "٣", "9" * 30])
def test_a_strange_wait_is_no_wait(upstream: FakeUpstream, value: str) -> None:
    upstream.on(
        "GET", ACCOUNTS, status=423, json=problem("locked"), headers={"Retry-After": value.encode().decode("latin-1")}
    )

    with pytest.raises(errors.Locked) as caught:
        list_accounts()

    assert caught.value.retry_after is None


def test_a_refused_token_is_renewed_once(upstream: FakeUpstream) -> None:
    upstream.on("GET", ACCOUNTS, json=payments.page([payments.account()]))
    upstream.on("GET", ACCOUNTS, status=401, json=problem("token_expired"), times=1)
    refused: list[str] = []

    def renew(token: str) -> str:
        refused.append(token)
        return "access-2"

    assert list_accounts(ctx=context(renew=renew)).data
    assert refused == ["access-1"]
    assert [call.headers["authorization"] for call in upstream.calls] == ["Bearer access-1", "Bearer access-2"]


def test_a_new_token_refused_too_is_the_platform_s_fault(upstream: FakeUpstream) -> None:
    upstream.on("GET", ACCOUNTS, status=401, json=problem("token_invalid"))

    with pytest.raises(errors.UpstreamUnavailable):
        list_accounts(ctx=context(renew=lambda _: "access-2"))

    assert len(upstream.calls) == 2


def test_step_up_is_no_reason_to_renew(upstream: FakeUpstream) -> None:
    upstream.on("GET", ACCOUNTS, status=401, json=problem("step_up_required", methods=["totp"]))

    with pytest.raises(errors.StepUpRequired) as caught:
        list_accounts(ctx=context(renew=lambda _: pytest.fail("renewed")))

    assert caught.value.details == {"methods": ("totp",)}


def test_a_deposit_still_running_is_of_unknown_outcome(upstream: FakeUpstream) -> None:
    upstream.on("POST", DEPOSITS, status=409, json=problem("idempotency_in_progress"), headers={"Retry-After": "1"})

    with pytest.raises(errors.UpstreamTimeout):
        create_deposit()


def test_a_write_carries_its_key_and_is_never_repeated(upstream: FakeUpstream) -> None:
    earn_retries(upstream)
    upstream.on("POST", DEPOSITS, status=503, json=problem("upstream_unavailable"))

    with pytest.raises(errors.UpstreamTimeout):
        create_deposit()

    (call,) = upstream.asked("POST", DEPOSITS)
    assert call.headers["idempotency-key"] == "key-1"
    assert call.body["amount"] == {"value": 50000, "currency": "SEK"}


def test_another_customers_object_raises_the_alarm(upstream: FakeUpstream) -> None:
    mixed = payments.page([payments.account(), payments.account(customer_id="cus_other")])
    upstream.on("GET", ACCOUNTS, json=mixed)

    with capture_logs() as logs, pytest.raises(errors.UpstreamFailed):
        list_accounts()

    assert [entry["log_level"] for entry in logs if entry["event"] == "upstream_owner_mismatch"] == ["critical"]


def test_nobody_signed_in_owns_nothing(upstream: FakeUpstream) -> None:
    upstream.on("GET", ACCOUNTS, json=payments.page([payments.account(customer_id="")]))

    with pytest.raises(errors.UpstreamFailed):
        list_accounts(ctx=context(customer_id=""))


def test_a_call_is_one_line_in_the_log(upstream: FakeUpstream) -> None:
    upstream.on("GET", ACCOUNTS, json=payments.page([payments.account()]))

    with capture_logs() as logs:
        list_accounts()

    (line,) = [entry for entry in logs if entry["event"] == "upstream_call"]
    assert line.pop("ms") >= 0
    assert line == {
        "event": "upstream_call",
        "log_level": "info",
        "service": "payments",
        "doing": "list accounts",
        "status": "200",
        "request_id": "req-1",
    }


def test_one_client_per_service(upstream: FakeUpstream) -> None:
    assert service("payments") is service("payments")
    assert service("payments") is not service("auth")


@pytest.mark.parametrize("call", [list_accounts, create_deposit])
def test_control_characters_of_a_stranger_never_get_in(upstream: FakeUpstream, call: Callable[[], Any]) -> None:
    name = "Kaffe\u202e\x1b[31m\x00 Söder\nAB"
    upstream.on("GET", ACCOUNTS, json=payments.page([payments.account(name=name)]))
    upstream.on("POST", DEPOSITS, json=payments.deposit(description=name), status=201)

    found = call()

    text = found.description if hasattr(found, "description") else found.data[0].name
    assert text == "Kaffe[31m Söder AB"
