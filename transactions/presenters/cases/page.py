"""One case: its hero, what was asked, what can be done now, and its references."""

from __future__ import annotations

from datetime import datetime

import msgspec
from django.utils.translation import gettext

from selfcare.display import AmountText, Display
from selfcare.domain.money import Money
from transactions.domain import Case, Transaction
from transactions.presenters.cases.dates import Terms, by_text, day_text, due_text, left_text
from transactions.presenters.cases.history import HistoryStep, case_history
from transactions.presenters.cases.messages import MessageRow, message_rows, readers_text, write_to_text
from transactions.presenters.cases.promises import ClockView, PromiseRow, clock_view, promise_rows
from transactions.presenters.cases.words import State, case_state, case_title, kind_text, reason_text


class AskedRow(msgspec.Struct, frozen=True):
    """A line of what the customer asked: an amount, a link, or words."""

    label: str
    text: str = ""
    amount: AmountText | None = None
    href: str | None = None


class Hero(msgspec.Struct, frozen=True):
    """The head of the page: a date is its number. ``label`` says whose date, ``note`` what it means."""

    title: str
    label: str
    day: str
    time: str
    iso: str
    state: State
    note: str


class Act(msgspec.Struct, frozen=True):
    """The one thing to do now: ``kind`` is offer, late or refused; ``buttons`` are (value, words), the first is main."""

    kind: str
    icon: str
    title: str
    text: str
    buttons: list[tuple[str, str]]


class Command(msgspec.Struct, frozen=True):
    """Shape of templates/components/cmds.html."""

    href: str
    icon: str
    label: str
    fine: str = ""
    danger: bool = False


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
    poll: int | None


def case_page(
    case: Case, payment: Transaction | None, *, display: Display, terms: Terms, base: str, list_url: str
) -> CasePage:
    """Return the page; ``base`` is the address of the cases, ``payment`` the transaction it is about, if it is here."""
    return CasePage(
        id=case.id,
        number=case.number,
        hero=_hero(case, display, terms),
        clock=clock_view(case, display=display, terms=terms),
        act=_act(case, display, terms),
        asked_at=_asked_at(case.opened_at, display),
        asked=_asked(case, payment, display, list_url),
        promises=promise_rows(case, display=display, terms=terms),
        messages=message_rows(case, display=display, base=base, now=terms.now),
        readers=readers_text(case),
        write_to=write_to_text(case) if case.offers("message") else None,
        commands=_commands(case, terms, base, list_url),
        history=case_history(case, display=display, terms=terms),
        payment_number=(payment.references.provider or payment.id) if payment else None,
        poll=_POLL if case.is_open else None,
    )


_POLL = 15


