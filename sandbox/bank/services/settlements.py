"""What time does to transfers: unapproved ones expire, accepted ones settle, some of those come back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from sandbox import clock
from sandbox.bank import domain
from sandbox.bank.domain import Reply, Scenario, State
from sandbox.bank.models import Transfer
from sandbox.bank.services.callbacks import callback_owe, callbacks_deliver
from sandbox.bank.services.transfers import transfer_act

SETTLED = Reply("settled", "ACCC")
RETURNED = Reply("returned", "AC14", "account not open for this kind of transfer")
BATCH = 50


def transfers_expire() -> int:
    """Close approval pages nobody used in time; returns how many."""
    waiting = Transfer.objects.filter(state=State.NEEDS_APPROVAL, expires_at__lte=clock.now())
    return _each(
        waiting, lambda transfer, now: transfer_act(transfer=transfer, verdict=domain.NOT_APPROVED_IN_TIME, now=now)
    )


def transfers_settle() -> int:
    """Settle accepted transfers whose time has come; returns how many. Only what the bank has told of settles."""
    due = Transfer.objects.filter(settled_at=None, settle_due_at__lte=clock.now(), state=State.ACCEPTED)
    return _each(due, _settle)


def transfers_return() -> int:
    """Send settled transfers of the return scenario back where they came from; returns how many."""
    due = Transfer.objects.filter(returned_at=None, return_due_at__lte=clock.now(), state=State.ACCEPTED)
    return _each(due, _return)


def _each(due: QuerySet[Transfer], change: Callable[[Transfer, datetime], bool]) -> int:
    changed = 0
    for transfer in list(due[:BATCH]):
        with transaction.atomic():
            acted = change(transfer, clock.now())
        if acted:
            changed += 1
            callbacks_deliver(transfer=transfer)
    return changed


def _settle(transfer: Transfer, now: datetime) -> bool:
    returns = transfer.scenario == Scenario.RETURN
    moved = Transfer.objects.filter(pk=transfer.pk, settled_at=None, state=State.ACCEPTED).update(
        settled_at=now, updated_at=now, return_due_at=now + domain.RETURNS_AFTER if returns else None
    )
    if moved:
        callback_owe(transfer=transfer, reply=SETTLED, at=now)
    return bool(moved)


def _return(transfer: Transfer, now: datetime) -> bool:
    moved = Transfer.objects.filter(pk=transfer.pk, returned_at=None, state=State.ACCEPTED).update(
        state=State.RETURNED, returned_at=now, updated_at=now
    )
    if moved:
        callback_owe(transfer=transfer, reply=RETURNED, at=now)
    return bool(moved)
