"""What a customer sends to stop a transaction or to ask for money back."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _

from selfcare.display import AmountError, Display, parse_amount
from selfcare.domain.money import LARGEST, Money
from transactions.domain import LONGEST_NOTE
from transactions.forms.movements import unreadable_text
from transactions.forms.words import WordsField
from transactions.presenters.refunds import REASONS

ALL, PART = "all", "part"
KEY: Final = RegexValidator(r"\A[A-Za-z0-9_-]{16,64}\Z")
# "I do not recognise it" is asked as a dispute: the merchant alone could not answer it.
OFFERED: Final = tuple(reason for reason in REASONS if reason != "unrecognised")


class KeyForm(forms.Form):
    """The key we made for the page that was shown."""

    key = forms.CharField(validators=[KEY])


class RefundForm(forms.Form):
    """How much, why, and a message. ``cleaned_data["amount"]`` is Money, ``expected`` what the page said was left."""

    key = forms.CharField(validators=[KEY])
    expected = forms.RegexField(r"\A[1-9][0-9]{0,15}\Z")
    how = forms.ChoiceField(choices=[(ALL, ALL), (PART, PART)])
    part = forms.CharField(required=False, max_length=200)
    why = forms.ChoiceField(choices=[(reason, reason) for reason in OFFERED])
    note = WordsField(required=False, max_length=LONGEST_NOTE, lines=True)

    def __init__(self, data: Any, *, currency: str, display: Display) -> None:
        super().__init__(data)
        self.currency = currency
        self.display = display

    def clean_expected(self) -> Money:
        return Money(min(int(self.cleaned_data["expected"]), LARGEST), self.currency)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = self.cleaned_data
        if "expected" in data and "how" in data:
            amount = data["expected"] if data["how"] == ALL else self._part(data["expected"])
            return {**data, "amount": amount}
        return data

    @property
    def is_ours(self) -> bool:
        """Tell whether it has what our own page always sends, right or wrong in what a person fills in."""
        return not {"key", "expected", "how", "why"} & set(self.errors)

    def _part(self, most: Money) -> Money | None:
        try:
            minor = parse_amount(self.cleaned_data.get("part", ""), self.currency, self.display.numbers)
        except AmountError as error:
            too_large = _("That is more than you paid. Enter a lower amount.")
            self.add_error("part", unreadable_text(error, self.currency, too_large, self.display))
            return None
        if not 0 < minor <= most.value:
            told = {"most": self.display.money_text(most)}
            self.add_error("part", _("Enter an amount above zero, and at most %(most)s.") % told)
            return None
        return Money(minor, self.currency)
