"""Money in and out by week, where it went, and what is reserved: sums as the home page's charts and tables."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal
from typing import Final

import msgspec
from django.utils.translation import gettext, ngettext

from selfcare.dashboard.domain import TOP
from selfcare.dashboard.presenters.geometry import Chart, Column, chart_of, shares_of
from selfcare.display import AmountText, Display
from selfcare.domain.money import Money, exponent
from transactions.domain import Account, Summary, SummaryList
from transactions.presenters.words import currency_name

_EVERY: Final = 3  # week that is named under the chart


class Tick(msgspec.Struct, frozen=True):
    """A grid line of the chart."""

    y: Decimal
    text_y: Decimal
    text: str
    is_zero: bool


class Week(msgspec.Struct, frozen=True):
    """``axis`` is the name under the chart, empty for most; ``column`` is None when there is no chart."""

    name: str
    title: str
    axis: str
    money_in: AmountText
    money_out: AmountText
    column: Column | None


class Flow(msgspec.Struct, frozen=True):
    """Money in and out. ``chart`` is None when nothing moved; ``as_of`` is set when this is an old copy."""

    money_in: AmountText
    money_out: AmountText
    difference: AmountText
    weeks: list[Week]
    ticks: list[Tick]
    chart: Chart | None
    description: str
    caption: str
    is_capped: bool
    as_of: str | None


class Share(msgspec.Struct, frozen=True):
    """What one merchant got, or all others together; ``width`` is percent of the largest, ``note`` may be empty."""

    name: str
    note: str
    amount: AmountText
    width: Decimal
    is_rest: bool


class Spending(msgspec.Struct, frozen=True):
    shares: list[Share]
    is_capped: bool
    as_of: str | None


def main_currency(accounts: list[Account], *sums: SummaryList) -> str:
    """Return the currency sums are shown in: the main account's; while accounts are missing, the one of most rows.

    XXX (ISO 4217: no currency) when there is nothing to sum.
    """
    if accounts:
        return accounts[0].currency
    used = Counter(row.currency for each in sums for row in each.data)
    return next((currency for currency, _ in used.most_common(1)), "XXX")


def flow_view(found: SummaryList, as_of: str | None, mondays: list[date], currency: str, display: Display) -> Flow:
    """Return the weeks that begin on ``mondays``, empty ones among them; sums of other weeks are left out."""
    totals: dict[date, tuple[int, int]] = dict.fromkeys(mondays, (0, 0))
    for row in found.data:
        monday = date.fromisoformat(row.key or "")
        if row.currency == currency and monday in totals:
            totals[monday] = (totals[monday][0] + row.in_, totals[monday][1] + row.out)
    pairs = list(totals.values())
    chart = chart_of(pairs)
    money_in, money_out = sum(pair[0] for pair in pairs), sum(pair[1] for pair in pairs)
    return Flow(
        money_in=display.money(Money(money_in, currency), "net"),
        money_out=display.money(Money(money_out, currency), "out"),
        difference=display.money(Money(money_in - money_out, currency), "net"),
        weeks=_weeks(totals, chart, currency, display),
        ticks=_ticks(chart, currency, display),
        chart=chart,
        description=_description(totals, currency, display),
        caption=gettext("Money in and out by week, in %(currency)s") % {"currency": currency_name(currency)},
        is_capped=found.is_capped,
        as_of=as_of,
    )


def _weeks(totals: dict[date, tuple[int, int]], chart: Chart | None, currency: str, display: Display) -> list[Week]:
    last = len(totals) - 1
    return [
        Week(
            name=display.date_short(monday),
            title=_title(monday, pair, currency, display, is_last=place == last),
            axis=gettext("now") if place == last else "" if place % _EVERY else display.date_short(monday),
            money_in=display.money(Money(pair[0], currency)),
            money_out=display.money(Money(pair[1], currency), "out"),
            column=chart.columns[place] if chart else None,
        )
        for place, (monday, pair) in enumerate(totals.items())
    ]


def _title(monday: date, pair: tuple[int, int], currency: str, display: Display, *, is_last: bool) -> str:
    words = {
        "date": display.date_short(monday),
        "money_in": display.money_text(Money(pair[0], currency)),
        "money_out": display.money_text(Money(pair[1], currency), "out"),
    }
    if is_last:
        return gettext("Week from %(date)s, so far: in %(money_in)s, out %(money_out)s") % words
    return gettext("Week from %(date)s: in %(money_in)s, out %(money_out)s") % words


def _ticks(chart: Chart | None, currency: str, display: Display) -> list[Tick]:
    lines = chart.lines if chart else []
    unit = 10 ** exponent(currency)
    whole = all(line.value % unit == 0 for line in lines)
    return [
        Tick(
            y=line.y,
            text_y=line.text_y,
            text=display.number_brief(line.value // unit) if whole else _figures(line.value, currency, display),
            is_zero=line.value == 0,
        )
        for line in lines
    ]


def _figures(value: int, currency: str, display: Display) -> str:
    """Return the amount without its symbol."""
    parts = display.money(Money(value, currency))
    return parts.sign + parts.whole + parts.decimals


def _description(totals: dict[date, tuple[int, int]], currency: str, display: Display) -> str:
    """Return the chart in sentences: when it begins, and the largest week of each direction that has one."""
    sentences = [gettext("Twelve weeks from %(date)s.") % {"date": display.date_month(next(iter(totals)))}]
    peaks = (
        (0, gettext("Money in peaks at %(amount)s in the week from %(date)s.")),
        (1, gettext("Money out is highest, %(amount)s, in the week from %(date)s.")),
    )
    for side, sentence in peaks:
        monday = max(totals, key=lambda each: totals[each][side])  # used up in this turn of the loop
        if most := totals[monday][side]:
            amount = display.money_brief(Money(most, currency))
            sentences.append(sentence % {"amount": amount, "date": display.date_month(monday)})
    return " ".join([*sentences, gettext("Every value is in the table below.")])


def spending_view(found: SummaryList, as_of: str | None, currency: str, display: Display) -> Spending:
    """Return the five merchants that got the most, and all others in one line, whoever folded them."""
    rows = [row for row in found.data if row.currency == currency and row.out]
    named = sorted((row for row in rows if not row.others), key=lambda row: (-row.out, row.label or "", row.key or ""))
    top, rest = named[:TOP], [*named[TOP:], *(row for row in rows if row.others)]
    lines = [(row.label or gettext("One merchant"), row.count, row.out) for row in top]
    if rest:
        lines.append((_others(rest, display), sum(row.count for row in rest), sum(row.out for row in rest)))
    widths = shares_of([out for _, _, out in lines])
    shares = [
        Share(name, _payments(count, display), display.money(Money(out, currency)), widths[place], place == len(top))
        for place, (name, count, out) in enumerate(lines)
    ]
    return Spending(shares, found.is_capped, as_of)


def _others(rest: list[Summary], display: Display) -> str:
    count = sum(max(1, row.others) for row in rest)
    return ngettext("%(count)s other", "%(count)s others", count) % {"count": display.number(count)}


def _payments(count: int, display: Display) -> str:
    """Return how many, where it is not the usual one."""
    if count < 2:  # noqa: PLR2004 - one is a singular
        return ""
    return ngettext("%(count)s payment", "%(count)s payments", count) % {"count": display.number(count)}


def reserved_label(held: Money, found: SummaryList | None, display: Display) -> str:
    """Return for how many transactions money is reserved, where these make up exactly what the account holds."""
    rows = [row for row in found.data if row.currency == held.currency] if found else []
    count = sum(row.count for row in rows)
    if not count or sum(row.out for row in rows) != held.value:
        return gettext("Reserved")
    words = {"count": display.number(count)}
    if {row.key for row in rows} == {"payment"}:
        return ngettext("Reserved for %(count)s payment", "Reserved for %(count)s payments", count) % words
    return ngettext("Reserved for %(count)s transaction", "Reserved for %(count)s transactions", count) % words
