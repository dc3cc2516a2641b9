"""Statements as files: the page's own part as PDF, and ISO 20022 camt.053. Neither is handed out unless it is whole."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterable
from datetime import datetime
from typing import IO, Final

from django.utils.translation import gettext, override

from selfcare import pdf
from selfcare.display import Display
from selfcare.domain.context import Context
from selfcare.domain.errors import FieldError, InvalidInput
from transactions.domain import Statement, Transaction
from transactions.domain.statement_signing import movement_line
from transactions.files.camt053 import Book, Writer, camt053_write
from transactions.presenters.signing import sign_view
from transactions.presenters.statements import statement_title, statement_view
from transactions.services.signed_files import signed_pdf
from transactions.services.statement_signing import statement_sign
from transactions.services.statements import Ground, statement_rows

PDF_ROWS: Final = 500  # some seconds of one processor
CAMT_ROWS: Final = 10_000
PDF_MOST: Final = 1_500
"""What a worker makes: 260 MB and ten seconds. WeasyPrint holds every box of a document until it is written."""
_IN_MEMORY: Final = 4 * 1024 * 1024
_PART: Final = "transactions/statements/_statement.html"


def statement_pdf(*, ctx: Context, ground: Ground, statement: Statement, owner: str, display: Display) -> bytes:
    """Return the statement as a signed PDF in ``display``'s language.

    Raises InvalidInput (statement_too_long) over five hundred movements, and what `statement_rows` raises.
    """
    check_length(statement, PDF_ROWS)
    rows = list(statement_rows(ctx=ctx, statement=statement))
    return pdf_of(statement, rows, customer_id=ctx.customer_id, owner=owner, display=display, now=ground.now)


def pdf_of(
    statement: Statement, rows: list[Transaction], *, customer_id: str, owner: str, display: Display, now: datetime
) -> bytes:
    """Return the PDF: signed, sealed, with what was signed, the signature and the movements attached."""
    movements = b"".join(map(movement_line, rows))
    signed = statement_sign(customer_id=customer_id, statement=statement, holder=owner, movements=movements, now=now)
    with override(display.language):
        context = {
            "statement": statement_view(
                statement, rows, owner=owner, display=display, is_plain=statement.totals.count > PDF_ROWS
            ),
            "sign": sign_view(
                "Statement",
                number=signed.number,
                word=signed.check_word,
                key_id=signed.key_id,
                at=signed.issued_at,
                display=display,
            ),
        }
        return signed_pdf(
            "Statement",
            signed,
            part=_PART,
            context=context,
            display=display,
            title=statement_title(statement, display),
            more=[pdf.Attachment("movements.jsonl", gettext("The movements"), movements, signed.issued_at)],
        )


def statement_camt(*, ctx: Context, ground: Ground, statement: Statement, owner: str) -> IO[bytes]:
    """Return the statement as camt.053 in a file that goes when it is closed, read from its beginning.

    Raises InvalidInput (statement_too_long) over ten thousand movements, and what `statement_rows` raises.
    """
    check_length(statement, CAMT_ROWS)
    file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 whoever sends it closes it
    try:
        camt_write(file, ground, statement, statement_rows(ctx=ctx, statement=statement), owner=owner)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file


def camt_write(out: Writer, ground: Ground, statement: Statement, rows: Iterable[Transaction], *, owner: str) -> None:
    """Write the statement as camt.053, entry by entry as ``rows`` yields them."""
    book = Book(
        id=_id(statement),
        account=statement.account,
        owner=owner,
        begin=statement.begin,
        end=statement.end,
        opening=statement.opening,
        closing=statement.closing,
        totals=statement.totals,
        entries=rows,
    )
    camt053_write(out, message_id=book.id, created_at=ground.now, books=[book], zone=ground.zone)


def file_name(statement: Statement, ending: str) -> str:
    """Return a name in ASCII, "statement-2026-11-SEK.pdf"."""
    return f"statement-{statement.period.name}-{statement.account.currency}.{ending}"


def attached(statement: Statement, ending: str) -> dict[str, str]:
    """Return the header that makes a file of an answer (RFC 6266)."""
    return {"Content-Disposition": f'attachment; filename="{file_name(statement, ending)}"'}


def _id(statement: Statement) -> str:
    """Return an id of at most 35 characters, the same for the same account, time and balances."""
    said = (statement.account.id, statement.begin, statement.end, statement.opening, statement.closing)
    digest = hashlib.sha256(repr(said).encode()).hexdigest()[:12]
    return f"{statement.period.first:%Y%m%d}-{statement.period.last:%Y%m%d}-{digest}"


def check_length(statement: Statement, most: int) -> None:
    """Raise InvalidInput (statement_too_long) for more movements than that, naming what else there is."""
    if statement.totals.count > most:
        sentence = (
            gettext("Choose a shorter period, or camt.053, which has no limit.")
            if most == PDF_MOST
            else gettext("Have the file made in the background, or choose a shorter period.")
        )
        raise InvalidInput(
            "statement_too_long",
            fields=(FieldError("period", "too_long", sentence),),
            rows=statement.totals.count,
            most=most,
        )
