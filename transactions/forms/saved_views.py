"""What a person sends to save a view: its name, whether its days move with time, whether it opens first."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from transactions.forms.words import WordsField
from transactions.models.saved_views import LONGEST_NAME


class ViewForm(forms.Form):
    """``dates`` is asked only where the days can move."""

    name = WordsField(max_length=LONGEST_NAME, error_messages={"required": gettext_lazy("Give the view a name.")})
    dates = forms.ChoiceField(required=False, choices=[("moves", "moves"), ("stays", "stays")])
    first = forms.BooleanField(required=False)

    def clean_name(self) -> str:
        return " ".join(str(self.cleaned_data["name"]).split())
