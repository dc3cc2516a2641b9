"""A card number in any field that searches is refused: it is not repeated, not sent on, and in no address after."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote, unquote_plus

import pytest
from django.test import Client

from selfcare.stores import sessions
from tests.builders import payments as build
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
PART = {"HX-Request": "true", "HX-Target": "tx-results"}
FIELDS = ["q", "tag", "min", "max", "from", "to", "type", "status", "currency"]


@pytest.fixture(autouse=True)
def _service(upstream: FakeUpstream) -> None:
    serve(upstream, [row(1)])
    upstream.on("GET", "/payments/v1/instruments", json=build.page([build.instrument()]))


def hidden(answer: Any) -> bool:
    text = answer.content.decode()
    return not any(sign in text or sign in unquote_plus(str(dict(answer.headers))) for sign in SIGNS)


def led(client: Client, path: str, query: dict[str, str]) -> tuple[list[str], Any]:
    """Every address that a visitor is led to from there, and what stands at the last one."""
    led_to: list[str] = []
    answer: Any = client.get(path, query)
    while answer.status_code == 303:
        assert hidden(answer)
        led_to.append(answer["Location"])
        answer = client.get(answer["Location"])
    return led_to, answer


def kept() -> str:
    store = sessions()
    return repr([(key, store.get(key)) for key in store.scan_iter("*") if store.type(key) == b"string"])


@pytest.mark.parametrize("written", WRITTEN)
@pytest.mark.parametrize("field", FIELDS)
def test_the_list_leads_to_the_address_without_it_and_says_so_there(
    upstream: FakeUpstream, field: str, written: str
) -> None:
    client = signed_in()
    for headers in ({}, PART):
        sent = {field: written, "merchant": "mer_1", "view": "all"}
        moved: Any = client.get("/transactions", sent, headers=headers)
        assert (moved.status_code, moved["Location"]) == (303, f"/transactions?merchant=mer_1&view=all&refused={field}")
        assert (moved.content, hidden(moved)) == (b"", True)
        refused: Any = client.get(moved["Location"], headers=headers)
        assert (refused.status_code, hidden(refused)) == (422, True)
        assert b"looks like a card number" in refused.content
        assert refused["HX-Push-Url"] == "false"
    assert not [call for call in upstream.calls if call.path.endswith("/transactions") and field in call.query]
    assert not any(sign in kept() for sign in SIGNS)


def test_what_else_was_asked_for_stays_in_the_form_and_goes_on_from_there() -> None:
    client = signed_in()
    (*_, last), _ = led(client, "/transactions", {"q": PAN, "type": "payment", "merchant": ""})
    assert last == "/transactions?type=payment&refused=q"
    page = PageClient(client).get(last)
    assert (page.one("#q").get("value"), page.one("#f-type option[selected]").get("value")) == ("", "payment")
    assert page.one("#q").get("aria-invalid") == "true"
    assert not [link for link in page.all("a") if "refused" in (link.get("href") or "")]


def test_a_refused_search_opens_no_view_and_shows_no_rows() -> None:
    client = signed_in()
    view = {"name": "Mine", "filter": {"type": "payment"}, "opens_first": True}
    made = client.post("/api/v1/views", json.dumps(view), content_type="application/json")
    assert made.status_code == 201, made.content
    _, answer = led(client, "/transactions", {"q": PAN})
    assert (answer.status_code, b'class="tx"' in answer.content) == (422, False)


@pytest.mark.parametrize(
    "written",
    [
        *[PAN, "4242 4242 4242 4242", "kort 4242-4242-4242-4242 tack"],
        *["4242\u20094242\u20114242.4242 12/27", "\uff14\uff12\uff14\uff12 4242 4242 4242"],
    ],
)
def test_no_line_of_the_log_holds_it(written: str, capfd: pytest.CaptureFixture[str]) -> None:
    addresses, answer = led(signed_in(), "/transactions", {"q": written})
    assert (addresses, answer.status_code) == (["/transactions?refused=q"], 422)
    logged = capfd.readouterr()
    assert '"status":422' in logged.out
    assert "4242" not in logged.out + logged.err


def test_a_marker_names_only_fields_that_people_type_into() -> None:
    for marker in ("merchant", "nothing", "<b>", "", "after,view"):
        assert signed_in().get("/transactions", {"refused": marker, "view": "all"}).status_code == 200


def test_a_merchants_id_may_be_a_row_of_figures(upstream: FakeUpstream) -> None:
    assert signed_in().get("/transactions", {"merchant": PAN}).status_code == 200
    assert upstream.calls[-1].query


@pytest.mark.parametrize("written", WRITTEN)
@pytest.mark.parametrize(
    ("path", "field"),
    [
        *[("/find-charge", name) for name in ("amount", "date", "text")],
        *[("/cases/new/charge", name) for name in ("amount", "date", "text", "note")],
        *[("/statements/period", name) for name in ("from", "to")],
        *[(path, "amount") for path in ("/deposit", "/deposit/method", "/deposit/review")],
        ("/check", "word"),
    ],
)
def test_every_form_that_asks_by_its_address_does_likewise(path: str, field: str, written: str) -> None:
    client = signed_in()
    moved: Any = client.get(path, {field: written, "account": PAN})
    assert (moved.status_code, moved["Location"]) == (303, f"{path}?account={PAN}&refused={field}")
    page = PageClient(client).get(f"{path}?refused={field}")
    assert (page.status, hidden(page.response)) == (422, True)
    assert page.one(f"[name={field}]").get("aria-invalid") == "true"
    assert "looks like a card number" in page.text


@pytest.mark.parametrize("written", WRITTEN)
@pytest.mark.parametrize("field", ["q", "tag", "min"])
@pytest.mark.parametrize("path", ["/views/new", "/exports"])
def test_what_goes_on_from_the_list_goes_back_there_to_say_so(path: str, field: str, written: str) -> None:
    client = signed_in()
    (*_, last), answer = led(client, path, {"type": "payment", field: written})
    assert (last, answer.status_code, hidden(answer)) == (f"/transactions?type=payment&refused={field}", 422, True)


@pytest.mark.parametrize("written", WRITTEN)
@pytest.mark.parametrize("field", ["q", "tag", "min"])
def test_a_view_of_it_is_not_saved_and_not_led_back_to(field: str, written: str) -> None:
    answer: Any = signed_in().post("/views/new", {"type": "payment", field: written, "name": "Mine"})
    assert (answer.status_code, answer["Location"]) == (303, "/transactions?type=payment")


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
@pytest.mark.parametrize(
    ("path", "field"), [("/transactions", "q"), ("/find-charge", "text"), ("/views/new", "q"), ("/exports", "tag")]
)
def test_signing_in_leads_back_without_it(path: str, field: str, written: str) -> None:
    (clean, login), answer = led(Client(), path, {field: written, "type": "payment"})
    assert clean == f"{path}?type=payment&refused={field}"
    assert login == f"/login?next={quote(clean, safe='/')}"
    assert hidden(answer)


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
