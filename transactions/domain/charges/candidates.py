"""Ranking payments by how well they agree with a line of a bank statement."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, tzinfo
from decimal import Decimal
from typing import Final, Literal

import msgspec

from transactions.domain.charges.amounts import AmountFact, amount_fact
from transactions.domain.charges.days import DayFact, day_fact
from transactions.domain.charges.names import NameFact, name_fact
from transactions.domain.transactions import Transaction

Likelihood = Literal["most", "equal", "less"]

MOST: Final = 5
MONTHS: Final = 13
"""How far back is looked: as far as most banks show a statement."""
_EXACT: Final = 3
_MATCHES: Final = 2
_AMOUNT_ALONE_WITHIN: Final = 35  # the same sum a month later is another payment
_NEVER_CHARGED: Final = frozenset({"declined", "failed", "expired", "cancelled"})


class StatementLine(msgspec.Struct, frozen=True):
    """What the bank statement says. ``figures`` are major units; without a currency they may be in any."""

    figures: Decimal
    currency: str | None = None
    date: date | None = None
    text: str = ""


class Candidate(msgspec.Struct, frozen=True):
    """A payment and how each fact of the line agrees with it; a fact that was not given is None."""

    transaction: Transaction
    amount: AmountFact
    date: DayFact | None = None
    text: NameFact | None = None

    @property
    def facts(self) -> tuple[AmountFact | DayFact | NameFact, ...]:
        return tuple(fact for fact in (self.amount, self.date, self.text) if fact)

    @property
    def matched(self) -> int:
        """How many facts agree."""
        return sum(fact.strength >= _MATCHES for fact in self.facts)

    @property
    def score(self) -> int:
        """More is likelier; the amount decides between two that agree in as many facts."""
        return 100 * self.matched + 10 * self.amount.strength + sum(fact.strength for fact in self.facts)


class ChargeSearch(msgspec.Struct, frozen=True):
    """What can be the line, likeliest first, among the payments ``since`` that moment.

    ``refunds`` are those that were seen meanwhile, by the payment they belong to; ``currency`` is the only one that
    was looked for; None where figures without a currency could be in several.
    """

    line: StatementLine
    candidates: tuple[Candidate, ...]
    since: datetime
    currency: str | None
    refunds: dict[str, Transaction]


def charge_candidates(
    line: StatementLine, transactions: Iterable[Transaction], *, zone: tzinfo
) -> tuple[Candidate, ...]:
    """Return the payments that can be the line, likeliest first, at most five; days are those of ``zone``.

    A refund whose payment is among them is left out: it is told with the payment.
    """
    possible = [each for each in (_compared(line, one, zone) for one in transactions) if _possible(each)]
    ids = {each.transaction.id for each in possible}
    found = [each for each in possible if each.transaction.parent_id not in ids]
    found.sort(key=lambda each: (-each.score, abs(each.date.days) if each.date else 0, _age(each), each.transaction.id))
    return tuple(found[:MOST])


def likelihoods(found: Sequence[Candidate]) -> list[Likelihood]:
    """Return for each of the ranked candidates whether it is the likeliest, one of several such, or less likely."""
    best = [each.score == found[0].score for each in found]
    return [("most" if not number else "equal") if is_best else "less" for number, is_best in enumerate(best)]


def _compared(line: StatementLine, transaction: Transaction, zone: tzinfo) -> Candidate:
    return Candidate(
        transaction,
        amount_fact(line.figures, line.currency, transaction),
        day_fact(line.date, transaction, zone) if line.date else None,
        name_fact(line.text, transaction) if line.text else None,
    )


def _possible(each: Candidate) -> bool:
    """Tell whether it may be shown: what a bank could have booked, and more than a coincidence."""
    if each.transaction.status in _NEVER_CHARGED:
        return False
    says_name = each.text is not None and each.text.strength >= _MATCHES
    if each.amount.strength == _EXACT:
        return says_name or each.date is None or abs(each.date.days) <= _AMOUNT_ALONE_WITHIN
    if each.amount.strength == _MATCHES:
        return says_name or (each.date is not None and each.date.strength >= _MATCHES)
    near = each.date.strength >= 1 if each.date else each.amount.strength >= 1
    return says_name and near


def _age(each: Candidate) -> float:
    return -each.transaction.created_at.timestamp()
