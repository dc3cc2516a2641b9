"""A payment service that answers for statements from a ledger."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from tests.builders import payments as build
from tests.fake_upstream import Answer, Call, FakeUpstream
from tests.transactions.ledger import Ledger, movement
from transactions.domain import Transaction, TransactionFilter

BALANCE, SUMS, LIST = "/v1/accounts/acc_sek/balance", "/v1/summaries", "/v1/transactions"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def books() -> Ledger:
    """Opened with 9 180,40; two movements in November."""
    moves = [("2026-11-19T08:02:16Z", 300000), ("2026-11-16T20:03:31Z", -31850), ("2026-06-02T10:00:00Z", -100)]
    rows = [movement(at(when), value, number) for number, (when, value) in enumerate(moves)]
    return Ledger(rows, brought_in=918140)


def served(upstream: FakeUpstream, ledger: Ledger, **account: Any) -> FakeUpstream:
    """Script the payment service so that it answers from a ledger."""
    euro = {"available": build.money(31240, "EUR"), "as_of": "2026-11-19T13:05:12.000Z"}
    second = build.account(id="acc_eur", name="Balance in euro", currency="EUR", balance=euro)
    upstream.on("GET", "/v1/accounts", json=build.page([build.account(**account), second]))
    upstream.on("GET", "/v1/capabilities", json=build.capabilities())
    upstream.on("GET", "/v1/refund-requests", json=build.page([]))
    upstream.on("GET", "/v1/disputes", json=build.page([]))
    upstream.on("GET", BALANCE, reply=lambda call: _balance(ledger, call))
    upstream.on("GET", SUMS, reply=lambda call: _sums(ledger, call))
    upstream.on("GET", LIST, reply=lambda call: _list(ledger, call))
    return upstream


def _where(call: Call) -> TransactionFilter:
    given = {name: values[0] for name, values in call.query.items()}
    return TransactionFilter(
        booked_from=at(given["booked_from"]) if "booked_from" in given else None,
        booked_to=at(given["booked_to"]) if "booked_to" in given else None,
        direction=(given["direction"],) if "direction" in given else (),
        sort=given.get("sort"),
    )


def _balance(ledger: Ledger, call: Call) -> Answer:
    found = ledger.balance_at(None, "acc_sek", at(call.query["at"][0]))
    return Answer(json=build.balance_at(found.booked.value, at=call.query["at"][0]))


def _sums(ledger: Ledger, call: Call) -> Answer:
    found = ledger.summary_list(None, _where(call), by=call.query["by"][0], tz=call.query.get("tz", [None])[0])
    return Answer(json=build.summaries(*(build.summary(s.key, s.in_, s.out, count=s.count) for s in found.data)))


def _list(ledger: Ledger, call: Call) -> Answer:
    cursor, limit = call.query.get("cursor", [None])[0], int(call.query["limit"][0])
    page = ledger.transaction_list(None, _where(call), limit=limit, cursor=cursor)
    return Answer(json=build.page([wire(row) for row in page.data], next_cursor=page.page.next_cursor))


def wire(row: Transaction) -> dict[str, Any]:
    money = {"value": row.amount.value, "currency": row.amount.currency}
    changes = {"amount": money, "description": row.description, "direction": row.direction, "id": row.id}
    return build.transaction(**changes, booked_at=row.booked_at.isoformat() if row.booked_at else None)
