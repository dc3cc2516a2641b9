"""Every address of the product, for everybody, by every method: what is not in the table below does not get in.

The routes come from the URL configuration, so a new one fails until its row says whom it answers and how. A row with a
customer's own thing in its address is closed to other customers too.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final, NamedTuple

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from selfcare.http import marked
from selfcare.stores import sessions
from tests.builders import payments as build
from tests.fake_upstream import Answer, Call, FakeUpstream
from tests.people import OMAR, signed_in
from tests.selfcare.test_headers import GOLDEN
from transactions.models import Export, Intent, Note, SavedView
from transactions.services.export_files import private_storage

METHODS: Final = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
REFUSED_TO_ALL: Final = ("TRACE", "BREW")
READ: Final = frozenset({"GET", "HEAD"})
WRITE: Final = frozenset({"POST"})
KEY: Final = "crawl-0123456789abcdef"
TX: Final = "tx_01JD4M8Q0V7K2"
OWN: Final = {
    "case_id": "dsp_1",
    "transaction_id": TX,
    "intent_id": "int_deposit",
    "account_id": "acc_main",
    "subject": "int_withdrawal",
    "export_id": "exp_own",
    "view_id": "viw_1",
    "request_id": "rrq_own",
    "dispute_id": "dsp_1",
    "upload_id": "upl_1",
}
OTHER: Final = {
    "source": "payments",
    "operation_id": "accounts_list",
    "challenge_id": "chl_1",
    "key_id": "localhost",
    "name": "2026-03",
    "period": "2026-03",
}
UNCHANGED: Final = {name: value for name, value in GOLDEN.items() if name != "Content-Security-Policy"}


class Row(NamedTuple):
    """Which methods a route takes and what the owner gets for GET, or for an empty POST where there is no GET.

    ``body`` is what another customer sends, where nothing at all would be refused before anybody looks whose it is.
    """

    methods: frozenset[str] = READ
    status: int = 200
    is_public: bool = False
    asks: str = ""
    address: str = ""
    body: dict[str, Any] | None = None


ONE_KRONA: Final = {"value": 100, "currency": "SEK"}
REFUND: Final = {"amount": ONE_KRONA, "reason": "other", "expected_refundable": ONE_KRONA}
DISPUTED: Final = {"reason": "other", "amount": {"value": 1, "currency": "SEK"}}
ROWS: Final = {
    "home": Row(),
    "login": Row(READ | WRITE, 303, is_public=True),
    "login_code": Row(READ | WRITE, 303, is_public=True),
    "login_code_resend": Row(WRITE, 303, is_public=True),
    "logout": Row(WRITE, 303, is_public=True),
    "language": Row(READ, 303, is_public=True, asks="to=sv"),
    "signed_out": Row(READ, 303, is_public=True),
    "step_up": Row(READ | WRITE, 303),
    "step_up_begin": Row(WRITE, 303),
    "step_up_send": Row(WRITE, 303),
    "deposit_new": Row(),
    "deposit_method": Row(asks="amount=200"),
    "deposit_review": Row(asks=f"amount=200&from=ins_ostra&key={KEY}"),
    "deposit_confirm": Row(WRITE, 400),
    "deposit_state": Row(),
    "withdrawal_new": Row(),
    "withdrawal_method": Row(asks="amount=200"),
    "withdrawal_review": Row(asks=f"amount=200&to=ins_ostra&key={KEY}"),
    "withdrawal_confirm": Row(WRITE, 400),
    "withdrawal_state": Row(),
    "transaction_list": Row(),
    "transaction_detail": Row(),
    "transaction_continue": Row(READ, 303),
    "transaction_cancel": Row(READ, 303),
    "transaction_cancel_send": Row(WRITE, 400),
    "transaction_keep": Row(),
    "transaction_keep_send": Row(WRITE, 400),
    "transaction_refund": Row(),
    "transaction_refund_send": Row(WRITE, 400),
    "transaction_dispute": Row(READ, 303),
    "transaction_dispute_send": Row(WRITE, 400),
    "evidence_file": Row(),
    "request_state": Row(),
    "refund_request_take_back": Row(),
    "refund_request_take_back_send": Row(WRITE, 400),
    "export_new": Row(),
    "export_create": Row(WRITE, 422),
    "export_state": Row(),
    "export_repeat": Row(WRITE, 303),
    "export_end": Row(WRITE, 303),
    "export_file": Row(),
    "export_proof": Row(),
    "statement_months": Row(),
    "statement_quarters": Row(),
    "statement_years": Row(),
    "statement_period": Row(),
    "statement": Row(),
    "statement_pdf": Row(),
    "statement_camt": Row(),
    "statement_file_new": Row(WRITE, 400),
    "charge_find": Row(asks="amount=62"),
    "case_list": Row(),
    "case_deposit_new": Row(READ | WRITE),
    "case_charge_new": Row(READ | WRITE),
    "case_opening": Row(),
    "case_detail": Row(),
    "case_decision": Row(),
    "case_message": Row(WRITE, 422),
    "case_answer": Row(WRITE, 400),
    "case_escalate": Row(WRITE, 400),
    "case_withdraw": Row(READ | WRITE),
    "payment_new": Row(),
    "payment_method": Row(asks="amount=200"),
    "payment_review": Row(asks=f"amount=200&to=mch_kaffe&key={KEY}"),
    "payment_confirm": Row(WRITE, 400),
    "payment_state": Row(),
    "transaction_repeat": Row(READ | WRITE, 303),
    "transaction_note": Row(WRITE, 303),
    "saved_view_list": Row(),
    "saved_view_new": Row(READ | WRITE, asks="type=payment"),
    "saved_view_first": Row(WRITE, 303),
    "saved_view_remove": Row(WRITE, 303),
    "receipt": Row(),
    "receipt_pdf": Row(),
    "receipt_check": Row(READ | WRITE, is_public=True),
    "receipt_keys": Row(is_public=True),
    "receipt_key": Row(is_public=True),
    "hook": Row(WRITE, 401, is_public=True),
    "api_docs": Row(is_public=True),
    "api_operation": Row(is_public=True),
    "api_overview": Row(),
    "api_session": Row(READ | WRITE | {"DELETE"}, is_public=True),
    "api_step_up": Row(WRITE, 422),
    "api_challenge": Row(WRITE, 422, is_public=True),
    "api_challenge_resend": Row(WRITE, 404, is_public=True),
    "api_me": Row(),
    "api_deposits": Row(WRITE, 422),
    "api_deposit": Row(),
    "api_quotes": Row(WRITE, 422),
    "api_withdrawals": Row(WRITE, 422),
    "api_payments": Row(WRITE, 422),
    "api_payment": Row(),
    "api_merchants": Row(),
    "api_withdrawal": Row(),
    "api_accounts": Row(),
    "api_account": Row(),
    "api_capabilities": Row(),
    "api_cases": Row(READ | WRITE),
    "api_case": Row(),
    "api_case_messages": Row(WRITE, 422, body={"text": "Hello"}),
    "api_case_answer": Row(WRITE, 422, body={"accept": True}),
    "api_case_withdraw": Row(WRITE, 400),
    "api_case_escalate": Row(WRITE, 400),
    "api_charge_searches": Row(WRITE, 422),
    "api_disputes": Row(READ | WRITE),
    "api_dispute": Row(),
    "api_dispute_request": Row(),
    "api_dispute_messages": Row(WRITE, 422, body={"text": "Hello"}),
    "api_dispute_answer": Row(WRITE, 422, body={"accept": True}),
    "api_dispute_withdraw": Row(WRITE, 400),
    "api_dispute_escalate": Row(WRITE, 400),
    "api_transaction_disputes": Row(WRITE, 422, body=DISPUTED),
    "api_uploads": Row(WRITE, 400),
    "api_upload": Row(),
    "api_exports": Row(READ | WRITE),
    "api_export": Row(READ | {"DELETE"}),
    "api_export_file": Row(),
    "api_instruments": Row(),
    "api_statements": Row(),
    "api_statement": Row(),
    "api_statement_file": Row(READ | WRITE, asks="format=camt053"),
    "api_check": Row(READ | WRITE, asks="number=R-2026-118-40713&word=00000000", is_public=True),
    "api_summaries": Row(asks="by=week"),
    "api_transactions": Row(),
    "api_transaction": Row(),
    "api_transaction_cancel": Row(WRITE, 400),
    "api_transaction_keep": Row(WRITE, 400),
    "api_transaction_refunds": Row(WRITE, 422, body=REFUND),
    "api_transaction_request": Row(),
    "api_refund_requests": Row(),
    "api_refund_request": Row(),
    "api_refund_request_cancel": Row(WRITE, 400),
    "api_transaction_events": Row(),
    "api_receipt": Row(),
    "api_receipt_json": Row(),
    "api_receipt_html": Row(),
    "api_receipt_pdf": Row(),
    "api_transaction_note": Row(READ | {"PUT", "DELETE"}),
    "api_views": Row(READ | WRITE),
    "api_view": Row(READ | {"PUT", "DELETE"}),
    "api_changes": Row(),
    "csp_reports": Row(WRITE, 415, is_public=True),
    "api_schema": Row(is_public=True),
    "styleguide": Row(is_public=True),
}


def _walk(patterns: list[Any], before: str = "/") -> Iterator[tuple[str, URLPattern]]:
    for each in patterns:
        if isinstance(each, URLResolver):
            yield from _walk(each.url_patterns, before + str(each.pattern))
        else:
            yield before + str(each.pattern), each


ROUTES: Final = {
    pattern.name or route: (route, pattern) for route, pattern in _walk(get_resolver("selfcare.urls").url_patterns)
}


def address(name: str) -> str:
    """The route with ids filled in."""
    route, pattern = ROUTES[name]
    filled = route
    for parameter, converter in pattern.pattern.converters.items():
        kind = type(converter).__name__.removesuffix("Converter").lower().replace("string", "str")
        value = {**OWN, **OTHER}[parameter]
        if name in {"withdrawal_state", "api_withdrawal"}:
            value = "int_withdrawal"
        if name in {"payment_state", "api_payment"}:
            value = "int_payment"
        if name in {"request_state", "api_transaction_request"} and parameter == "intent_id":
            value = "int_cancel"
        if name == "api_dispute_request":
            value = "int_dispute"
        if name == "case_decision":
            value = "dsp_closed"
        if name == "case_opening":
            value = "int_opening"
        if name == "export_state":
            value = "exp_making"  # one that has ended sends htmx to its page
        filled = filled.replace(f"<{kind}:{parameter}>", value)
    assert "<" not in filled, filled
    return filled


def names_own_thing(name: str) -> bool:
    return bool(set(ROUTES[name][1].pattern.converters) & set(OWN))


@pytest.fixture(autouse=True)
def _product(_probes: None, settings: Any) -> None:
    settings.ROOT_URLCONF = "selfcare.urls"


@pytest.fixture
def platform(upstream: FakeUpstream, db: None, settings: Any, tmp_path: Path) -> FakeUpstream:
    """The owner's things; whoever else asks gets 404, as the contract says."""
    private = {**settings.STORAGES["private"], "OPTIONS": {"location": str(tmp_path), "base_url": None}}
    settings.STORAGES, settings.FILES_DIR = {**settings.STORAGES, "private": private}, str(tmp_path)
    for kind in ("deposit", "withdrawal", "payment"):
        Intent.objects.create(
            id=f"int_{kind}", customer_id="cus_elin", kind=kind, form_key=KEY + kind, upstream_key=kind, state="sent",
            account_id="acc_main", amount=20000, currency="SEK", transaction_id=TX,
        )  # fmt: skip
    SavedView.objects.create(id="viw_1", customer_id="cus_elin", place=1, name="A", key="a", filter={"q": "a"})
    Note.objects.create(customer_id="cus_elin", transaction_id=TX, transaction_at=datetime.now(UTC), label="Own")
    Intent.objects.create(
        id="int_cancel", customer_id="cus_elin", kind="cancel", form_key=f"{KEY}cancel", upstream_key="cancel",
        state="unknown", account_id="acc_main", amount=6200, currency="SEK", subject_id=TX,
    )  # fmt: skip
    Intent.objects.create(
        id="int_dispute", customer_id="cus_elin", kind="dispute", form_key=f"{KEY}dispute", upstream_key="dispute",
        state="unknown", amount=6200, currency="SEK", subject_id=TX,
    )  # fmt: skip
    Intent.objects.create(
        id="int_opening", customer_id="cus_elin", kind="dispute", form_key=f"{KEY}opening", upstream_key="opening",
        state="unknown", amount=6200, currency="SEK",
    )  # fmt: skip
    _export_made()
    refund = {"state": "none", "refunded": build.money(0), "refundable": build.money()}
    actions = [{"name": name} for name in ("cancel", "keep", "refund", "dispute")]
    made = build.transaction(id=TX, status="processing", refund=refund, actions=actions)
    offered = dict.fromkeys(("cancel", "refunds.request", "disputes.create"), "native")
    paid = {**build.receipt()["transaction"], "id": TX}
    things = {
        "/payments/v1/accounts": build.page([build.account(id="acc_main")]),
        "/payments/v1/accounts/acc_main": build.account(id="acc_main"),
        "/payments/v1/instruments": build.page([build.instrument(id="ins_ostra")]),
        "/payments/v1/merchants": build.page([build.merchant()]),
        "/payments/v1/capabilities": build.capabilities(**offered),
        "/payments/v1/refund-requests/rrq_own": build.refund_request(id="rrq_own", transaction_id=TX),
        "/payments/v1/accounts/acc_main/balance": build.balance_at(),
        f"/payments/v1/transactions/{TX}": made,
        f"/payments/v1/transactions/{TX}/events": {"data": [build.event(transaction_id=TX)]},
        f"/payments/v1/transactions/{TX}/receipt": build.receipt(transaction=paid),
        "/payments/v1/summaries": build.summaries(),
        "/payments/v1/disputes": build.page([build.dispute(transaction_id=TX)]),
        "/payments/v1/disputes/dsp_1": build.dispute(transaction_id=TX),
        "/payments/v1/disputes/dsp_closed": build.dispute(
            id="dsp_closed", transaction_id=TX, status="closed", outcome="merchant", actions=[]
        ),
        "/payments/v1/refund-requests": build.page([]),
    }
    for path, thing in things.items():
        upstream.on("GET", path, reply=partial(_for_owner, thing))
    upstream.on("GET", "/payments/v1/uploads/upl_1", reply=_file_for_owner)
    upstream.on("GET", "/payments/v1/transactions", reply=partial(_listed, made))
    upstream.on("POST", "/payments/v1/quotes", json=build.quote(amount=build.money(20000), total=build.money(20000)))
    upstream.on("POST", "/auth/v1/revoke")
    return upstream


