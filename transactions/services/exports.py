"""Files of transactions, as a customer asks for them, follows them, stops them and fetches them.

`transactions.services.export_making` makes them. Every change of state is one conditional UPDATE whose row count
decides, as for orders: whoever holds the newest attempt may write, and nobody else.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

import msgspec
import structlog
from django.core.files import File
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from selfcare import versions
from selfcare.domain import errors
from selfcare.stores import database_errors
from transactions.domain import (
    FileFormat,
    FilterWords,
    Gap,
    Manifest,
    StatementOf,
    Sum,
    TransactionFilter,
    filter_names,
)
from transactions.models import Export, ExportState
from transactions.models.exports import KEPT, UNFINISHED, WITH_FILE
from transactions.services.export_files import files_delete, private_storage, scratch_sweep

BATCH: Final = 20
SHOWN: Final = 20
_SAME_WITHIN: Final = timedelta(seconds=10)
_ROWS_KEPT: Final = timedelta(days=7)
_NUMBERS_TRIED: Final = 20
_log = structlog.get_logger("transactions.exports")


@database_errors()
def export_open(
    *, customer_id: str, kind: FileFormat, where: TransactionFilter, zone: str, language: str, owner: str = "",
    with_notes: bool = False, with_failed: bool = True, statement: StatementOf | None = None,
) -> tuple[Export, bool]:  # fmt: skip
    """Write down what is asked for. Returns it, and whether it is new: a second press within seconds is the first one.

    ``zone`` is of all days and times in the file, ``language`` of its words, ``owner`` the holder's name for a bank's
    format. With ``statement`` it is a file of that, and ``where`` is not read.
    """
    asked: dict[str, Any] = {
        "customer_id": customer_id,
        "format": kind,
        "where": _kept(where),
        "statement": msgspec.to_builtins(statement) if statement else {},
        "zone": zone,
        "language": language,
        "with_notes": with_notes,
        "with_failed": with_failed,
    }
    since = timezone.now() - _SAME_WITHIN
    same = Export.objects.filter(**asked, created_at__gte=since, state__in=(*UNFINISHED, *WITH_FILE))
    if found := same.order_by("-created_at").first():
        return found, False
    return _numbered(Export(**asked, owner=owner)), True


@database_errors()
def export_get(*, customer_id: str, export_id: str) -> Export:
    """Return the customer's export. Raises NotFound for an id that is absent or somebody else's."""
    found = Export.objects.filter(id=export_id, customer_id=customer_id).first()
    if found is None:
        raise errors.NotFound
    return found


@database_errors()
def export_list(*, customer_id: str) -> list[Export]:
    """Return the customer's exports of the last day, newest first."""
    recent = Export.objects.filter(customer_id=customer_id, created_at__gte=timezone.now() - KEPT)
    return list(recent.exclude(state=ExportState.EXPIRED).order_by("-created_at", "-id")[:SHOWN])


@database_errors()
def export_stop(*, customer_id: str, export_id: str) -> Export:
    """Stop an unfinished export; whoever makes it notices within a page. One that has ended stays as it is."""
    found = export_get(customer_id=customer_id, export_id=export_id)
    mine = Export.objects.filter(id=found.id, state__in=UNFINISHED)
    if mine.update(state=ExportState.STOPPED, finished_at=timezone.now(), updated_at=timezone.now()):
        files_delete(found)
        export_tell(found)
    found.refresh_from_db()
    return found


def export_again(*, customer_id: str, export_id: str) -> Export:
    """Ask anew for what an export asked for, at this time's rows. Raises NotFound as `export_get`."""
    old = export_get(customer_id=customer_id, export_id=export_id)
    asked, _ = export_open(
        customer_id=customer_id,
        kind=old.format,  # type: ignore[arg-type]  # the column's choices are the type's
        where=export_where(old),
        zone=old.zone,
        language=old.language,
        owner=old.owner,
        with_notes=old.with_notes,
        with_failed=old.with_failed,
        statement=export_statement(old),
    )
    return asked


def export_file(*, customer_id: str, export_id: str) -> tuple[Export, File[bytes]]:
    """Return the file, open. Raises NotFound while there is none, Gone once it has expired."""
    found = export_get(customer_id=customer_id, export_id=export_id)
    if found.state == ExportState.EXPIRED or (found.state in WITH_FILE and not found.has_file):
        raise errors.Gone
    if not found.has_file:
        raise errors.NotFound
    try:
        return found, private_storage().open(found.stored, "rb")
    except FileNotFoundError as error:
        raise errors.Gone from error


