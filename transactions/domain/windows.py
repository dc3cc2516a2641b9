"""Asking by more ids than one call may name: stretches of time that touch, each with no more ids than fit.

A label is known here with the time its transaction was made, and a list goes by that time. Stretches that touch and do
not overlap, read one after the other, are therefore the whole list row for row, whatever else filters it; and what they
come to adds up. Times are sent in milliseconds. What was made in one that holds more marks than fit goes by its id, so
that a limit is a time and an id; the service is then asked for the whole millisecond, and `Window.holds` tells whose
window a row is in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import accumulate, groupby, pairwise
from typing import Final, NamedTuple

MOST_IDS: Final = 100  # the contract's
LONGEST_IDS: Final = 4000  # of an address that servers still take
_FILLED: Final = 90  # so that what is labelled between two pages still fits
_SEPARATOR: Final = 3  # a comma is three signs in an address
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND: Final = timedelta(milliseconds=1)
_LIMIT: Final = r"((?:[0-9a-f]{1,11}(?:\.(?:[0-9a-f]{2})+)?)?)"
_PLACE: Final = re.compile(rf"own~{_LIMIT}~{_LIMIT}~([A-Za-z0-9_.~=-]*)", re.ASCII)


class Mark(NamedTuple):
    """A transaction that carries one of the customer's own words, and when it was made (UTC)."""

    at: datetime
    id: str


class Limit(NamedTuple):
    """A moment, and within its millisecond the first id that lies behind the limit; "" where all of it does."""

    at: datetime
    id: str = ""


class Window(NamedTuple):
    """A stretch of time: ``begin`` included, ``end`` not; None is without a bound."""

    begin: Limit | None = None
    end: Limit | None = None

    def within(self, begin: Limit | None, end: Limit | None) -> Window:
        """Return what lies in both."""
        later = max((each for each in (self.begin, begin) if each), default=None)
        sooner = min((each for each in (self.end, end) if each), default=None)
        return Window(later, sooner)

    @property
    def is_empty(self) -> bool:
        return self.begin is not None and self.end is not None and self.begin >= self.end

    @property
    def is_cut(self) -> bool:
        """Whether a limit lies inside a millisecond, so that the service's answer reaches beyond the window."""
        return bool((self.begin and self.begin.id) or (self.end and self.end.id))

    @property
    def times(self) -> tuple[datetime | None, datetime | None]:
        """The times to ask for, the latter not included."""
        begin, end = self
        return begin and begin.at, end and (end.at + _MILLISECOND if end.id else end.at)

    @property
    def overlap(self) -> tuple[datetime, datetime] | None:
        """The millisecond that newer windows ask for too; None when the window ends where it begins."""
        return (self.end.at, self.end.at + _MILLISECOND) if self.end and self.end.id else None

    def holds(self, at: datetime, ident: str) -> bool:
        """Tell whether what was made at one of the window's ``times``, and has this id, lies in the window."""
        begin, end = self
        is_newer_ones = end is not None and end.id and _floor(at) == end.at and ident >= end.id
        is_older_ones = begin is not None and begin.id and _floor(at) == begin.at and ident < begin.id
        return not (is_newer_ones or is_older_ones)


class Place(NamedTuple):
    """Where a walk goes on: in a window at the service's own cursor, or without one at the window's beginning."""

    window: Window = Window()
    cursor: str | None = None


def windows_of(marks: Sequence[Mark]) -> list[Window]:
    """Return windows over all time, newest first, of marks in that order. Without marks it is one window."""
    limits = [_limit(newer, older) for newer, older in pairwise(_chunks(marks))]
    return [Window(begin, end) for begin, end in zip([*limits, None], [None, *limits], strict=True)]


def ids_within(marks: Iterable[Mark], window: Window) -> tuple[str, ...]:
    """Return the ids of the window's marks, the newest first, as many as one call may name."""
    begin, end = window.times
    timely = (mark for mark in marks if (not begin or mark.at >= begin) and (not end or mark.at < end))
    found = [mark.id for mark in timely if window.holds(mark.at, mark.id)]
    return tuple(_fitting(found[:MOST_IDS]))


def place_text(place: Place) -> str:
    """Return the place as a cursor of ours."""
    begin, end = (_limit_text(each) for each in place.window)
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
    return Place(Window(_limit_read(begin), _limit_read(end)), rest or None)


def _chunks(marks: Sequence[Mark]) -> Iterator[list[Mark]]:
    """Yield runs of marks that fit into a call; those of one millisecond stay together where they fit."""
    chunk: list[Mark] = []
    for _, same in groupby(marks, key=lambda mark: _floor(mark.at)):
        more = sorted(same, key=lambda mark: mark.id, reverse=True)
        if chunk and _fits([*chunk, *more]) <= len(chunk):
            yield chunk
            chunk = []
        chunk += more
        while (fits := _fits(chunk)) < len(chunk):
            yield chunk[:fits]
            chunk = chunk[fits:]
    yield chunk


def _limit(newer: Sequence[Mark], older: Sequence[Mark]) -> Limit:
    """Return the limit between two runs of marks: in the middle of a millisecond only where both have marks of it."""
    at = _floor(newer[-1].at)
    return Limit(at, newer[-1].id if _floor(older[0].at) == at else "")


def _fits(marks: Sequence[Mark]) -> int:
    """Return how many of the marks, from the first on, fill a call."""
    return min(len(list(_fitting([mark.id for mark in marks]))), _FILLED)


def _fitting(ids: Sequence[str]) -> Iterator[str]:
    lengths = accumulate(len(each) + _SEPARATOR for each in ids)
    return (each for each, length in zip(ids, lengths, strict=True) if length <= LONGEST_IDS)


def _floor(at: datetime) -> datetime:
    return at.replace(microsecond=at.microsecond // 1000 * 1000)


def _limit_text(limit: Limit | None) -> str:
    """Return milliseconds and id in hexadecimal: as rows of figures they could pass for a card number."""
    if limit is None:
        return ""
    number = f"{(limit.at - _EPOCH) // _MILLISECOND:x}"
    return f"{number}.{limit.id.encode().hex()}" if limit.id else number


def _limit_read(text: str) -> Limit | None:
    number, _, ident = text.partition(".")
    return Limit(_EPOCH + int(number, 16) * _MILLISECOND, bytes.fromhex(ident).decode()) if number else None
