"""What a filter's transactions come to, currency by currency."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from selfcare.display import AmountText, Display
from selfcare.domain.money import Money
from transactions.domain import SummaryList


class Sum(msgspec.Struct, frozen=True):
    """``kind`` chooses the sentence, which holds the amount as markup; ``count`` is said where not all were counted."""

    kind: str
    amount: AmountText
    count: str = ""


def sums_view(moved: SummaryList | None, awaited: SummaryList | None, display: Display) -> list[Sum]:
    """Return the net sum of what moved, then what waits for the customer; a sum that is not known is left out."""
    return [*_moved(moved, display), *_awaited(awaited, display)]


def _moved(found: SummaryList | None, display: Display) -> Iterator[Sum]:
    for row in found.data if found else []:
        amount = display.money(Money(row.in_ - row.out, row.currency), "net")
        if found and found.is_capped:
            yield Sum("newest", amount, display.number(row.count))
        elif row.count:
            yield Sum("total", amount)


def _awaited(found: SummaryList | None, display: Display) -> Iterator[Sum]:
    """Money that waits moves one way or the other, and is no sum of both."""
    if not found or found.is_capped:
        return
    for row in found.data:
        for kind, value in (("waiting", row.out), ("waiting_in", row.in_)):
            if value:
                yield Sum(kind, display.money(Money(value, row.currency)))
