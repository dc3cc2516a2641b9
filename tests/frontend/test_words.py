"""No sentence stands outside the catalogue, and every page takes a language half as long again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from babel.messages import Catalog
from babel.messages.mofile import write_mo
from django.conf import settings
from django.template import engines
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation
from django.utils.translation import trans_real
from jinja2 import Environment
from lxml.html import fromstring

from selfcare.catalogues import catalogue_extract
from selfcare.domain.customer import Customer, Preferences

TEMPLATES = Path(settings.BASE_DIR) / "templates"
SPOKEN_ATTRIBUTES = ("aria-label", "title", "placeholder", "alt")
LETTERS = re.compile(r"[A-Za-z]{2,}")
MARKUP = re.compile(r"""[\w-]+="[^"]*"|^\s*[a-z]+(?:-+[a-z]+)+\s*$""")  # attributes and classes that blocks hand on
PSEUDO = "en-xa"


def templates() -> list[Path]:
    return sorted(path for path in TEMPLATES.rglob("*.html") if path.name != "styleguide.html")


def own_words(path: Path) -> Iterator[str]:
    """Yield the words of a template that do not come out of an expression or a translated block."""
    source = path.read_text(encoding="utf-8")
    source = re.sub(r"\{% trans\b.*?endtrans %\}", "", source, flags=re.DOTALL)
    tokens = Environment(autoescape=True).lex(source)
    bare = "".join(value for _line, kind, value in tokens if kind == "data")
    root = fromstring(f"<div>{bare}</div>")
    yield from (str(text) for text in root.itertext())
    for name in SPOKEN_ATTRIBUTES:
        yield from (str(value) for value in root.xpath(f"//@{name}"))


@pytest.mark.parametrize("path", templates(), ids=lambda path: path.relative_to(TEMPLATES).as_posix())
def test_every_word_of_a_template_is_translated(path: Path) -> None:
    assert [text.strip() for text in own_words(path) if LETTERS.search(MARKUP.sub("", text))] == []


def longer(text: str) -> str:
    """Return the text half as long again, in brackets, with its holes and tags whole."""
    return f"[{text}{'~' * (len(text) // 2)}]"


@pytest.fixture
def pseudo(tmp_path: Path, settings: Any) -> Iterator[str]:
    """A language in which every message of the catalogue is marked and long."""
    catalogue = Catalog(locale="en", charset="utf-8")
    for message in catalogue_extract():
        if message.id:
            ids = message.id if isinstance(message.id, tuple) else (message.id,)
            strings = tuple(longer(str(text)) for text in ids)
            catalogue.add(message.id, strings if isinstance(message.id, tuple) else strings[0], context=message.context)
    target = tmp_path / "en_XA" / "LC_MESSAGES" / "django.mo"
    target.parent.mkdir(parents=True)
    with target.open("wb") as file:
        write_mo(file, catalogue)
    settings.LANGUAGES = [*settings.LANGUAGES, (PSEUDO, "Pseudo")]
    settings.LOCALE_PATHS = [tmp_path]
    with translation.override(PSEUDO):
        yield PSEUDO
    trans_real._translations.clear()  # type: ignore[attr-defined] # the language must not outlive its file


@pytest.mark.parametrize("name", ["400", "403", "404", "429", "500", "503"])
def test_error_pages_speak_only_from_the_catalogue(pseudo: str, name: str) -> None:
    root = fromstring(render_to_string(f"errors/{name}.html", {"retry_after": 3}))
    for each in root.cssselect("h1, .lede, .btn, .skip"):
        assert each.text_content().startswith("["), each.text_content()


def test_shell_speaks_only_from_the_catalogue(pseudo: str) -> None:
    asked: Any = RequestFactory().get("/")
    asked.customer, asked.prefs = Customer("cus_1", "Elin"), Preferences(language="en")
    page = '{% extends "base.html" %}{% block title %}T{% endblock %}{% block main %}<h1>T</h1>{% endblock %}'
    root = fromstring(str(engines["jinja2"].from_string(page).render({}, asked)))
    for each in root.cssselect("nav span, .linklike, .skip"):
        assert each.text_content().startswith("["), each.text_content()