def _export_made() -> None:
    """A file of the owner's, where files are kept."""
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    stored = private_storage().save("exports/exp_own/1.csv", ContentFile(b"date\r\n"))
    Export.objects.create(
        id="exp_making", number="EXP-20261119-0002", customer_id="cus_elin", format="csv", zone="UTC", language="en",
        state="running",
    )  # fmt: skip
    Export.objects.create(
        id="exp_own", number="EXP-20261119-0001", customer_id="cus_elin", format="csv", zone="UTC", language="en",
        state="ready", stored=stored, file_name="selfcare.csv", expires_at=tomorrow,
    )  # fmt: skip


def _listed(made: Any, call: Call) -> Answer:
    """Nothing was booked yet."""
    return _for_owner(build.page([] if "booked" in str(call.query) else [made]), call)


def _file_for_owner(call: Call) -> Answer:
    found = _for_owner(None, call)
    kept = Answer(200, raw=b"%PDF-1.4\n%%EOF\n", headers={"Content-Type": "application/pdf"})
    return found if found.status != 200 else kept


def _for_owner(thing: Any, call: Call) -> Answer:
    if "access-cus_elin" in call.headers["authorization"]:
        return Answer(200, thing)
    return Answer(404, build.problem(404, "not_found"))


def test_every_route_has_a_row_and_every_row_a_route() -> None:
    assert set(ROUTES) == set(ROWS)


