"""The message catalogues: found in the sources, kept as .po files for translators, compiled to .mo for Django.

Babel does the work, from Python because Django's makemessages needs GNU gettext installed and does not read Jinja.
English is the source language: the English sentence is the message's id, so there is no English catalogue.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from babel.messages import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings

_FOLDERS: Final = ("accounts", "notifications", "selfcare", "templates", "transactions")
_METHODS: Final = [("**.py", "python"), ("styleguide.html", "ignore"), ("**.html", "jinja2")]
_OPTIONS: Final = {"**.html": {"silent": "false", "newstyle_gettext": "true", "trimmed": "true"}}
_KEYWORDS: Final = {
    **DEFAULT_KEYWORDS,
    "gettext_noop": None,
    "gettext_lazy": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
}
# Lines that would change with every run, or name a person: history is kept by version control.
_CHURN: Final = re.compile(
    r'^"(?:POT-Creation-Date|PO-Revision-Date|Last-Translator|Language-Team|Report-Msgid-Bugs-To|Generated-By'
    r"|Project-Id-Version): .*\n",
    re.MULTILINE,
)
_TAG: Final = re.compile(r"</?\w+[^>]*>")
_HOLE: Final = re.compile(r"%\((\w+)\)[a-z]")


def catalogue_extract() -> Catalog:
    """Return all messages of the sources, with the files they stand in. Raises on a template that does not parse."""
    catalogue = Catalog(charset="utf-8", header_comment="# Messages of the product.")
    for folder in _FOLDERS:
        root = Path(settings.BASE_DIR) / folder
        for name, _line, message, comments, context in extract_from_dir(
            root, _METHODS, _OPTIONS, keywords=_KEYWORDS, comment_tags=["Translators:"]
        ):
            catalogue.add(message, locations=[(f"{folder}/{name}", 0)], auto_comments=comments, context=context or None)
    return catalogue


def catalogue_files() -> list[Path]:
    """Return the .po file of every language."""
    return sorted(path for root in settings.LOCALE_PATHS for path in Path(root).glob("*/LC_MESSAGES/django.po"))


def catalogue_read(path: Path) -> Catalog:
    """Read a .po file; its language is the name of its folder."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parent.parent.name, abort_invalid=True)


def catalogue_text(catalogue: Catalog) -> str:
    """Return a catalogue as .po text that only changes when a message does: sorted, without dates, names and lines."""
    buffer = io.BytesIO()
    write_po(buffer, catalogue, width=100, sort_output=True, ignore_obsolete=True, include_lineno=False)
    return _CHURN.sub("", buffer.getvalue().decode())


def catalogue_update(path: Path) -> None:
    """Bring a .po file up to date with the sources; a changed sentence is a new message, never a guess."""
    catalogue = catalogue_read(path)
    catalogue.update(catalogue_extract(), no_fuzzy_matching=True)
    catalogue.header_comment = "# Messages of the product."
    path.write_text(catalogue_text(catalogue), encoding="utf-8")


def catalogue_compile(path: Path) -> Path:
    """Write the .mo file beside a .po file and return it."""
    target = path.with_suffix(".mo")
    draft = target.with_name(f"{target.name}.{id(path)}.draft")
    with draft.open("wb") as file:
        write_mo(file, catalogue_read(path))
    draft.replace(target)  # Two processes may compile at once: each moves a whole file into place.
    return target


def ensure_compiled() -> None:
    """Compile the catalogues that are newer than their .mo files, or have none."""
    for path in catalogue_files():
        target = path.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < path.stat().st_mtime:
            catalogue_compile(path)


def catalogue_faults(path: Path) -> Iterator[str]:
    """Yield what is wrong with a .po file, one sentence each: missing, left over, untranslated, or not matching."""
    wanted = {_key(message): message for message in catalogue_extract() if message.id}
    have = {_key(message): message for message in catalogue_read(path) if message.id}
    for key in sorted(wanted.keys() - have.keys()):
        yield f"missing: {key[1]!r}; run `manage.py catalogue update`"
    for key in sorted(have.keys() - wanted.keys()):
        yield f"no longer in the sources: {key[1]!r}; run `manage.py catalogue update`"
    for message in have.values():
        fault = _fault(message)
        if fault:
            yield f"{fault}: {message.id!r}"


def _key(message: Message) -> tuple[str, str]:
    return message.context or "", message.id if isinstance(message.id, str) else message.id[0]


def _fault(message: Message) -> str:
    """Say what is wrong with one translation; names in holes and tags must be those of the source.

    A hole may change its case: code gives ``%(Currency)s`` for a beginning and ``%(currency)s`` for the middle.
    """
    ids = [message.id] if isinstance(message.id, str) else list(message.id)
    strings = [message.string] if isinstance(message.string, str) else list(message.string or ())
    if message.fuzzy or not all(strings):
        return "untranslated"
    for pattern, what in ((_HOLE, "names in %( )s"), (_TAG, "tags")):
        source = set(pattern.findall(ids[-1].lower()))
        if any(set(pattern.findall(text.lower())) != source for text in strings):
            return f"{what} differ"
    return ""
