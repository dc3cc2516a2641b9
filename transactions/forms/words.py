"""Words that somebody reads or that are kept: the one rule for all of them, of pages and programs alike.

A program's card numbers are refused before a view sees them (``selfcare.api.decoding``), by the same sentence.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, gettext_lazy

from selfcare.domain.cards import card_numbers_hidden, has_card_number
from selfcare.errors import sentence

LINES: Final = "\n\t"
# Joiners stand inside emoji and in scripts of their own; every other sign of these categories shows nothing.
_JOINERS: Final = frozenset("\u200c\u200d")
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
_MESSAGES: Final = {"max_length": gettext_lazy("Write at most %(limit_value)d characters.")}


class WordsField(forms.CharField):
    """Text without signs nobody sees and without a card number; ``lines`` takes several lines."""

    def __init__(self, *, lines: bool = False, error_messages: Mapping[str, Any] | None = None, **options: Any) -> None:
        super().__init__(error_messages={**_MESSAGES, **(error_messages or {})}, **options)
        self._allowed = LINES if lines else ""

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).replace("\r\n", "\n")

    def validate(self, value: str) -> None:
        """Raise ValidationError with the code of what cannot be taken."""
        super().validate(value)
        if problem := text_problem(value, self._allowed):
            raise ValidationError(problem[1], code=problem[0])


def text_problem(text: str, allowed: str = "") -> tuple[str, str] | None:
    """Return why the words cannot be taken, as code and sentence: signs nobody sees, or a card number."""
    if any(unicodedata.category(sign) in _UNSEEN and sign not in _JOINERS and sign not in allowed for sign in text):
        return "characters", gettext("Use only characters that can be typed.")
    if has_card_number(text):
        return "card", sentence("card")
    return None


def card_refused(text: str) -> None:
    """Validate words that are only looked for, whatever else is in them. Raises ValidationError for a card number."""
    if has_card_number(text):
        raise ValidationError(sentence("card"), code="card")


def typed_back(given: Mapping[str, Any], names: Iterable[str]) -> dict[str, str]:
    """Return what was typed as a form shows it again: everything but a card number."""
    return {name: card_numbers_hidden(str(given.get(name, ""))) for name in names}
