"""The few words that formats need, in the language of the page."""

from __future__ import annotations

from functools import lru_cache

from django.utils.translation import gettext, override


@lru_cache(maxsize=1024)
def word(language: str, message: str) -> str:
    """Translate ``message``, marked with gettext_noop where it stands, into ``language``."""
    with override(language):
        return gettext(message)
