"""From rows to a stored file: written in a scratch folder, digested, and moved to the private storage when done."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, Final, Protocol, Self
from zoneinfo import ZoneInfo

import msgspec
from django.conf import settings
from django.core.files import File
from django.core.files.storage import Storage, storages
from django.utils.translation import gettext

from selfcare.domain.money import Money
from transactions.domain import FileFormat, Gap, Row, Sum
from transactions.files import camt053, csv, jsonl, xlsx
from transactions.files.columns import OwnWords
from transactions.models import Export, ExportState
from transactions.services.export_camt import CamtFile, Covered

SUFFIXES: Final[dict[FileFormat, str]] = {
    "csv": "csv",
    "xlsx": "xlsx",
    "jsonl": "jsonl",
    "camt053": "xml",
    "pdf": "pdf",
}
MEDIA_TYPES: Final[dict[FileFormat, str]] = {
    "csv": csv.MEDIA_TYPE,
    "xlsx": xlsx.MEDIA_TYPE,
    "jsonl": jsonl.MEDIA_TYPE,
    "camt053": camt053.MEDIA_TYPE,
    "pdf": "application/pdf",
}


class Made(msgspec.Struct, frozen=True):
    """A finished file: where it is stored, what it is called, how large it is, and its SHA-256 in hexadecimal."""

    stored: str
    name: str
    size: int
    sha256: str


class Facts(msgspec.Struct, frozen=True):
    """What is known when the last row is written."""

    rows: int
    sums: list[Sum]
    gaps: list[Gap]
    expected: int | None
    as_of: datetime
    newest: datetime | None
    oldest: datetime | None


class RowFile(Protocol):
    """``rows`` are transactions, or table rows where `Draft.columns_only` says so."""

    def write(self, rows: Sequence[Any], notes: Mapping[str, OwnWords]) -> None: ...


class _Movable(File):  # type: ignore[type-arg]  # the stubs' parameter does not exist at run time
    """A file that a storage on the same disk takes over instead of copying it."""

    def temporary_file_path(self) -> str:
        return str(self.name)


def private_storage() -> Storage:
    """Return where files of customers are kept: outside the web root, never under an address of their own."""
    return storages["private"]


def files_delete(export: Export) -> None:
    """Delete whatever any attempt may have stored, also one that was killed before it could write that down."""
    places = {_place(export, attempt) for attempt in range(1, export.attempts + 1)}
    for name in filter(None, {*places, export.stored}):
        private_storage().delete(name)


def scratch_sweep() -> int:
    """Throw away what killed attempts left behind on this machine. Returns how many folders went."""
    gone = 0
    for folder in _scratch().glob("exp_*.*"):
        export_id, _, attempt = folder.name.rpartition(".")
        if not Export.objects.filter(id=export_id, attempts=attempt, state=ExportState.RUNNING).exists():
            shutil.rmtree(folder, ignore_errors=True)
            gone += 1
    return gone


def _place(export: Export, attempt: int) -> str:
    """Return an attempt's name in the storage, known before it exists: no other names it, and no folder is left."""
    return f"exports/{export.id}.{attempt}.{SUFFIXES[export.format]}"  # type: ignore[index]  # its choices


def _scratch() -> Path:
    return Path(settings.FILES_DIR) / "scratch"


class Scratch:
    """One attempt's folder with its file, ``out``. Leaving the block throws away whatever `store` did not move."""

    def __init__(self, export: Export) -> None:
        self._export = export
        self.folder = _scratch() / f"{export.id}.{export.attempts}"
        self._path = self.folder / "file"

    def __enter__(self) -> Self:
        for old in self.folder.parent.glob(f"{self._export.id}.*"):  # of a worker that was killed
            shutil.rmtree(old, ignore_errors=True)
        self.folder.mkdir(parents=True, mode=0o700)
        self.out: BinaryIO = self._path.open("w+b")
        return self

    def __exit__(self, *_error: object) -> None:
        try:
            with suppress(OSError):  # Closing writes what is left: a full disk says so a second time.
                self.out.close()
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)

    def store(self, name: str, path: Path | None = None) -> Made:
        """Digest the file, or another one of the folder, and move it to the private storage under our own place."""
        self.out.flush()
        path = path or self._path
        with path.open("rb") as whole:
            sha256 = hashlib.file_digest(whole, "sha256").hexdigest()
        size = path.stat().st_size
        place = _place(self._export, self._export.attempts)
        with path.open("rb") as whole:
            stored = private_storage().save(place, _Movable(whole, str(path)))
        return Made(stored, name, size, sha256)

    @property
    def _format(self) -> FileFormat:
        return self._export.format  # type: ignore[return-value]  # the column's choices are the type's


