"""Control over HTTP: clock, reset, scenarios, events, and the page for people."""

from __future__ import annotations

import http.client
import json
import re
import time
import urllib.parse
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from standardwebhooks import Webhook
from standardwebhooks.webhooks import WebhookVerificationError

from sandbox.control.domain.faults import Kind
from sandbox.control.services import SCENARIOS
from tests.sandbox.control.conftest import Platform, Reply, free_port, started

pytestmark = pytest.mark.live

SECRET = "whsec_bG9jYWxob3N0LW9ubHktaG9vay1zZWNyZXQtMzI="
OMAR = "omar@selfcare.example"


def put(platform: Platform, path: str, body: Any) -> Any:
    answer = platform.call("PUT", f"/_sandbox/{path}", body)
    assert answer.status == 200, answer.body
    return answer.json


def deposit(platform: Platform, token: str, key: str) -> Any:
    order = {
        "amount": {"value": 10_000, "currency": "SEK"},
        "instrument_id": "ins_omar_norr",
        "account_id": "acc_omar_sek",
        "return_url": "http://localhost:8000/deposit/return",
    }
    return platform.call("POST", "/payments/v1/deposits", order, Authorization=f"Bearer {token}", Idempotency_Key=key)


def approve(platform: Platform, started: Any) -> None:
    url = urllib.parse.urlsplit(started.json["next_action"]["url"])
    token = urllib.parse.parse_qs(url.query)["t"][0]
    answer = post_form(platform, url.path, t=token, decision="approve")
    assert answer.status == 303


def post_form(platform: Platform, path: str, **fields: str) -> Any:
    connection = http.client.HTTPConnection("127.0.0.1", platform.port, timeout=10)
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "text/html"}
    connection.request("POST", path, urllib.parse.urlencode(fields), headers)
    answer = connection.getresponse()
    reply = Reply(answer.status, dict(answer.headers), answer.read())
    connection.close()
    return reply


def status(platform: Platform, token: str, tx: str) -> str:
    answer = platform.call("GET", f"/payments/v1/transactions/{tx}", Authorization=f"Bearer {token}")
    found: str = answer.json["status"]
    return found


def eventually(read: Any, wanted: Any) -> None:
    for _ in range(300):
        if read() == wanted:
            return
        time.sleep(0.2)
    assert read() == wanted


def test_the_clock_can_be_set_shifted_and_frozen(platform: Platform) -> None:
    put(platform, "clock", {"now": "2027-02-28T23:59:59+01:00", "frozen": True})
    assert put(platform, "clock", {"shift_seconds": 1, "frozen": True})["now"] == "2027-02-28T23:00:00.000Z"
    shown = platform.call("GET", "/_sandbox/clock").json
    assert (shown["now"], shown["frozen"]) == ("2027-02-28T23:00:00.000Z", True)
    running_on = put(platform, "clock", {"shift_seconds": -3600})
    assert running_on["now"].startswith("2027-02-28T22:00:0")
    assert put(platform, "clock", {"real": True})["ahead_seconds"] == 0


@pytest.mark.parametrize(
    ("order", "pointer"),
    [
        ({"now": "2027-02-28T23:59:59"}, "/now"),
        ({"now": "soon"}, "/now"),
        ({"now": "1999-01-01T00:00:00Z"}, "/now"),
        ({"shift_seconds": 86_400 * 365 * 90}, "/shift_seconds"),
        ({"shift_seconds": "1"}, "/shift_seconds"),
        ({"speed": 2}, "/speed"),
    ],
)
def test_a_clock_that_cannot_be_is_refused(platform: Platform, order: Any, pointer: str) -> None:
    answer = platform.call("PUT", "/_sandbox/clock", order)
    assert (answer.status, answer.json["errors"][0]["pointer"]) == (422, pointer)


def test_the_clock_survives_a_restart(tmp_path: Path, platform: Platform) -> None:
    first, second = free_port(), free_port()
    with started(first, tmp_path, "--control", "on"):
        put(Platform(first, platform.hook), "clock", {"now": "2027-06-01T12:00:00Z", "frozen": True})
    with started(second, tmp_path, "--control", "on"):
        shown = Platform(second, platform.hook).call("GET", "/_sandbox/clock").json
    assert shown["now"] == "2027-06-01T12:00:00.000Z"


