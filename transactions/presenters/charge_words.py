"""Why a fact of a bank statement agrees with a payment, or does not, in words."""

from __future__ import annotations

from django.utils.translation import gettext, ngettext

from selfcare.display import Display
from selfcare.domain.money import Money
from transactions.domain.charges import AmountFact, DayFact, NameFact
from transactions.domain.charges.days import BEFORE_WITHIN, BOOKED_WITHIN


def amount_match_text(fact: AmountFact, display: Display) -> str:
    """Return why the amount agrees: "3,40 kr more, as with a bank’s fee"."""
    if fact.match == "same":
        return gettext("The same")
    if fact.match == "original":
        return gettext("The same, before it was exchanged")
    if fact.match == "part":
        return gettext("What is left after the refund")
    if fact.difference is None:
        return gettext("Another currency")
    return _difference_text(fact, fact.difference) % {"amount": _size(fact.difference, display)}


def _difference_text(fact: AmountFact, difference: Money) -> str:
    more = difference.value > 0
    texts = {
        "fee": gettext("With our fee of %(amount)s") if more else gettext("Without our fee of %(amount)s"),
        "exchange": gettext("%(amount)s more, as rates differ")
        if more
        else gettext("%(amount)s less, as rates differ"),
        "surcharge": gettext("%(amount)s more, as with a bank’s fee"),
        "estimate": gettext("%(amount)s more, as a reservation can end")
        if more
        else gettext("%(amount)s less, as a reservation can end"),
    }
    return texts.get(fact.match) or (gettext("%(amount)s more") if more else gettext("%(amount)s less"))


def _size(difference: Money, display: Display) -> str:
    return display.money_text(Money(abs(difference.value), difference.currency))


def day_match_text(fact: DayFact) -> str:
    """Return how far the payment is from the bank’s date: "2 days before, as usual at banks"."""
    if fact.match == "same":
        return gettext("The same day") if not fact.days else gettext("The day it was booked")
    if fact.match == "booked" and not -BEFORE_WITHIN <= fact.days <= BOOKED_WITHIN:
        return gettext("Booked around that day")
    told = {"num": abs(fact.days)}
    if fact.days < 0:
        return ngettext("%(num)s day after", "%(num)s days after", -fact.days) % told
    if fact.match == "booked":
        text = ngettext("%(num)s day before, as usual at banks", "%(num)s days before, as usual at banks", fact.days)
        return text % told
    return ngettext("%(num)s day before", "%(num)s days before", fact.days) % told


def name_match_text(fact: NameFact) -> str:
    """Return what of ours the text agrees with: "Their name at banks: PXH*DIGITAL"."""
    texts = {
        "reference": gettext("A number we know it by: %(name)s"),
        "statement": gettext("Their name at banks: %(name)s"),
        "name": gettext("Their name: %(name)s"),
        "alike": gettext("Reads like %(name)s"),
    }
    return texts.get(fact.match, gettext("Not like it")) % {"name": fact.known_as}
