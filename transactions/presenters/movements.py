"""The steps of a deposit or withdrawal in words: how much, from or to where, check and confirm."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import msgspec
from django.utils.translation import gettext as _

from selfcare.display import AmountText, Display
from selfcare.domain.money import Money, exponent
from transactions.domain import Account, AmountRange, Instrument, Kind, Quote
from transactions.presenters.movement_words import movement_words
from transactions.presenters.words import currency_name

_COMMON: Final[dict[Kind, tuple[int, ...]]] = {
    "deposit": (200, 500, 1000, 2000),
    "withdrawal": (500, 1000, 2000),
    "payment": (),
}


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


class Side(msgspec.Struct, frozen=True):
    """Where the money comes from or goes to; ``changes`` is true for the side the person chose."""

    label: str
    name: str
    changes: bool


class Review(msgspec.Struct, frozen=True):
    """What is about to happen: the two sides in the order the money moves, when, and what it costs."""

    amount: AmountText
    sides: list[Side]
    when: str
    fee: AmountText
    total: AmountText
    button: str
    fine: str


def amount_step(kind: Kind, account: Account, *, wrong: bool, display: Display) -> AmountStep:
    """Return the words of the amount page for an account; ``wrong`` while it answers an amount that cannot be."""
    limits = account.range_of(kind)
    hint = _in_hint(limits, display) if kind == "deposit" else _out_hint(kind, account, limits, display, wrong=wrong)
    return AmountStep(
        symbol=display.currency_symbol(account.currency),
        hint=hint,
        common=[] if wrong and kind == "deposit" else _common(kind, account, limits, display),
    )


def _common(kind: Kind, account: Account, limits: AmountRange | None, display: Display) -> list[tuple[str, str]]:
    """Return amounts to fill in: round ones that are possible, and for a withdrawal all that is possible."""
    unit, least, most = 10 ** exponent(account.currency), limits.min if limits else 1, amount_most(kind, account)
    round_ones = [Money(units * unit, account.currency) for units in _COMMON[kind]]
    possible = [each for each in round_ones if least <= each.value and (most is None or each.value <= most)]
    found = [(display.money_typed(each), display.money_brief(each)) for each in possible]
    if kind == "withdrawal" and most is not None and most >= least:
        found.append((display.money_typed(Money(most, account.currency)), _("Everything")))
    return found


def amount_most(kind: Kind, account: Account) -> int | None:
    """Return the most that can be moved now, in minor units, never negative; None when nothing says so."""
    limits, available = account.range_of(kind), account.balance.available
    caps = [limits.max, limits.max if limits.left is None else limits.left] if limits else []
    if kind != "deposit":
        caps.append(available.value)
    return max(0, min(caps)) if caps else None


def instrument_choices(instruments: list[Instrument], *, another: str, display: Display) -> list[Choice]:
    """Return the rows of the method page; ``another`` is the value of an account the bank's own page picks, "" for
    none."""
    rows = [_choice(each, display) for each in instruments]
    if not another:
        return rows
    return [*rows, Choice(another, _("Another bank account"), "", _("You choose and approve it at your bank."))]


def review(
    kind: Kind, quote: Quote, instrument: Instrument | None, account: Account, *, display: Display, now: datetime
) -> Review:
    """Return the words of the review page."""
    bank = Side(_("From"), instrument.label if instrument else _("Another bank account"), changes=True)
    own = Side(_("To"), account_text(account), changes=False)
    if kind != "deposit":
        bank, own = msgspec.structs.replace(bank, label=_("To")), msgspec.structs.replace(own, label=_("From"))
    return Review(
        amount=display.money(quote.amount),
        sides=[bank, own] if kind == "deposit" else [own, bank],
        when=_when(quote, display, now),
        fee=display.money(quote.fee),
        total=display.money(quote.total),
        button=movement_words(kind).button % {"amount": display.money_text(quote.amount)},
        fine=_in_fine(instrument) if kind == "deposit" else _out_fine(quote),
    )


def _when(quote: Quote, display: Display, now: datetime) -> str:
    if quote.instant or quote.arrives_by is None:
        return _("Now, usually within 10 seconds")
    return _("By %(time)s") % {"time": display.deadline(quote.arrives_by, now)}


def _in_fine(instrument: Instrument | None) -> str:
    bank = instrument_bank(instrument)
    approve = _("You approve at %(bank)s next.") % {"bank": bank} if bank else _("You approve at your bank next.")
    once = _("Pressing twice or going back never charges you twice.")
    return f"{approve} {once}"


def _out_fine(quote: Quote) -> str:
    once = _("Pressing twice or going back never pays it twice.")
    asks = _("Next you confirm that it is you. Nothing moves before that.")
    return f"{asks} {once}" if "step_up" in quote.requires else once


def account_text(account: Account) -> str:
    """Return "Your balance in krona"."""
    return _("Your balance in %(currency)s") % {"currency": currency_name(account.currency)}


def instrument_bank(instrument: Instrument | None) -> str:
    """Return the name of the bank behind a bank account; "" for a card or when it has none."""
    return (instrument.brand or "") if instrument and instrument.kind == "bank_account" else ""


def _in_hint(limits: AmountRange | None, display: Display) -> str:
    if limits is None:
        return ""
    most = max(0, limits.max if limits.left is None else min(limits.max, limits.left))
    words = {
        "least": display.money_brief(Money(limits.min, limits.currency)),
        "most": display.money_brief(Money(most, limits.currency)),
    }
    if most < limits.min:
        return _("There is nothing left of your limit for now.")
    range_text = _("From %(least)s to %(most)s.") % words
    return f"{range_text} {_left_text(limits.window) % words}" if most == limits.left else range_text


def _out_hint(kind: Kind, account: Account, limits: AmountRange | None, display: Display, *, wrong: bool) -> str:
    """What there is, what is reserved beside it, and what a limit leaves of it."""
    available, currency = account.balance.available, account.currency
    if kind == "payment":
        there = _("You have %(amount)s.") if available.value > 0 else _("There is nothing to pay with now.")
    else:
        there = _("You have %(amount)s to withdraw.") if available.value > 0 else _("There is nothing to withdraw now.")
    told = [] if wrong else [there % {"amount": display.money_text(available)}]
    held = account.balance.held
    if held and held.value and held.currency == currency:
        more = (
            _("Another %(amount)s is reserved for payments and is free again if they are cancelled.")
            if wrong
            else _("%(amount)s more is reserved for payments on their way.")
        )
        told.append(more % {"amount": display.money_text(held)})
    if limits and limits.left is not None and limits.left < available.value:
        told.append(_left_text(limits.window) % {"most": display.money_brief(Money(max(0, limits.left), currency))})
    return " ".join(told)


def _left_text(window: str | None) -> str:
    texts = {
        "day": _("%(most)s is what is left of your daily limit."),
        "week": _("%(most)s is what is left of your weekly limit."),
        "month": _("%(most)s is what is left of your monthly limit."),
    }
    return texts.get(window or "", _("%(most)s is what is left of your limit."))


def _choice(instrument: Instrument, display: Display) -> Choice:
    if instrument.kind == "merchant":
        return Choice(instrument.id, instrument.label, _("At once"), instrument.hint or "")
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
