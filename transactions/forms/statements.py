"""What a person may choose of a statement: its first and last day, the account, the language."""

from __future__ import annotations

from datetime import date
from typing import Any, Final, get_args

from django import forms
from django.conf import settings
from django.utils.translation import gettext, gettext_lazy

from selfcare.display import Display
from transactions.domain import Account, Period, StatementFormat
from transactions.forms.transactions import DayField
from transactions.presenters.statement_words import day_text

NAMES: Final = ("from", "to", "account", "language")
_CHOOSE = gettext_lazy("Choose one from the list.")


class PeriodForm(forms.Form):
    """The days of any period, within ``first_day`` (None: not known) and ``today``."""

    def __init__(
        self, data: Any, *, accounts: tuple[Account, ...], first_day: date | None, today: date, display: Display
    ) -> None:
        super().__init__(data)
        self._bounds, self._display = (first_day, today), display
        self.fields["from"] = DayField(error_messages={"required": gettext("Choose a first day.")})
        self.fields["to"] = DayField(error_messages={"required": gettext("Choose a last day.")})
        self.fields["account"] = _choice([each.id for each in accounts])
        self.fields["language"] = _choice([code for code, _ in settings.LANGUAGES])

    def clean(self) -> dict[str, Any]:
        """Say of each day where it may be."""
        first, last = self.cleaned_data.get("from"), self.cleaned_data.get("to")
        earliest, today = self._bounds
        since = day_text(earliest, self._display, with_year=True) if earliest else ""
        for name, day in (("from", first), ("to", last)):
            if day and day > today:
                self.add_error(name, gettext("Choose a day that is not in the future."))
            elif day and earliest and day < earliest:
                since = day_text(earliest, self._display, with_year=True)
                self.add_error(
                    name, gettext("The account was opened on %(day)s. Choose that day or later.") % {"day": since}
                )
        if first and last and last < first and not self.has_error("to"):
            self.add_error("to", gettext("Choose a last day that is not before the first."))
        return self.cleaned_data

    def period(self) -> Period:
        return Period(self.cleaned_data["from"], self.cleaned_data["to"])


class StatementFileForm(forms.Form):
    """A file that the worker makes; ``account`` and ``language`` as the address of the statement has them."""

    format = forms.ChoiceField(
        choices=[(each, each) for each in get_args(StatementFormat)],
        error_messages=dict.fromkeys(("required", "invalid_choice"), _CHOOSE),
    )
    account = forms.CharField(required=False, max_length=128)
    language = forms.ChoiceField(required=False, choices=settings.LANGUAGES, error_messages={"invalid_choice": _CHOOSE})


def _choice(allowed: list[str]) -> forms.ChoiceField:
    return forms.ChoiceField(
        required=False, choices=[(each, each) for each in allowed], error_messages={"invalid_choice": _CHOOSE}
    )
