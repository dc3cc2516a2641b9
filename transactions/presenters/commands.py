"""What the customer can do with a transaction now, as the list under "You can" takes it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import msgspec
from django.utils.translation import gettext, gettext_noop

from selfcare.display import Display
from transactions.domain import Action, DisputeRef, RefundRequest, Transaction
from transactions.presenters.names import counterpart


class Command(msgspec.Struct, frozen=True):
    """One line: where it leads, what it is, what it means (``fine``), and a word at its end (``kind``)."""

    href: str
    icon: str
    label: str
    fine: str = ""
    kind: str = ""
    danger: bool = False


class _Case(msgspec.Struct, frozen=True):
    """What every command is written from; ``here`` is the address of the transaction."""

    transaction: Transaction
    action: Action
    requests: Sequence[RefundRequest]
    here: str
    display: Display


def transaction_commands(
    transaction: Transaction, *, here: str, display: Display, requests: Sequence[RefundRequest] = ()
) -> list[Command]:
    """Return what the service says can be done: the receipt first, destructive commands last.

    ``requests`` are its refund requests.
    """
    cases = [_Case(transaction, action, requests, here, display) for action in transaction.actions]
    found = [write(case) for name, write in _WRITERS.items() for case in cases if case.action.name == name]
    found += [_case_of(transaction.dispute)] if transaction.dispute else []
    found += [_take_back(each, display) for each in requests if _can_be_taken_back(each)]
    return sorted(found, key=lambda command: command.danger)


def _receipt(case: _Case) -> Command:
    return Command(f"{case.here}/receipt", "receipt-text", gettext("See the receipt"))


def _repeat(case: _Case) -> Command:
    label = gettext(_REPEAT.get(case.transaction.type, _REPEAT["payment"]))
    return Command(f"{case.here}/repeat", "repeat", label)


def _cancel(case: _Case) -> Command:
    sent = case.transaction.status == "pending"
    fine = gettext("The bank decides whether it can still be stopped.") if sent else gettext("Nothing has been taken.")
    return Command(f"{case.here}/cancel", "x", gettext(_CANCEL[_kind(case.transaction)]), fine, danger=True)


def _keep(case: _Case) -> Command:
    fine = gettext("Takes back your request to cancel.")
    return Command(f"{case.here}/keep", "rotate-ccw", gettext("Let it go through after all"), fine)


def _refund(case: _Case) -> Command:
    left = case.transaction.refund.refundable if case.transaction.refund else case.transaction.amount
    kind = gettext("up to %(amount)s") % {"amount": case.display.money_text(left)}
    label = gettext("Ask for more back") if case.requests else gettext("Ask for a refund")
    return Command(f"{case.here}/refund", "undo-2", label, _returns_text(case), kind)


def _dispute(case: _Case) -> Command:
    fine = gettext("Open a dispute if you do not recognise this payment.")
    if case.transaction.type != "payment":
        fine = gettext("Open a dispute if it is not yours, or not as it should be.")
    return Command(f"{case.here}/dispute", "scale", gettext("Something is wrong"), fine)


def _case_of(dispute: DisputeRef) -> Command:
    return Command(f"/cases/{dispute.id}", "scale", gettext("See the case"))


def _returns_text(case: _Case) -> str:
    if case.action.until is None:
        return ""
    told = {
        "name": counterpart(case.transaction),
        "date": case.display.date_month(case.display.day_of(case.action.until)),
    }
    return gettext("%(name)s accepts returns until %(date)s.") % told


def _can_be_taken_back(request: RefundRequest) -> bool:
    return any(action.name == "cancel" for action in request.actions)


def _take_back(request: RefundRequest, display: Display) -> Command:
    label = gettext("Take back the request for %(amount)s") % {"amount": display.money_text(request.amount)}
    return Command(f"/refund-requests/{request.id}/cancel", "x", label, danger=True)


def _kind(transaction: Transaction) -> str:
    return transaction.type if transaction.type in _CANCEL else "other"


_CANCEL: Final = {
    "payment": gettext_noop("Cancel this payment"),
    "withdrawal": gettext_noop("Cancel this withdrawal"),
    "deposit": gettext_noop("Cancel this deposit"),
    "other": gettext_noop("Cancel it"),
}
_REPEAT: Final = {
    "payment": gettext_noop("Pay this again"),
    "withdrawal": gettext_noop("Withdraw like this again"),
    "deposit": gettext_noop("Deposit like this again"),
}
_WRITERS: Final[dict[str, Callable[[_Case], Command]]] = {
    "receipt": _receipt,
    "repeat": _repeat,
    "cancel": _cancel,
    "keep": _keep,
    "refund": _refund,
    "dispute": _dispute,
}
