"""The home page in words: a greeting, the balance, what needs the person, the latest transactions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, Final

import msgspec
from django.urls import reverse
from django.utils.translation import gettext

from selfcare.dashboard.domain import Overview, mondays, transactions_in_need
from selfcare.dashboard.presenters.summaries import (
    Flow,
    Spending,
    flow_view,
    main_currency,
    reserved_label,
    spending_view,
)
from selfcare.display import AmountText, Display
from selfcare.upstream.cache import Cached
from transactions.domain import Account, Case, SummaryList, Transaction
from transactions.presenters.names import counterpart
from transactions.presenters.notices import money_kept_text, waiting_text
from transactions.presenters.reasons import reason_text
from transactions.presenters.rows import Day, transaction_days
from transactions.presenters.words import currency_name

_LATEST: Final = 11


class Fact(msgspec.Struct, frozen=True):
    label: str
    amount: AmountText


class Balance(msgspec.Struct, frozen=True):
    """The main account. ``as_of`` says when it was read, as a sentence."""

    amount: AmountText
    facts: list[Fact]
    as_of: str
    is_stale: bool


class Todo(msgspec.Struct, frozen=True):
    """Something to act on. ``kind`` chooses the sentence, which holds the amount as markup."""

    kind: str
    name: str
    amount: AmountText
    text: str
    href: str
    action: str


class Home(msgspec.Struct, frozen=True):
    """Parts are None when they are missing; ``stale_at`` is set when anything to act on is an old copy.

    Sums say their own age. Where the service has no sums, ``has_sums`` is false and nothing is missing.
    """

    greeting: str
    date: str
    has_accounts: bool | None
    balance: Balance | None
    todos: list[Todo] | None
    days: list[Day] | None
    flow: Flow | None
    spending: Spending | None
    has_sums: bool
    stale_at: str | None


class _Places(msgspec.Struct, frozen=True):
    """Where things lead: to a transaction below ``base``, or to the form that tries one again."""

    base: str
    retry: Callable[[Transaction], str]


def home_view(
    overview: Overview, *, given_name: str, display: Display, base: str, retry: Callable[[Transaction], str],
    now: datetime, labels: Mapping[str, str],
) -> Home:  # fmt: skip
    """Return the page's words. ``base`` is the address of the transaction list, ``retry`` of another try's form.

    ``labels`` are the customer's own, by transaction.
    """
    parts: tuple[Cached[Any] | None, ...] = (overview.accounts, overview.latest, overview.attention)
    old = [part.as_of for part in parts if part and part.stale]
    accounts = overview.accounts.value.data if overview.accounts else None
    return Home(
        greeting=display.greeting(given_name, now),
        date=display.date_long(display.day_of(now)),
        has_accounts=None if accounts is None else bool(accounts),
        balance=_balance(accounts, overview, display, now) if accounts else None,
        todos=_all_todos(overview, display, _Places(base, retry), now),
        days=_days(overview.latest.value.data, display, base, labels) if overview.latest else None,
        flow=_flow(overview, accounts or [], display, now),
        spending=_spending(overview, accounts or [], display),
        has_sums=all(part is None or part.value is not None for part in (overview.weeks, overview.merchants)),
        stale_at=display.time(min(old)) if old else None,
    )


def _flow(overview: Overview, accounts: list[Account], display: Display, now: datetime) -> Flow | None:
    found = overview.weeks
    if not found or not found.value:
        return None
    currency = _currency(overview, accounts)
    return flow_view(found.value, _as_of_sums(found, display), mondays(display.day_of(now)), currency, display)


def _spending(overview: Overview, accounts: list[Account], display: Display) -> Spending | None:
    found = overview.merchants
    if not found or not found.value:
        return None
    return spending_view(found.value, _as_of_sums(found, display), _currency(overview, accounts), display)


def _as_of_sums(found: Cached[SummaryList | None], display: Display) -> str | None:
    return display.time(found.as_of) if found.stale else None


def _currency(overview: Overview, accounts: list[Account]) -> str:
    parts = (overview.weeks, overview.merchants)
    return main_currency(accounts, *(part.value for part in parts if part and part.value))


def _days(transactions: list[Transaction], display: Display, base: str, labels: Mapping[str, str]) -> list[Day]:
    return transaction_days(transactions[:_LATEST], display=display, base=base, labels=labels)


def _balance(accounts: list[Account], overview: Overview, display: Display, now: datetime) -> Balance:
    main, *others = accounts
    stale = bool(overview.accounts and overview.accounts.stale)
    as_of = overview.accounts.as_of if overview.accounts else main.balance.as_of
    return Balance(
        amount=display.money(main.balance.available),
        facts=[*_main_facts(main, overview.reserved, display), *(_other_fact(each, main, display) for each in others)],
        as_of=_as_of(as_of, display, now) if stale else gettext("Updated %(time)s") % {"time": display.time(as_of)},
        is_stale=stale,
    )


def _as_of(moment: datetime, display: Display, now: datetime) -> str:
    words = {"time": display.deadline(moment, now), "ago": display.ago(moment, now)}
    return gettext("As of %(time)s, %(ago)s") % words


def _main_facts(account: Account, reserved: Cached[SummaryList | None] | None, display: Display) -> list[Fact]:
    """Reserved money and what it makes together; nothing to say when nothing is reserved."""
    held = account.balance.held
    if held is None or not held.value or held.currency != account.balance.available.currency:
        return []
    total = gettext("Total in %(currency)s") % {"currency": currency_name(account.currency)}
    known = reserved.value if reserved else None
    return [
        Fact(reserved_label(held, known, display), display.money(held)),
        Fact(total, display.money(account.balance.available + held)),
    ]


def _other_fact(account: Account, main: Account, display: Display) -> Fact:
    if account.currency == main.currency:
        return Fact(account.name, display.money(account.balance.available))
    name = currency_name(account.currency)
    label = gettext("%(Currency)s balance") % {"Currency": name[:1].upper() + name[1:], "currency": name}
    return Fact(label, display.money(account.balance.available))


def _all_todos(overview: Overview, display: Display, places: _Places, now: datetime) -> list[Todo] | None:
    """Return what waits for the customer: cases first, as they have a date. None when nobody can say."""
    if overview.attention is None:
        return None
    cases = overview.cases.value.cases if overview.cases else []
    return [
        *(_case_todo(each, display, now) for each in cases),
        *_todos(overview.attention.value.data, display, places, now),
    ]


def _case_todo(case: Case, display: Display, now: datetime) -> Todo:
    until = gettext("Answer before %(time)s, or we decide for you.")
    return Todo(
        kind="case:offer" if case.offer else "case:question",
        name=case.other_side or case.number,
        amount=display.money(case.offer.amount if case.offer else case.amount),
        text=until % {"time": display.deadline(case.answer_by, now)} if case.answer_by else "",
        href=reverse("case_detail", args=[case.id]),
        action="case",
    )


def _todos(transactions: Iterable[Transaction], display: Display, places: _Places, now: datetime) -> list[Todo]:
    return [_todo(each, display, places, now) for each in transactions_in_need(transactions, now)]


def _todo(transaction: Transaction, display: Display, places: _Places, now: datetime) -> Todo:
    waits = transaction.status == "requires_action"
    here, action = f"{places.base}/{transaction.id}", _action(transaction)
    hrefs = {"continue": f"{here}/continue", "retry": places.retry(transaction)}
    return Todo(
        kind=f"{'waits' if waits else 'returned' if transaction.status == 'reversed' else 'failed'}:{transaction.type}",
        name=counterpart(transaction),
        amount=display.money(transaction.amount),
        text=waiting_text(transaction, display, now) if waits else _wrong_text(transaction),
        href=hrefs.get(action, here),
        action=action,
    )


def _action(transaction: Transaction) -> str:
    """What helps most: on to the bank, another account for a withdrawal, else to see what happened."""
    actions = {action.name for action in transaction.actions}
    if transaction.status == "requires_action":
        return "continue" if "continue" in actions else "see"
    return "retry" if transaction.type == "withdrawal" and "retry" in actions else "see"


def _wrong_text(transaction: Transaction) -> str:
    """What happened, and what it means for the money: whole sentences, one after the other."""
    if transaction.status == "reversed":
        back = transaction.direction == "in"
        means = gettext("It is no longer in your balance.") if back else gettext("All of it is in your balance again.")
    else:
        means = money_kept_text(transaction)
    reason = reason_text(transaction.status_reason)
    return gettext("%(reason)s. %(meaning)s") % {"reason": reason, "meaning": means} if reason else means
