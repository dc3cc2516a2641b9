"""What is asked about many transactions: filters, and sums per key."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Annotated, Final

import msgspec

from selfcare.domain.money import LARGEST


class TransactionFilter(msgspec.Struct, frozen=True):
    """The list's filters. Amounts are minor units and need a currency; times are UTC.

    ``ids`` narrows to these transactions, () to none and None not at all; what ``or_ids`` names is found whether ``q``
    finds it or not. ``tag`` is the customer's own and no word of the service's: `transactions.services.private` turns
    it into ids, and no adapter may send it.
    """

    ids: tuple[str, ...] | None = None
    or_ids: tuple[str, ...] = ()
    tag: str | None = None
    account_id: tuple[str, ...] = ()
    type: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    direction: tuple[str, ...] = ()
    currency: tuple[str, ...] = ()
    merchant_id: tuple[str, ...] = ()
    instrument_id: tuple[str, ...] = ()
    consent_id: tuple[str, ...] = ()
    amount_min: int | None = None
    amount_max: int | None = None
    from_: datetime | None = None
    to: datetime | None = None
    settled_from: datetime | None = None
    settled_to: datetime | None = None
    booked_from: datetime | None = None
    booked_to: datetime | None = None
    reference: str | None = None
    q: str | None = None
    updated_since: datetime | None = None
    sort: str | None = None


class Summary(msgspec.Struct, frozen=True, rename={"in_": "in"}):
    """How many transactions share a key, and what they brought in and took out, in minor units of one currency.

    By week, ``key`` is the Monday of the ISO 8601 week, YYYY-MM-DD in the zone that was asked for; by merchant their
    id, with the name as ``label``. One that stands for all keys after the top ones says in ``others`` how many.
    """

    currency: str
    count: Annotated[int, msgspec.Meta(ge=0, le=LARGEST)]
    in_: Annotated[int, msgspec.Meta(ge=0, le=LARGEST)]
    out: Annotated[int, msgspec.Meta(ge=0, le=LARGEST)]
    key: str | None = None
    label: str | None = None
    others: Annotated[int, msgspec.Meta(ge=0, le=LARGEST)] = 0


class SummaryList(msgspec.Struct, frozen=True):
    """Summaries per key and currency. When capped, only the newest transactions were counted."""

    data: list[Summary]
    is_capped: bool = False


def summaries_added(
    lists: Sequence[SummaryList], *, less: Sequence[SummaryList] = (), by: str, top: int | None, is_capped: bool
) -> SummaryList:
    """Add up sums of parts, in the order and with the fold that one list of all would have.

    ``less`` is what parts have in common, once for each part that has it beside another.

    Weeks and months go by time; merchants and types by what went out, then by what came in, and those after the
    ``top`` of each currency are told as one.
    """
    groups: dict[tuple[str, str | None], Summary] = {}
    for each in (*(one for found in lists for one in found.data), *_taken_away(less)):
        known = groups.get((each.currency, each.key))
        groups[each.currency, each.key] = _added(each.key, [known, each]) if known else each
    told = [each for each in groups.values() if each.count]
    ordered = sorted(told, key=lambda one: (one.key or "", one.currency)) if by in _PERIODS else _ranked(told, top)
    return SummaryList(ordered, is_capped or any(found.is_capped for found in (*lists, *less)))


def _taken_away(lists: Sequence[SummaryList]) -> Iterator[Summary]:
    for each in (one for found in lists for one in found.data):
        yield msgspec.structs.replace(each, count=-each.count, in_=-each.in_, out=-each.out)


_PERIODS: Final = frozenset({"week", "month"})


def _ranked(sums: Sequence[Summary], top: int | None) -> list[Summary]:
    found: list[Summary] = []
    for currency in sorted({one.currency for one in sums}):
        own = sorted((one for one in sums if one.currency == currency), key=_rank)
        rest = own[top:] if top is not None else []
        found += own[:top]
        found += [msgspec.structs.replace(_added("others", rest), label=None, others=len(rest))] if rest else []
    return found


def _rank(one: Summary) -> tuple[int, int, str]:
    return -one.out, -one.in_, one.key or ""


def _added(key: str | None, sums: Sequence[Summary]) -> Summary:
    count, into, out = (sum(figures) for figures in zip(*((one.count, one.in_, one.out) for one in sums), strict=True))
    label = next((one.label for one in sums if one.label), None)
    return Summary(sums[0].currency, count, into, out, key, label)