def export_manifest(export: Export) -> Manifest:
    """Return what goes beside the file. Raises NotFound while there is no file."""
    if not export.has_file:
        raise errors.NotFound
    return Manifest(
        number=export.number,
        file=export.file_name,
        format=export.format,  # type: ignore[arg-type]  # the column's choices are the type's
        made_at=export.finished_at or export.updated_at,
        as_of=export.as_of,
        zone=export.zone,
        filter=filter_words(export),
        emulated=[_parameter(name) for name in export.emulated],
        includes=["labels_and_notes"] if export.with_notes else [],
        rows=export.rows,
        expected_rows=export.expected,
        sums=export_sums(export),
        complete=export.state == ExportState.READY,
        missing=export_gaps(export),
        size=export.size,
        sha256=export.sha256,
    )


def export_where(export: Export) -> TransactionFilter:
    """Return the filter as it was asked."""
    return msgspec.convert(export.where, TransactionFilter)


def export_statement(export: Export) -> StatementOf | None:
    """Return which statement the file is of; None for one of the list."""
    return msgspec.convert(export.statement, StatementOf) if export.statement else None


def export_sums(export: Export) -> list[Sum]:
    return msgspec.convert(export.sums, list[Sum])


def export_gaps(export: Export) -> list[Gap]:
    return msgspec.convert(export.missing, list[Gap])


def filter_words(export: Export) -> FilterWords:
    """Return what the file was narrowed by, under the names of the list's own parameters."""
    if export.statement:
        return {"account_id": [export.statement["account_id"]], "statement": export.statement["period"]}
    where = export_where(export)
    words: FilterWords = {_parameter(name): export.where[name] for name in filter_names(where)}
    return words if export.with_failed else {**words, "without": "failed,declined,cancelled,expired"}


def exports_due() -> list[str]:
    """Return the ids of unfinished exports that nobody holds: new ones, and those of a worker that died."""
    due = Export.objects.filter(state__in=UNFINISHED, due_at__lte=timezone.now()).order_by("due_at")
    return list(due.values_list("id", flat=True)[:BATCH])


def exports_expire() -> int:
    """Delete files whose time is over, and forget rows a week old. Returns how many files went.

    Also what attempts that were killed have left, in the storage and in this machine's scratch folder.
    """
    now = timezone.now()
    over = list(Export.objects.filter(state__in=WITH_FILE, expires_at__lte=now)[:BATCH])
    for each in over:
        files_delete(each)
        Export.objects.filter(id=each.id).update(state=ExportState.EXPIRED, stored="", updated_at=now)
        export_tell(each)
    old = list(Export.objects.filter(~Q(state__in=WITH_FILE), created_at__lte=now - _ROWS_KEPT)[:BATCH])
    for each in old:
        files_delete(each)
    Export.objects.filter(id__in=[each.id for each in old]).delete()
    scratch_sweep()
    return len(over)


def export_tell(export: Export) -> None:
    """Tell whoever is looking that the export moved on."""
    try:
        versions.bump(export.customer_id, f"export:{export.id}")
    except errors.StoreUnavailable:
        _log.warning("version_bump_failed", export=export.id)


def _numbered(export: Export) -> Export:
    """Save a new row under the next number of the day; another one may take it first, then the one after is tried."""
    for _ in range(_NUMBERS_TRIED):
        export.number = _next_number(export.created_at)
        try:
            with transaction.atomic():
                export.save(force_insert=True)
        except IntegrityError:
            continue
        return export
    raise errors.StoreUnavailable(retry_after=1)


def _next_number(moment: datetime) -> str:
    day = f"EXP-{moment:%Y%m%d}-"
    last = Export.objects.filter(number__startswith=day).order_by("-created_at", "-number").first()
    return f"{day}{int(last.number.removeprefix(day)) + 1 if last else 1:04d}"


def _kept(where: TransactionFilter) -> dict[str, Any]:
    """Return what narrows anything as JSON has it."""
    values = {name: getattr(where, name) for name in filter_names(where)}
    kept: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(values))
    return kept


def _parameter(name: str) -> str:
    return name.rstrip("_")
