"""What the home page needs, asked for at once; each part can be missing without the others."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from selfcare.dashboard.domain import TOP, Overview, first_of_days, midnight, mondays
from selfcare.domain.context import Context
from selfcare.upstream.cache import Wanted, cached_all, load_ahead
from transactions.domain import RESERVED, SummaryList, TransactionFilter
from transactions.services.accounts import ACCOUNTS_FRESH, accounts_wanted
from transactions.services.case_reading import waiting_wanted
from transactions.services.summaries import summary_wanted
from transactions.services.transactions import attention_wanted, newest_wanted

BUDGET: Final = 2.5
"""Seconds the page waits for all its parts together; what is late is shown as an old copy or as missing."""


def overview_get(*, ctx: Context, now: datetime, zone: ZoneInfo, beside: Wanted[Any] | None = None) -> Overview:
    """Return what the home page shows, in the weeks and days of ``zone``; never raises for an outage.

    ``beside`` is a copy that the page reads afterwards; it is loaded at the same time, and may be of our database.
    """
    ctx = ctx.within(BUDGET)
    today = now.astimezone(zone).date()
    parts: tuple[Wanted[Any], ...] = (
        accounts_wanted(ctx=ctx, fresh_for=ACCOUNTS_FRESH),
        newest_wanted(ctx=ctx),
        attention_wanted(ctx=ctx),
        _weeks(ctx, midnight(mondays(today)[0], zone), zone),
        _merchants(ctx, midnight(first_of_days(today), zone)),
        _reserved(ctx),
        waiting_wanted(ctx=ctx),
    )
    load_ahead(ctx, *([beside] if beside else []), *parts)
    return Overview(*cached_all(ctx, *parts))


def _weeks(ctx: Context, since: datetime, zone: ZoneInfo) -> Wanted[SummaryList | None]:
    name = f"summaries:week:{since:%Y%m%d}:{zone.key}"
    return summary_wanted(ctx=ctx, name=name, where=TransactionFilter(from_=since), by="week", tz=zone.key)


def _merchants(ctx: Context, since: datetime) -> Wanted[SummaryList | None]:
    where = TransactionFilter(type=("payment",), from_=since)
    return summary_wanted(ctx=ctx, name=f"summaries:merchant:{since:%Y%m%d%H%M}", where=where, by="merchant", top=TOP)


def _reserved(ctx: Context) -> Wanted[SummaryList | None]:
    where = TransactionFilter(status=RESERVED, direction=("out",))
    return summary_wanted(ctx=ctx, name="summaries:reserved", where=where, by="type")
