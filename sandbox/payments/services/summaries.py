"""Summaries of a customer's transactions, and what an account held at an instant."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final

import msgspec

from sandbox.clock import rfc3339
from sandbox.payments.domain.errors import Refused
from sandbox.payments.domain.ports import Group, plugs
from sandbox.payments.domain.summaries import (
    MOST_ROWS,
    Sum,
    SummaryQuery,
    bounds,
    is_free,
    midnight,
    period_key,
    periods,
    ranked,
)
from sandbox.payments.domain.wire import money

_COLUMNS: Final = {"merchant": "merchant_id", "type": "type"}
_PERIODS: Final = frozenset({"week", "month"})


def summary_make(*, customer_id: str, query: SummaryQuery) -> dict[str, Any]:
    """Return the Summary: groups, and whether only the newest ten thousand rows of a free filter were added up.

    Raises Refused ``validation_failed`` for more than two hundred weeks or months.
    """
    store, now = plugs.store(), plugs.now()
    days = _days(customer_id, query, now)
    if days is None:
        return _wire([], capped=False)
    free = is_free(query.where, now)
    groups = store.transaction_sums(
        customer_id,
        query.where,
        by=_COLUMNS.get(query.by),
        edges=[midnight(day, query.zone) for day in days[1:]],
        newest=MOST_ROWS if free else None,
    )
    full = free and sum(group.count for group in groups) == MOST_ROWS
    capped = full and store.transaction_more(customer_id, query.where, than=MOST_ROWS)
    return _wire(_sums(query, groups, days), capped=capped)


def balance_at(*, customer_id: str, account_id: str, at: datetime) -> dict[str, Any]:
    """Return what an account held at an instant, everything booked by then included.

    ``available`` could be used, ``booked`` is that and what was reserved. Raises Refused ``not_found``.
    """
    found = plugs.store().balance_at(customer_id, account_id, at)
    if found is None:
        raise Refused("not_found", "There is no such resource.")
    currency, available, held = found
    return {"available": money(available, currency), "booked": money(available + held, currency), "at": rfc3339(at)}


def _days(customer_id: str, query: SummaryQuery, now: datetime) -> list[date] | None:
    """Return the periods asked for, none needed for other groups, None when nothing can have happened in them."""
    begin = bounds(query.where)[0] or plugs.store().transaction_oldest(customer_id)
    if begin is None or begin > now:
        return None
    return periods(query, begin, now) if query.by in _PERIODS else []


def _sums(query: SummaryQuery, groups: Sequence[Group], days: Sequence[date]) -> list[Sum]:
    if query.by in _PERIODS:
        by_time = sorted(groups, key=lambda group: (int(group.group), group.currency))
        return [_sum(group, period_key(query.by, days[int(group.group)])) for group in by_time]
    found = ranked([_sum(group, _key(query, group)) for group in groups], query.top)
    return _labelled(found) if query.by == "merchant" else found


def _key(query: SummaryQuery, group: Group) -> str | None:
    return "all" if query.by == "none" else str(group.group) or None


def _sum(group: Group, key: str | None) -> Sum:
    return Sum(key=key, currency=group.currency, count=group.count, in_=group.into, out=group.out)


def _labelled(sums: Sequence[Sum]) -> list[Sum]:
    names = plugs.store().merchant_names([one.key for one in sums if one.key and not one.others])
    return [msgspec.structs.replace(one, label=names.get(one.key or "")) for one in sums]


def _wire(sums: Sequence[Sum], *, capped: bool) -> dict[str, Any]:
    return {"data": sums, "is_capped": capped}
