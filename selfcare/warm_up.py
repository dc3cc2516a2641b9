"""Make once, before workers are forked, what requests need: addresses, templates, catalogues, the maker of documents.

Opens nothing."""

from __future__ import annotations

from django.conf import settings
from django.template import engines
from django.urls import get_resolver
from django.utils import translation

from selfcare import pdf


def warm_up() -> None:
    """Load addresses, templates, catalogues and WeasyPrint. No connection is opened, no thread begun."""
    get_resolver()._populate()  # noqa: SLF001  # the reverse index is made lazily
    environment = engines["jinja2"].env  # type: ignore[attr-defined]
    for name in environment.list_templates(extensions=["html"]):
        environment.get_template(name)
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            translation.gettext("Selfcare")
    if not settings.LOCAL:  # there one worker starts, and soon: it loads this for itself (deploy/gunicorn.conf.py)
        pdf.warm_up()
