"""Finding the payment behind a line of a bank statement."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from functools import partial
from typing import Final
from zoneinfo import ZoneInfo

from selfcare.domain.context import Context
from selfcare.domain.money import LARGEST, exponent
from selfcare.parallel import gather
from transactions.backends import payment_backend
from transactions.domain import Transaction, TransactionFilter
from transactions.domain.charges import MONTHS, ChargeSearch, StatementLine, charge_candidates, search_words
from transactions.domain.charges.amounts import ESTIMATE_TOLERANCE
from transactions.domain.charges.days import NEAR_WITHIN
from transactions.services.accounts import account_currencies, account_list
from transactions.services.listing import LARGEST_PAGE

_DAYS_PER_MONTH: Final = 31
_AMOUNT_DAYS: Final = 45
_MOST_CURRENCIES: Final = 3


def charge_currencies(*, ctx: Context) -> tuple[str, ...]:
    """Return the currencies of the customer's accounts, that of the main one first."""
    return account_currencies(account_list(ctx=ctx).value)


def charge_search(*, ctx: Context, line: StatementLine, zone: ZoneInfo) -> ChargeSearch:
    """Look for the payments that can be the line; the bank's date is a day of ``zone``.

    The service is asked at once for what has about the amount, what holds the text's words, and all around the date.
    Raises UpstreamFailed when it is away: half a search would say that a payment is not there.
    """
    since = datetime.now(UTC) - timedelta(days=MONTHS * _DAYS_PER_MONTH)
    own = charge_currencies(ctx=ctx)[:_MOST_CURRENCIES]
    currencies = (line.currency,) if line.currency else own
    wheres = [
        *(_about_amount(line, currency, since, zone) for currency in currencies),
        *(TransactionFilter(q=word, from_=since) for word in search_words(line.text)),
        _around_date(line, since, zone),
    ]
    found = gather(*(partial(_page, ctx, where) for where in wheres))
    transactions = {each.id: each for page in found for each in page}
    return ChargeSearch(
        line,
        charge_candidates(line, transactions.values(), zone=zone),
        since,
        currencies[0] if len(currencies) == 1 else None,
        {each.parent_id: each for each in transactions.values() if each.type == "refund" and each.parent_id},
    )


def _page(ctx: Context, where: TransactionFilter) -> list[Transaction]:
    return payment_backend().transaction_list(ctx, where, limit=LARGEST_PAGE).data


def _about_amount(line: StatementLine, currency: str, since: datetime, zone: ZoneInfo) -> TransactionFilter:
    """Return the filter for what an estimate, a fee or an exchange still allows."""
    spread = line.figures * ESTIMATE_TOLERANCE * 2
    start, end = _days(line.date, _AMOUNT_DAYS, zone) if line.date else (since, None)
    return TransactionFilter(
        currency=(currency,),
        amount_min=_minor(line.figures - spread, currency, ROUND_FLOOR),
        amount_max=_minor(line.figures + spread, currency, ROUND_CEILING),
        from_=max(start, since),
        to=end,
    )


def _around_date(line: StatementLine, since: datetime, zone: ZoneInfo) -> TransactionFilter:
    """Return the filter for the days around the date, or for the newest: it finds what was exchanged or misspelt."""
    if line.date is None:
        return TransactionFilter(from_=since)
    start, end = _days(line.date, NEAR_WITHIN, zone)
    return TransactionFilter(from_=max(start, since), to=end)


def _days(day: date, before: int, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return from when until when: ``before`` days before the day, to some days after it."""
    midnight = datetime.combine(day, time(), zone)
    return midnight - timedelta(days=before), midnight + timedelta(days=NEAR_WITHIN)


def _minor(figures: Decimal, currency: str, rounding: str) -> int:
    minor = int(figures.scaleb(exponent(currency)).to_integral_value(rounding))
    return min(max(minor, 0), LARGEST)