def test_a_transfer_pending_for_two_days(platform: Platform) -> None:
    token = platform.token(OMAR)
    put(platform, "scenarios", {"name": "bank_pending_two_days"})
    begun = deposit(platform, token, "two-days")
    approve(platform, begun)
    tx = begun.json["id"]
    eventually(lambda: status(platform, token, tx), "pending")
    put(platform, "clock", {"shift_seconds": 2 * 86_400 - 60})
    token = platform.token(OMAR)
    assert status(platform, token, tx) == "pending"
    put(platform, "clock", {"shift_seconds": 60})
    eventually(lambda: status(platform, token, tx), "succeeded")


@pytest.mark.parametrize(("name", "ends"), [("bank_declines", "declined"), ("bank_late", "pending")])
def test_what_the_bank_does_with_the_next_transfer(platform: Platform, name: str, ends: str) -> None:
    token = platform.token(OMAR)
    put(platform, "scenarios", {"name": name})
    begun = deposit(platform, token, name)
    approve(platform, begun)
    eventually(lambda: status(platform, token, begun.json["id"]), ends)


def test_a_transfer_that_comes_back(platform: Platform) -> None:
    token = platform.token(OMAR)
    put(platform, "scenarios", {"name": "bank_returns"})
    begun = deposit(platform, token, "returns")
    approve(platform, begun)
    eventually(lambda: status(platform, token, begun.json["id"]), "succeeded")
    put(platform, "clock", {"shift_seconds": 61})
    settled = f"/payments/v1/transactions/{begun.json['id']}"
    bearer: dict[str, Any] = {"Authorization": f"Bearer {token}"}
    eventually(lambda: platform.call("GET", settled, **bearer).json["settlement"]["state"], "settled")
    put(platform, "clock", {"shift_seconds": 121})
    eventually(lambda: status(platform, token, begun.json["id"]), "reversed")


def test_a_limit_that_is_reached_and_given_back_by_a_reset(platform: Platform) -> None:
    token = platform.token(OMAR)
    put(platform, "scenarios", {"name": "limit_reached", "customer_id": "cus_omar"})
    refused = deposit(platform, token, "limit")
    assert (refused.status, refused.json["code"]) == (422, "limit_exceeded")
    platform.faults({"service": "payments", "kind": "error"})
    reset = platform.call("POST", "/_sandbox/reset", seconds=30)
    assert (reset.status, reset.json["faults"], reset.json["clock"]["ahead_seconds"]) == (200, [], 0)
    assert platform.call("GET", "/payments/v1/accounts", Authorization=f"Bearer {token}").status == 401
    token = platform.token(OMAR)
    assert deposit(platform, token, "limit").status == 201


def test_a_scenario_or_customer_that_does_not_exist(platform: Platform) -> None:
    unknown = platform.call("PUT", "/_sandbox/scenarios", {"name": "flood"})
    assert (unknown.status, unknown.json["errors"][0]["pointer"]) == (422, "/name")
    nobody = platform.call("PUT", "/_sandbox/scenarios", {"name": "limit_reached", "customer_id": "cus_x"})
    assert (nobody.status, nobody.json["errors"][0]["pointer"]) == (422, "/customer_id")


@pytest.mark.parametrize(
    ("variant", "count", "valid"),
    [("plain", 1, True), ("duplicate", 2, True), ("stale", 1, False), ("forged", 1, False)],
)
def test_an_event_is_sent_now(platform: Platform, variant: str, count: int, valid: bool) -> None:
    put(platform, "clock", {"shift_seconds": 3 * 86_400})  # signatures keep to the real time
    platform.hook.came.clear()
    order = {"type": "transaction.updated", "customer_id": "cus_elin", "variant": variant}
    sent = platform.call("POST", "/_sandbox/events", order).json
    assert sent["answers"] == [204] * count
    came = [(headers, body) for headers, body in platform.hook.came if headers["webhook-id"] == sent["id"]]
    assert len(came) == count
    assert json.loads(came[0][1])["data"]["object"]["id"] == sent["subject"]
    assert _verifies(*came[0]) is valid


