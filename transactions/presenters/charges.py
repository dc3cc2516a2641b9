"""The charge finder's results: each payment beside the line of the bank statement, fact by fact."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

import msgspec
from django.utils.translation import gettext, ngettext

from selfcare.display import Display
from selfcare.domain.money import Money, exponent
from transactions.domain import Transaction
from transactions.domain.charges import MONTHS, Candidate, ChargeSearch, Likelihood, StatementLine, likelihoods
from transactions.presenters.charge_words import amount_match_text, day_match_text, name_match_text
from transactions.presenters.names import counterpart
from transactions.presenters.rows import Row, transaction_row

_AGREES: Final = 2


class Fact(msgspec.Struct, frozen=True):
    """One row of the comparison; ``is_match`` picks its look."""

    label: str
    yours: str
    ours: str
    is_match: bool
    text: str


class Notice(msgspec.Struct, frozen=True):
    tone: str
    icon: str
    title: str
    text: str


class Match(msgspec.Struct, frozen=True):
    """A payment that can be the line; ``is_first`` is the likeliest."""

    id: str
    title: str
    tail: str
    row: Row
    facts: list[Fact]
    notice: Notice | None
    is_first: bool


class Found(msgspec.Struct, frozen=True):
    """What the search came to, in words: ``heading`` and the facts that were ``asked`` for."""

    heading: str
    title: str
    asked: str
    matches: list[Match]


def charge_search_view(search: ChargeSearch, *, display: Display, base: str) -> Found:
    """Return the results; ``base`` is the address of the transaction list."""
    ranks = zip(search.candidates, likelihoods(search.candidates) if search.candidates else [], strict=True)
    matches = [
        _match(number, candidate, likelihood, search, display=display, base=base)
        for number, (candidate, likelihood) in enumerate(ranks, start=1)
    ]
    count = len(matches)
    if not count:
        heading = gettext("No payment of yours matches")
        return Found(heading, gettext("Find a charge, nothing found"), _not_found_text(search, display), [])
    heading = ngettext("%(num)s payment can be it", "%(num)s payments can be it", count) % {"num": count}
    title = ngettext("Find a charge, %(num)s found", "Find a charge, %(num)s found", count) % {"num": count}
    return Found(heading, title, _asked_text(search, display), matches)


def _match(
    number: int, each: Candidate, likelihood: Likelihood, search: ChargeSearch, *, display: Display, base: str
) -> Match:
    row = transaction_row(each.transaction, display=display, base=base)
    return Match(
        id=f"m{number}",
        title=_likelihood_text(likelihood),
        tail=_tally_text(each.matched, len(each.facts)),
        row=msgspec.structs.replace(row, time=_day_text(each.transaction.created_at, display)),
        facts=list(_facts(search.line, each, display)),
        notice=_notice(each.transaction, search.refunds.get(each.transaction.id), display),
        is_first=number == 1,
    )


def _likelihood_text(likelihood: Likelihood) -> str:
    texts = {"most": gettext("Most likely"), "equal": gettext("Just as likely"), "less": gettext("Less likely")}
    return texts[likelihood]


def _tally_text(matched: int, asked: int) -> str:
    text = ngettext("%(matched)d of %(asked)d matches", "%(matched)d of %(asked)d match", matched)
    return text % {"matched": matched, "asked": asked}


def _facts(line: StatementLine, each: Candidate, display: Display) -> Iterator[Fact]:
    transaction = each.transaction
    original = transaction.original_amount
    ours = original if each.amount.match == "original" and original else transaction.amount
    text = amount_match_text(each.amount, display)
    yours = _figures_text(line, None, display, read_as=ours.currency)
    yield Fact(gettext("Amount"), yours, display.money_text(ours), each.amount.strength >= _AGREES, text)
    if line.date and each.date:
        moment = f"{_day_text(transaction.created_at, display)}, {display.time(transaction.created_at)}"
        is_match = each.date.strength >= _AGREES
        yield Fact(gettext("Date"), display.date_short(line.date), moment, is_match, day_match_text(each.date))
    if each.text:
        is_match = each.text.strength >= _AGREES
        yield Fact(gettext("Text"), line.text, counterpart(transaction), is_match, name_match_text(each.text))


def _figures_text(line: StatementLine, currency: str | None, display: Display, *, read_as: str = "EUR") -> str:
    """Return the figures as the reader writes money in ``currency``, or as plain figures when none is known."""
    currency = line.currency or currency
    places = exponent(currency or read_as)
    minor = line.figures.scaleb(places)
    if minor != minor.to_integral_value():
        return f"{line.figures}"
    if currency:
        return display.money_text(Money(int(minor), currency))
    parts = display.money(Money(int(minor), read_as))
    return parts.whole + parts.decimals


def _day_text(moment: datetime, display: Display) -> str:
    day = display.day_of(moment)
    return display.date_short(day) if day.year == display.today().year else display.date_year(day)


def _notice(transaction: Transaction, refund: Transaction | None, display: Display) -> Notice | None:
    known = transaction.refund
    if known is None or known.state not in {"full", "partial"}:
        return None
    is_full = known.state == "full"
    title = gettext("It is refunded already") if is_full else gettext("A part is refunded already")
    return Notice("good", "undo-2", title, _refund_text(known.refunded, refund, display))


def _refund_text(amount: Money, refund: Transaction | None, display: Display) -> str:
    told = {"amount": display.money_text(amount)}
    if refund is None or refund.amount != amount:
        return gettext("%(amount)s came back. Your bank shows the refund as a line of its own.") % told
    told["day"] = display.date_month(display.day_of(refund.created_at))
    told["time"] = display.time(refund.created_at)
    return gettext("%(amount)s came back on %(day)s, %(time)s. Your bank shows the refund as a line of its own.") % told


def _asked_text(search: ChargeSearch, display: Display) -> str:
    """Return "For 199,00 kr, 20 November, “PXH*DIGITAL AMS”", with what was given of it."""
    line, currency = search.line, search.candidates[0].transaction.amount.currency
    facts = [_figures_text(line, currency, display)]
    facts += [display.date_month(line.date)] if line.date else []
    facts += [_quoted(line.text)] if line.text else []
    return gettext("For %(facts)s") % {"facts": ", ".join(facts)}


def _not_found_text(search: ChargeSearch, display: Display) -> str:
    line = search.line
    facts = [gettext("Not %(amount)s") % {"amount": _figures_text(line, search.currency, display)}]
    facts += [gettext("not near %(day)s") % {"day": display.date_month(line.date)}] if line.date else []
    facts += [gettext("not %(text)s") % {"text": _quoted(line.text)}] if line.text else []
    return gettext("%(facts)s. We looked at %(months)d months.") % {"facts": ", ".join(facts), "months": MONTHS}


def _quoted(text: str) -> str:
    return gettext("“%(text)s”") % {"text": text}
