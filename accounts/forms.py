"""What people may type to sign in. Messages say the fix; a password is never stripped, kept or shown again."""

from __future__ import annotations

import unicodedata
from typing import Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

LONGEST_IDENTIFIER: Final = 254  # RFC 5321: no e-mail address is longer; a phone number or login never is.
LONGEST_PASSWORD: Final = 256  # Room for every pass phrase, none for making the auth service hash a book.


def plain_text(value: str) -> None:
    """Refuse control characters and lone surrogates: no keyboard makes them."""
    if any(unicodedata.category(character) in {"Cc", "Cs"} for character in value):
        raise ValidationError(_("Type it again without special control characters."), code="control_character")


class SignInForm(forms.Form):
    """Identifier (an e-mail to most people) and password."""

    email = forms.CharField(
        max_length=LONGEST_IDENTIFIER,
        validators=[plain_text],
        error_messages={
            "required": _("Type your e-mail."),
            "max_length": _("This is too long for an e-mail. Type at most 254 characters."),
            "null_characters_not_allowed": _("Type it again without special control characters."),
        },
    )
    password = forms.CharField(
        strip=False,
        max_length=LONGEST_PASSWORD,
        validators=[plain_text],
        error_messages={
            "required": _("Type your password."),
            "max_length": _("This is too long for a password. Type at most 256 characters."),
            "null_characters_not_allowed": _("Type it again without special control characters."),
        },
    )


class CodeForm(forms.Form):
    """A one-time code: six digits, in groups or not, as people paste them."""

    code = forms.CharField(
        max_length=20,
        error_messages={
            "required": _("Type the 6 digits of the code."),
            "max_length": _("Type the 6 digits of the code."),
            "null_characters_not_allowed": _("Type the 6 digits of the code."),
        },
    )

    def clean_code(self) -> str:
        digits = "".join(str(self.cleaned_data["code"]).split())
        if not (len(digits) == 6 and digits.isascii() and digits.isdigit()):  # noqa: PLR2004 - RFC 6238 as deployed
            raise ValidationError(_("Type the 6 digits of the code."), code="digits")
        return digits
