"""What a person may send about a case: a message, an answer, a deposit that has not come, a charge nobody knows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext, gettext_lazy

from selfcare.display import Display
from selfcare.domain.money import Money, exponent
from transactions.domain import LONGEST_NOTE, DisputeOrder, Instrument, MessageOrder
from transactions.forms.charges import ChargeForm
from transactions.forms.transactions import DayField
from transactions.forms.words import WordsField

OLDEST: Final = dt.timedelta(days=395)
ANSWERS: Final = ("accept", "decline")
KEY: Final = RegexValidator(r"\A[A-Za-z0-9_-]{16,64}\Z")


class StepForm(forms.Form):
    """One step that needs nothing but the key of the form it was shown in."""

    key = forms.CharField(validators=[KEY])


class AnswerForm(StepForm):
    answer = forms.ChoiceField(choices=[(each, each) for each in ANSWERS])


class MessageForm(StepForm):
    """A message; ``order`` is what is sent of it."""

    text = WordsField(
        max_length=LONGEST_NOTE, lines=True, error_messages={"required": gettext_lazy("Write something first.")}
    )

    def order(self, attachments: tuple[str, ...] = ()) -> MessageOrder:
        return MessageOrder(self.cleaned_data["text"], attachments)


class MissingForm(ChargeForm):
    """A line of a bank statement that leads to no transaction: it becomes a case. ``day`` is needed here."""

    text = WordsField(required=False, max_length=140)
    note = WordsField(required=False, max_length=LONGEST_NOTE, lines=True)
    key = forms.CharField(validators=[KEY])
    reason = "unrecognised"

    def __init__(self, data: Mapping[str, str], *, display: Display, currencies: tuple[str, ...]) -> None:
        super().__init__(data, display=display, currencies=currencies)
        day = DayField(input_formats=["%Y-%m-%d"], error_messages={"required": gettext("Choose the day.")})
        self.fields["date"] = day

    def clean_date(self) -> dt.date | None:
        """Refuse a day that no bank can look into any more."""
        day = super().clean_date()
        today = self._display.today()
        if day and not dt.timedelta(0) <= today - day <= OLDEST:
            sentence = gettext("Choose a day of the last 13 months, today at the latest.")
            raise forms.ValidationError(sentence, code="range")
        return day

    def order(self, attachments: tuple[str, ...] = ()) -> DisputeOrder:
        """Return what opens the case; ``attachments`` are ids of files that were kept."""
        data = self.cleaned_data
        figures, currency = data["amount"]
        read_as = currency or self._own()
        return DisputeOrder(
            reason=self.reason,  # type: ignore[arg-type]  # one of the contract's words
            amount=Money(int(figures.scaleb(exponent(read_as))), read_as),
            note=data["note"] or None,
            occurred_on=data["date"],
            statement_text=data["text"] or None,
            attachments=attachments,
            **self._more(),
        )

    def _more(self) -> dict[str, Any]:
        return {}


class DepositForm(MissingForm):
    """A deposit that has not come: also from where it was sent."""

    reason = "missing_deposit"

    def __init__(
        self,
        data: Mapping[str, str],
        *,
        display: Display,
        currencies: tuple[str, ...],
        instruments: list[Instrument],
    ) -> None:
        super().__init__(data, display=display, currencies=currencies)
        self.fields["from"] = forms.ChoiceField(
            choices=[(each.id, each.label) for each in instruments],
            required=False,
            error_messages={"invalid_choice": gettext("Choose a bank account from the list.")},
        )

    def _more(self) -> dict[str, Any]:
        return {"instrument_id": self.cleaned_data["from"] or None}
