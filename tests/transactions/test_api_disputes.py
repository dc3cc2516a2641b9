"""Disputes for programs: once per key, followed when nobody knows, nobody else's."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.builders import payments
from tests.fake_upstream import FakeUpstream
from tests.people import ELIN, OMAR, signed_in
from tests.transactions.disputes import ABOUT, ALL, AMOUNT, MINE, MISSING, ONE, ORDER, STEPS, TX, Service, post
from transactions.models import Intent, State

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_stores")]


@pytest.fixture
def service(upstream: FakeUpstream) -> Service:
    return Service(upstream)


@pytest.fixture
def elin(service: Service) -> Client:
    return signed_in(ELIN)


WRITES: list[tuple[str, str, dict[str, Any]]] = [
    (ABOUT, f"{TX}/disputes", ORDER),
    (ALL, "/payments/v1/disputes", MISSING),
    *((f"{MINE}/{step}", f"{ONE}/{step}", body) for step, body in STEPS.items()),
]
NAMES = ["about", "missing", *STEPS]


@pytest.mark.parametrize(("path", "upstream_path", "body"), WRITES, ids=NAMES)
def test_a_repeat_has_the_same_answer_and_is_not_sent_again(
    elin: Client, service: Service, path: str, upstream_path: str, body: dict[str, Any]
) -> None:
    first, again = post(elin, path, body), post(elin, path, body)
    assert (first.status_code, first.json()) == (again.status_code, again.json())
    assert first.get("Location") == again.get("Location")
    assert ("Idempotent-Replayed" in first, again["Idempotent-Replayed"]) == (False, "true")
    assert [call.path for call in service.upstream.calls if call.method == "POST"] == [upstream_path]
    assert service.asked == [body]
    assert post(elin, path, body, "key-2").status_code == first.status_code
    assert len(service.made) == 2


def test_what_is_opened_is_told_where_it_is(elin: Client) -> None:
    answer = post(elin, ABOUT, {**ORDER, "note": "<b>It</b> never came.", "attachments": ["upl_1"]})
    assert (answer.status_code, answer["Location"]) == (201, MINE)
    assert (answer.json()["id"], answer.json()["amount"], answer.json()["status"]) == ("dsp_1", AMOUNT, "open")


@pytest.mark.parametrize(
    ("path", "other"),
    [
        (ABOUT, {**ORDER, "reason": "duplicate"}),
        (ABOUT, {**ORDER, "attachments": ["upl_9"]}),
        (ALL, {**MISSING, "occurred_on": "2026-11-10"}),
        (f"{MINE}/messages", {"text": "Something else."}),
        (f"{MINE}/answer", {"accept": False}),
    ],
)
def test_something_else_under_the_same_key_is_refused(
    elin: Client, service: Service, path: str, other: dict[str, Any]
) -> None:
    body = next(body for known, _upstream, body in WRITES if known == path)
    post(elin, path, body)
    answer = post(elin, path, other)
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")
    assert service.asked == [body]


@pytest.mark.parametrize(("path", "upstream_path", "body"), WRITES, ids=NAMES)
def test_an_unknown_outcome_is_202_and_followed(
    elin: Client, service: Service, path: str, upstream_path: str, body: dict[str, Any]
) -> None:
    service.fails(upstream_path, 504, "upstream_timeout")
    answer = post(elin, path, body)
    assert (answer.status_code, answer.json()["status"], answer["Retry-After"]) == (202, "confirming", "2")
    place = answer["Location"]
    assert elin.get(place).json()["status"] == "confirming"
    Intent.objects.update(state=State.DONE, result_id="dsp_1")
    told = elin.get(place).json()
    assert (told["status"], told["dispute_id"]) == ("accepted", "dsp_1")
    assert post(elin, path, body).json()["id"] == "dsp_1"
    Intent.objects.update(state=State.REFUSED, problem="invalid_state")
    assert (elin.get(place).json()["status"], elin.get(place).json()["problem"]) == ("refused", "invalid_state")
    assert post(elin, path, body).status_code == 409
    assert signed_in(OMAR).get(place).status_code == 404
    assert Client().get(place).status_code == 401


@pytest.mark.parametrize(("path", "upstream_path", "body"), WRITES, ids=NAMES)
def test_one_that_is_on_its_way_is_409(
    elin: Client, service: Service, path: str, upstream_path: str, body: dict[str, Any]
) -> None:
    post(elin, path, body)
    Intent.objects.update(state=State.SENDING)
    answer = post(elin, path, body)
    assert (answer.status_code, answer.json()["code"], answer["Retry-After"]) == (409, "idempotency_in_progress", "1")
    assert [call.path for call in service.upstream.calls if call.method == "POST"] == [upstream_path]


@pytest.mark.parametrize(("path", "upstream_path", "body"), WRITES, ids=NAMES)
@pytest.mark.parametrize(
    ("status", "code"), [(409, "invalid_state"), (404, "not_found"), (501, "capability_unavailable")]
)
def test_what_the_service_refuses_keeps_its_name(  # noqa: PLR0917 - a table
    elin: Client, service: Service, path: str, upstream_path: str, body: dict[str, Any], status: int, code: str
) -> None:
    service.fails(upstream_path, status, code)
    for _ in range(2):
        answer = post(elin, path, body)
        assert (answer.status_code, answer.json()["code"]) == (status, code)


@pytest.mark.parametrize(("path", "upstream_path", "body"), WRITES, ids=NAMES)
def test_nothing_is_sent_without_a_key_a_session_or_the_right_method(
    elin: Client, service: Service, path: str, upstream_path: str, body: dict[str, Any]
) -> None:
    assert upstream_path
    assert post(elin, path, body, None).json()["code"] == "idempotency_key_missing"
    assert post(elin, path, body, "with space").json()["errors"][0]["pointer"] == "Idempotency-Key"
    assert (post(Client(), path, body).status_code, post(Client(), path, body).json()["code"]) == (
        401,
        "session_required",
    )
    for method in ("put", "patch", "delete"):
        answer = getattr(elin, method)(path, body, "application/json")
        assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")
    assert service.asked == []


def test_a_step_is_no_page(elin: Client) -> None:
    for path in (ABOUT, *(f"{MINE}/{step}" for step in STEPS)):
        assert elin.get(path).status_code == 405


@pytest.mark.parametrize("path", [f"{MINE}/{step}" for step in STEPS])
def test_the_other_customers_dispute_is_absent(service: Service, path: str) -> None:
    service.upstream.on("GET", ONE, json=payments.problem(404, "not_found"), status=404)
    body = STEPS[path.rpartition("/")[2]]
    omar = signed_in(OMAR)
    for answer in (omar.get(MINE), post(omar, path, body)):
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert (service.asked, Intent.objects.count()) == ([], 0)


def test_the_other_customers_transaction_is_absent(service: Service) -> None:
    service.upstream.on("GET", TX, json=payments.problem(404, "not_found"), status=404)
    answer = post(signed_in(OMAR), ABOUT, ORDER)
    assert (answer.status_code, service.asked, Intent.objects.count()) == (404, [], 0)


def test_a_service_that_hands_out_somebody_elses_is_not_believed(service: Service) -> None:
    """Elin's dispute, answered to Omar: its words must not reach him."""
    answer = signed_in(OMAR).get(MINE)
    assert (answer.status_code, b"Kronhamn" in answer.content) == (502, False)


def test_the_list_and_one_of_it_are_the_customers_words(elin: Client) -> None:
    listed = elin.get(f"{ALL}?status=open&status=needs_info&transaction_id=tx_1").json()
    assert [each["id"] for each in listed["data"]] == ["dsp_1"]
    one = elin.get(MINE)
    assert (one.json()["offer"]["amount"]["value"], one.json()["messages"][0]["from"]) == (93600, "customer")
    assert elin.get(MINE, headers={"If-None-Match": one["ETag"]}).status_code == 304


@pytest.mark.parametrize("code", ["upstream_unavailable", "upstream_error"])
def test_a_service_that_is_away_is_told(elin: Client, service: Service, code: str) -> None:
    service.upstream.on("GET", ONE, json=payments.problem(503, code), status=503)
    assert elin.get(MINE).status_code in {502, 503}
    assert post(elin, f"{MINE}/answer", {"accept": True}).status_code in {502, 503}
    assert service.asked == []
