"""camt.053 of a filter: valid by the published schema, between the service's own balances, or not made at all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from tests.builders import payments as build
from tests.fake_upstream import FakeUpstream
from tests.files.test_camt053 import NS, schema
from tests.transactions.exports import capabilities, content, history, made, row
from transactions.domain import TransactionFilter

ABLE = capabilities(balances__history="native")
ROWS = [row(0, direction="in"), row(1), row(2, status="failed"), row(3, description="=1+1\u202e<b>")]


@pytest.fixture(autouse=True)
def _stores(empty_stores: None, files: Path) -> None:
    """Copies of one test's capabilities are none of the next one's."""


@pytest.fixture
def bank(upstream: FakeUpstream) -> FakeUpstream:
    history(upstream, ROWS, able=ABLE)
    upstream.on("GET", "/v1/accounts", json=build.page([build.account()]))
    held = {"available": build.money(1248055), "booked": build.money(1318585), "at": "2026-11-19T13:05:12.000Z"}
    upstream.on("GET", "/v1/accounts/acc_sek/balance", json=held)
    return upstream


def document(export: Any) -> Any:
    found = etree.fromstring(content(export))
    schema().assertValid(found)
    return found


def test_it_is_valid_and_holds_every_row(bank: FakeUpstream) -> None:
    export = made("camt053")
    assert (export.state, export.rows) == ("ready", 4)
    found = document(export)
    assert len(found.findall(".//c:Ntry", NS)) == 4
    assert found.findtext(".//c:TtlCdtNtries/c:Sum", namespaces=NS) == "62.00"
    assert found.findtext(".//c:TtlDbtNtries/c:NbOfNtries", namespaces=NS) == "2"
    assert found.findtext(".//c:Bal/c:Amt", namespaces=NS) == "13185.85"
    assert found.findtext(".//c:MsgId", namespaces=NS) == export.number
    assert found.find(".//c:AddtlStmtInf", NS) is None
    assert export.file_name.endswith(".xml")


def test_what_a_filter_left_out_is_said(bank: FakeUpstream) -> None:
    found = document(made("camt053", where=TransactionFilter(q="Coffee")))
    assert "Coffee" in found.findtext(".//c:AddtlStmtInf", namespaces=NS)


def test_of_nothing_is_a_statement_without_entries(bank: FakeUpstream) -> None:
    history(bank, [], able=ABLE)
    found = document(made("camt053"))
    assert found.findall(".//c:Ntry", NS) == []


def test_one_that_lacks_something_is_not_made(bank: FakeUpstream) -> None:
    rows = [row(number) for number in range(120)]
    history(bank, rows, able=ABLE, silent=lambda query: "cursor" in query or "to" in query)
    export = made("camt053")
    assert (export.state, export.rows, export.stored) == ("failed", 100, "")


@pytest.mark.parametrize("changes", [{"account_id": "acc_other"}, {"amount": {"value": 1, "currency": "EUR"}}])
def test_a_row_that_fits_no_account_ends_it(bank: FakeUpstream, changes: dict[str, Any]) -> None:
    history(bank, [row(0), row(1, **changes)], able=ABLE)
    assert made("camt053").state == "failed"


def test_without_balances_of_the_past_it_cannot_be(upstream: FakeUpstream) -> None:
    upstream.on("GET", "/v1/capabilities", json=capabilities())
    export = made("camt053")
    assert (export.state, export.problem) == ("failed", "capability_unavailable")
