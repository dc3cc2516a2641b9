"""Asking for the file of a statement that is too long to be made while the customer waits: an export like any other."""

from __future__ import annotations

from selfcare.domain.context import Context
from transactions.domain import Period, StatementFormat, StatementOf, TransactionFilter
from transactions.models import Export
from transactions.services.exports import export_open
from transactions.services.statement_files import PDF_MOST, check_length
from transactions.services.statements import Ground, statement_get


def statement_export(
    *, ctx: Context, ground: Ground, period: Period, kind: StatementFormat, language: str, owner: str
) -> tuple[Export, bool]:
    """Write down what is asked for. Returns it, and whether it is new, as `export_open`.

    Raises InvalidInput (statement_too_long) for a PDF of more movements than can be drawn, and as `statement_get`.
    """
    found = statement_get(ctx=ctx, ground=ground, period=period)
    if kind == "pdf":
        check_length(found, PDF_MOST)
    return export_open(
        customer_id=ctx.customer_id,
        kind=kind,
        where=TransactionFilter(),
        zone=str(ground.zone),
        language=language,
        owner=owner,
        statement=StatementOf(ground.account.id, period.name),
    )
