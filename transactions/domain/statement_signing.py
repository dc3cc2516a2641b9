"""What of a statement is signed (``selfcare-statement/1``): its figures, and the digest of its movements.

The movements are a text of their own, one JSON object a line, newest first: a statement of any length is then signed by
a form of the same size, and whoever has both can prove each line.
"""

from __future__ import annotations

import hashlib
from typing import Final

import msgspec

from selfcare.domain.money import Money
from transactions.domain.signing import canonical, moment_text, word_of
from transactions.domain.statements import Statement, Totals
from transactions.domain.transactions import Transaction

FORMAT: Final = "selfcare-statement/1"


class SignedMovement(msgspec.Struct, frozen=True):
    """One line of the movements; ``booked_at`` is RFC 3339 in UTC with milliseconds."""

    id: str
    booked_at: str | None
    type: str
    direction: str
    amount: Money
    who: str
    description: str | None


class SignedContent(msgspec.Struct, frozen=True, kw_only=True):
    """What is signed besides number and time of issue: the same for the same account, time, figures and movements,
    whenever it is made.

    Days are those of its reader's zone; it reaches from ``begin`` to before ``end``.
    """

    format: str = FORMAT
    holder: str
    account_id: str
    first_day: str
    last_day: str
    begin: str
    end: str
    opening: Money
    totals: Totals
    closing: Money
    movements_sha256: str


def movement_line(row: Transaction) -> bytes:
    """Return one movement as a line of what ``movements_sha256`` is the digest of."""
    party = row.from_ if row.direction == "in" else row.to
    line = SignedMovement(
        id=row.id,
        booked_at=moment_text(row.booked_at) if row.booked_at else None,
        type=row.type,
        direction=row.direction,
        amount=row.amount,
        who=row.merchant.name if row.merchant else party.label,
        description=row.description,
    )
    return canonical(line) + b"\n"


def signed_content(statement: Statement, *, holder: str, movements: bytes) -> SignedContent:
    return SignedContent(
        holder=holder,
        account_id=statement.account.id,
        first_day=statement.period.first.isoformat(),
        last_day=statement.period.last.isoformat(),
        begin=moment_text(statement.begin),
        end=moment_text(statement.end),
        opening=statement.opening,
        totals=statement.totals,
        closing=statement.closing,
        movements_sha256=hashlib.sha256(movements).hexdigest(),
    )


def statement_number(statement: Statement, digest: bytes) -> str:
    """Return the number of what has this digest, such as S-2026-11-7QX2M9LD: month of its last day, and a word."""
    return f"S-{statement.period.last:%Y-%m}-{word_of(digest)}"
