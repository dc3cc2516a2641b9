"""What a person may send while depositing: an amount, where it comes from, and the key of the form."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _

from selfcare.display import AmountError, Display, parse_amount
from selfcare.domain.money import LARGEST, Money, exponent
from transactions.domain import Account, Instrument

# The value that stands for no instrument of ours: the customer picks an account at their bank.
ANOTHER: Final = "another"
_KEY: Final = RegexValidator(r"\A[A-Za-z0-9_-]{16,64}\Z")
_ID: Final = RegexValidator(r"\A[A-Za-z0-9_.~:-]{1,128}\Z")


class AmountForm(forms.Form):
    """The typed amount, within what the account takes now. ``cleaned_data["amount"]`` is Money."""

    amount = forms.CharField(required=False, strip=True, max_length=200)

    def __init__(self, data: Any, *, account: Account, display: Display) -> None:
        super().__init__(data)
        self.account = account
        self.display = display

    def clean_amount(self) -> Money:
        currency = self.account.currency
        try:
            value = parse_amount(self.cleaned_data["amount"], currency, self.display.numbers)
        except AmountError as error:
            raise ValidationError(_unreadable(error, currency, self.display)) from error
        money = Money(value, currency)
        if sentence := outside_text(money, account=self.account, display=self.display):
            raise ValidationError(sentence)
        return money


class InstrumentForm(forms.Form):
    """The chosen bank account or card, or ANOTHER."""

    def __init__(self, data: Any, *, instruments: list[Instrument]) -> None:
        super().__init__(data)
        allowed = [(each.id, each.label) for each in instruments] + [(ANOTHER, ANOTHER)]
        wrong = _("Choose where the money should come from.")
        self.fields["from"] = forms.ChoiceField(
            choices=allowed, error_messages={"required": wrong, "invalid_choice": wrong}
        )


class ConfirmForm(forms.Form):
    """What the review page sends: all of it was shown, and ``key`` was made by us for this very page."""

    key = forms.CharField(validators=[_KEY])
    account = forms.CharField(validators=[_ID])
    minor = forms.RegexField(r"\A[1-9][0-9]{0,15}\Z")

    def clean_minor(self) -> int:
        value = int(self.cleaned_data["minor"])
        if value > LARGEST:
            raise ValidationError(_("This is more than can be deposited. Enter a lower amount."))
        return value


def outside_text(money: Money, *, account: Account, display: Display) -> str | None:
    """Return why the account does not take this amount now, with what it does take; None when it does."""
    limits = account.deposit_range
    if limits is None or limits.currency != money.currency:
        return None if money.value else _("Enter an amount above zero.")
    most = limits.max if limits.left is None else min(limits.max, limits.left)
    words = {"most": display.money_brief(Money(max(most, 0), money.currency))}
    if most < limits.min:
        return _("There is nothing left of your limit for now. You can deposit again when it begins anew.")
    if money.value < limits.min:
        return _("Enter at least %(least)s.") % {"least": display.money_brief(Money(limits.min, money.currency))}
    if money.value <= most:
        return None
    if most == limits.left:
        return _past_limit(limits.window) % words
    return _("Enter at most %(most)s.") % words


def _past_limit(window: str | None) -> str:
    texts = {
        "day": _("This would pass your daily limit. You can deposit up to %(most)s today."),
        "week": _("This would pass your weekly limit. You can deposit up to %(most)s this week."),
        "month": _("This would pass your monthly limit. You can deposit up to %(most)s this month."),
    }
    return texts.get(window or "", _("This would pass your limit. You can deposit up to %(most)s now."))


def _unreadable(error: AmountError, currency: str, display: Display) -> str:
    places = exponent(currency)
    example = display.money_typed(Money(24950 if places == 2 else 250 * 10**places, currency))  # noqa: PLR2004
    texts = {
        "empty": _("Enter an amount."),
        "ambiguous": _("This can be read in two ways. Enter it without a mark between thousands."),
        "too_many_decimals": _("Enter at most %(places)d decimals.") % {"places": places},
        "too_large": _("This is more than can be deposited. Enter a lower amount."),
    }
    return texts.get(error.reason, _("Enter the amount in figures, such as %(example)s.") % {"example": example})
