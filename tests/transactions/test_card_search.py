"""A card number in any field that searches is refused: it is not repeated, not sent on, and in no address after."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import unquote_plus

import pytest

from selfcare.stores import sessions
from tests.fake_upstream import FakeUpstream
from tests.page import PageClient
from tests.people import signed_in
from tests.transactions.labelled import row, serve
from transactions.models.notes import LONGEST_TAG

pytestmark = pytest.mark.usefixtures("empty_stores")
PAN = "4242424242424242"
ARABIC = PAN.translate({ord(str(number)): 0x660 + number for number in range(10)})
WIDE = PAN.translate({ord(str(number)): 0xFF10 + number for number in range(10)})
WRITTEN = [PAN, "4242 4242 4242 4242", "4242-4242-4242-4242", WIDE, f"paid with {ARABIC}"]
SIGNS = [PAN, "4242 4242", "4242-4242", WIDE, ARABIC]
FIELDS = ["q", "tag", "min", "max", "from", "to", "type", "status", "currency"]


@pytest.fixture(autouse=True)
def _service(upstream: FakeUpstream) -> None:
    serve(upstream, [row(1)])


def hidden(answer: Any) -> bool:
    text = answer.content.decode()
    return not any(sign in text or sign in unquote_plus(str(dict(answer.headers))) for sign in SIGNS)


def kept() -> str:
    store = sessions()
    return repr([(key, store.get(key)) for key in store.scan_iter("*") if store.type(key) == b"string"])


@pytest.mark.parametrize("written", WRITTEN)
@pytest.mark.parametrize("field", FIELDS)
def test_the_list_refuses_it_in_each_of_its_fields(upstream: FakeUpstream, field: str, written: str) -> None:
    client = signed_in()
    for query in ({field: written}, {field: written, "merchant": ""}):
        answer: Any = client.get("/transactions", query)
        assert (answer.status_code, hidden(answer)) == (422, True)
    part = client.get("/transactions", {field: written}, headers={"HX-Request": "true", "HX-Target": "tx-results"})
    assert (part.status_code, part["HX-Push-Url"], hidden(part)) == (422, "false", True)
    assert not [call for call in upstream.calls if call.path.endswith("/transactions") and field in call.query]
    assert not any(sign in kept() for sign in SIGNS)


@pytest.mark.parametrize("written", WRITTEN)
@pytest.mark.parametrize("field", ["q", "tag", "min"])
def test_a_view_of_it_is_not_saved_and_not_led_back_to(field: str, written: str) -> None:
    client = signed_in()
    sent = {"type": "payment", field: written}
    for answer in (client.get("/views/new", sent), client.post("/views/new", {**sent, "name": "Mine"})):
        assert (answer.status_code, answer["Location"]) == (303, "/transactions?type=payment")
    assert hidden(client.get("/exports", sent))


@pytest.mark.parametrize("written", WRITTEN)
@pytest.mark.parametrize("field", ["q", "reference", "tag"])
def test_programs_are_refused_it_in_each_parameter(upstream: FakeUpstream, field: str, written: str) -> None:
    client = signed_in()
    for path in ("/api/v1/transactions", "/api/v1/summaries"):
        answer = client.get(path, {field: written, **({"by": "none"} if "sum" in path else {})})
        (wrong,) = answer.json()["errors"]
        too_long = field == "tag" and len(written) > LONGEST_TAG
        assert (answer.status_code, wrong["code"] == "card") == ((400, False) if too_long else (422, True))
        assert hidden(answer)
    assert not [call for call in upstream.calls if field in call.query]


@pytest.mark.parametrize("written", WRITTEN)
def test_programs_are_refused_it_in_bodies_and_in_names(written: str) -> None:
    client = signed_in()
    bodies = {
        "/api/v1/charge-searches": {"amount": "62.00", "text": written},
        "/api/v1/views": {"name": "Mine", "filter": {"q": written}},
        "/api/v1/exports": {"format": "csv", "filter": {"q": written}},
    }
    for path, body in bodies.items():
        headers = {"Idempotency-Key": "card-0123456789abcdef"}
        answer = client.post(path, json.dumps(body), content_type="application/json", headers=headers)
        assert 400 <= answer.status_code < 500, path
        assert hidden(answer), path
    unknown = client.get("/api/v1/transactions", {written: "1"})
    assert (unknown.status_code, hidden(unknown)) == (400, True)


@pytest.mark.parametrize("written", WRITTEN)
@pytest.mark.parametrize("path", ["/transactions", "/find-charge", "/views/new", "/exports"])
def test_signing_in_leads_back_without_it(path: str, written: str) -> None:
    from django.test import Client

    answer: Any = Client().get(path, {"q": written, "text": written, "type": "payment"})
    assert answer.status_code in {302, 303}
    assert hidden(answer)
    assert "payment" in answer["Location"]


def test_an_error_page_does_not_repeat_it(upstream: FakeUpstream) -> None:
    upstream.on("GET", "/payments/v1/accounts", status=503, json={"status": 503, "code": "upstream_unavailable"})
    for path in (f"/transactions/{PAN}", f"/nothing?q={PAN}", f"/{PAN}"):
        upstream.on("GET", f"/payments/v1/transactions/{PAN}", status=404, json={"status": 404, "code": "not_found"})
        upstream.on(
            "GET", f"/payments/v1/transactions/{PAN}/events", status=404, json={"status": 404, "code": "not_found"}
        )
        page = PageClient(signed_in()).get(path)
        assert page.status == 404
        assert PAN not in page.text
