"""A bounded walk over every operation of the running services; what it saw proves documents, and is their examples."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from typing import Any, NamedTuple

import requests

PASSWORD = "demo-only-password"
ROOTS = {"merchant": "payments"}
SERVICE = {"X-Service-Token": "localhost-service-token"}


class Seen(NamedTuple):
    """One exchange: ``sent`` is the JSON or form body."""

    service: str
    method: str
    path: str
    sent: Any
    status: int
    headers: Mapping[str, str]
    document: Any


class Walk:
    """Asks and remembers."""

    def __init__(self, url: str) -> None:
        self.url, self.seen = url, list[Seen]()
        self.bearer: dict[str, str] = {}

    def ask(self, service: str, method: str, path: str, sent: Any = None, **more: Any) -> Any:
        """Return the answer's document. ``more``: query, form, headers, and file: a body that is sent as it is."""
        form, headers = more.get("form"), {**self.bearer, **more.get("headers", {})}
        address = f"{self.url}/{ROOTS.get(service, service)}{path}"
        data = form or more.get("file")
        answer = requests.request(
            method,
            address,
            params=more.get("query"),
            json=sent,
            data=data,
            headers=headers,
            timeout=30,
        )
        is_json = answer.content and "json" in answer.headers["Content-Type"]
        document = answer.json() if is_json else None
        self.seen.append(Seen(service, method, path, sent or form, answer.status_code, answer.headers, document))
        return document

    def sign_in(self, identifier: str = "demo@selfcare.example", password: str = PASSWORD) -> Any:
        client = {"ip": "192.0.2.7", "user_agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"}
        asked = {"purpose": "login", "identifier": identifier, "password": password, "client": client}
        return self.ask("auth", "POST", "/v1/authentications", asked)

    def take(self, token: Mapping[str, Any]) -> None:
        self.bearer = {"Authorization": f"Bearer {token['access_token']}"}


def walk(url: str) -> list[Seen]:
    """Return every exchange of the walk. The first answer of an operation and status is its example."""
    self = Walk(url)
    self.sign_in("maja@selfcare.example")
    self.sign_in(password="wrong")
    token = self.sign_in()["token"]
    self.take(token)
    _about(self)
    _reading(self)
    _moving(self)
    _asking_back(self)
    _disputing(self)
    _stopping(self)
    _leaving(self, token)
    _selling(self)
    return self.seen


def _about(self: Walk) -> None:
    for service in ("auth", "payments"):
        self.ask(service, "GET", "/healthz")
        self.ask(service, "GET", "/v1/capabilities")
    self.ask("auth", "GET", "/v1/.well-known/jwks.json")
    self.ask("auth", "GET", "/v1/userinfo")
    self.ask("auth", "PATCH", "/v1/userinfo", {"locale": "sv"})
    self.ask("auth", "PATCH", "/v1/userinfo", {"locale": "en"})
    self.ask("auth", "PATCH", "/v1/userinfo", {"nickname": "E"})
    self.ask("auth", "GET", "/v1/sessions", query={"limit": 2})


def _reading(self: Walk) -> None:
    account = self.ask("payments", "GET", "/v1/accounts")["data"][0]
    self.ask("payments", "GET", f"/v1/accounts/{account['id']}")
    self.ask("payments", "GET", f"/v1/accounts/{account['id']}/balance")
    self.ask("payments", "GET", "/v1/instruments")
    page = self.ask("payments", "GET", "/v1/transactions", query={"type": "payment", "limit": 2, "include": "total"})
    self.ask("payments", "GET", "/v1/transactions", query={"cursor": page["page"]["next_cursor"]})
    self.ask("payments", "GET", "/v1/transactions", query={"colour": "red"})
    self.ask("payments", "GET", "/v1/transactions", query={"limit": 100})
    one = f"/v1/transactions/{page['data'][0]['id']}"
    self.ask("payments", "GET", one)
    self.ask("payments", "GET", one, headers={"If-None-Match": f'"v{page["data"][0]["version"]}"'})
    self.ask("payments", "GET", f"{one}/events")
    self.ask("payments", "GET", "/v1/transactions/tx_elin_norrbo/receipt")
    self.ask("payments", "GET", "/v1/transactions/tx_elin_closed/receipt")
    self.ask("payments", "GET", "/v1/transactions/tx_absent")
    self.ask("payments", "GET", "/v1/summaries", query={"by": "merchant", "top": 2, "currency": "SEK"})


