"""Every sentence has its Swedish, with the same holes and tags; a catalogue changes only when a message does."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from babel.messages import Catalog
from babel.messages.mofile import read_mo
from django.core.management import CommandError, call_command

from selfcare import catalogues

SWEDISH = Path("selfcare/locale/sv/LC_MESSAGES/django.po")
HEADER = (
    'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'
    '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
)


@pytest.fixture
def small(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A catalogue of our own over a source of our own."""
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "a.html").write_text("{{ _('Pay') }} {{ _('To %(name)s', name=x) }}")
    for folder in ("accounts", "notifications", "selfcare", "transactions"):
        (tmp_path / folder).mkdir()
    path = tmp_path / "locale" / "sv" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    settings.BASE_DIR, settings.LOCALE_PATHS = tmp_path, [tmp_path / "locale"]
    return path


def po(**messages: str) -> str:
    return HEADER + "\n".join(f'msgid "{key.replace("_", " ")}"\nmsgstr "{text}"\n' for key, text in messages.items())


def test_swedish_is_complete() -> None:
    assert list(catalogues.catalogue_faults(SWEDISH.resolve())) == []


def test_kept_file_is_what_an_update_would_write() -> None:
    text = SWEDISH.read_text(encoding="utf-8")
    catalogue = catalogues.catalogue_read(SWEDISH.resolve())
    catalogue.header_comment = "# Messages of the product."
    assert catalogues.catalogue_text(catalogue) == text
    assert "Creation-Date" not in text
    assert "@" not in text.replace("@@", "")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (po(Pay="Betala"), "missing: 'To %(name)s'"),
        (po(Pay="Betala", Old="Gammal") + 'msgid "To %(name)s"\nmsgstr "Till %(name)s"\n', "no longer in the sources"),
        (po(Pay="") + 'msgid "To %(name)s"\nmsgstr "Till %(name)s"\n', "untranslated: 'Pay'"),
        (po(Pay="Betala") + 'msgid "To %(name)s"\nmsgstr "Till %(namn)s"\n', "names in %( )s differ"),
        (po(Pay="<b>Betala</b>") + 'msgid "To %(name)s"\nmsgstr "Till %(name)s"\n', "tags differ"),
        (po(Pay="Betala") + '#, fuzzy\nmsgid "To %(name)s"\nmsgstr "Till %(name)s"\n', "untranslated"),
    ],
)
def test_check_names_each_fault(small: Path, text: str, fault: str) -> None:
    small.write_text(text)
    with pytest.raises(CommandError) as caught:
        call_command("catalogue", "check")
    assert fault in str(caught.value)
    assert str(caught.value).startswith("sv: ")


def test_update_adds_new_messages_and_forgets_old_ones(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    small.write_text(po(Pay="Betala", Old="Gammal"))
    call_command("catalogue", "update")
    assert "sv: 1 to translate" in capsys.readouterr().out
    text = small.read_text()
    assert 'msgstr "Betala"' in text
    assert "Old" not in text
    call_command("catalogue", "update")
    assert small.read_text() == text


def test_compiled_when_missing_or_older(small: Path) -> None:
    small.write_text(po(Pay="Betala"))
    catalogues.ensure_compiled()
    target = small.with_suffix(".mo")
    with target.open("rb") as file:
        assert read_mo(file).get("Pay").string == "Betala"  # type: ignore[union-attr]  # it is there
    first = target.stat().st_mtime_ns
    catalogues.ensure_compiled()
    assert target.stat().st_mtime_ns == first
    call_command("catalogue", "compile")
    assert target.stat().st_mtime_ns > first


def test_extract_prints_the_messages(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("catalogue", "extract")
    assert '#: templates/a.html\nmsgid "Pay"' in capsys.readouterr().out


def test_dates_of_a_catalogue_are_never_written() -> None:
    catalogue = Catalog(locale="sv", creation_date=dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
    assert "2020" not in catalogues.catalogue_text(catalogue)
