"""What a person may send while moving money: an amount, where it comes from or goes to, and the key of the form."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _

from selfcare.display import AmountError, Display, parse_amount
from selfcare.domain.money import LARGEST, Money, exponent
from transactions.domain import Account, AmountRange, Instrument, Kind
from transactions.presenters.movement_words import Words, movement_words
from transactions.presenters.movements import amount_most

# The value that stands for no instrument of ours: the customer picks an account at their bank. "" where none can.
ANOTHER: Final[dict[Kind, str]] = {"deposit": "another", "withdrawal": "", "payment": ""}
# The address' word for the side the person chooses.
SIDES: Final[dict[Kind, str]] = {"deposit": "from", "withdrawal": "to", "payment": "to"}
_KEY: Final = RegexValidator(r"\A[A-Za-z0-9_-]{16,64}\Z")
_ID: Final = RegexValidator(r"\A[A-Za-z0-9_.~:-]{1,128}\Z")


class AmountForm(forms.Form):
    """The typed amount, within what the account takes now. ``cleaned_data["amount"]`` is Money."""

    amount = forms.CharField(required=False, strip=True, max_length=200)

    def __init__(self, data: Any, *, kind: Kind, account: Account, display: Display) -> None:
        super().__init__(data)
        self.kind = kind
        self.account = account
        self.display = display

    def clean_amount(self) -> Money:
        currency = self.account.currency
        try:
            value = parse_amount(self.cleaned_data["amount"], currency, self.display.numbers)
        except AmountError as error:
            words = movement_words(self.kind)
            raise ValidationError(unreadable_text(error, currency, words.too_large, self.display)) from error
        money = Money(value, currency)
        if sentence := outside_text(self.kind, money, account=self.account, display=self.display):
            raise ValidationError(sentence)
        return money


class InstrumentForm(forms.Form):
    """The chosen bank account or card, or ANOTHER. ``cleaned_data["instrument"]`` is the id, "" for another."""

    def __init__(self, data: Any, *, kind: Kind, instruments: list[Instrument]) -> None:
        super().__init__(data)
        another = ANOTHER[kind]
        allowed = [*(each.id for each in instruments), *([another] if another else [])]
        wrong = movement_words(kind).choose
        self.another = another
        self.fields[SIDES[kind]] = forms.ChoiceField(
            choices=[(each, each) for each in allowed], error_messages={"required": wrong, "invalid_choice": wrong}
        )
        self.side = SIDES[kind]

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data.get(self.side, "")
        return {**self.cleaned_data, "instrument": "" if given == self.another else given}


class ConfirmForm(forms.Form):
    """What the review page sends: all of it was shown, and ``key`` was made by us for this very page."""

    key = forms.CharField(validators=[_KEY])
    account = forms.CharField(validators=[_ID])
    minor = forms.RegexField(r"\A[1-9][0-9]{0,15}\Z")

    def clean_minor(self) -> int:
        value = int(self.cleaned_data["minor"])
        if value > LARGEST:
            raise ValidationError(_("This is more than can be moved. Enter a lower amount."))
        return value


def outside_text(kind: Kind, money: Money, *, account: Account, display: Display) -> str | None:
    """Return why the account does not move this amount now, with what it does; None when it does."""
    words, limits, most = movement_words(kind), account.range_of(kind), amount_most(kind, account)
    if not money.value:
        least = limits.min if limits and limits.currency == money.currency else 0
        return _at_least(least, money, display) if least else _("Enter an amount above zero.")
    if kind != "deposit" and money.value > account.balance.available.value:
        return _short_text(kind, money, account.balance.available, most or 0, display)
    if limits is None or limits.currency != money.currency:
        return None
    return _past_text(money, limits, most or 0, words, display)


def _past_text(money: Money, limits: AmountRange, most: int, words: Words, display: Display) -> str | None:
    if most < limits.min:
        return words.used_up
    if money.value < limits.min:
        return _at_least(limits.min, money, display)
    if money.value <= most:
        return None
    told = {"most": display.money_brief(Money(most, money.currency))}
    if most != limits.left:
        return _("Enter at most %(most)s.") % told
    of_window = {"day": words.past_day, "week": words.past_week, "month": words.past_month}
    return of_window.get(limits.window or "", words.past_other) % told


def _at_least(least: int, money: Money, display: Display) -> str:
    return _("Enter at least %(least)s.") % {"least": display.money_brief(Money(least, money.currency))}


def _short_text(kind: Kind, money: Money, available: Money, most: int, display: Display) -> str:
    """More than there is: by how much, and what can be entered."""
    if not most:
        return (
            _("There is nothing to withdraw now.") if kind == "withdrawal" else _("There is nothing to pay with now.")
        )
    told = {
        "missing": display.money_text(money - available),
        "most": display.money_text(Money(most, money.currency)),
    }
    if kind == "withdrawal":
        return _("That is %(missing)s more than you can withdraw. Enter %(most)s or less.") % told
    return _("That is %(missing)s more than you have. Enter %(most)s or less.") % told


def unreadable_text(error: AmountError, currency: str, too_large: str, display: Display) -> str:
    """Return how to write an amount that could not be read; ``too_large`` is the sentence for one beyond all bounds."""
    places = exponent(currency)
    example = display.money_typed(Money(24950 if places == 2 else 250 * 10**places, currency))  # noqa: PLR2004 - most currencies have two
    texts = {
        "empty": _("Enter an amount."),
        "ambiguous": _("This can be read in two ways. Enter it without a mark between thousands."),
        "too_many_decimals": _("Enter at most %(places)d decimals.") % {"places": places},
        "too_large": too_large,
    }
    return texts.get(error.reason, _("Enter the amount in figures, such as %(example)s.") % {"example": example})
