"""The steps of a deposit in words: how much, from where, check and confirm."""

from __future__ import annotations

from typing import Final

import msgspec
from django.utils.translation import gettext as _

from selfcare.display import AmountText, Display
from selfcare.domain.money import Money, exponent
from transactions.domain import Account, AmountRange, Instrument
from transactions.presenters.words import currency_name

_COMMON: Final = (200, 500, 1000, 2000)


class AmountStep(msgspec.Struct, frozen=True):
    """The amount page: the field's symbol and hint, and amounts to fill in, each (typed, shown)."""

    symbol: str
    hint: str
    common: list[tuple[str, str]]


class Choice(msgspec.Struct, frozen=True):
    """One row of the method page, as the component ``choices`` takes it."""

    value: str
    title: str
    end: str
    hint: str


class Review(msgspec.Struct, frozen=True):
    """What is about to happen. ``bank`` is where the person approves it, "" when no name is known."""

    amount: AmountText
    source: str
    target: str
    fee: AmountText
    total: AmountText
    button: str
    fine: str


def amount_step(account: Account, *, display: Display) -> AmountStep:
    """Return the words of the amount page for an account."""
    limits = account.deposit_range
    most = _most(limits) if limits else None
    unit = 10 ** exponent(account.currency)
    least = limits.min if limits else 1
    common = [
        Money(units * unit, account.currency)
        for units in _COMMON
        if least <= units * unit and (most is None or units * unit <= most)
    ]
    return AmountStep(
        symbol=display.currency_symbol(account.currency),
        hint=_hint(limits, display) if limits else "",
        common=[(display.money_typed(each), display.money_brief(each)) for each in common],
    )


def instrument_choices(instruments: list[Instrument], *, another: str, display: Display) -> list[Choice]:
    """Return the rows of the method page; ``another`` is the value of an account the bank's own page picks."""
    rows = [_choice(each, display) for each in instruments]
    return [*rows, Choice(another, _("Another bank account"), "", _("You choose and approve it at your bank."))]


def review(amount: Money, instrument: Instrument | None, account: Account, *, display: Display) -> Review:
    """Return the words of the review page."""
    fee = _fee(instrument, amount)
    text = display.money_text(amount)
    bank = instrument_bank(instrument)
    approve = _("You approve at %(bank)s next.") % {"bank": bank} if bank else _("You approve at your bank next.")
    return Review(
        amount=display.money(amount),
        source=instrument.label if instrument else _("Another bank account"),
        target=account_text(account),
        fee=display.money(fee),
        total=display.money(amount + fee),
        button=_("Deposit %(amount)s") % {"amount": text},
        fine=f"{approve} {_('Pressing twice or going back never charges you twice.')}",
    )


def account_text(account: Account) -> str:
    """Return "Your balance in krona"."""
    return _("Your balance in %(currency)s") % {"currency": currency_name(account.currency)}


def instrument_bank(instrument: Instrument | None) -> str:
    """Return the name of the bank behind a bank account; "" for a card or when it has none."""
    return (instrument.brand or "") if instrument and instrument.kind == "bank_account" else ""


def _most(limits: AmountRange) -> int:
    return max(0, limits.max if limits.left is None else min(limits.max, limits.left))


def _hint(limits: AmountRange, display: Display) -> str:
    most = _most(limits)
    words = {
        "least": display.money_brief(Money(limits.min, limits.currency)),
        "most": display.money_brief(Money(most, limits.currency)),
    }
    if most < limits.min:
        return _("There is nothing left of your limit for now.")
    range_text = _("From %(least)s to %(most)s.") % words
    return f"{range_text} {_left_text(limits.window) % words}" if most == limits.left else range_text


def _left_text(window: str | None) -> str:
    texts = {
        "day": _("%(most)s is what is left of your daily limit."),
        "week": _("%(most)s is what is left of your weekly limit."),
        "month": _("%(most)s is what is left of your monthly limit."),
    }
    return texts.get(window or "", _("%(most)s is what is left of your limit."))


def _choice(instrument: Instrument, display: Display) -> Choice:
    is_card = instrument.kind == "card"
    about = [instrument.hint or (_("Card") if is_card else _("Bank account"))]
    if is_card and instrument.expiry:
        about.append(_("expires %(date)s") % {"date": instrument.expiry})
    fee = instrument.fee
    cost = _("Fee %(amount)s.") % {"amount": display.money_text(fee)} if fee and fee.value else _("No fee.")
    return Choice(
        value=instrument.id,
        title=instrument.label,
        end=_("At once") if is_card else _("A few seconds"),
        hint=f"{', '.join(about)}. {cost}",
    )


def _fee(instrument: Instrument | None, amount: Money) -> Money:
    fee = instrument.fee if instrument else None
    return fee if fee and fee.currency == amount.currency else Money(0, amount.currency)
