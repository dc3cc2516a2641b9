"""What people may ask the transactions page for, and how each wrong value is told back to them."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from django import forms
from django.utils.translation import gettext, gettext_lazy

from selfcare.display import AmountError, Display, parse_amount
from selfcare.domain.cards import has_card_number
from selfcare.domain.money import exponent
from transactions.domain import TransactionFilter, ViewFilter
from transactions.models.notes import LONGEST_TAG
from transactions.status import FILTERS

TYPES: Final = ("payment", "deposit", "withdrawal", "refund")
NAMES: Final = ("q", "type", "status", "merchant", "from", "to", "min", "max", "currency", "tag")
"""The names in the page's address. Every other name is ignored there (an old link, a campaign tag)."""
TYPED: Final = tuple(name for name in NAMES if name != "merchant")
"""Those that hold words of people; a merchant is an id of the payment service's own."""

_FIRST_DAY, _LAST_DAY = date(1970, 1, 1), date(9998, 12, 31)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class DayField(forms.DateField):
    """A calendar day of the customer's own zone, as ``input type=date`` sends it (ISO 8601)."""

    default_error_messages = {"invalid": gettext_lazy("Enter a date as year-month-day, such as 2026-11-19.")}

    def to_python(self, value: Any) -> date | None:
        if value and not _DAY.fullmatch(str(value)):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is not None and not _FIRST_DAY <= value <= _LAST_DAY:
            raise forms.ValidationError(gettext("Choose a date after 1970."), code="range")


class FilterForm(forms.Form):
    """The filters of the transactions page. ``currencies`` are the customer's own, the first one is the main one.

    ``refused`` names the fields that held a card number and come without it.
    """

    q = forms.CharField(
        required=False,
        max_length=100,
        error_messages={"max_length": gettext_lazy("Search for at most 100 characters.")},
    )
    type = forms.ChoiceField(
        required=False,
        choices=[(name, name) for name in TYPES],
        error_messages={"invalid_choice": gettext_lazy("Choose a type from the list.")},
    )
    status = forms.ChoiceField(
        required=False,
        choices=[(name, name) for name in FILTERS],
        error_messages={"invalid_choice": gettext_lazy("Choose a status from the list.")},
    )
    merchant = forms.RegexField(
        r"\A[A-Za-z0-9_.~:-]{1,128}\Z",
        required=False,
        error_messages={"invalid": gettext_lazy("Choose a merchant from the list.")},
    )
    currency = forms.RegexField(
        r"\A[A-Z]{3}\Z",
        required=False,
        error_messages={"invalid": gettext_lazy("Choose a currency from the list.")},
    )

    tag = forms.CharField(
        required=False,
        max_length=LONGEST_TAG,
        error_messages={"max_length": gettext_lazy("Choose a tag from the list.")},
    )

    def __init__(
        self, data: Mapping[str, str], *, display: Display, currencies: tuple[str, ...], refused: Collection[str] = ()
    ) -> None:
        super().__init__(data)
        self._refused = refused
        self._display = display
        self._currencies = currencies

    def clean(self) -> dict[str, Any]:
        """Check what only shows between fields: amounts in their currency, and the order of dates and amounts."""
        super().clean()
        self._refuse_cards()
        data: dict[str, Any] = self.cleaned_data
        if data.get("min") or data.get("max"):
            self._clean_currency(data)
        for name in ("min", "max"):
            data[name] = self._minor_units(name, data)
        self._clean_order("from", "to", gettext("Choose a date that is not before the first date."))
        self._clean_order("min", "max", gettext("Enter an amount that is not below the lowest amount."))
        return data

    def _refuse_cards(self) -> None:
        """A card number has no place in an address, a history or a log, whichever field it was typed into."""
        sentence = gettext("That looks like a card number. Search by merchant, reference or text instead.")
        for name in TYPED:
            if name in self._refused or has_card_number(self.data.get(name, "")):
                self.errors.pop(name, None)
                self.add_error(name, forms.ValidationError(sentence, code="card"))

    def _clean_currency(self, data: dict[str, Any]) -> None:
        """An amount without a chosen currency is in the main one; the page then shows it as chosen."""
        data["currency"] = data.get("currency") or next(iter(self._currencies), "")
        if not data["currency"] and "currency" not in self.errors:
            self._refuse("currency", gettext("Choose the currency of the amount."))

    def _minor_units(self, name: str, data: dict[str, Any]) -> int | None:
        if not data.get(name) or not data.get("currency"):
            return None
        try:
            return parse_amount(data[name], data["currency"], self._display.numbers)
        except AmountError as error:
            self._refuse(name, amount_sentence(error.reason, data["currency"]))
            return None

    def _clean_order(self, low: str, high: str, sentence: str) -> None:
        first, last = self.cleaned_data.get(low), self.cleaned_data.get(high)
        if first is not None and last is not None and first > last:
            self._refuse(high, sentence)

    def _refuse(self, name: str, sentence: str) -> None:
        self.add_error(name, forms.ValidationError(sentence, code="invalid"))

    def where(self) -> TransactionFilter:
        """Return the filter for the payment service: amounts in minor units, times in UTC, ``to`` exclusive."""
        data = self.cleaned_data
        return TransactionFilter(
            q=data["q"] or None,
            type=_words(data["type"]),
            status=FILTERS.get(data["status"], ()),
            merchant_id=_words(data["merchant"]),
            currency=_words(data["currency"]),
            from_=self._start_of(data["from"]),
            to=self._start_of(data["to"] and data["to"] + timedelta(days=1)),
            amount_min=data["min"],
            amount_max=data["max"],
            tag=data["tag"] or None,
        )

    def wanted(self) -> ViewFilter:
        """Return the same as a view keeps it."""
        data = self.cleaned_data
        words = {name: data[name] for name in ("q", "type", "status", "merchant", "currency", "tag")}
        return ViewFilter(**words, min=data["min"], max=data["max"], first=data["from"], last=data["to"])

    def _start_of(self, day: date | None) -> datetime | None:
        return datetime.combine(day, time(), self._display.zone).astimezone(UTC) if day else None


# "from" is a keyword of Python, so the fields that go with it are declared by name.
for _name in ("from", "to"):
    FilterForm.base_fields[_name] = DayField(required=False, input_formats=["%Y-%m-%d"])
for _name in ("min", "max"):
    FilterForm.base_fields[_name] = forms.CharField(required=False, max_length=40)


def amount_sentence(reason: str, currency: str) -> str:
    """Return how to mend an amount that could not be read, by the reason of an AmountError."""
    if reason == "too_large":
        return gettext("Enter a lower amount.")
    if reason == "too_many_decimals":
        return gettext("Enter at most %(count)d decimals.") % {"count": exponent(currency)}
    if reason == "ambiguous":
        return gettext("Write the decimals too, such as 1249,00, so that we read the amount right.")
    return gettext("Enter an amount in figures, such as 1249,00.")


def _words(value: str) -> tuple[str, ...]:
    return (value,) if value else ()
