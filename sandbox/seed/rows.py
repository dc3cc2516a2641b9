"""From a row of the tables to a transaction of the payment service and its history."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from sandbox.bank.domain import decided_by
from sandbox.payments.domain.transactions import INCOMING, Step, Transaction
from sandbox.seed.data.merchants import MERCHANTS
from sandbox.seed.flows import flow
from sandbox.seed.moments import moment, span
from sandbox.seed.shapes import Life, Row
from sandbox.seed.shapes import Step as Happens

_BANKED: Final = frozenset({"deposit", "withdrawal"})
_DONE: Final = frozenset({"succeeded", "reversed"})
_SETTLES_AFTER: Final = timedelta(days=1)
_RETURNABLE_FOR: Final = 30  # days


@dataclass(frozen=True, slots=True)
class Told:
    """A transaction as it is now, and its events in order."""

    tx: Transaction
    steps: list[Step]


def told(row: Row, life: Life, now: datetime) -> Told:
    """Tell a row's whole story up to ``now`` (UTC)."""
    zone = ZoneInfo(life.person.timezone)
    created = moment(days=row.days, at=row.time, now=now, zone=zone)
    id_ = tx_id(life, row.key)
    steps = _steps(row, id_, created, now, zone)
    columns = {
        **_kind(row, life, id_, created),
        **_parties(row, life),
        **_ending(row, steps, created),
        **_settlement(row, steps),
        **_links(row, life),
        **_cancellation(row, steps, now),
        **{name: value for name, value in row.more.items() if name in Transaction.__struct_fields__},
    }
    return Told(Transaction(**columns), steps)


def tx_id(life: Life, key: str) -> str:
    return f"tx_{life.person.short}_{key}"


def _steps(row: Row, id_: str, created: datetime, now: datetime, zone: ZoneInfo) -> list[Step]:
    def at(step: Happens) -> datetime:
        return moment(days=step.on[0], at=step.on[1], now=now, zone=zone) if step.on else created + step.after

    events = [(at(step), step.status, step.actor, step.code, step.details) for step in flow(row)]
    done = next((event for event in events if event[1] == "succeeded"), None)
    if done and row.type in _BANKED and done[0] + _SETTLES_AFTER <= now:
        events.append((done[0] + _SETTLES_AFTER, "succeeded", "bank", "settled", {}))
    events.sort(key=lambda event: event[0])
    return [
        Step(
            id=f"tev_{id_}_{number}",
            transaction_id=id_,
            sequence=number,
            status=status,
            occurred_at=at,
            actor=actor,
            code=code,
            details=dict(details),
        )
        for number, (at, status, actor, code, details) in enumerate(events, start=1)
    ]


def _kind(row: Row, life: Life, id_: str, created: datetime) -> dict[str, Any]:
    incoming = row.type in INCOMING or row.type == "adjustment"
    means = life.means[row.means] if row.means else None
    purse = life.purses[row.account] if row.account else None
    return {
        "id": id_,
        "customer_id": life.person.id,
        "type": row.type,
        "direction": "in" if incoming else "out",
        "status": row.status,
        "amount": row.amount,
        "currency": purse.currency if purse else means.currency if means else "SEK",
        "account_id": purse.id if purse else None,
        "created_at": created,
        "ref_provider": _payment_number(id_, created),
        **_instrument(row, life),
        **_merchant(row),
    }


def _payment_number(id_: str, created: datetime) -> str:
    return f"{created:%y}{random.Random(id_).randrange(10**10):010d}"


def _instrument(row: Row, life: Life) -> dict[str, Any]:
    if row.means is None:
        return {}
    means = life.means[row.means]
    return {
        "instrument_id": means.id,
        "instrument_kind": means.kind,
        "instrument_label": means.label,
        "instrument_brand": means.brand,
        "instrument_last4": means.last4,
    }


def _merchant(row: Row) -> dict[str, Any]:
    shop = MERCHANTS.get(row.who)
    if shop is None:
        return {}
    statement = {"ref_statement": shop.statement} if row.type == "payment" else {}
    return {"merchant_id": shop.id, "merchant_name": shop.name, "merchant_site": shop.site, **statement}


def _parties(row: Row, life: Life) -> dict[str, Any]:
    ours, theirs = _own_side(row, life), _other_side(row, life)
    incoming = row.type in INCOMING or row.type == "adjustment"
    sides = {"from": theirs, "to": ours} if incoming else {"from": ours, "to": theirs}
    return {f"{side}_{name}": value for side, party in sides.items() for name, value in party.items()}


def _own_side(row: Row, life: Life) -> dict[str, Any]:
    if row.type in {*_BANKED, "adjustment"}:
        return {"kind": "account", "label": life.purses[row.account or ""].name, "detail": None}
    if row.means:
        return {"kind": "instrument", "label": life.person.name, "detail": life.means[row.means].label}
    return {"kind": "account", "label": life.person.name, "detail": life.purses[row.account or ""].name}


def _other_side(row: Row, life: Life) -> dict[str, Any]:
    shop = MERCHANTS.get(row.who)
    if shop:
        return {"kind": "merchant", "label": shop.legal, "detail": shop.place}
    return {"kind": "instrument", "label": life.means[row.who].label, "detail": life.person.name}


def _ending(row: Row, steps: list[Step], created: datetime) -> dict[str, Any]:
    done = next((step.occurred_at for step in steps if step.status == "succeeded"), None)
    back_until = row.days <= _RETURNABLE_FOR and row.type == "payment" and row.status == "succeeded"
    return {
        "updated_at": steps[-1].occurred_at,
        "version": len(steps),
        "completed_at": done if row.status in _DONE else None,
        "booked_at": done if row.status in _DONE else None,
        "expires_at": created + span(row.more["open_for"]) if "open_for" in row.more else None,
        "refundable": row.amount - row.more.get("refunded", 0) if back_until else 0,
    }


def _settlement(row: Row, steps: list[Step]) -> dict[str, Any]:
    if row.type not in _BANKED or row.status not in _DONE:
        return {}
    done = next(step.occurred_at for step in steps if step.status == "succeeded")
    settled = next((step.occurred_at for step in steps if step.code == "settled"), None)
    return {
        "settlement_state": "settled" if settled else "unsettled",
        "settlement_expected_on": (done + _SETTLES_AFTER).date(),
        "settled_at": settled,
    }


def _cancellation(row: Row, steps: list[Step], now: datetime) -> dict[str, Any]:
    """A wish to cancel that the bank has yet to decide."""
    asked = next((step.occurred_at for step in steps if step.code == "cancel_requested"), None)
    if asked is None or row.status != "pending":
        return {}
    return {"cancel_state": "asked", "cancel_asked_at": asked, "cancel_decide_by": decided_by(now)}


def _links(row: Row, life: Life) -> dict[str, Any]:
    ids = {name: tx_id(life, row.more[name]) for name in ("parent", "child") if name in row.more}
    return {"parent_id": ids.get("parent"), "related": list(ids.values())}