class Draft(Scratch):
    """A file of rows of the list."""

    def __enter__(self) -> Self:
        super().__enter__()
        self._rows = self._opened()
        return self

    @property
    def columns_only(self) -> bool:
        """Tell whether rows that hold what has a column are enough; every other format shows more of a transaction."""
        return isinstance(self._rows, csv.CsvFile)

    def write(self, rows: Sequence[Row], notes: Mapping[str, OwnWords]) -> None:
        self._rows.write(rows, notes)

    def balance(self, covered: Callable[[], Covered]) -> None:
        """Put the rows of a bank's format between their balances; every other format has none."""
        if isinstance(self._rows, CamtFile):
            self._rows.finish(covered())

    def keep(self, facts: Facts, *, sentence: str, about: xlsx.About) -> Made:
        """Finish the file, with ``sentence`` first of all when it is not whole, and store it."""
        if isinstance(self._rows, xlsx.XlsxFile):
            self._rows.finish([(sentence, ""), *about] if sentence else about)
        self.out.flush()
        warned = self._warned(sentence, facts.gaps) if sentence else self._path
        return self.store(file_name(self._format, facts, ZoneInfo(self._export.zone)), warned)

    def _opened(self) -> RowFile:
        zone, notes = ZoneInfo(self._export.zone), self._export.with_notes
        makers: dict[str, Callable[[], RowFile]] = {
            "csv": lambda: csv.CsvFile(self.out, zone=zone, with_notes=notes),
            "xlsx": lambda: xlsx.XlsxFile(self.out, zone=zone, scratch=self.folder, with_notes=notes),
            "jsonl": lambda: jsonl.JsonlFile(self.out, with_notes=notes),
            "camt053": lambda: CamtFile(self.out, scratch=self.folder),
        }
        return makers[self._format]()

    def _warned(self, sentence: str, gaps: Sequence[Gap]) -> Path:
        """Return the file with a first line that says what is missing; a workbook has said so on its first sheet."""
        if self._format not in {"csv", "jsonl"}:
            return self._path
        first = csv.warning(sentence) if self._format == "csv" else jsonl.warning(sentence, gaps)
        warned = self._path.with_name("warned")
        with warned.open("wb") as out, self._path.open("rb") as rest:
            out.write(first)
            rest.seek(len(csv.BOM) if self._format == "csv" else 0)
            shutil.copyfileobj(rest, out)
        return warned


def file_name(kind: FileFormat, facts: Facts, zone: ZoneInfo) -> str:
    """Return a name of our own making: the days of the oldest and newest row, and whether something is missing."""
    days = [f"{moment.astimezone(zone):%Y%m%d}" for moment in (facts.oldest, facts.newest) if moment]
    words = ["selfcare", *(days or ["nothing"]), *(["incomplete"] if facts.gaps else [])]
    return f"{'-'.join(words)}.{SUFFIXES[kind]}"


def about_rows(facts: Facts, *, number: str, zone: str, asked: str) -> xlsx.About:
    """Return what a workbook's first sheet says, in the active language."""
    lines: list[tuple[str, str | int | Money]] = [
        (gettext("Number"), number),
        (gettext("What"), asked),
        (gettext("Time zone"), zone),
        (gettext("As of"), facts.as_of.astimezone(ZoneInfo(zone)).isoformat(timespec="seconds")),
        (gettext("Rows"), facts.rows),
    ]
    for each in facts.sums:
        names = {"currency": each.currency}
        lines += [
            (gettext("Money in, %(currency)s") % names, Money(each.in_, each.currency)),
            (gettext("Money out, %(currency)s") % names, Money(-each.out, each.currency)),
            (gettext("Did not move, %(currency)s") % names, each.still),
            (gettext("Difference, %(currency)s") % names, each.difference),
        ]
    return lines
