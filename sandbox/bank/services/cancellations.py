"""Stopping a transfer: at once while the account holder has not approved it, else by the end of the bank's batch.

What has moved money already cannot be stopped. When the bank has not told of it yet, the wish is taken all the same,
and the decision is that telling.
"""

from __future__ import annotations

from typing import Literal

from django.db import transaction

from sandbox import clock
from sandbox.bank import domain
from sandbox.bank.domain import State
from sandbox.bank.models import Transfer
from sandbox.bank.services.callbacks import callback_owe, callbacks_deliver
from sandbox.bank.services.transfers import transfer_act

Wish = Literal["cancelled", "asked", "refused"]
BATCH = 50


@transaction.atomic
def transfer_stop(*, reference: str) -> Wish:
    """Stop the transfer of ``reference``, or take the wish down; one that was never opened counts as cancelled."""
    transfer = Transfer.objects.select_for_update().filter(reference=reference).first()
    if transfer is None or transfer.state == State.CANCELLED:
        return "cancelled"
    now = clock.now()
    if transfer_act(transfer=transfer, verdict=domain.STOPPED_BY_CUSTOMER, now=now):
        return "cancelled"
    if not _can_be_asked(transfer):
        return "refused"
    undecided = Transfer.objects.filter(pk=transfer.pk, cancel_due_at=None)
    undecided.update(cancel_due_at=now + domain.CANCEL_DECIDED_AFTER, updated_at=now)
    return "asked"


def transfer_keep(*, reference: str) -> bool:
    """Take a wish back that is not decided yet."""
    undecided = Transfer.objects.filter(reference=reference, cancel_decided_at=None, cancel_due_at__isnull=False)
    return bool(undecided.update(cancel_due_at=None, updated_at=clock.now()))


def cancellations_decide() -> int:
    """Decide the wishes whose time has come; returns how many."""
    due = Transfer.objects.filter(cancel_decided_at=None, cancel_due_at__lte=clock.now())
    return sum(_decide(transfer) for transfer in list(due[:BATCH]))


def _can_be_asked(transfer: Transfer) -> bool:
    untold = transfer.callbacks.filter(delivered_at=None, state=domain.ACCEPTED.state)
    return transfer.state == State.PENDING or (transfer.state == State.ACCEPTED and untold.exists())


def _decide(transfer: Transfer) -> bool:
    now = clock.now()
    with transaction.atomic():
        mine = Transfer.objects.filter(pk=transfer.pk, cancel_decided_at=None, cancel_due_at__isnull=False)
        if not mine.update(cancel_decided_at=now, updated_at=now):
            return False
        if Transfer.objects.filter(pk=transfer.pk, state=State.PENDING).update(state=State.CANCELLED):
            callback_owe(transfer=transfer, reply=domain.STOPPED, at=now)
        else:
            transfer.callbacks.filter(delivered_at=None, due_at__gt=now).update(due_at=now)
    callbacks_deliver(transfer=transfer)
    return True
