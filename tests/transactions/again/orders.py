"""An order like an earlier one, step by step."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.test import Client
from django.utils import timezone

from tests.builders import payments as build
from tests.page import Page, PageClient
from tests.people import ELIN, signed_in
from transactions.domain import NoteText
from transactions.services.notes import note_begin

NOW = "2026-11-19T13:05:31Z"
REPEAT: dict[str, Any] = {"name": "repeat", "until": None, "requires": []}
PAID = build.transaction(actions=[REPEAT])
MADE = build.transaction(id="tx_new", amount=build.money(6200))
STEP_UP = build.problem(401, "step_up_required")
KEY = "again-0123456789abcdef"
CONFIRMED = {"account": "acc_sek", "minor": "6200", "to": "mch_kaffe", "key": KEY, "like": "tx_1"}
REFERENCES = {**build.transaction()["references"], "merchant": "NI-204417"}


def address(answer: Any) -> tuple[str, dict[str, list[str]]]:
    assert answer.status_code == 303
    parts = urlsplit(answer["Location"])
    return parts.path, parse_qs(parts.query)


def note(text: NoteText, transaction_id: str = "tx_1") -> None:
    assert note_begin(customer_id=ELIN.id, transaction_id=transaction_id, made_at=timezone.now(), text=text)


def page_of(path: str = "/transactions/tx_1/repeat") -> Page:
    return PageClient(signed_in()).get(path)


def send(client: Client, **changes: str) -> Any:
    filled = {"account": "acc_sek", "amount": "62,00", "to": "mch_kaffe", "message": "", "label": "", **changes}
    return client.post("/transactions/tx_1/repeat", filled)


def fields(page: Page) -> dict[str, str | None]:
    return {each.get("name"): each.get("value") for each in page.all("main form input[name]")}