def _verifies(headers: dict[str, str], body: bytes) -> bool:
    try:
        Webhook(SECRET).verify(body, headers)
    except WebhookVerificationError:
        return False
    return True


def test_an_event_about_nothing_is_refused(platform: Platform) -> None:
    answer = platform.call("POST", "/_sandbox/events", {"subject": "tx_none"})
    assert (answer.status, answer.json["errors"][0]["pointer"]) == (422, "/subject")
    assert platform.call("POST", "/_sandbox/events", {"type": "x"}).status == 422


def test_the_page_says_how_things_stand(platform: Platform) -> None:
    platform.faults({"service": "auth", "kind": "drip", "times": 7})
    page = platform.call("GET", "/_sandbox", Accept="text/html")
    html = page.body.decode()
    assert page.headers["Content-Type"].startswith("text/html")
    assert "auth any method /: drip, 7 to come" in html
    assert "script" not in html
    assert " style=" not in html
    assert page.headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'self'")
    assert platform.call("GET", "/_sandbox/control.css").headers["Content-Type"].startswith("text/css")
    shown = platform.call("GET", "/_sandbox", Accept="application/json").json
    assert set(shown) == {"clock", "faults", "scenarios", "bank_rules", "hook_url"}


def test_every_field_of_the_page_has_a_label(platform: Platform) -> None:
    html = platform.call("GET", "/_sandbox", Accept="text/html").body.decode()
    fields = re.findall(r'<(?:input|select)(?! type="hidden")[^>]* id="([^"]+)"', html)
    assert len(fields) > 12
    assert all(f'<label for="{name}">' in html for name in fields)
    assert len(re.findall(r"<(?:input|select)(?! type=\"hidden\")", html)) == len(fields)


@pytest.mark.parametrize(
    ("form", "fields", "says"),
    [
        ("clock", {"now": "", "shift_seconds": "3600", "frozen": "true"}, "The clock is set."),
        ("clock", {"real": "true"}, "The clock is set."),
        ("scenarios", {"name": "bank_declines", "customer_id": "cus_elin", "times": "2"}, "The scenario is set."),
        ("faults", {"service": "auth", "kind": "html", "method": "", "seconds": "5"}, "The fault is waiting"),
        ("faults/clear", {}, "Nothing goes wrong any more."),
        ("events", {"type": "transaction.updated", "subject": "", "variant": "plain"}, "The hook answered 204."),
        ("reset", {}, "The demo data is as on the first day."),
    ],
)
def test_every_form_does_what_it_says(platform: Platform, form: str, fields: dict[str, str], says: str) -> None:
    sent = post_form(platform, f"/_sandbox/{form}/form", **fields)
    assert sent.status == 303, sent.body
    page = platform.call("GET", sent.headers["Location"], Accept="text/html").body.decode()
    assert says in page


def test_a_wrong_form_says_what_to_mend(platform: Platform) -> None:
    answer = post_form(platform, "/_sandbox/faults/form", service="auth", kind="html", times="many")
    assert answer.status == 422
    assert 'role="alert">Not done. times:' in answer.body.decode()


def test_jobs_follow_the_clock(platform: Platform) -> None:
    token = platform.token(OMAR)
    begun = deposit(platform, token, "expires")
    put(platform, "clock", {"shift_seconds": 16 * 60})
    token = platform.token(OMAR)
    eventually(lambda: status(platform, token, begun.json["id"]), "expired")


def test_the_clock_is_the_machines_unless_set(platform: Platform) -> None:
    now = datetime.fromisoformat(platform.call("GET", "/_sandbox/clock").json["now"])
    assert abs(datetime.now(UTC) - now) < timedelta(seconds=2)


def test_the_readme_names_every_fault_and_scenario() -> None:
    readme = (Path(__file__).resolve().parents[3] / "README.md").read_text(encoding="utf-8")
    assert [name for name in (*Kind, *SCENARIOS) if f"`{name}`" not in readme] == []
