"""Make once, before workers are forked, what requests need: addresses, templates, catalogues, the maker of documents.

Opens nothing."""

from __future__ import annotations

import gc

from django.conf import settings
from django.template import engines
from django.urls import get_resolver
from django.utils import translation

from selfcare import pdf


def warm_up() -> None:
    """Load addresses, templates, catalogues and WeasyPrint. No connection is opened, no thread begun."""
    get_resolver()._populate()  # noqa: SLF001  # the reverse index is made lazily
    engine = engines["jinja2"]
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            for name in engine.env.list_templates(extensions=["html"]):  # type: ignore[attr-defined]  # Django's base engine has no env
                engine.get_template(name)
    if not settings.LOCAL:  # there one worker starts, and soon: it loads this for itself (deploy/gunicorn.conf.py)
        pdf.warm_up()
    _settle()


def _settle() -> None:
    """Take what was made so far out of the garbage collector's sight: it would look through all of it for nobody.

    A full collection of a started process takes as long as thirty pages, and touches memory that workers share.
    """
    gc.collect()
    gc.freeze()
