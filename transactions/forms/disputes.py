"""What a customer sends to say that something is wrong with a payment."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from selfcare.display import AmountError, Display, parse_amount
from selfcare.domain.money import Money
from transactions.domain import LONGEST_NOTE, DisputeOrder, DisputeReason, Transaction
from transactions.forms.movements import unreadable_text
from transactions.forms.requests import KEY
from transactions.forms.words import WordsField

OFFERED: Final[tuple[DisputeReason, ...]] = ("unrecognised", "wrong_amount", "duplicate", "not_received")


class DisputeForm(forms.Form):
    """What is wrong, what would be right, and what happened. ``cleaned_data["right"]`` is Money or None."""

    key = forms.CharField(validators=[KEY])
    what = forms.ChoiceField(
        choices=[(reason, reason) for reason in OFFERED],
        error_messages={"required": gettext_lazy("Choose what is wrong.")},
    )
    right = forms.CharField(required=False, max_length=200)
    note = WordsField(required=False, max_length=LONGEST_NOTE, lines=True)

    def __init__(self, data: Any, *, transaction: Transaction, display: Display) -> None:
        super().__init__(data)
        self.transaction = transaction
        self.display = display

    @property
    def is_ours(self) -> bool:
        """Tell whether it has what our own page always sends, right or wrong in what a person fills in."""
        return not self.has_error("key") and not self.has_error("what", "invalid_choice")

    def clean_right(self) -> Money | None:
        """Read what it should have been, which only a wrong amount has."""
        if self.cleaned_data.get("what") != "wrong_amount":
            return None
        currency = self.transaction.amount.currency
        try:
            right = Money(parse_amount(self.cleaned_data["right"], currency, self.display.numbers), currency)
        except AmountError as error:
            raise ValidationError(unreadable_text(error, currency, _less(self), self.display)) from error
        if right.value >= self.transaction.amount.value:
            raise ValidationError(_less(self))
        return right

    def order(self, attachments: tuple[str, ...]) -> DisputeOrder:
        """Return what opens the dispute: the customer wants back what is wrong, less what came back already."""
        paid, right = self.transaction.amount, self.cleaned_data["right"]
        refund = self.transaction.refund
        left = paid - refund.refunded if refund else paid
        return DisputeOrder(
            reason=self.cleaned_data["what"],
            amount=paid - right if right else left,
            note=self.cleaned_data["note"] or None,
            should_have_been=right,
            attachments=attachments,
        )


def _less(form: DisputeForm) -> str:
    paid = form.display.money_text(form.transaction.amount)
    return _("Enter what it should have been: less than the %(paid)s that were paid.") % {"paid": paid}
