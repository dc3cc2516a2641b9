"""What a person writes with an order like an earlier one: words for the receiver, and a label for themselves."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy

from transactions.forms.notes import text_problem
from transactions.models.notes import LONGEST_LABEL
from transactions.services.drafts import Draft

LONGEST_MESSAGE = 140  # the contract's description
_TOO_LONG = gettext_lazy("Write at most %(limit_value)d characters.")


class WordsForm(forms.Form):
    """``draft`` is what was written, once the form is valid."""

    message = forms.CharField(required=False, max_length=LONGEST_MESSAGE, error_messages={"max_length": _TOO_LONG})
    label = forms.CharField(required=False, max_length=LONGEST_LABEL, error_messages={"max_length": _TOO_LONG})

    def clean_message(self) -> str:
        return self._checked("message")

    def clean_label(self) -> str:
        return self._checked("label")

    def _checked(self, name: str) -> str:
        text: str = self.cleaned_data[name]
        if problem := text_problem(text):
            raise ValidationError(problem[1], code=problem[0])
        return text

    @property
    def draft(self) -> Draft:
        return Draft(self.cleaned_data["message"], self.cleaned_data["label"])