@pytest.mark.parametrize("name", ROWS)
def test_closed_by_default(name: str) -> None:
    assert marked(ROUTES[name][1].callback, "public") is ROWS[name].is_public


@pytest.mark.parametrize("name", [name for name, row in ROWS.items() if not row.is_public])
def test_a_visitor_is_sent_to_sign_in_whatever_they_send(name: str) -> None:
    visitor, path = Client(), address(name)
    for method in METHODS:
        sessions().flushdb()  # so many tries in a row would be too many
        plain = visitor.generic(method, path)
        with_script = visitor.generic(method, path, headers={"HX-Request": "true"})
        _golden(plain)
        _golden(with_script)
        assert with_script.status_code == 401, method
        if path.startswith("/api/"):
            assert (plain.status_code, plain.headers["Content-Type"]) == (401, "application/problem+json"), method
        else:
            assert plain.status_code == 303, method
            assert plain.headers["Location"].startswith("/login")
            assert with_script.headers["HX-Redirect"].startswith("/login")


@pytest.mark.parametrize("name", ROWS)
def test_methods_nobody_speaks_are_refused_before_anything(name: str) -> None:
    for method in REFUSED_TO_ALL:
        answer = Client().generic(method, address(name))
        assert answer.status_code == 405
        _golden(answer)


