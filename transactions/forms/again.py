"""What a person writes with an order like an earlier one: words for the receiver, and a label for themselves."""

from __future__ import annotations

from django import forms

from transactions.forms.words import WordsField
from transactions.models.notes import LONGEST_LABEL
from transactions.services.drafts import Draft

LONGEST_MESSAGE = 140  # the contract's description


class WordsForm(forms.Form):
    """``draft`` is what was written, once the form is valid."""

    message = WordsField(required=False, max_length=LONGEST_MESSAGE)
    label = WordsField(required=False, max_length=LONGEST_LABEL)

    @property
    def draft(self) -> Draft:
        return Draft(self.cleaned_data["message"], self.cleaned_data["label"])
