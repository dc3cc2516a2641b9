"""A camt.053 of what a filter finds: one statement per account, its rows kept aside until its totals are known.

The schema wants balances and totals before the first entry. Balances are the service's own at both ends of the time
covered; totals count what moved, as the sums beside the file do. Where a filter leaves entries out the note says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from typing import BinaryIO, Final

import msgspec

from selfcare.domain.context import Context
from selfcare.domain.errors import CapabilityUnavailable, UpstreamFailed
from selfcare.domain.money import Money
from transactions.backends import payment_backend
from transactions.domain import Account, Tally, Totals, Transaction
from transactions.files.camt053 import Book, camt053_write
from transactions.files.columns import OwnWords
from transactions.services.accounts import account_list, capability_map

FEATURE: Final = "balances.history"
_INSTANT: Final = timedelta(microseconds=1)
_ENCODER: Final = msgspec.json.Encoder()
_DECODER: Final = msgspec.json.Decoder(Transaction)


class Covered(msgspec.Struct, frozen=True):
    """What the statements are of: who asks for whom, under which number, from when to when, and what is left out."""

    ctx: Context
    number: str
    owner: str
    begin: datetime
    end: datetime
    zone: tzinfo
    note: str


class CamtFile:
    """Keeps rows by account in ``scratch``; `finish` writes them to ``out``."""

    def __init__(self, out: BinaryIO, *, scratch: Path) -> None:
        self._out, self._scratch = out, scratch
        self._parts: dict[str, tuple[Path, Tally]] = {}

    def write(self, rows: Sequence[Transaction], _notes: Mapping[str, OwnWords]) -> None:
        """Keep the rows; a bank's format has no place for the customer's own words."""
        by_account: dict[str, list[Transaction]] = {}
        for row in rows:
            by_account.setdefault(row.account_id or "", []).append(row)
        for account_id, part in by_account.items():
            path, tally = self._parts.setdefault(account_id, (self._scratch / f"{len(self._parts)}.part", Tally()))
            tally.add(part)
            with path.open("ab") as kept:
                kept.write(_ENCODER.encode_lines(part))

    def finish(self, covered: Covered) -> None:
        """Write the file. Raises UpstreamFailed for a row of no account, or of a currency its account does not hold."""
        accounts = {each.id: each for each in account_list(ctx=covered.ctx).value.data}
        if not self._parts.keys() <= accounts.keys():
            raise UpstreamFailed
        shown = [each for each in accounts.values() if each.id in self._parts] or list(accounts.values())
        books = (self._book(covered, each, number) for number, each in enumerate(shown, start=1))
        camt053_write(self._out, message_id=covered.number, created_at=covered.end, books=books, zone=covered.zone)

    def _book(self, covered: Covered, account: Account, number: int) -> Book:
        path, tally = self._parts.get(account.id, (None, Tally()))
        return Book(
            id=f"{covered.number}-{number}",
            account=account,
            owner=covered.owner,
            begin=covered.begin,
            end=covered.end,
            opening=_booked(covered, account, covered.begin),
            closing=_booked(covered, account, covered.end),
            totals=_totals(account, tally),
            entries=_kept(path) if path else (),
            note=covered.note,
        )


def camt_check(*, ctx: Context) -> None:
    """Raise CapabilityUnavailable where no balance of the past can be had."""
    if not capability_map(ctx=ctx).value.offers(FEATURE):
        raise CapabilityUnavailable


def _booked(covered: Covered, account: Account, instant: datetime) -> Money:
    """Return what was booked just before the instant."""
    return payment_backend().balance_at(covered.ctx, account.id, instant - _INSTANT).booked


def _totals(account: Account, tally: Tally) -> Totals:
    sums = {each.currency: each for each in tally.sums()}
    if not sums:
        return Totals(0, 0, 0, 0)
    if sums.keys() != {account.currency}:
        raise UpstreamFailed
    found = sums[account.currency]
    return Totals(found.count_in, found.in_, found.count_out, found.out)


def _kept(path: Path) -> Iterator[Transaction]:
    with path.open("rb") as lines:
        for line in lines:
            yield _DECODER.decode(line)
