"""What was promised about a case: the next step and those before and after it, each with its date and how it went.

A date the payment service gave wins; every other one follows from the case's state and the operator's promise table.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final, Literal

import msgspec

from transactions.domain.casebook import Case, CaseKind
from transactions.domain.promises.calendar import Calendar
from transactions.domain.promises.table import Due, PromiseTable

PromiseState = Literal["kept", "late", "now", "next", "void"]
"""``late`` is past its date, kept late or not yet; ``next`` comes after something else; ``void`` will not be."""

_ANSWERS: Final[dict[CaseKind, str]] = {
    "refund_request": "answer",
    "dispute": "decide",
    "missing_deposit": "answer",
    "unknown_charge": "decide",
}


class Promise(msgspec.Struct, frozen=True):
    """``name`` is a row of the promise table. ``within`` is told where there is no date yet."""

    name: str
    state: PromiseState
    by: datetime | None = None
    within: Due | None = None
    kept_at: datetime | None = None


class _Terms(msgspec.Struct, frozen=True):
    table: PromiseTable
    calendar: Calendar
    now: datetime


def promised_by(case: Case, *, table: PromiseTable, calendar: Calendar) -> datetime | None:
    """Return by when somebody owes the next step of an open case; None when it is over."""
    if not case.is_open:
        return None
    if case.answer_by:
        return case.answer_by
    if case.state == "paying":
        return table["refund_request.money"].after(case.kept.get("answer", case.updated_at), calendar)
    return table[current_promise(case)].after(case.escalated_at or case.opened_at, calendar)


def current_promise(case: Case) -> str:
    """Return the row of the table that the next step of an open case is owed by."""
    if case.escalated_at:
        return "escalation.answer"
    if case.state == "paying":
        return "refund_request.money"
    if case.state == "customer":
        return "dispute.choose"
    if case.state == "merchant" and case.kind == "dispute":
        return "dispute.answer"
    return f"{case.kind}.{_ANSWERS[case.kind]}"


def case_promises(case: Case, *, table: PromiseTable, calendar: Calendar, now: datetime) -> tuple[Promise, ...]:
    """Return every promise of the case, in the order they fall due; kept ones stay."""
    terms = _Terms(table, calendar, now)
    rows = {"refund_request": _of_request, "dispute": _of_dispute, "missing_deposit": _of_deposit}
    found = [*rows.get(case.kind, _of_charge)(case, terms)]
    if case.escalated_at:
        found.append(_dated(case, terms, "escalation.answer", _escalation_by(case, terms), _ended(case)))
    return tuple(_one_now(found))


def _one_now(promises: list[Promise]) -> Iterator[Promise]:
    """Only the first of those that are open is owed now; the others come after it."""
    is_taken = False
    for each in promises:
        yield msgspec.structs.replace(each, state="next") if is_taken and each.state == "now" else each
        is_taken = is_taken or each.state == "now"


def _of_request(case: Case, terms: _Terms) -> Iterator[Promise]:
    answered = case.kept.get("answer")
    yield _dated(case, terms, "refund_request.answer", case.answer_by or _after(case, terms, "answer"), answered)
    refused = case.outcome in {"lost", "escalated"}
    if not answered and case.is_open:
        yield Promise("refund_request.money", "next", within=terms.table["refund_request.money"])
        yield Promise("refund_request.escalate", "next", within=terms.table["refund_request.escalate"])
    elif answered and not refused:
        by = terms.table["refund_request.money"].after(answered, terms.calendar)
        yield _dated(case, terms, "refund_request.money", by, case.kept.get("money"))
    elif answered and case.offers("escalate"):
        by = terms.table["refund_request.escalate"].after(answered, terms.calendar)
        yield Promise("refund_request.escalate", "now", by=by)


def _of_dispute(case: Case, terms: _Terms) -> Iterator[Promise]:
    with_merchant = case.state == "merchant"
    if case.merchant:
        by = case.answer_by if with_merchant and case.answer_by else _after(case, terms, "answer")
        yield _dated(case, terms, "dispute.answer", by, case.kept.get("answer"))
    if case.state == "customer":
        yield _dated(case, terms, "dispute.choose", case.answer_by or _after(case, terms, "choose"), None)
    elif "choose" in case.kept:
        yield Promise("dispute.choose", "kept", kept_at=case.kept["choose"])
    if case.offer and case.state == "customer":
        yield Promise("dispute.money", "next", within=terms.table["dispute.money"])
    if case.state in {"merchant", "customer"}:
        yield Promise("dispute.decide", "next", within=terms.table["dispute.decide"])
    elif "decide" in case.promised or (not case.escalated_at and ("decide" in case.kept or case.is_open)):
        given = None if case.escalated_at else case.answer_by
        yield _dated(case, terms, "dispute.decide", given or case.promised.get("decide"), case.kept.get("decide"))


def _of_deposit(case: Case, terms: _Terms) -> Iterator[Promise]:
    ended = _ended(case)
    for name in ("confirm", "ask"):
        # Who has decided needs neither; who has asked the bank has looked.
        kept = case.kept.get(name) or case.kept.get("ask") or ended
        yield _dated(case, terms, f"missing_deposit.{name}", _after(case, terms, name), kept)
    by = case.answer_by if case.answer_by and not case.escalated_at else _after(case, terms, "answer")
    yield _dated(case, terms, "missing_deposit.answer", by, ended)


def _of_charge(case: Case, terms: _Terms) -> Iterator[Promise]:
    kept = case.kept.get("advance") or (case.kept.get("money") if not case.is_open else None)
    if case.transaction_id:
        yield _dated(case, terms, "unknown_charge.advance", _after(case, terms, "advance"), kept)
    by = case.answer_by if case.answer_by and not case.escalated_at else _after(case, terms, "decide")
    yield _dated(case, terms, "unknown_charge.decide", by, _ended(case))


def _after(case: Case, terms: _Terms, name: str) -> datetime:
    return case.promised.get(name) or terms.table[f"{case.kind}.{name}"].after(case.opened_at, terms.calendar)


def _ended(case: Case) -> datetime | None:
    """Return when the case was decided; a case its customer closed has not been."""
    return case.closed_at if case.outcome != "withdrawn" else None


def _escalation_by(case: Case, terms: _Terms) -> datetime:
    start = case.escalated_at or case.opened_at
    return (
        case.answer_by
        or case.promised.get("escalation")
        or terms.table["escalation.answer"].after(start, terms.calendar)
    )


def _dated(case: Case, terms: _Terms, name: str, by: datetime | None, kept_at: datetime | None) -> Promise:
    if kept_at:
        return Promise(name, "late" if by and kept_at > by else "kept", by=by, kept_at=kept_at)
    if not case.is_open:
        return Promise(name, "void", by=by)
    return Promise(name, "late" if by and terms.now > by else "now", by=by)
