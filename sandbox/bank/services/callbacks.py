"""What the bank tells the payment service: a row per answer, delivered at once and repeated until it was taken.

A row is marked delivered in the database transaction that delivers it, so a process killed between the two loses
nothing and repeats nothing. Answers about one transfer arrive in the order the bank gave them.
"""

from __future__ import annotations

import logging
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, F, OuterRef

from sandbox import clock
from sandbox.bank import domain
from sandbox.bank.models import Callback, Transfer
from sandbox.payments import services as payments

log = logging.getLogger(__name__)


def callback_owe(*, transfer: Transfer, reply: domain.Reply, at: datetime) -> Callback:
    """Write down that ``reply`` is owed; call inside the transaction that changes ``transfer``."""
    return Callback.objects.create(
        transfer=transfer, state=reply.state, code=reply.code, message=reply.message, at=at, due_at=at + reply.after
    )


def callbacks_deliver(*, transfer: Transfer | None = None, limit: int = 50) -> int:
    """Deliver what is due (of one transfer, or of all), oldest first.

    Returns:
        How many answers were taken. One that is refused is tried again later, and holds back only its own transfer.
    """
    earlier = Callback.objects.filter(transfer=OuterRef("transfer"), delivered_at=None, id__lt=OuterRef("id"))
    due = Callback.objects.filter(~Exists(earlier), delivered_at=None, due_at__lte=clock.now())
    if transfer:
        due = due.filter(transfer=transfer)
    return sum(_deliver(callback_id) for callback_id in list(due.values_list("id", flat=True)[:limit]))


def _deliver(callback_id: int) -> bool:
    try:
        with transaction.atomic():
            return _hand_over(callback_id)
    except Exception:
        # Whatever the receiver did wrong, this answer stays owed: that is the whole point of the row.
        log.exception("bank answer %s was not taken", callback_id)
        _postpone(callback_id)
        return False


def _hand_over(callback_id: int) -> bool:
    taken = Callback.objects.filter(id=callback_id, delivered_at=None).update(
        delivered_at=clock.now(), attempts=F("attempts") + 1
    )
    if not taken:  # another worker was quicker
        return False
    callback = Callback.objects.select_related("transfer").get(id=callback_id)
    payments.bank_answered(
        reference=callback.transfer.reference,
        transfer_id=callback.transfer_id,
        state=callback.state,
        code=callback.code,
        message=callback.message,
        at=callback.at,
    )
    return True


def _postpone(callback_id: int) -> None:
    with transaction.atomic():
        callback = Callback.objects.select_for_update().get(id=callback_id)
        callback.attempts += 1
        callback.due_at = clock.now() + domain.retry_delay(callback.attempts)
        callback.save(update_fields=["attempts", "due_at"])
