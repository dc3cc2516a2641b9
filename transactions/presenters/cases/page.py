"""One case: its hero, and the parts that the other modules write."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec
from django.utils.translation import gettext

from selfcare.display import Display
from transactions.domain import Case, Transaction
from transactions.presenters.cases.acts import Act, Command, case_act, case_commands
from transactions.presenters.cases.asked import AskedRow, asked_at, asked_rows
from transactions.presenters.cases.dates import Terms, day_text, left_text
from transactions.presenters.cases.history import HistoryStep, case_history
from transactions.presenters.cases.messages import MessageRow, message_rows, readers_text, write_to_text
from transactions.presenters.cases.promises import ClockView, PromiseRow, clock_view, promise_rows
from transactions.presenters.cases.words import State, case_state, case_title, closed_state
from transactions.presenters.detail import grouped


class Hero(msgspec.Struct, frozen=True):
    """The head of the page: a date is its number. ``label`` says whose date, ``note`` what it means."""

    title: str
    label: str
    day: str
    time: str
    iso: str
    state: State
    note: str


class CasePage(msgspec.Struct, frozen=True):
    id: str
    number: str
    hero: Hero
    clock: ClockView | None
    act: Act | None
    asked_at: str
    asked: list[AskedRow]
    promises: list[PromiseRow]
    messages: list[MessageRow]
    readers: str
    write_to: str | None
    commands: list[Command]
    history: list[HistoryStep]
    payment_number: str | None
    payment_number_shown: str


def case_page(
    case: Case,
    payment: Transaction | None,
    *,
    display: Display,
    terms: Terms,
    base: str,
    list_url: str,
    files: str,
    can_print: bool,
) -> CasePage:
    """Return the page; ``base`` and ``files`` are the addresses of cases and of files.

    ``payment`` is the transaction it is about, if it is here; ``can_print`` whether a PDF can be made.
    """
    number = (payment.references.provider or payment.id) if payment else ""
    return CasePage(
        id=case.id,
        number=case.number,
        hero=_hero(case, display, terms),
        clock=clock_view(case, display=display, terms=terms),
        act=case_act(case, display, terms),
        asked_at=asked_at(case.opened_at, display),
        asked=asked_rows(case, payment, display, list_url),
        promises=promise_rows(case, display=display, terms=terms),
        messages=message_rows(case, display=display, files=files, now=terms.now),
        readers=readers_text(case),
        write_to=write_to_text(case) if case.offers("message") else None,
        commands=case_commands(case, base, list_url, can_print=can_print),
        history=case_history(case, display=display, terms=terms),
        payment_number=number or None,
        payment_number_shown=grouped(number),
    )


def _hero(case: Case, display: Display, terms: Terms) -> Hero:
    moment = terms.by(case) or case.closed_at or case.updated_at
    return Hero(
        title=case_title(case, display),
        label=_label(case, is_late=terms.is_late(case)),
        day=day_text(moment, display),
        time=display.time(moment),
        iso=display.iso(moment),
        state=case_state(case, is_late=terms.is_late(case)) if case.is_open else closed_state(case),
        note=_note(case, moment, display, terms) if case.is_open else _end_text(case, display),
    )


def _label(case: Case, *, is_late: bool) -> str:
    if not case.is_open:
        return _closed_label(case)
    if is_late:
        return gettext("An answer was promised by")
    if case.needs_customer:
        return gettext("You decide by") if case.offer else gettext("You answer by")
    if case.state == "paying":
        return gettext("The money comes by")
    if case.state == "merchant" and case.merchant:
        return gettext("%(name)s answers by") % {"name": case.merchant.name}
    return gettext("We answer by")


def _closed_label(case: Case) -> str:
    if case.outcome == "refunded":
        return gettext("Paid back on")
    return gettext("Decided on") if case.outcome in {"won", "lost", "part"} else gettext("Closed on")


def _note(case: Case, by: datetime, display: Display, terms: Terms) -> str:
    told = {"left": left_text(case, by, terms), "name": case.other_side or ""}
    if case.needs_customer and case.offer:
        day = display.date_month(display.day_of(by + timedelta(minutes=1)))  # by the end of a day: on the next one
        return gettext("%(left)s. Without an answer we decide for you, on %(day)s.") % {**told, "day": day}
    if case.needs_customer:
        return gettext("%(left)s. We have asked you something below.") % told
    if terms.is_late(case) and case.state == "merchant":
        return gettext("%(left)s. It is with %(name)s, not with you.") % told
    if terms.is_late(case):
        return gettext("%(left)s. It is with us, not with you.") % told
    return gettext("%(left)s. Nothing for you to do.") % told


def _end_text(case: Case, display: Display) -> str:
    if case.returned:
        return gettext("%(amount)s is back in your balance") % {"amount": display.money_text(case.returned)}
    texts = {
        "lost": gettext("No money comes back"),
        "withdrawn": gettext("Without money, as you asked"),
        "failed": gettext("The money did not come through"),
        "escalated": gettext("It goes on as a case of its own"),
    }
    return texts.get(case.outcome or "", "")
