"""No card number gets from a person's or a program's words to a service, our database or back onto a page."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from typing import Any

import pytest
import time_machine
from django import forms
from django.core.validators import RegexValidator
from django.test import Client

import transactions.forms as all_forms
from selfcare.api import decoding
from selfcare.domain.errors import InvalidInput
from tests.builders import payments as build
from tests.fake_upstream import FakeUpstream
from tests.page import PageClient
from tests.people import ELIN, signed_in
from tests.transactions.cases import NOW
from tests.transactions.disputes import ABOUT, ALL, AMOUNT, MINE, MISSING, ORDER, TX, Service, post
from transactions.api.movements import DepositInput
from transactions.forms.words import WordsField, card_refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_stores")]

PAN = "4242 4242 4242 4242"
WORDS = f"It was this card: {PAN}, in the shop."
KEY = "a-key-of-a-form-of-ours"
DISPUTED = {"kind": "dispute", "transaction_id": "tx_1", **ORDER}
MISSED = {"kind": "missing_deposit", "amount": AMOUNT, "occurred_on": "2026-11-11"}
BACK = {"amount": AMOUNT, "reason": "duplicate", "expected_refundable": AMOUNT}
# Short texts that are figures, a search of their own rule, or a word we made.
_NO_WORDS = {"amount", "part", "right", "q", "tag", "min", "max", "word", "view", "account"}


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def service(upstream: FakeUpstream) -> Service:
    may_dispute: dict[str, Any] = {"name": "dispute", "until": None, "requires": []}
    upstream.on("GET", "/v1/capabilities", json=build.capabilities())
    upstream.on("GET", "/v1/accounts", json=build.page([build.account()]))
    upstream.on("GET", "/v1/instruments", json=build.page([build.instrument()]))
    found = Service(upstream)
    upstream.on("GET", TX, json=build.transaction(id="tx_1", actions=[may_dispute]))
    return found


@pytest.fixture
def elin(service: Service) -> Client:
    return signed_in(ELIN)


@pytest.mark.parametrize(
    ("path", "body", "pointer"),
    [
        (ABOUT, {**ORDER, "note": WORDS}, "/note"),
        (ALL, {**MISSING, "note": WORDS}, "/note"),
        (ALL, {**MISSING, "statement_text": PAN}, "/statement_text"),
        (f"{MINE}/messages", {"text": WORDS}, "/text"),
        ("/api/v1/cases/dsp_1/messages", {"text": WORDS}, "/text"),
        ("/api/v1/cases", {**DISPUTED, "note": WORDS}, "/note"),
        ("/api/v1/cases", {**MISSED, "statement_text": PAN}, "/statement_text"),
        ("/api/v1/transactions/tx_1/refund-requests", {**BACK, "note": WORDS}, "/note"),
        ("/api/v1/charge-searches", {"amount": AMOUNT, "text": PAN}, "/text"),
        ("/api/v1/views", {"name": PAN, "filter": {"type": "payment"}}, "/name"),
        ("/api/v1/views", {"name": "Mine", "filter": {"q": PAN}}, "/filter/q"),
        ("/api/v1/deposits", {"account_id": "acc_1", "amount": AMOUNT, "description": WORDS}, "/description"),
    ],
)
def test_a_program_is_refused_at_the_member(
    elin: Client, service: Service, path: str, body: dict[str, Any], pointer: str
) -> None:
    answer = post(elin, path, body)

    assert answer.status_code == 422
    assert [(error["pointer"], error["code"]) for error in answer.json()["errors"]] == [(pointer, "card")]
    assert service.asked == []
    assert "4242" not in answer.content.decode()


@pytest.mark.parametrize("given", ["Order 4242424242424241", "IBAN SE45 5000 0000 0583 9825 7466", "2026-11-19 10:20"])
def test_a_program_may_write_other_numbers(elin: Client, service: Service, given: str) -> None:
    assert post(elin, ABOUT, {**ORDER, "note": given}).status_code == 201
    assert service.asked[0]["note"] == given


def test_an_id_is_no_text_and_may_be_any_figures() -> None:
    order = {"account_id": "4242424242424242", "amount": AMOUNT}

    class Given:
        data = order

    assert decoding.body(Given(), DepositInput).account_id == "4242424242424242"  # type: ignore[arg-type]  # all it reads
    order["description"] = "4242424242424242"
    with pytest.raises(InvalidInput):
        decoding.body(Given(), DepositInput)  # type: ignore[arg-type]  # all it reads


@pytest.mark.parametrize(
    ("path", "field", "asked"),
    [
        ("/transactions/tx_1/dispute/send", "note", {"what": "not_received"}),
        ("/cases/dsp_1/messages", "text", {}),
        ("/cases/new/deposit", "note", {"amount": "62", "date": "2026-11-11"}),
        ("/cases/new/charge", "note", {"amount": "62", "date": "2026-11-11"}),
    ],
)
def test_a_person_gets_their_words_back_without_the_number(
    service: Service, path: str, field: str, asked: dict[str, str]
) -> None:
    page = PageClient(signed_in(ELIN)).post(path, {"key": KEY, field: WORDS, **asked})

    assert page.status == 422
    assert "4242" not in page.response.content.decode()
    assert "It was this card: ••••, in the shop." in page.response.content.decode()
    assert any("card number" in each for each in page.texts(".err"))
    assert service.asked == []


def test_every_form_field_for_words_refuses_it() -> None:
    modules = [import_module(f"transactions.forms.{each.name}") for each in pkgutil.iter_modules(all_forms.__path__)]
    kinds = {kind for module in modules for kind in _forms(module)}
    assert len(kinds) > 10
    loose = {
        f"{kind.__name__}.{name}"
        for kind in kinds
        for name, field in kind.base_fields.items()
        if type(field) is forms.CharField and name not in _NO_WORDS and not _is_held(field)
    }
    assert loose == set()
    assert {type(kind.base_fields[name]) for kind in kinds for name in kind.base_fields if name == "note"} == {
        WordsField
    }


def _forms(module: Any) -> list[type[forms.Form]]:
    return [each for each in vars(module).values() if isinstance(each, type) and issubclass(each, forms.Form)]


def _is_held(field: forms.Field) -> bool:
    return any(isinstance(each, RegexValidator) or each is card_refused for each in field.validators)
