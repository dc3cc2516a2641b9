"""Statements as files: the page's own part as PDF, and ISO 20022 camt.053. Neither is handed out unless it is whole."""

from __future__ import annotations

import hashlib
import tempfile
from typing import IO, Final

from django.utils.translation import gettext

from selfcare import pdf
from selfcare.display import Display
from selfcare.domain.context import Context
from selfcare.domain.errors import FieldError, InvalidInput
from transactions.domain import Statement
from transactions.files.camt053 import Book, camt053_write
from transactions.presenters.statements import statement_title, statement_view
from transactions.services.statements import Ground, statement_rows

PDF_ROWS: Final = 500  # some seconds of one processor
CAMT_ROWS: Final = 10_000
_IN_MEMORY: Final = 4 * 1024 * 1024
_PART: Final = "transactions/statements/_statement.html"


def statement_pdf(*, ctx: Context, statement: Statement, owner: str, display: Display) -> bytes:
    """Return the statement as PDF in ``display``'s language.

    Raises InvalidInput (statement_too_long) over five hundred movements, and what `statement_rows` raises.
    """
    _check_length(statement, PDF_ROWS)
    rows = list(statement_rows(ctx=ctx, statement=statement))
    view = statement_view(statement, rows, owner=owner, display=display)
    return pdf.pdf(_PART, {"statement": view}, display=display, title=statement_title(statement, display))


def statement_camt(*, ctx: Context, ground: Ground, statement: Statement, owner: str) -> IO[bytes]:
    """Return the statement as camt.053 in a file that goes when it is closed, read from its beginning.

    Raises InvalidInput (statement_too_long) over ten thousand movements, and what `statement_rows` raises.
    """
    _check_length(statement, CAMT_ROWS)
    file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 whoever sends it closes it
    try:
        book = _book(ctx, statement, owner)
        camt053_write(file, message_id=book.id, created_at=ground.now, books=[book], zone=ground.zone)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file


def attached(statement: Statement, ending: str) -> dict[str, str]:
    """Return the header that makes a file of an answer (RFC 6266); its name is ASCII, "statement-2026-11-SEK.pdf"."""
    name = f"statement-{statement.period.name}-{statement.account.currency}.{ending}"
    return {"Content-Disposition": f'attachment; filename="{name}"'}


def _book(ctx: Context, statement: Statement, owner: str) -> Book:
    return Book(
        id=_id(statement),
        account=statement.account,
        owner=owner,
        begin=statement.begin,
        end=statement.end,
        opening=statement.opening,
        closing=statement.closing,
        totals=statement.totals,
        entries=statement_rows(ctx=ctx, statement=statement),
    )


def _id(statement: Statement) -> str:
    """Return an id of at most 35 characters, the same for the same account, time and balances."""
    said = (statement.account.id, statement.begin, statement.end, statement.opening, statement.closing)
    digest = hashlib.sha256(repr(said).encode()).hexdigest()[:12]
    return f"{statement.period.first:%Y%m%d}-{statement.period.last:%Y%m%d}-{digest}"


def _check_length(statement: Statement, most: int) -> None:
    if statement.totals.count > most:
        sentence = gettext("Choose a shorter period, or make an export of these transactions.")
        raise InvalidInput(
            "statement_too_long",
            fields=(FieldError("period", "too_long", sentence),),
            rows=statement.totals.count,
            most=most,
        )
