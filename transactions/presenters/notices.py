"""The one notice above a transaction: what its state means for the money, and what there is to do."""

from __future__ import annotations

from datetime import datetime

import msgspec
from django.utils.translation import gettext

from selfcare.display import Display
from transactions.domain import Transaction
from transactions.presenters.names import counterpart
from transactions.presenters.reasons import reason_text
from transactions.status import Status


class Notice(msgspec.Struct, frozen=True):
    """``tone`` is a class suffix, ``action`` the name of one of the transaction's actions that works here."""

    icon: str
    tone: str
    title: str
    text: str
    action: str | None = None


def transaction_notice(transaction: Transaction, status: Status, *, display: Display, now: datetime) -> Notice | None:
    """Return the notice for the state; None for the states that need no words."""
    who = {"name": counterpart(transaction)}
    match status.key:
        case "waiting":
            return _waiting(transaction, display, now)
        case "processing" | "cancel_asked":
            return _moving(status, who)
        case "reserved":
            title = gettext("The money is reserved in your balance")
            return Notice(status.icon, "", title, gettext("%(name)s has not taken it yet.") % who)
        case "confirming":
            return _confirming(transaction, display, now)
        case "failed" | "declined" | "expired" | "cancelled":
            return _ended(transaction, status)
        case "returned":
            return _returned(transaction, who)
        case "disputed":
            title = gettext("You told us that something is wrong")
            return Notice(status.icon, "wait", title, gettext("The amount stays in your list until it is decided."))
        case "unknown":
            return Notice(status.icon, "", gettext("We have no word for this state yet"), _service_word(transaction))
        case _:
            return None


def _waiting(transaction: Transaction, display: Display, now: datetime) -> Notice:
    who = {"name": counterpart(transaction)}
    title = (
        gettext("Approve it at %(name)s") if transaction.type == "deposit" else gettext("%(name)s waits for your approval")
    )
    until = transaction.expires_at
    if until:
        text = gettext("Approve before %(time)s, or it is cancelled. Nothing has been taken yet.")
        text %= {"time": display.deadline(until, now)}
    else:
        text = gettext("Nothing has been taken yet.")
    return Notice("circle-alert", "wait", title % who, text, "continue")


def _moving(status: Status, who: dict[str, str]) -> Notice:
    if status.key == "cancel_asked":
        title = gettext("%(name)s decides if it can still be cancelled") % who
        return Notice(status.icon, "", title, gettext("Your payment may still go through."))
    text = gettext("It usually takes under 10 seconds. You do not need to do anything.")
    return Notice(status.icon, "", gettext("Waiting for %(name)s") % who, text)


def _confirming(transaction: Transaction, display: Display, now: datetime) -> Notice:
    title = gettext("%(name)s has not told us yet if it went through") % {"name": counterpart(transaction)}
    if transaction.expires_at:
        text = gettext("Do not send it again. You know at %(time)s at the latest, and you can close this page.")
        text %= {"time": display.deadline(transaction.expires_at, now)}
    else:
        text = gettext("Do not send it again. We keep asking, and you can close this page.")
    return Notice("circle-dashed", "", title, text)


def _ended(transaction: Transaction, status: Status) -> Notice:
    title = reason_text(transaction.status_reason) or _ended_title(status)
    tone = "bad" if status.key in {"failed", "declined"} else ""
    return Notice(status.icon, tone, title, money_kept_text(transaction), "retry")


def _ended_title(status: Status) -> str:
    match status.key:
        case "declined":
            return gettext("The bank said no")
        case "expired":
            return gettext("It was not approved in time")
        case "cancelled":
            return gettext("It was cancelled")
        case _:
            return gettext("It did not go through")


def money_kept_text(transaction: Transaction) -> str:
    """Return what a transaction that did not happen means for the money."""
    match transaction.type:
        case "deposit":
            return gettext("Nothing was added to your balance.")
        case "withdrawal":
            return gettext("All of it is in your balance, and there is no fee.")
        case _:
            return gettext("Nothing was paid, and your balance is as before.")


def _returned(transaction: Transaction, who: dict[str, str]) -> Notice:
    if transaction.direction == "in":
        title = gettext("%(name)s took the money back") % who
        return Notice("rotate-ccw", "wait", title, gettext("It is no longer in your balance."))
    title = gettext("%(name)s sent the money back") % who
    return Notice("rotate-ccw", "wait", title, gettext("All of it is in your balance again."))


def _service_word(transaction: Transaction) -> str:
    word = {"word": transaction.raw_status or transaction.status}
    return gettext("The payment service calls it %(word)s. The amount is not counted until we know more.") % word
