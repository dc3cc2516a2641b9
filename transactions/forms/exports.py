"""What people may ask a file for: of which transactions, in which format, with what besides."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final, get_args
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext, gettext_lazy

from transactions.domain import Format, TransactionFilter
from transactions.forms.transactions import DayField

SCOPES: Final = ("shown", "view", "period", "all")
FORMATS: Final = get_args(Format)


class ExportForm(forms.Form):
    """``shown`` is the list's own filter, which comes in the list's own fields; see `FilterForm`."""

    scope = forms.ChoiceField(
        choices=[(name, name) for name in SCOPES],
        error_messages=dict.fromkeys(("required", "invalid_choice"), gettext_lazy("Choose what goes into the file.")),
    )
    format = forms.ChoiceField(
        choices=[(name, name) for name in FORMATS],
        error_messages=dict.fromkeys(("required", "invalid_choice"), gettext_lazy("Choose a format.")),
    )
    view = forms.CharField(required=False, max_length=64)
    since = DayField(required=False, input_formats=["%Y-%m-%d"])
    until = DayField(required=False, input_formats=["%Y-%m-%d"])
    notes = forms.BooleanField(required=False)
    failed = forms.BooleanField(required=False)

    def __init__(self, data: Mapping[str, str], *, zone: ZoneInfo) -> None:
        super().__init__(data)
        self._zone = zone

    def clean(self) -> dict[str, Any]:
        """Check the period where it counts: a file of everything does not mind what stands in the fields."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("scope") == "view" and not data.get("view"):
            self.add_error("view", gettext("Choose a view."))
        if data.get("scope") != "period":
            for name in ("since", "until"):
                self.errors.pop(name, None)
            return data
        since, until = data.get("since"), data.get("until")
        if not since and not until and not self.errors.keys() & {"since", "until"}:
            self.add_error("since", gettext("Choose the first day, the last day, or both."))
        if since and until and since > until:
            self.add_error("until", gettext("Choose a date that is not before the first date."))
        return data

    def period(self) -> TransactionFilter:
        """Return the days asked for as instants, the last one to its end."""
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        return TransactionFilter(
            from_=self._start_of(since) if since else None,
            to=self._start_of(until + timedelta(days=1)) if until else None,
        )

    def _start_of(self, day: date) -> datetime:
        return datetime.combine(day, time(), self._zone).astimezone(UTC)
