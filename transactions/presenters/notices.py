"""The one notice above a transaction: what its state means for the money, and what there is to do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

import msgspec
from django.utils.translation import gettext, gettext_noop

from selfcare.display import Display
from transactions.domain import Transaction
from transactions.presenters.names import counterpart
from transactions.presenters.reasons import reason_text
from transactions.status import Status


class Notice(msgspec.Struct, frozen=True):
    """``tone`` is a class suffix, ``action`` the name of one of the transaction's actions that works here, ``case`` the
    id of the case that it is about.
    """

    icon: str
    tone: str
    title: str
    text: str
    action: str | None = None
    case: str = ""


class _Case(msgspec.Struct, frozen=True):
    """What every notice is written from."""

    transaction: Transaction
    status: Status
    display: Display
    now: datetime

    @property
    def who(self) -> dict[str, str]:
        return {"name": counterpart(self.transaction)}


def transaction_notice(transaction: Transaction, status: Status, *, display: Display, now: datetime) -> Notice | None:
    """Return the notice for the state; None for the states that need no words."""
    write = _WRITERS.get(status.key)
    if status.key == "completed" and transaction.cancellation:
        write = _not_stopped
    return write(_Case(transaction, status, display, now)) if write else None


def _waiting(case: _Case) -> Notice:
    deposit = case.transaction.type == "deposit"
    title = gettext("Approve it at %(name)s") if deposit else gettext("%(name)s waits for your approval")
    return Notice(
        "circle-alert", "wait", title % case.who, waiting_text(case.transaction, case.display, case.now), "continue"
    )


def waiting_text(transaction: Transaction, display: Display, now: datetime) -> str:
    """Return until when the customer can approve, and that nothing has happened yet."""
    if not transaction.expires_at:
        return gettext("Nothing has been taken yet.")
    text = gettext("Approve before %(time)s, or it is cancelled. Nothing has been taken yet.")
    return text % {"time": display.deadline(transaction.expires_at, now)}


def _moving(case: _Case) -> Notice:
    text = gettext("It usually takes under 10 seconds. You do not need to do anything.")
    to_merchant = case.transaction.type == "payment"
    title = gettext("Waiting for the bank of %(name)s") if to_merchant else gettext("Waiting for %(name)s")
    return Notice(case.status.icon, "", title % case.who, text)


def _cancel_asked(case: _Case) -> Notice:
    by = case.transaction.cancellation.decide_by if case.transaction.cancellation else None
    told = {"time": by_when(by, case.display, case.now)} if by else {}
    title = gettext("The bank decides by %(time)s") % told if by else gettext("The bank decides")
    return Notice(case.status.icon, "", title, _if_stopped(case))


def by_when(moment: datetime, display: Display, now: datetime) -> str:
    """Return "20:00 today", else the time with its day."""
    if display.day_of(moment) == display.day_of(now):
        return gettext("%(time)s today") % {"time": display.time(moment)}
    return display.datetime(moment)


def _if_stopped(case: _Case) -> str:
    """Return what a stopped transaction would mean for the money, and what there is to do when it is not."""
    told = {"amount": case.display.money_text(case.transaction.amount), **case.who}
    if case.transaction.type == "payment":
        text = gettext(
            "Your payment may still go through. If the bank stops it, %(amount)s is released at once. If not, you can"
            " ask %(name)s for a refund."
        )
    else:
        text = gettext("It may still go through. If the bank stops it, %(amount)s is in your balance again at once.")
    return text % told


def _not_stopped(case: _Case) -> Notice:
    title = gettext("It could not be cancelled: the bank had sent it already")
    text = gettext("You can ask %(name)s for a refund.") if case.transaction.type == "payment" else ""
    return Notice("circle-slash-2", "", title, text % case.who)


def _reserved(case: _Case) -> Notice:
    title = gettext("The money is reserved in your balance")
    return Notice(case.status.icon, "", title, gettext("%(name)s has not taken it yet.") % case.who)


def _confirming(case: _Case) -> Notice:
    title = gettext("%(name)s has not told us yet if it went through") % case.who
    until = case.transaction.expires_at
    if not until:
        text = gettext("Do not send it again. We keep asking, and you can close this page.")
        return Notice("circle-dashed", "", title, text)
    text = gettext("Do not send it again. You know at %(time)s at the latest, and you can close this page.")
    return Notice("circle-dashed", "", title, text % {"time": case.display.deadline(until, case.now)})


def _ended(case: _Case) -> Notice:
    title = reason_text(case.transaction.status_reason) or gettext(_ENDED[case.status.key])
    tone = "bad" if case.status.key in {"failed", "declined"} else ""
    return Notice(case.status.icon, tone, title, money_kept_text(case.transaction), "retry")


def money_kept_text(transaction: Transaction) -> str:
    """Return what a transaction that did not happen means for the money."""
    return gettext(_KEPT.get(transaction.type, _NOTHING_PAID))


def _returned(case: _Case) -> Notice:
    if case.transaction.direction == "in":
        title, text = gettext("%(name)s took the money back"), gettext("It is no longer in your balance.")
    else:
        title, text = gettext("%(name)s sent the money back"), gettext("All of it is in your balance again.")
    return Notice("rotate-ccw", "wait", title % case.who, text)


def _disputed(case: _Case) -> Notice:
    dispute = case.transaction.dispute
    title, text = (
        gettext("You told us that something is wrong"),
        gettext("The amount stays in your list until it is decided."),
    )
    if dispute and dispute.status == "needs_info":
        title, text = gettext("Your case waits for you"), gettext("Decide in the case.")
    return Notice(case.status.icon, "wait", title, text, case=dispute.id if dispute else "")


def _unknown(case: _Case) -> Notice:
    text = gettext("The payment service calls it %(word)s. The amount is not counted until we know more.")
    word = case.transaction.raw_status or case.transaction.status
    return Notice(case.status.icon, "", gettext("We have no word for this state yet"), text % {"word": word})


_ENDED: Final = {
    "failed": gettext_noop("It did not go through"),
    "declined": gettext_noop("The bank said no"),
    "expired": gettext_noop("It was not approved in time"),
    "cancelled": gettext_noop("It was cancelled"),
}
_KEPT: Final = {
    "deposit": gettext_noop("Nothing was added to your balance."),
    "withdrawal": gettext_noop("All of it is in your balance, and there is no fee."),
}
_NOTHING_PAID: Final = gettext_noop("Nothing was paid, and your balance is as before.")
_WRITERS: Final[dict[str, Callable[[_Case], Notice]]] = {
    "waiting": _waiting,
    "processing": _moving,
    "cancel_asked": _cancel_asked,
    "reserved": _reserved,
    "confirming": _confirming,
    **dict.fromkeys(("failed", "declined", "expired", "cancelled"), _ended),
    "returned": _returned,
    "disputed": _disputed,
    "unknown": _unknown,
}
