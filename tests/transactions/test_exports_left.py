"""What is left of a file when its maker is killed, told to end, out of room, or out of date: nothing."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from tests.fake_upstream import FakeUpstream
from tests.page import PageClient
from tests.people import ELIN, signed_in
from tests.transactions.exports import asked, content, history, lease_over, lease_renewed, made, row
from transactions import tasks
from transactions.files.xlsx import XlsxFile
from transactions.models import Export
from transactions.services import export_attempts, export_files, export_reading, exports
from transactions.services.export_making import export_make
from transactions.services.listing import listing_rows

pytestmark = pytest.mark.django_db
MEMORY = {"BACKEND": "django.core.files.storage.InMemoryStorage"}


@pytest.fixture(autouse=True)
def _stores(empty_stores: None, files: Path) -> Iterator[None]:
    yield
    export_attempts._leaving.clear()


@pytest.fixture
def reader() -> PageClient:
    return PageClient(signed_in())


def left(files: Path) -> list[Path]:
    return [path for path in files.rglob("*") if path.is_file()]


def meanwhile(monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> None:
    """Let something happen while the service is asked for a page."""

    def asked_meanwhile(**named: Any) -> Any:
        act()
        return listing_rows(**named)

    monkeypatch.setattr(export_reading, "listing_rows", asked_meanwhile)


class TestNoRoom:
    """/dev/full: every write to it is refused as by a disk without room (full(4))."""

    @pytest.fixture
    def _full(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def on_a_full_disk(self: Any, export: Export) -> None:
            self._export, self._path = export, Path("/dev/full")
            self.folder = export_files._scratch() / f"{export.id}.{export.attempts}"

        monkeypatch.setattr(export_files.Scratch, "__init__", on_a_full_disk)

    @pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # an unfinished ZIP, collected
    @pytest.mark.usefixtures("_full")
    @pytest.mark.parametrize("kind", ["csv", "xlsx", "jsonl"])
    def test_is_said_and_leaves_nothing(
        self, upstream: FakeUpstream, files: Path, reader: PageClient, kind: str
    ) -> None:
        history(upstream, [row(number) for number in range(150)])
        export = made(kind)
        gc.collect()
        assert (export.state, export.problem, export.stored) == ("failed", "no_room", "")
        assert not list((files / "scratch").iterdir())
        assert "There was no room for the file on our side" in reader.get(f"/exports/{export.id}").text

    def test_no_room_where_files_are_kept_is_said(
        self, upstream: FakeUpstream, files: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def full(*_args: object, **_named: object) -> None:
            raise OSError(28, "No space left on device", "/secret/path")

        history(upstream, [row(0)])
        monkeypatch.setattr(type(export_files.private_storage()), "save", full)
        export = made()
        assert (export.state, export.problem) == ("failed", "no_room")
        assert not left(files)


class TestKilled:
    def test_before_it_could_write_down_what_it_stored(self, upstream: FakeUpstream, files: Path) -> None:
        history(upstream, [row(0)])
        export = asked()
        assert export_attempts.claim(export)
        place = export_files.private_storage().save(export_files._place(export, 1), ContentFile(b"half"))
        assert (files / place).exists()
        lease_over()
        export_make(export_id=export.id)
        export.refresh_from_db()
        assert (export.state, export.attempts) == ("ready", 2)
        assert left(files) == [files / export.stored]

    def test_and_then_stopped(self, files: Path) -> None:
        export = asked()
        assert export_attempts.claim(export)
        export_files.private_storage().save(export_files._place(export, 1), ContentFile(b"half"))
        exports.export_stop(customer_id=ELIN.id, export_id=export.id)
        assert not left(files)

    def test_its_scratch_folder_goes_and_that_of_a_living_one_stays(self, files: Path) -> None:
        dead, living = asked(), asked("xlsx")
        assert export_attempts.claim(dead)
        assert export_attempts.claim(living)
        for export in (dead, living):
            folder = export_files._scratch() / f"{export.id}.1"
            folder.mkdir(parents=True)
            (folder / "file").write_bytes(b"half")
        exports.export_stop(customer_id=ELIN.id, export_id=dead.id)
        tasks.exports_expire()
        assert [path.parent.name for path in left(files)] == [f"{living.id}.1"]
        exports.export_stop(customer_id=ELIN.id, export_id=living.id)
        tasks.exports_expire()
        assert not left(files)


@pytest.mark.django_db(transaction=True)  # the lease is held from another thread
class TestPutTogether:
    """A workbook's rows are read long before it is a file, and nothing is told meanwhile."""

    @pytest.fixture
    def slow(self, monkeypatch: pytest.MonkeyPatch) -> list[timedelta]:
        """How much of the lease is left, look by look, while a workbook is put together for some beats."""
        left, finish = list[timedelta](), XlsxFile.finish

        def slowly(book: XlsxFile, about: Any) -> None:
            for _ in range(4):
                lease_over()
                left.append(lease_renewed())
            finish(book, about)

        monkeypatch.setattr(XlsxFile, "finish", slowly)
        monkeypatch.setattr(export_attempts, "BEAT", 0.02)
        return left

    def test_the_lease_is_held_and_never_longer_than_usual(self, upstream: FakeUpstream, slow: list[timedelta]) -> None:
        history(upstream, [row(0)])
        assert made("xlsx").state == "ready"
        assert len(slow) == 4
        assert all(timedelta() < each <= export_attempts.LEASE for each in slow)
        assert "export-lease" not in {thread.name for thread in threading.enumerate()}

    def test_one_that_hangs_is_let_go(self, upstream: FakeUpstream, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(export_attempts, "CLOSING", timedelta())
        monkeypatch.setattr(export_attempts, "BEAT", 0)
        export, done = asked("xlsx"), threading.Event()
        assert export_attempts.claim(export)
        lease_over()
        export_attempts._hold(export, done)
        assert exports.exports_due() == [export.id]


class TestTold:
    """TERM: the process is to end, and the file is given back."""

    def test_it_lets_go_at_the_next_page(
        self, upstream: FakeUpstream, files: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        history(upstream, [row(number) for number in range(250)])
        export = asked()
        meanwhile(monkeypatch, tasks.exports_let_go)
        export_make(export_id=export.id)
        export.refresh_from_db()
        assert (export.state, export.attempts, export.rows) == ("queued", 0, 0)
        assert not left(files)
        assert exports.exports_due() == [export.id]

    def test_another_one_begins_it_anew(self, upstream: FakeUpstream, monkeypatch: pytest.MonkeyPatch) -> None:
        history(upstream, [row(number) for number in range(250)])
        export = asked()
        for _ in range(export_attempts.MOST_ATTEMPTS + 2):
            export_attempts.leave()
            export_make(export_id=export.id)
        export_attempts._leaving.clear()
        export_make(export_id=export.id)
        export.refresh_from_db()
        assert (export.state, export.rows) == ("ready", 250)

    def test_a_pause_is_cut_short(self, upstream: FakeUpstream) -> None:
        history(upstream, [row(0)], silent=lambda _query: True)
        export = asked()
        export_attempts.leave()
        begun = timezone.now()
        export_make(export_id=export.id)
        assert timezone.now() - begun < timedelta(seconds=5)


class TestElsewhere:
    """A storage that is no folder of ours, as an object store: names go in, names come out."""

    @pytest.fixture(autouse=True)
    def _memory(self, settings: Any) -> None:
        settings.STORAGES = {**settings.STORAGES, "private": MEMORY}

    @pytest.mark.parametrize("kind", ["csv", "xlsx", "jsonl"])
    def test_a_file_is_kept_sent_and_deleted(
        self, upstream: FakeUpstream, files: Path, reader: PageClient, kind: str
    ) -> None:
        history(upstream, [row(number) for number in range(150)])
        export = made(kind)
        assert export.state == "ready"
        assert not left(files)
        assert len(content(export)) == export.size
        answer: Any = reader.client.get(f"/exports/{export.id}/file")
        assert b"".join(answer.streaming_content) == content(export)
        Export.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
        tasks.exports_expire()
        assert not export_files.private_storage().exists(export.stored)
