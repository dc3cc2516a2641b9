"""Words and sentences in the language of the page, each looked up once per process."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings
from django.utils import translation


@lru_cache(maxsize=1024)
def word(language: str, message: str) -> str:
    """Translate ``message``, marked with gettext_noop where it stands, into ``language``."""
    with translation.override(language):
        return translation.gettext(message)


def gettext(message: str) -> str:
    """Translate into the language that is active, as Django's function of this name; for what a page says often."""
    return word(translation.get_language() or settings.LANGUAGE_CODE, message)
