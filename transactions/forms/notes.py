"""What a customer may write about a transaction for themselves: a label, a note and tags."""

from __future__ import annotations

import unicodedata
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, gettext_lazy, ngettext

from selfcare.domain.cards import has_card_number
from transactions.domain import NoteText
from transactions.models.notes import LONGEST_LABEL, LONGEST_NOTE, LONGEST_TAG
from transactions.services.notes import MOST_TAGS

# Joiners stand inside emoji and in scripts of their own; every other sign of these categories shows nothing.
_JOINERS: Final = frozenset("\u200c\u200d")
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
_LONGEST_TYPED: Final = 2 * MOST_TAGS * (LONGEST_TAG + 2)
_TOO_LONG: Final = gettext_lazy("Write at most %(limit_value)d characters.")


class NoteForm(forms.Form):
    """``text`` is what was written, once the form is valid. Tags are words between commas."""

    label = forms.CharField(required=False, max_length=LONGEST_LABEL, error_messages={"max_length": _TOO_LONG})
    note = forms.CharField(required=False, max_length=LONGEST_NOTE, error_messages={"max_length": _TOO_LONG})
    tags = forms.CharField(required=False, max_length=_LONGEST_TYPED, error_messages={"max_length": _TOO_LONG})

    def clean_label(self) -> str:
        return _checked(self.cleaned_data["label"])

    def clean_note(self) -> str:
        return _checked(self.cleaned_data["note"].replace("\r\n", "\n"), "\n\t")

    def clean_tags(self) -> tuple[str, ...]:
        text = _checked(self.cleaned_data["tags"])
        tags = tuple(word for part in text.split(",") if (word := " ".join(part.split())))
        if sentence := tags_problem(tags):
            raise ValidationError(sentence)
        return tags

    @property
    def text(self) -> NoteText:
        data: dict[str, Any] = self.cleaned_data
        return NoteText(data["label"], data["note"], data["tags"])


def text_problem(text: str, allowed: str = "") -> tuple[str, str] | None:
    """Return why the words cannot be kept, as code and sentence: signs nobody sees, or a card number."""
    if any(unicodedata.category(sign) in _UNSEEN and sign not in _JOINERS and sign not in allowed for sign in text):
        return "characters", gettext("Use only characters that can be typed.")
    if has_card_number(text):
        return "card", gettext("That looks like a card number. Leave it out: it is safest where nobody wrote it down.")
    return None


def tags_problem(tags: tuple[str, ...]) -> str | None:
    """Return why these cannot be the tags of one transaction."""
    if len({tag.casefold() for tag in tags}) > MOST_TAGS:
        return ngettext("Write at most %(count)d tag.", "Write at most %(count)d tags.", MOST_TAGS) % {
            "count": MOST_TAGS
        }
    if any(len(tag) > LONGEST_TAG for tag in tags):
        return gettext("Write at most %(count)d characters in each tag.") % {"count": LONGEST_TAG}
    return None


def _checked(text: str, allowed: str = "") -> str:
    if problem := text_problem(text, allowed):
        raise ValidationError(problem[1], code=problem[0])
    return text
