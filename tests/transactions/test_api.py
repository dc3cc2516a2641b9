"""Accounts, transactions, instruments and capabilities for programs."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from tests.builders import payments as build
from tests.fake_upstream import FakeUpstream

LIST = "/v1/transactions"
EVERY = [
    "/api/v1/accounts",
    "/api/v1/accounts/acc_sek",
    "/api/v1/capabilities",
    "/api/v1/instruments",
    "/api/v1/transactions",
    "/api/v1/transactions/tx_1",
    "/api/v1/transactions/tx_1/events",
]


@pytest.fixture
def service(upstream: FakeUpstream) -> FakeUpstream:
    upstream.on("GET", "/v1/accounts", json=build.page([build.account()]))
    upstream.on("GET", "/v1/accounts/acc_sek", json=build.account())
    upstream.on("GET", "/v1/capabilities", json=build.capabilities())
    upstream.on("GET", "/v1/instruments", json=build.page([build.instrument()]))
    upstream.on("GET", "/v1/summaries", json=build.summaries(build.summary("")))
    upstream.on("GET", LIST, json=build.page([build.transaction()], next_cursor="bmV4dA"))
    upstream.on("GET", f"{LIST}/tx_1", json=build.transaction())
    upstream.on("GET", f"{LIST}/tx_1/events", json={"data": [build.event()]})
    return upstream


def problem(response: Any) -> tuple[int, str, list[str]]:
    """Status, code and the named fields of a problem (RFC 9457)."""
    assert response.headers["Content-Type"] == "application/problem+json"
    body = response.json()
    return response.status_code, body["code"], [error["pointer"].lstrip("/") for error in body.get("errors", [])]


@pytest.mark.parametrize("path", EVERY)
def test_the_owner_gets_json_that_nobody_keeps(service: FakeUpstream, elin: Client, path: str) -> None:
    response = elin.get(path)

    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/json"
    assert "no-store" in response.headers["Cache-Control"]


@pytest.mark.parametrize("path", ["/api/v1/accounts", "/api/v1/instruments", "/api/v1/transactions"])
def test_lists_are_alike(service: FakeUpstream, elin: Client, path: str) -> None:
    body = elin.get(path).json()

    assert set(body) == {"data", "page", "as_of"}
    assert set(body["page"]) == {"limit", "next_cursor", "prev_cursor"}
    assert body["data"][0]["customer_id"] == "cus_elin"


def test_a_transaction_is_what_the_service_said(service: FakeUpstream, elin: Client) -> None:
    body = elin.get("/api/v1/transactions/tx_1").json()

    sent = build.transaction()
    assert {name: body[name] for name in ("id", "type", "status", "amount", "from", "merchant")} == {
        name: sent[name] for name in ("id", "type", "status", "amount", "from", "merchant")
    } | {"from": {"kind": "account", "label": "Balance in krona", "detail": None}}


def test_events_are_in_order(service: FakeUpstream, elin: Client) -> None:
    service.on("GET", f"{LIST}/tx_1/events", json={"data": [build.event(2), build.event(1, "created")]})

    assert [event["sequence"] for event in elin.get("/api/v1/transactions/tx_1/events").json()["data"]] == [1, 2]


def test_an_unchanged_transaction_is_not_sent_again(service: FakeUpstream, elin: Client) -> None:
    first = elin.get("/api/v1/transactions/tx_1")
    again = elin.get("/api/v1/transactions/tx_1", headers={"If-None-Match": first.headers["ETag"]})
    other = elin.get("/api/v1/transactions/tx_1", headers={"If-None-Match": '"v2"'})

    assert first.headers["ETag"] == 'W/"v3"'
    assert (again.status_code, again.content) == (304, b"")
    assert other.status_code == 200


def test_every_filter_of_the_contract_reaches_the_service(service: FakeUpstream, elin: Client) -> None:
    query = (
        "account_id=acc_sek&type=deposit,payment&type=refund&status=pending&direction=out&currency=SEK&merchant_id=m1"
        "&instrument_id=i1&consent_id=c1&amount_min=100&amount_max=200&from=2026-11-01T00:00:00Z"
        "&to=2026-11-02T00:00:00%2B01:00&settled_from=2026-11-01T00:00:00Z&settled_to=2026-11-02T00:00:00Z"
        "&reference=K-77&q=kaffe&updated_since=2026-11-01T00:00:00Z&sort=created_at&limit=5&cursor=bmV4dA&include=total"
    )
    assert elin.get(f"/api/v1/transactions?{query}").status_code == 200

    asked = service.asked("GET", LIST)[0].query
    assert asked["type"] == ["deposit,payment,refund"]
    assert asked["to"][0].startswith("2026-11-01T23:00:00")
    assert {name: asked[name][0] for name in ("amount_min", "limit", "cursor", "include", "sort", "reference")} == {
        "amount_min": "100",
        "limit": "5",
        "cursor": "bmV4dA",
        "include": "total",
        "sort": "created_at",
        "reference": "K-77",
    }
    assert len(asked) == 21


def test_the_total_is_there_when_it_was_asked_for(service: FakeUpstream, elin: Client) -> None:
    service.on("GET", LIST, json=build.page([build.transaction()], total=10000, total_is_capped=True))

    body = elin.get("/api/v1/transactions?include=total").json()

    assert (body["total"], body["total_is_capped"]) == (10000, True)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("colour=red", "colour"),
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        (f"limit=1{'0' * 30}", "limit"),
        ("limit=-1", "limit"),
        ("limit=", "limit"),
        ("limit=٣٣٣", "limit"),
        ("limit=1.5", "limit"),
        ("limit=5&limit=6", "limit"),
        ("type=loan", "type/0"),
        ("status=lost", "status/0"),
        ("direction=up", "direction/0"),
        ("currency=kr", "currency/0"),
        ("account_id=a/b", "account_id/0"),
        (f"account_id={','.join(['a'] * 21)}", "account_id"),
        ("amount_min=-1&currency=SEK", "amount_min"),
        ("amount_min=1.0e3&currency=SEK", "amount_min"),
        (f"amount_max={2**53}&currency=SEK", "amount_max"),
        ("from=yesterday", "from"),
        ("from=2026-11-01T00:00:00", "from"),
        ("to=99999-01-01T00:00:00Z", "to"),
        ("sort=amount", "sort"),
        ("include=everything", "include/0"),
        ("q=", "q"),
        (f"q={'a' * 101}", "q"),
        ("cursor=", "cursor"),
        ("cursor=../../etc", "cursor"),
        ("q=%00", "q"),
        ("q=%ED%A0%80", "q"),
    ],
)
def test_a_wrong_parameter_is_400_and_named(service: FakeUpstream, elin: Client, query: str, field: str) -> None:
    status, code, fields = problem(elin.get(f"/api/v1/transactions?{query}"))

    assert (status, code, fields) == (400, "bad_request", [field])
    assert not service.calls


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("amount_min=5", "currency"),
        ("amount_max=5&currency=SEK,EUR", "currency"),
        ("amount_min=9&amount_max=5&currency=SEK", "amount_max"),
        ("from=2026-11-02T00:00:00Z&to=2026-11-01T00:00:00Z", "to"),
        ("settled_from=2026-11-02T00:00:00Z&settled_to=2026-11-01T00:00:00Z", "settled_to"),
        ("q=4242 4242 4242 4242", "q"),
    ],
)
def test_what_does_not_go_together_is_422_and_named(
    service: FakeUpstream, elin: Client, query: str, field: str, capfd: pytest.CaptureFixture[str]
) -> None:
    response = elin.get(f"/api/v1/transactions?{quote(query, safe='=&,:')}")

    assert problem(response) == (422, "validation_failed", [field])
    assert b"4242" not in response.content
    logged = capfd.readouterr()
    assert "4242" not in logged.out + logged.err
    assert not service.calls


def test_a_cursor_of_another_list_is_400(upstream: FakeUpstream, elin: Client) -> None:
    upstream.on("GET", LIST, status=400, json=build.problem(400, "cursor_mismatch"))

    status, code, _ = problem(elin.get("/api/v1/transactions?cursor=Zm9yZ2Vk"))

    assert (status, code) in {(400, "cursor_mismatch"), (400, "bad_request")}


def test_searching_has_a_limit_and_reading_on_does_not(service: FakeUpstream, elin: Client) -> None:
    answers = [elin.get("/api/v1/transactions?q=kaffe") for _ in range(61)]

    assert {answer.status_code for answer in answers[:60]} == {200}
    assert problem(answers[60])[:2] == (429, "rate_limited")
    assert 0 < int(answers[60].headers["Retry-After"]) <= 60
    assert elin.get("/transactions?q=kaffe").status_code == 429
    assert elin.get("/api/v1/transactions?type=payment").status_code == 200


@pytest.mark.parametrize("path", [path for path in EVERY if path != "/api/v1/transactions"])
def test_an_unknown_parameter_is_400_everywhere(service: FakeUpstream, elin: Client, path: str) -> None:
    assert problem(elin.get(f"{path}?fields=id")) == (400, "bad_request", ["fields"])


@pytest.mark.parametrize("path", EVERY)
def test_a_visitor_is_told_to_sign_in(service: FakeUpstream, visitor: Client, path: str) -> None:
    status, code, _ = problem(visitor.get(path))

    assert (status, code) == (401, "session_required")
    assert not service.calls


@pytest.mark.parametrize("path", [path for path in EVERY if path != "/api/v1/capabilities"])
def test_somebody_elses_answer_is_never_passed_on(service: FakeUpstream, omar: Client, path: str) -> None:
    if path.endswith("/events"):
        service.on("GET", f"{LIST}/tx_1/events", status=404, json=build.problem(404, "not_found"))
    response = omar.get(path)

    assert response.status_code == (404 if path.endswith("/events") else 502)
    assert b"Elin" not in response.content
    assert b"Kaffe" not in response.content


@pytest.mark.parametrize(
    "path", ["/api/v1/accounts/acc_x", "/api/v1/transactions/tx_x", "/api/v1/transactions/tx_x/events"]
)
def test_an_id_that_is_absent_or_foreign_is_404(upstream: FakeUpstream, elin: Client, path: str) -> None:
    upstream.on("GET", path.removeprefix("/api"), status=404, json=build.problem(404, "not_found"))

    assert problem(elin.get(path))[:2] == (404, "not_found")


@pytest.mark.parametrize("path", EVERY)
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_only_reading_is_possible(elin: Client, path: str, method: str) -> None:
    assert getattr(elin, method)(path).status_code in {403, 405}


@pytest.mark.parametrize("path", EVERY)
@pytest.mark.parametrize(
    ("fault", "status"),
    [
        ({"status": 503}, 503),
        ({"status": 500}, 502),
        ({"raw": b"<html>oops</html>", "headers": {"Content-Type": "text/html"}}, 502),
        ({"json": {"data": [{"id": 5}], "amount": "1e400"}}, 502),
    ],
)
def test_the_service_in_trouble_is_told_as_that(
    upstream: FakeUpstream, elin: Client, path: str, fault: dict[str, Any], status: int
) -> None:
    given = {"json": build.problem(fault["status"], "internal"), **fault} if "status" in fault else fault
    upstream.on("GET", path.removeprefix("/api"), **given)

    answer = elin.get(path)

    assert problem(answer)[0] == status
    assert b"Upstream" not in answer.content


def test_the_last_copy_serves_an_outage_and_says_of_when(service: FakeUpstream, elin: Client) -> None:
    before = elin.get("/api/v1/transactions").json()
    from selfcare.upstream.cache import mark_stale

    mark_stale("cus_elin")
    service.on("GET", LIST, status=503, json=build.problem(503, "maintenance"))

    after = elin.get("/api/v1/transactions").json()

    assert (after["data"], after["as_of"]) == (before["data"], before["as_of"])


def test_a_filtered_list_is_never_an_old_copy_of_another(service: FakeUpstream, elin: Client) -> None:
    elin.get("/api/v1/transactions")
    service.on("GET", LIST, status=503, json=build.problem(503, "maintenance"))

    assert elin.get("/api/v1/transactions?type=deposit").status_code == 503
    assert elin.get("/api/v1/transactions?limit=5").status_code == 503