def _moving(self: Walk) -> None:
    account = self.ask("payments", "GET", "/v1/accounts")["data"][0]
    usable = self.ask("payments", "GET", "/v1/instruments")["data"]
    target = next(each for each in usable if "withdrawal" in each["usable_for"] and each["status"] == "active")
    order = {"account_id": account["id"], "amount": {"value": 10_000, "currency": account["currency"]}}
    self.ask("payments", "POST", "/v1/quotes", {"type": "withdrawal", **order, "instrument_id": target["id"]})
    deposit = {**order, "instrument_id": usable[0]["id"], "return_url": "http://localhost:8000/deposit/1"}
    key = _key()
    for _ in range(2):
        self.ask("payments", "POST", "/v1/deposits", deposit, headers=key)
    self.ask("payments", "POST", "/v1/deposits", deposit)
    self.ask("payments", "POST", "/v1/deposits", {**deposit, "colour": "red"}, headers=key)
    self.ask("payments", "POST", "/v1/deposits", {**deposit, "return_url": "http://localhost:8000/2"}, headers=key)
    withdrawal, key = {**order, "instrument_id": target["id"]}, _key()
    self.ask("payments", "POST", "/v1/withdrawals", withdrawal, headers=key)
    _step_up(self, {"kind": "withdrawal", "amount": order["amount"], "to": target["label"]})
    self.ask("payments", "POST", "/v1/withdrawals", withdrawal, headers=key)
    known = self.ask("payments", "GET", "/v1/merchants")["data"][0]
    self.ask("payments", "GET", f"/v1/merchants/{known['id']}")
    self.ask("payments", "POST", "/v1/payments", {**order, "merchant_id": known["id"]}, headers=_key())


def _asking_back(self: Walk) -> None:
    paid = self.ask("payments", "GET", "/v1/transactions", query={"type": "payment", "limit": 50})["data"]
    payment = next(each for each in paid if any(action["name"] == "refund" for action in each["actions"]))
    left, one = payment["refund"]["refundable"], f"/v1/transactions/{payment['id']}/refund-requests"
    order = {
        "amount": {**left, "value": 100},
        "expected_refundable": left,
        "reason": "not_as_described",
        "note": "Torn.",
    }
    key = _key()
    made = self.ask("payments", "POST", one, order, headers=key)
    self.ask("payments", "POST", one, order, headers=_key())
    self.ask("payments", "GET", "/v1/refund-requests", query={"transaction_id": payment["id"]})
    self.ask("payments", "GET", f"/v1/refund-requests/{made['id']}")
    said = {"text": "It came torn, see the seam."}
    self.ask("payments", "POST", f"/v1/refund-requests/{made['id']}/messages", said, headers=_key())
    self.ask("payments", "POST", f"/v1/refund-requests/{made['id']}/cancel", headers=key)
    maja = SERVICE | {"X-Customer-Id": "cus_maja"}
    known = self.ask("payments", "GET", "/v1/refund-requests", headers=maja)["data"]
    refused = next(each for each in known if "escalate" in {action["name"] for action in each["actions"]})
    for _ in range(2):
        self.ask("payments", "POST", f"/v1/refund-requests/{refused['id']}/escalate", headers=maja | _key())


def _disputing(self: Walk) -> None:
    paid = self.ask("payments", "GET", "/v1/transactions", query={"type": "payment", "status": "succeeded"})["data"]
    about = next(each for each in paid if any(action["name"] == "dispute" for action in each["actions"]))
    order = {"reason": "not_received", "amount": about["amount"], "note": "It has not come."}
    one = f"/v1/transactions/{about['id']}/disputes"
    opened = self.ask("payments", "POST", one, order, headers=_key())
    self.ask("payments", "POST", one, order, headers=_key())
    missing = {"reason": "missing_deposit", "amount": about["amount"], "occurred_on": opened["created_at"][:10]}
    self.ask("payments", "POST", "/v1/disputes", missing, headers=_key())
    known = self.ask("payments", "GET", "/v1/disputes", query={"limit": 100})["data"]
    self.ask("payments", "GET", f"/v1/disputes/{opened['id']}")
    named = {"Content-Type": "application/pdf", "X-File-Name": "parcel%20desk.pdf"}
    upload = self.ask("payments", "POST", "/v1/uploads", file=b"%PDF-1.4\n%%EOF\n", headers=_key() | named)
    self.ask("payments", "GET", f"/v1/uploads/{upload['id']}")
    said = {"text": "The parcel desk has nothing either.", "attachments": [upload["id"]]}
    self.ask("payments", "POST", f"/v1/disputes/{opened['id']}/messages", said, headers=_key())
    for name, sent in (("decline", {"accept": False}), ("escalate", None)):
        path = "answer" if sent else name
        found = next(each for each in known if name in {action["name"] for action in each["actions"]})
        self.ask("payments", "POST", f"/v1/disputes/{found['id']}/{path}", sent, headers=_key())
    self.ask("payments", "POST", f"/v1/disputes/{opened['id']}/withdraw", headers=_key())


