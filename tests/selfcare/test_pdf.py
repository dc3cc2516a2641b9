"""Documents: readable, in their language, of our own files only, and honest when they cannot be made."""

from __future__ import annotations

import datetime as dt
import io
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import time_machine
from django.conf import LazySettings
from pypdf import PdfReader

from selfcare import pdf as documents
from selfcare.display import Display, display_for
from selfcare.domain.customer import Preferences
from selfcare.domain.errors import CapabilityUnavailable
from selfcare.pdf.engine import written
from selfcare.warm_up import warm_up

DAY = dt.datetime(2026, 11, 18, 18, 37, 26, tzinfo=dt.UTC)


@pytest.fixture
def swedish() -> Display:
    return display_for(Preferences(language="sv"))


@pytest.fixture
def listener() -> Iterator[tuple[int, list[bytes]]]:
    """A server that remembers who came."""
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(3)

        def listen() -> None:
            try:
                while True:
                    connection, _address = server.accept()
                    heard.append(connection.recv(500))
                    connection.close()
            except OSError:
                return

        thread = Thread(target=listen, daemon=True)
        thread.start()
        yield server.getsockname()[1], heard
        server.close()
        thread.join(4)


def _reader(made: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(made), strict=True)


def test_a_document_has_a_title_a_language_tags_and_our_font(swedish: Display) -> None:
    made = _reader(documents.pdf("brand.html", {}, display=swedish, title="Kvitto R-1"))

    assert made.metadata is not None
    assert made.metadata.title == "Kvitto R-1 · Selfcare"
    root: Any = made.root_object
    assert root["/Lang"] == "sv"
    assert root["/MarkInfo"]["/Marked"]
    assert "Selfcare" in made.pages[0].extract_text()
    page: Any = made.pages[0]
    fonts = page["/Resources"]["/Font"]
    assert any("RedHatText" in str(fonts[name]["/BaseFont"]).replace("-", "") for name in fonts)


def test_the_same_input_gives_the_same_bytes_at_any_time(swedish: Display) -> None:
    file = documents.Attachment("receipt.json", "The receipt", b'{"a":1}', DAY)

    made = []
    for moment in (DAY, DAY + dt.timedelta(days=1)):
        with time_machine.travel(moment, tick=False):
            made.append(documents.pdf("brand.html", {}, display=swedish, title="A", attachments=[file]))

    assert made[0] == made[1]
    assert _reader(made[0]).attachments == {"receipt.json": [b'{"a":1}']}


def test_nothing_is_fetched_from_anywhere(listener: tuple[int, list[bytes]], tmp_path: Path) -> None:
    port, heard = listener
    (tmp_path / "secret.css").write_text("p::before { content: 'stolen' }")
    markup = f"""<html lang="en"><title>x</title><link rel="stylesheet" href="http://127.0.0.1:{port}/a.css">
      <link rel="stylesheet" href="{(tmp_path / "secret.css").as_uri()}"><img src="http://127.0.0.1:{port}/a.png">
      <link rel="attachment" href="file:///etc/hostname"><style>@import url("http://127.0.0.1:{port}/b.css");
      p {{ background: url(//127.0.0.1:{port}/c.png) }}</style><p>Here</p></html>"""

    made = _reader(written(markup, ()))

    assert made.pages[0].extract_text().strip() == "Here"
    assert not made.attachments
    assert heard == []


def test_only_files_under_the_static_root_are_read(settings: LazySettings, tmp_path: Path) -> None:
    from selfcare.pdf import engine

    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "a.css").write_text("p {}")
    (tmp_path / "secret").write_text("s")
    settings.LOCAL, settings.STATIC_ROOT = False, tmp_path / "static"

    assert engine._StaticFiles().fetch("https://static.invalid/static/a.css").read() == b"p {}"
    with pytest.raises(ValueError, match="under STATIC_ROOT"):
        engine._StaticFiles().fetch("https://static.invalid/static/../secret")


def test_icons_are_drawn_in_place() -> None:
    use = '<svg viewBox="0 0 24 24" class="i"><use href="/static/img/icons.svg#circle-check"/></svg>'

    with_icon = len(written(f"<title>x</title><p>{use}</p>", ()))

    assert with_icon > len(written("<title>x</title><p><svg viewBox='0 0 24 24' class='i'></svg></p>", ()))


@pytest.mark.parametrize("sign", ["\u2014", "\u2015", "\u0416", "\u0645"])
def test_what_our_font_lacks_is_drawn_with_another_one(sign: str) -> None:
    """A dash of a merchant's name was a blank: ranges made for browsers promise more than there is."""
    page: Any = _reader(written(f"<html lang='en'><title>x</title><p>{sign}</p>", ())).pages[0]

    names = {str(font["/BaseFont"]) for font in page["/Resources"]["/Font"].values()}

    assert names
    assert not any("Red" in name for name in names)


def test_without_pango_it_says_so(monkeypatch: pytest.MonkeyPatch, swedish: Display) -> None:
    def missing(_name: str) -> None:
        raise OSError

    monkeypatch.setattr("ctypes.CDLL", missing)
    documents.available.cache_clear()
    try:
        assert not documents.available()
        with pytest.raises(CapabilityUnavailable):
            documents.pdf("brand.html", {}, display=swedish, title="A")
    finally:
        documents.available.cache_clear()


def _after(question: str) -> int:
    """Ask a process as it is before its workers are forked."""
    code = f"import selfcare.wsgi, sys, os; from selfcare import pdf; pdf.warm_up(); sys.exit({question})"
    return subprocess.run([sys.executable, "-c", code], check=False).returncode


def test_stylesheets_are_read_before_workers_are_forked_and_nothing_that_forks_cannot_share() -> None:
    engine = "sys.modules['selfcare.pdf.engine']._press"

    assert _after(f"0 if {engine}._styles and {engine}._fonts is None else 1") == 0
    assert _after("len(os.listdir('/proc/self/task')) - 1") == 0


def test_a_fork_makes_documents() -> None:
    assert _after("os.waitpid(os.fork() or (pdf.rehearse() or os._exit(3)), 0)[1] >> 8") == 3


def test_where_one_worker_starts_it_serves_before_it_loads_the_library() -> None:
    assert (
        subprocess.run(
            [sys.executable, "-c", "import selfcare.wsgi, sys; sys.exit('weasyprint' in sys.modules)"], check=False
        ).returncode
        == 0
    )


def test_workers_of_a_deployment_have_it_loaded(settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded: list[str] = []
    monkeypatch.setattr(documents, "warm_up", lambda: loaded.append("pdf"))
    settings.LOCAL = False

    warm_up()

    assert loaded == ["pdf"]
