"""deploy/contracts/{auth,payments}.yaml against the running services, and our builders against the documents."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from tests.builders import auth, payments
from tests.contract.conftest import running_sandbox
from tests.contract.documents import contract, operation_of
from tests.contract.walk import Seen, walk

SERVICES = ("auth", "payments", "merchant")
REF = "#/components/schemas/"


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> list[Seen]:
    """A walk of a sandbox of its own: it signs the customer out everywhere."""
    with running_sandbox(tmp_path_factory.mktemp("walked")) as url:
        return walk(url)


@pytest.mark.parametrize("service", SERVICES)
def test_it_is_valid_openapi(service: str) -> None:
    OpenAPIV31SpecValidator(contract(service).document).validate()


def test_every_answer_of_a_walk_is_as_declared(seen: list[Seen]) -> None:
    found = [
        f"{each.method} {each.path} {difference}"
        for each in seen
        for difference in contract(each.service).answer_differences(
            operation_of(each), each.status, each.headers, each.document
        )
    ]
    assert found == []


def test_the_walk_saw_every_operation_and_each_kind_of_refusal(seen: list[Seen]) -> None:
    told = {(each.service, operation_of(each)["operationId"]) for each in seen if each.status < 300}
    declared = {(service, name) for service in SERVICES for name in contract(service).operations}
    assert declared - told == {("auth", "authentication_resend")}  # a code may be sent again after 30 s only
    assert {each.status for each in seen} >= {200, 201, 204, 304, 400, 401, 404, 422, 429}
    codes = {each.document["code"] for each in seen if each.document and "code" in each.document}
    assert codes >= {"step_up_required", "idempotency_key_missing", "idempotency_key_reused", "cursor_mismatch"}
    assert any("Idempotent-Replayed" in each.headers for each in seen)


def test_members_a_request_does_not_know_are_refused_as_the_document_says(seen: list[Seen]) -> None:
    unknown = [each for each in seen if each.sent and {"colour", "nickname"} & set(each.sent)]
    assert len(unknown) == 2
    for each in unknown:
        (media,) = operation_of(each)["requestBody"]["content"].values()
        assert contract(each.service).differences(media["schema"], each.sent, closed=False)
        assert (each.status, each.document["errors"][0]["code"]) == (422, "unknown")


def test_every_example_is_as_its_schema_says() -> None:
    for service in SERVICES:
        wrong = [
            difference
            for content in contents(contract(service).document)
            if "example" in content
            for difference in contract(service).differences(content["schema"], content["example"], closed=True)
        ]
        assert wrong == []
    deposit = contract("payments").operations["deposit_create"]
    assert deposit["responses"]["201"]["content"]["application/json"]["example"]["status"] == "requires_action"


def contents(value: Any) -> Iterator[dict[str, Any]]:
    """Yield every media type of a document."""
    if isinstance(value, dict):
        if "schema" in value:
            yield value
        for each in value.values():
            yield from contents(each)


@pytest.mark.parametrize(
    ("name", "build"),
    [
        ("Transaction", payments.transaction),
        ("Transaction", payments.deposit),
        ("Account", payments.account),
        ("Instrument", payments.instrument),
        ("TransactionEvent", payments.event),
        ("Capabilities", payments.capabilities),
        ("Summary", lambda: payments.summaries(payments.summary())),
        ("Quote", payments.quote),
        ("RefundRequest", payments.refund_request),
        ("Dispute", payments.dispute),
        ("Upload", payments.upload),
        ("Page_Dispute_", lambda: payments.page([payments.dispute()])),
        ("Page_RefundRequest_", lambda: payments.page([payments.refund_request()])),
        ("Problem", lambda: payments.problem(404, "not_found")),
        ("Page_Account_", lambda: payments.page([payments.account()])),
        ("CountedPage_Transaction_", lambda: payments.page([payments.transaction()], total=1, total_is_capped=False)),
    ],
)
def test_what_the_payments_builders_make_fits(name: str, build: Callable[[], Any]) -> None:
    assert contract("payments").differences({"$ref": f"{REF}{name}"}, build()) == []


@pytest.mark.parametrize(
    ("name", "build"),
    [
        ("Customer", auth.customer),
        ("TokenAnswer", auth.token),
        ("Authentication", auth.authentication),
        ("Authentication", lambda: auth.authentication("challenge", challenges=[auth.challenge()])),
    ],
)
def test_what_the_auth_builders_make_fits(name: str, build: Callable[[], Any]) -> None:
    assert contract("auth").differences({"$ref": f"{REF}{name}"}, build()) == []


def test_a_difference_is_found() -> None:
    document, schema = contract("payments"), {"$ref": f"{REF}Transaction"}
    assert document.differences(schema, payments.transaction(colour="red"))
    assert document.differences(schema, payments.transaction(status="held_by_scheme"))
    assert document.differences(schema, payments.transaction(colour="red"), closed=False) == []
    assert document.differences(schema, payments.transaction(version="3"), closed=False)
