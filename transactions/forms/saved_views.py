"""What a person sends to save a view: its name, whether its days move with time, whether it opens first."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy

from transactions.forms.notes import text_problem
from transactions.models.saved_views import LONGEST_NAME


class ViewForm(forms.Form):
    """``dates`` is asked only where the days can move."""

    name = forms.CharField(
        max_length=LONGEST_NAME,
        error_messages={
            "required": gettext_lazy("Give the view a name."),
            "max_length": gettext_lazy("Write at most %(limit_value)d characters."),
        },
    )
    dates = forms.ChoiceField(required=False, choices=[("moves", "moves"), ("stays", "stays")])
    first = forms.BooleanField(required=False)

    def clean_name(self) -> str:
        name: Any = " ".join(self.cleaned_data["name"].split())
        if problem := text_problem(name):
            raise ValidationError(problem[1], code=problem[0])
        return str(name)
