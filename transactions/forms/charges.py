"""What a person copies from their bank statement into the charge finder."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Final

from babel.numbers import get_currency_symbol
from django import forms
from django.utils.translation import gettext, gettext_lazy

from selfcare.display import AmountError, Display, parse_amount
from selfcare.domain.money import Money, exponent
from transactions.domain.charges import StatementLine
from transactions.forms.transactions import DayField, amount_sentence
from transactions.forms.words import card_refused, typed_back

NAMES: Final = ("amount", "date", "text")

_SIGNS: Final = "+-\u2212\u2013 \u00a0\u202f"
_CODE: Final = re.compile(r"\A([A-Za-z]{3})(?![A-Za-z])|(?<![A-Za-z])([A-Za-z]{3})\Z")
_WIDELY_USED: Final = ("EUR", "USD", "GBP", "SEK", "NOK", "DKK", "CHF", "PLN", "JPY")
_TWO_DECIMALS: Final = "EUR"
_FUTURE_DAYS: Final = 7


class ChargeForm(forms.Form):
    """The three facts. ``currencies`` are the customer's own, the main one first."""

    amount = forms.CharField(
        max_length=60, validators=[card_refused], error_messages={"required": gettext_lazy("Enter an amount.")}
    )
    date = DayField(required=False, input_formats=["%Y-%m-%d"])
    text = forms.CharField(
        required=False,
        max_length=140,
        validators=[card_refused],
        error_messages={"max_length": gettext_lazy("Enter at most 140 characters of the text.")},
    )

    def __init__(self, data: Mapping[str, str], *, display: Display, currencies: tuple[str, ...]) -> None:
        super().__init__(data)
        self._display = display
        self._currencies = currencies

    def clean_amount(self) -> tuple[Decimal, str | None]:
        """Return the figures in major units, and the currency where one is named."""
        typed: str = self.cleaned_data["amount"]
        text = typed.strip(_SIGNS)
        currency = _named_currency(text, (*self._currencies, *_WIDELY_USED), self._display.numbers)
        read_as = currency or self._own()
        try:
            value = parse_amount(_CODE.sub("", text) if currency else text, read_as, self._display.numbers)
        except AmountError as error:
            raise forms.ValidationError(amount_sentence(error.reason, read_as), code="invalid") from error
        if not value:
            raise forms.ValidationError(gettext("Enter an amount above zero."), code="invalid")
        return Money(value, read_as).decimal, currency

    def clean_date(self) -> dt.date | None:
        """Refuse a day no bank has booked on yet."""
        day: dt.date | None = self.cleaned_data["date"]
        if day and day > self._display.today() + dt.timedelta(days=_FUTURE_DAYS):
            raise forms.ValidationError(gettext("Choose a date that is not in the future."), code="range")
        return day

    def line(self) -> StatementLine:
        """Return what the statement says."""
        figures, currency = self.cleaned_data["amount"]
        return StatementLine(figures, currency, self.cleaned_data["date"], self.cleaned_data["text"])

    def shown(self) -> dict[str, str]:
        """Return what was typed, without what must not be repeated."""
        return typed_back(self.data, NAMES)

    def _own(self) -> str:
        """Return the currency figures without one are read in: one of the customer's that has decimals."""
        return next((each for each in self._currencies if exponent(each)), _TWO_DECIMALS)


def _named_currency(text: str, known: tuple[str, ...], numbers: str) -> str | None:
    """Return the currency whose code (ISO 4217) or symbol stands beside the figures; None when none does."""
    found = _CODE.search(text)
    code = (found[1] or found[2]).upper() if found else ""
    if code in known:
        return code
    symbols = ((each, _symbol(each, numbers)) for each in known)
    return next((each for each, symbol in symbols if text.startswith(symbol) or text.endswith(symbol)), None)


@lru_cache(maxsize=512)
def _symbol(currency: str, numbers: str) -> str:
    return get_currency_symbol(currency, numbers)