def _hero(case: Case, display: Display, terms: Terms) -> Hero:
    moment = terms.by(case) or case.closed_at or case.updated_at
    return Hero(
        title=case_title(case, display),
        label=_label(case, is_late=terms.is_late(case)),
        day=day_text(moment, display),
        time=display.time(moment),
        iso=display.iso(moment),
        state=case_state(case, is_late=terms.is_late(case)),
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
        day = display.date_month(display.day_of(by))
        return gettext("%(left)s. Without an answer by the end of %(day)s, we decide for you.") % {**told, "day": day}
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


def _act(case: Case, display: Display, terms: Terms) -> Act | None:
    if case.offer and case.offers("accept"):
        return _offer(case, case.offer.amount, display, terms)
    if terms.is_late(case):
        return _late(case, display, terms)
    if case.outcome == "lost" and case.offers("escalate"):
        name = case.other_side or ""
        title = gettext("%(name)s said no") % {"name": name} if name else gettext("The answer is no")
        text = gettext("You can have us look at it. Then it goes on as a dispute, and we decide.")
        return Act("refused", "scale", title, text, [("escalate", gettext("Ask us to look at it"))])
    return None


def _offer(case: Case, amount: Money, display: Display, terms: Terms) -> Act:
    told = {
        "name": case.other_side or "",
        "amount": display.money_text(amount),
        "asked": display.money_text(case.amount),
    }
    title = (
        gettext("%(name)s offers %(amount)s, all you asked for")
        if amount == case.amount
        else gettext("%(name)s offers %(amount)s of the %(asked)s you asked for")
    )
    text = gettext("Accept, and it is in your balance within %(money)s. Say no, and we decide within %(decide)s.") % {
        "money": due_text(terms.table["dispute.money"]),
        "decide": due_text(terms.table["dispute.decide"]),
    }
    accept = gettext("Accept %(amount)s") % told
    return Act("offer", "scale", title % told, text, [("accept", accept), ("decline", gettext("Say no"))])


def _late(case: Case, display: Display, terms: Terms) -> Act:
    title = gettext("We have not kept our word")
    if not case.offers("escalate"):
        return Act("late", "flag", title, gettext("You need not do anything. A team lead has the case."), [])
    by = terms.table["escalation.answer"].after(terms.now, terms.calendar)
    text = gettext("Escalate, and a team lead takes over today. You get an answer by %(date)s.")
    return Act(
        "late", "flag", title, text % {"date": by_text(by, display)}, [("escalate", gettext("Escalate this case"))]
    )


def _asked_at(moment: datetime, display: Display) -> str:
    told = {"date": display.date_long(display.day_of(moment)), "time": display.time(moment)}
    return gettext("%(date)s, %(time)s") % told


def _asked(case: Case, payment: Transaction | None, display: Display, list_url: str) -> list[AskedRow]:
    amount = display.money(case.amount)
    if case.kind == "missing_deposit":
        rows = [AskedRow(gettext("Missing"), amount=amount), *_sent(case, display)]
    elif case.kind == "unknown_charge":
        rows = [AskedRow(gettext("Not yours"), amount=amount), *_sent(case, display)]
    else:
        label = gettext("Why") if case.kind == "refund_request" else gettext("Wrong")
        rows = [AskedRow(gettext("You want back"), amount=amount), AskedRow(label, reason_text(case))]
    if case.should_have_been:
        rows.append(AskedRow(gettext("It should have been"), amount=display.money(case.should_have_been)))
    if case.transaction_id:
        rows.append(_payment_row(case, payment, display, list_url))
    if case.note:
        rows.append(AskedRow(gettext("In your words"), gettext("“%(text)s”") % {"text": case.note}))
    return rows


def _sent(case: Case, display: Display) -> list[AskedRow]:
    rows = []
    if case.occurred_on:
        told = {"day": display.date_long(case.occurred_on), "bank": case.instrument.label if case.instrument else ""}
        text = gettext("%(day)s, from %(bank)s") % told if case.instrument else told["day"]
        label = gettext("Sent") if case.kind == "missing_deposit" else gettext("Date")
        rows.append(AskedRow(label, text))
    if case.statement_text:
        rows.append(AskedRow(gettext("Text on the statement"), case.statement_text))
    return rows


def _payment_row(case: Case, payment: Transaction | None, display: Display, list_url: str) -> AskedRow:
    name = case.other_side or kind_text(case)
    href = f"{list_url}/{case.transaction_id}"
    if payment is None:
        return AskedRow(gettext("Payment"), name, href=href)
    moment = payment.created_at
    told = {"name": name, "day": display.date_month(display.day_of(moment)), "time": display.time(moment)}
    return AskedRow(gettext("Payment"), gettext("%(name)s, %(day)s, %(time)s") % told, href=href)


def _commands(case: Case, terms: Terms, base: str, list_url: str) -> list[Command]:
    here, found = f"{base}/{case.id}", []
    if case.offers("message") and not case.needs_customer:
        found.append(Command("#msg", "paperclip", gettext("Add a file or a fact")))
    if case.escalated_to:
        found.append(Command(f"{base}/{case.escalated_to}", "scale", gettext("See the case it became")))
    if case.money_id:
        found.append(Command(f"{list_url}/{case.money_id}", "undo-2", gettext("See the money that came back")))
    if case.offers("withdraw") or case.offers("cancel"):
        label, fine, is_danger = withdraw_words(case)
        icon = "x" if is_danger else "circle-check"
        found.append(Command(f"{here}/withdraw", icon, label, fine, is_danger))
    return found


def withdraw_words(case: Case) -> tuple[str, str, bool]:
    """Return what closing the case is called, its consequence, and whether it gives something up."""
    if case.kind == "missing_deposit":
        return gettext("The money has come"), gettext("Closes the case."), False
    if case.kind == "refund_request":
        return gettext("Take back the request"), gettext("You can ask again while the payment can be refunded."), True
    if case.kind == "unknown_charge":
        return (
            gettext("I know the charge after all"),
            gettext("Closes the case. Money given in advance goes back."),
            True,
        )
    return gettext("Close the case without money"), gettext("You cannot open it again for this payment."), True
