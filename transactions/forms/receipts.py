"""What people may type, or send, to check a receipt."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from transactions.services.receipt_checks import LARGEST_FILE

LONGEST_NUMBER: Final = 40
_LONGEST_WORD: Final = 20  # eight characters, however they are spaced
_NUMBER: Final = _("Type the number as it stands on the paper, such as R-2026-118-40713.")
_WORD: Final = _("Type the 8 letters and figures that stand next to the code.")
_FILE: Final = _("Choose the PDF as it was downloaded, at most 1 MB.")


def _messages(sentence: Any) -> dict[str, Any]:
    return dict.fromkeys(("required", "max_length", "null_characters_not_allowed", "invalid"), sentence)


class CheckForm(forms.Form):
    """A receipt's number and its check word."""

    no = forms.RegexField(
        r"\A[A-Za-z0-9][A-Za-z0-9-]{2,39}\Z", max_length=LONGEST_NUMBER, error_messages=_messages(_NUMBER)
    )
    word = forms.CharField(max_length=_LONGEST_WORD, error_messages=_messages(_WORD))


class CheckFileForm(forms.Form):
    """The file itself."""

    pdf = forms.FileField(
        error_messages=dict.fromkeys(("required", "invalid", "missing", "empty", "max_length", "contradiction"), _FILE)
    )

    def clean_pdf(self) -> bytes:
        """Return the file's bytes."""
        file = self.cleaned_data["pdf"]
        if (file.size or 0) > LARGEST_FILE:
            raise ValidationError(_FILE, code="too_large")
        return bytes(file.read())