def _stopping(self: Walk) -> None:
    sent = self.ask("payments", "GET", "/v1/transactions", query={"status": "pending", "direction": "out"})["data"][0]
    one = f"/v1/transactions/{sent['id']}/cancel"
    for path in (one, f"{one}/withdraw"):
        self.ask("payments", "POST", path, {}, headers=_key())


def _step_up(self: Walk, action: dict[str, Any]) -> None:
    asked = {"purpose": "step_up", "acr": "aal2", "action": action}
    begun = self.ask("auth", "POST", "/v1/authentications", asked)
    one = f"/v1/authentications/{begun['id']}"
    self.ask("auth", "GET", one)
    self.ask("auth", "POST", f"{one}/resend")  # too early for a code that was just sent
    challenge = next(each for each in begun["challenges"] if each["method"] == "otp")
    wrong = {"challenge": challenge["id"], "method": "otp", "value": "000000"}
    self.ask("auth", "POST", f"{one}/answer", wrong)
    mails = requests.get(f"{self.url}/outbox", headers={"Accept": "application/json"}, timeout=30).json()["data"]
    code = next(found[0] for mail in mails if (found := re.findall(r"\b\d{6}\b", mail["text"])))
    self.take(self.ask("auth", "POST", f"{one}/answer", {**wrong, "value": code})["token"])


def _leaving(self: Walk, token: Mapping[str, Any]) -> None:
    self.ask("auth", "POST", "/v1/introspect", form={"token": token["access_token"]}, headers=SERVICE)
    self.ask("auth", "POST", "/v1/introspect", form={"token": "nonsense"}, headers=SERVICE)
    refresh = {"grant_type": "refresh_token", "refresh_token": token["refresh_token"]}
    self.ask("auth", "POST", "/v1/token", form=refresh)
    self.ask("auth", "POST", "/v1/token", form={**refresh, "refresh_token": "nonsense"})
    self.ask("auth", "DELETE", "/v1/sessions", query={"scope": "others"})
    self.ask("auth", "DELETE", "/v1/sessions/current")
    self.ask("auth", "GET", "/v1/userinfo")
    self.ask("auth", "POST", "/v1/revoke", form={"token": token["refresh_token"]})


def _selling(self: Walk) -> None:
    """As a shop that the operator has just made: every operation of the merchant API."""
    shop = {"name": "Glödlampan", "country": "SE", "acquirer": "piggybank"}
    made = self.ask("merchant", "POST", "/v1/merchant", shop, headers=SERVICE)
    renewed = self.ask("merchant", "POST", "/v1/merchant/keys", {"merchant_id": made["id"]}, headers=SERVICE)
    self.bearer = {"Authorization": f"Bearer {renewed['key']}"}
    self.ask("merchant", "GET", "/v1/merchant")
    self.ask("merchant", "PUT", "/v1/merchant/acquirer", {"acquirer": "otherbank"})
    amount = {"amount": {"value": 64_000, "currency": "SEK"}, "customer": {"email": "kim@selfcare.example"}}
    order = {**amount, "reference": "GL-1041", "description": "Table lamp, 1 pc"}
    waiting = _sell(self, "", order)
    _sell(self, f"/{waiting['id']}/cancel", {})
    _sell(self, f"/{_sell(self, '', {**order, 'capture': 'manual'})['id']}/capture", {})
    paid = _sell(self, "", {**order, "approved": True})
    _sell(self, f"/{paid['id']}/refunds", {"amount": {"value": 4_000, "currency": "SEK"}, "reason": "Scratched"})
    self.ask("merchant", "GET", f"/v1/merchant/payments/{paid['id']}")
    self.ask("merchant", "GET", f"/v1/merchant/payments/{paid['id']}/events")
    self.ask("merchant", "GET", "/v1/merchant/payments", query={"limit": 2})
    self.ask("merchant", "GET", "/v1/merchant/audit", query={"subject": f"payment:{paid['id']}"})
    self.ask("merchant", "GET", "/v1/audit", query={"merchant_id": made["id"]}, headers=SERVICE)
    self.ask("merchant", "POST", "/v1/merchant/payouts", {**amount, "reference": "GL-W7"}, headers=_key())


def _sell(self: Walk, path: str, sent: Any) -> Any:
    return self.ask("merchant", "POST", f"/v1/merchant/payments{path}", sent, headers=_key())


def _key() -> dict[str, str]:
    return {"Idempotency-Key": secrets.token_hex(16)}