@pytest.mark.parametrize("name", ROWS)
def test_a_method_that_is_not_taken_is_405(name: str, platform: FakeUpstream) -> None:
    client = signed_in()
    for method in METHODS:
        if method in ROWS[name].methods:
            continue
        for headers in ({}, {"HX-Request": "true"}):
            answer = client.generic(method, address(name), headers=headers)
            assert answer.status_code == 405, method
            assert ROWS[name].methods <= {each.strip() for each in answer.headers["Allow"].split(",")}
            _golden(answer)


@pytest.mark.parametrize("name", ROWS)
def test_the_owner_gets_what_the_row_says(name: str, platform: FakeUpstream) -> None:
    row = ROWS[name]
    method = "GET" if "GET" in row.methods else "POST"
    for headers in ({}, {"HX-Request": "true"}):
        answer = signed_in().generic(method, f"{address(name)}?{row.asks}".rstrip("?"), headers=headers)
        expected = {row.status, 200, 204} if headers and row.status == 303 else {row.status}
        body = b"".join(answer) if answer.streaming else answer.content
        assert answer.status_code in expected, body[:500]
        _golden(answer)


@pytest.mark.parametrize("name", [name for name in ROWS if names_own_thing(name)])
def test_another_customer_finds_nothing(name: str, platform: FakeUpstream) -> None:
    method = "GET" if "GET" in ROWS[name].methods else "POST"
    body, kind = (b"", "application/octet-stream")
    if ROWS[name].body is not None:
        body, kind = json.dumps(ROWS[name].body).encode(), "application/json"
    for headers in ({}, {"HX-Request": "true"}):
        answer = signed_in(OMAR).generic(method, address(name), body, kind, headers=headers)
        assert answer.status_code == 404
        assert b"tx_01" not in answer.content.replace(address(name).encode(), b"")
        _golden(answer)


def _golden(answer: Any) -> None:
    assert {name: answer.headers.get(name) for name in UNCHANGED} == UNCHANGED
    policy = answer.headers["Content-Security-Policy"]
    if policy.startswith("sandbox"):  # a customer's own file, and nothing else
        assert answer.headers["Content-Disposition"].startswith("attachment")
    else:
        assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["X-Request-Id"]
