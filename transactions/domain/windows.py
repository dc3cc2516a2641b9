"""Asking by more ids than one call may name: stretches of time that touch, each with no more ids than fit.

A label is known here with the time its transaction was made, and a list goes by that time. Stretches that touch and do
not overlap, read one after the other, are therefore the whole list row for row, whatever else filters it; and what they
come to adds up. Limits are of milliseconds, the finest that is sent.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import accumulate, groupby
from typing import Final, NamedTuple

MOST_IDS: Final = 100  # the contract's
LONGEST_IDS: Final = 4000  # of an address that servers still take
_FILLED: Final = 90  # so that what is labelled between two pages still fits
_SEPARATOR: Final = 3  # a comma is three signs in an address
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_PLACE: Final = re.compile(r"own~([0-9a-f]{0,11})~([0-9a-f]{0,11})~([A-Za-z0-9_.~=-]*)", re.ASCII)


class Mark(NamedTuple):
    """A transaction that carries one of the customer's own words, and when it was made (UTC)."""

    at: datetime
    id: str


class Window(NamedTuple):
    """A stretch of time: ``begin`` included, ``end`` not; None is without a bound."""

    begin: datetime | None = None
    end: datetime | None = None

    def within(self, begin: datetime | None, end: datetime | None) -> Window:
        """Return what lies in both."""
        later = max((each for each in (self.begin, begin) if each), default=None)
        sooner = min((each for each in (self.end, end) if each), default=None)
        return Window(later, sooner)

    @property
    def is_empty(self) -> bool:
        return self.begin is not None and self.end is not None and self.begin >= self.end


class Place(NamedTuple):
    """Where a walk goes on: in a window at the service's own cursor, or without one at the window's beginning."""

    window: Window = Window()
    cursor: str | None = None


def windows_of(marks: Sequence[Mark]) -> list[Window]:
    """Return windows over all time, newest first, of marks in that order. Without marks it is one window."""
    limits = [_floor(chunk[-1].at) for chunk in list(_chunks(marks))[:-1]]
    return [Window(begin, end) for begin, end in zip([*limits, None], [None, *limits], strict=True)]


def ids_within(marks: Iterable[Mark], window: Window) -> tuple[str, ...]:
    """Return the ids of the window's marks, the newest first, as many as one call may name."""
    begin, end = window
    found = [mark.id for mark in marks if (not begin or mark.at >= begin) and (not end or mark.at < end)]
    return tuple(_fitting(found[:MOST_IDS]))


def place_text(place: Place) -> str:
    """Return the place as a cursor of ours."""
    begin, end = (_number(each) for each in place.window)
    return f"own~{begin}~{end}~{place.cursor or ''}"


def place_read(cursor: str | None) -> Place:
    """Return the place of a cursor; one that is not ours is the service's own, of the list as a whole.

    Raises ValueError for one of ours that was changed.
    """
    if cursor is None or not cursor.startswith("own~"):
        return Place(cursor=cursor)
    found = _PLACE.fullmatch(cursor)
    if found is None:
        raise ValueError("not a cursor of ours")
    begin, end, rest = found.groups()
    return Place(Window(_moment(begin), _moment(end)), rest or None)


def _chunks(marks: Sequence[Mark]) -> Iterator[list[Mark]]:
    """Yield runs of marks that fit into a call; those of one millisecond stay together."""
    chunk: list[Mark] = []
    for _, same in groupby(marks, key=lambda mark: _floor(mark.at)):
        more = list(same)
        if chunk and not _fit([*chunk, *more]):
            yield chunk
            chunk = []
        chunk += more
    yield chunk


def _fit(marks: Sequence[Mark]) -> bool:
    return len(marks) <= _FILLED and sum(len(mark.id) + _SEPARATOR for mark in marks) <= LONGEST_IDS


def _fitting(ids: Sequence[str]) -> Iterator[str]:
    lengths = accumulate(len(each) + _SEPARATOR for each in ids)
    return (each for each, length in zip(ids, lengths, strict=True) if length <= LONGEST_IDS)


def _floor(at: datetime) -> datetime:
    return at.replace(microsecond=at.microsecond // 1000 * 1000)


def _number(at: datetime | None) -> str:
    """Return the milliseconds in hexadecimal: as a row of figures they could pass for a card number."""
    return "" if at is None else f"{(at - _EPOCH) // timedelta(milliseconds=1):x}"


def _moment(number: str) -> datetime | None:
    return _EPOCH + timedelta(milliseconds=int(number, 16)) if number else None
