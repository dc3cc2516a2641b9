"""Statements are signed as receipts are: once for the same content, remembered for whoever checks them later."""

from __future__ import annotations

import base64
from datetime import datetime

import msgspec

from selfcare.keyring import keyring
from selfcare.stores import database_errors
from transactions.domain import Statement
from transactions.domain.signing import canonical, check_word, masked
from transactions.domain.statement_signing import (
    SignedContent,
    content_digest,
    signed_content,
    statement_form,
    statement_number,
)
from transactions.models import SignedStatement


class SignedText(msgspec.Struct, frozen=True):
    """A signed statement: ``content`` is what was signed."""

    number: str
    content: bytes
    signature: bytes
    key_id: str
    check_word: str
    issued_at: datetime


def statement_sign(
    *, customer_id: str, statement: Statement, holder: str, movements: bytes, now: datetime
) -> SignedText:
    """Return the statement with its signature; the same ever after for the same content, whichever key signs today."""
    content = signed_content(statement, holder=holder, movements=movements)
    row = _remembered(customer_id, statement, content, now.replace(microsecond=now.microsecond // 1000 * 1000))
    form = statement_form(content, number=row.number, issued_at=row.issued_at)
    signature = base64.b64decode(row.signature)
    return SignedText(row.number, canonical(form), signature, row.key_id, row.check_word, row.issued_at)


@database_errors()
def _remembered(customer_id: str, statement: Statement, content: SignedContent, now: datetime) -> SignedStatement:
    digest = content_digest(content)
    row = SignedStatement.objects.filter(digest=digest.hex()).first()
    if row is None:
        number = statement_number(statement, digest)
        signed = _signed_columns(canonical(statement_form(content, number=number, issued_at=now)))
        known = {**_columns(statement), **signed, "number": number, "issued_at": now, "customer_id": customer_id}
        known["holder"] = masked(content.holder)[:40]
        row, _new = SignedStatement.objects.get_or_create(digest=digest.hex(), defaults=known)
    return row


def _signed_columns(content: bytes) -> dict[str, object]:
    keys = keyring()
    signature = keys.sign(content)
    return {
        "key_id": keys.signing_id,
        "signature": base64.b64encode(signature).decode(),
        "check_word": check_word(signature),
    }


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
