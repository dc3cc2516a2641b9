"""What a customer may write about a transaction for themselves: a label, a note and tags."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, ngettext

from transactions.domain import NoteText
from transactions.forms.words import WordsField
from transactions.models.notes import LONGEST_LABEL, LONGEST_NOTE, LONGEST_TAG
from transactions.services.notes import MOST_TAGS

_LONGEST_TYPED: Final = 2 * MOST_TAGS * (LONGEST_TAG + 2)


class NoteForm(forms.Form):
    """``text`` is what was written, once the form is valid. Tags are words between commas."""

    label = WordsField(required=False, max_length=LONGEST_LABEL)
    note = WordsField(required=False, max_length=LONGEST_NOTE, lines=True)
    tags = WordsField(required=False, max_length=_LONGEST_TYPED)

    def clean_tags(self) -> tuple[str, ...]:
        text: str = self.cleaned_data["tags"]
        tags = tuple(word for part in text.split(",") if (word := " ".join(part.split())))
        if sentence := tags_problem(tags):
            raise ValidationError(sentence)
        return tags

    @property
    def text(self) -> NoteText:
        data: dict[str, Any] = self.cleaned_data
        return NoteText(data["label"], data["note"], data["tags"])


def tags_problem(tags: tuple[str, ...]) -> str | None:
    """Return why these cannot be the tags of one transaction."""
    if len({tag.casefold() for tag in tags}) > MOST_TAGS:
        return ngettext("Write at most %(count)d tag.", "Write at most %(count)d tags.", MOST_TAGS) % {
            "count": MOST_TAGS
        }
    if any(len(tag) > LONGEST_TAG for tag in tags):
        return gettext("Write at most %(count)d characters in each tag.") % {"count": LONGEST_TAG}
    return None
