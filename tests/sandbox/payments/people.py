"""Rows for the payment service's tests: two customers, and whatever they need to have."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta
from typing import Any

from sandbox import tokens
from sandbox.actions import Action, action_hash
from sandbox.auth.models import Authentication, Customer, Session
from sandbox.auth.services import customer_create
from sandbox.auth.services.sessions import session_create, session_step_up
from sandbox.payments import models, services
from sandbox.payments.domain import ledger
from sandbox.payments.domain.money import Money
from sandbox.payments.domain.ports import CancelAnswer, TransferStarted, plugs
from sandbox.payments.domain.transactions import Transaction

OWNER = "cus_owner"
OTHER = "cus_other"
START = datetime(2026, 11, 19, 12, 0, tzinfo=UTC)
_numbers = itertools.count(1)


def account_make(customer_id: str = OWNER, *, opening: int = 0, currency: str = "SEK", **fields: Any) -> models.Account:
    number = next(_numbers)
    row: models.Account = models.Account.objects.create(
        **{"id": f"acc_{number}", "customer_id": customer_id, "name": "Main account", "currency": currency}
        | {"created_at": START}
        | fields
    )
    if opening:
        tx = transaction_make(account_id=row.id, record=False)
        plugs.store().entry_add(ledger.opening(row.id, currency, opening), tx=tx, at=START)
        row.refresh_from_db()
    return row


def standing(account: models.Account) -> tuple[int, int]:
    """Return what the account has now: available and held."""
    account.refresh_from_db()
    return account.available, account.held


def instrument_make(customer_id: str = OWNER, **fields: Any) -> models.Instrument:
    number = next(_numbers)
    row: models.Instrument = models.Instrument.objects.create(
        **{"id": f"ins_{number}", "customer_id": customer_id, "kind": "bank_account", "label": "Östra Sparbank ••2104"}
        | {"brand": "Östra Sparbank", "last4": "2104", "usable_for": ["deposit"], "created_at": START}
        | fields
    )
    return row


def limit_make(customer_id: str = OWNER, **fields: Any) -> models.LimitRow:
    row: models.LimitRow = models.LimitRow.objects.create(
        **{"id": f"lim_{next(_numbers)}", "customer_id": customer_id, "applies_to": "deposit", "window": "month"}
        | {"amount": 1_500_000, "currency": "SEK", "created_at": START}
        | fields
    )
    return row


def transaction_make(*, record: bool = True, **fields: Any) -> Transaction:
    number = next(_numbers)
    at = fields.get("created_at", START - timedelta(minutes=number))
    values: dict[str, Any] = {
        "id": f"tx_{number:06d}",
        "customer_id": OWNER,
        "type": "payment",
        "direction": "out",
        "status": "succeeded",
        "amount": 10_000,
        "currency": "SEK",
        "created_at": at,
        "updated_at": at,
        "from_kind": "account",
        "from_label": "Main account",
        "to_kind": "merchant",
        "to_label": "Norrbo Interiör",
    }
    tx = Transaction(**values | fields)
    if record:
        services.transaction_record(tx=tx, cause=services.Cause(actor="system", code="created", at=at))
    return tx


class ScriptedBank:
    """A bank that answers what the test says, one transfer per reference, and counts what it was asked."""

    def __init__(self) -> None:
        self.answer = TransferStarted(transfer_id="trf_1", state="needs_approval", url="http://bank.test/approve/1")
        self.wish = CancelAnswer(state="cancelled")
        self.asked: list[dict[str, Any]] = []
        self.transfers: dict[str, TransferStarted] = {}
        self.fails: list[BaseException] = []

    def transfer_cancel(self, *, reference: str) -> CancelAnswer:
        self.asked.append({"cancel": reference})
        if self.fails:
            raise self.fails.pop(0)
        return self.wish

    def transfer_keep(self, *, reference: str) -> bool:
        self.asked.append({"keep": reference})
        if self.fails:
            raise self.fails.pop(0)
        return self.wish.state == "asked"

    def transfer_start(self, **asked: Any) -> TransferStarted:
        self.asked.append(asked)
        if self.fails:
            raise self.fails.pop(0)
        return self.transfers.setdefault(asked["reference"], self.answer)

    def will(self, state: str, **fields: Any) -> None:
        changes: dict[str, Any] = {"transfer_id": "trf_1", "state": state, "url": None}
        self.answer = TransferStarted(**changes | fields)


def deposit_body(account_id: str, value: int = 50_000, **fields: Any) -> dict[str, Any]:
    amount = {"value": value, "currency": "SEK"}
    return {"account_id": account_id, "amount": amount, "return_url": "http://localhost:8000/deposit/1"} | fields


def withdrawal_body(account_id: str, instrument_id: str, value: int = 50_000, **fields: Any) -> dict[str, Any]:
    amount = {"value": value, "currency": "SEK"}
    return {"account_id": account_id, "amount": amount, "instrument_id": instrument_id} | fields


def session_make(customer_id: str = OWNER) -> Session:
    """Sign a customer in, as the auth service does after a password."""
    if not Customer.objects.filter(id=customer_id).exists():
        customer_create(id=customer_id, identifier=f"{customer_id}@x.example", password="x" * 12, display_name="X")
    return session_create(authentication=Authentication(customer_id=customer_id, amr=["pwd"]))


def confirmed(session: Session, value: int = 50_000, to: str = "Östra Sparbank ••2104") -> str:
    """Return an access token from after a step-up for this withdrawal."""
    action = Action(kind="withdrawal", amount=Money(value, "SEK"), to=to)
    proof = Authentication(session=session, act_hash=action_hash(action), amr=["otp", "mfa"])
    return tokens.issue(session_step_up(authentication=proof))


def merchant_make(merchant_id: str, **fields: Any) -> models.Merchant:
    row: models.Merchant = models.Merchant.objects.create(**{"id": merchant_id, "name": "Hemvaruhuset Ljus"} | fields)
    return row
