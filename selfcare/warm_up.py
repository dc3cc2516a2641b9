"""Make once, before workers are forked, what every request needs: addresses, templates, catalogues. Opens nothing."""

from __future__ import annotations

from django.conf import settings
from django.template import engines
from django.urls import get_resolver
from django.utils import translation


def warm_up() -> None:
    """Load the addresses, compile every template, read every catalogue. No connection is opened: forks share none."""
    get_resolver()._populate()  # noqa: SLF001  # the reverse index is made lazily
    environment = engines["jinja2"].env  # type: ignore[attr-defined]
    for name in environment.list_templates(extensions=["html"]):
        environment.get_template(name)
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            translation.gettext("Selfcare")
