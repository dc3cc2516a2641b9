"""A statement is signed with what it says and the digest of its movements."""

from __future__ import annotations

from datetime import datetime

from transactions.domain import Statement
from transactions.domain.signing import masked
from transactions.domain.statement_signing import signed_content, statement_number
from transactions.models import SignedStatement
from transactions.services.signing import SignedText, content_sign


def statement_sign(
    *, customer_id: str, statement: Statement, holder: str, movements: bytes, now: datetime
) -> SignedText:
    """Return the statement with its signature; the same ever after for the same content, whichever key signs today."""
    content = signed_content(statement, holder=holder, movements=movements)
    return content_sign(
        SignedStatement,
        content,
        numbered_by=lambda digest: statement_number(statement, digest),
        known={**_columns(statement), "customer_id": customer_id, "holder": masked(content.holder)[:40]},
        now=now,
    )


def _columns(statement: Statement) -> dict[str, object]:
    totals = statement.totals
    return {
        "account_id": statement.account.id,
        "first_day": statement.period.first,
        "last_day": statement.period.last,
        "currency": statement.account.currency,
        "opening": statement.opening.value,
        "count_in": totals.count_in,
        "came_in": totals.in_,
        "count_out": totals.count_out,
        "went_out": totals.out,
        "closing": statement.closing.value,
    }
