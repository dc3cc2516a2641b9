"""Secrets and personal data leave no trace in any log: known words go everywhere, none is kept."""

from __future__ import annotations

import json
from urllib.parse import quote

import requests

from deploy.local.stack import Stack
from tests.chaos.person import Person
from tests.chaos.platform import Platform, eventually
from tests.journeys.walk import DEMO

PASSWORD = "canary-password-7Hq2"
EMAIL = "canary-person-9Xk4@selfcare.example"
CODE = "804217"
IBAN = "SE4550000000058398257466"
PAN = "4539578763621486"
COOKIE = "canarycookie" + "A" * 31
BEARER = "canary-bearer-5Tz8"
SENT = (PASSWORD, EMAIL, IBAN, PAN, COOKIE, BEARER, quote(EMAIL), quote(EMAIL, safe=""))
JSON_LOGS = ("web", "worker", "beat")


def test_no_log_keeps_what_was_sent(elin: Person, platform: Platform, stack: Stack, other_url: str) -> None:
    secrets = _walk_with_canaries(stack, other_url)
    form = elin.review("107,59")
    platform.faults({"service": "payments", "method": "POST", "path": "/v1/deposits", "kind": "garbage", "acts": True})
    assert elin.confirm(form).status_code == 303
    secrets |= {str(elin.session.cookies["session"]), str(elin.session.cookies["csrf"]), form["key"], DEMO[1]}
    _fail_with_canaries(elin, stack)
    eventually(lambda: "ready." in (stack.logs / "worker.log").read_text(encoding="utf-8"), seconds=60)
    logs = {file.name: file.read_text(encoding="utf-8", errors="replace") for file in stack.logs.iterdir()}
    found = {(name, word) for name, text in logs.items() for word in {*SENT, *secrets} if word in text}
    assert not found
    assert DEMO[0] not in "".join(text for name, text in logs.items() if name != "sandbox.log")
    _all_json(logs, stack)


def _walk_with_canaries(stack: Stack, other_url: str) -> set[str]:
    """Wrong sign-ins by page and API, and a foreign cookie. Returns the cookies that were given meanwhile."""
    stranger = Person(stack.url)
    for email, password in [(EMAIL, PASSWORD), (DEMO[0], PASSWORD), (EMAIL, "")]:
        sent = {**stranger.login_form(), "email": email, "password": password, "code": CODE}
        assert stranger.post("/login", sent).status_code in {200, 401, 422}
    token = stranger.get("/api/v1/session").json()["csrf_token"]
    program = {"identifier": EMAIL, "password": PASSWORD}
    answer = stranger.session.post(
        f"{other_url}/api/v1/session",
        json=program,
        headers={"X-CSRFToken": token, "Origin": other_url, "Authorization": f"Bearer {BEARER}"},
        timeout=30,
    )
    assert 400 <= answer.status_code < 500
    foreign = requests.get(f"{stack.url}/", cookies={"session": COOKIE}, allow_redirects=False, timeout=30)
    assert foreign.status_code == 303
    return {str(value) for value in stranger.session.cookies.values()} | {token}


def _fail_with_canaries(person: Person, stack: Stack) -> None:
    """Personal words in searches, addresses, headers, forms, bodies and reports, while some of it fails."""
    # The number of a card is not searched for: a page leads to the address without it, a program is told.
    for word, page, program in ((IBAN, 200, 200), (PAN, 303, 422), (EMAIL, 200, 200)):
        assert person.get(f"/transactions?q={quote(word)}").status_code == page
        assert person.get(f"/api/v1/transactions?q={quote(word)}").status_code == program
        assert person.get(f"/api/v1/transactions?{quote(word)}=1").status_code == 400
        assert person.get(f"/transactions/{quote(word, safe='')}").status_code in {400, 404}
        assert person.get(f"/{quote(word)}", headers={"Referer": f"{stack.url}/?q={word}"}).status_code == 404
        person.get("/login", headers={"User-Agent": word, "X-Request-Id": word, "Authorization": f"Bearer {BEARER}"})
    report = {"csp-report": {"document-uri": f"{stack.url}/transactions?q={IBAN}", "blocked-uri": PAN}}
    requests.post(
        f"{stack.url}/csp-reports", json=report, headers={"Content-Type": "application/csp-report"}, timeout=30
    )
    hook = {"webhook-id": "evt_1", "webhook-timestamp": "1", "webhook-signature": f"v1,{BEARER}"}
    assert (
        requests.post(f"{stack.url}/hooks/payments", json={"iban": IBAN}, headers=hook, timeout=30).status_code == 401
    )


def _all_json(logs: dict[str, str], stack: Stack) -> None:
    lines = [line for name, text in logs.items() if name.startswith(JSON_LOGS) for line in text.splitlines()]
    assert len(lines) > 20
    odd = [line for line in lines if not _is_object(line)]
    assert not odd, odd[:5]


def _is_object(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except ValueError:
        return False
