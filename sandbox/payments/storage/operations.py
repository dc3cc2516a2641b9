from __future__ import annotations

import math
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q

from sandbox.ids import new_id
from sandbox.payments.domain.delivery import Outgoing
from sandbox.payments.domain.errors import Refused
from sandbox.payments.domain.idempotency import LEASE, Answer
from sandbox.payments.domain.ports import Operation
from sandbox.payments.models import IdempotencyRecord, OutboxEvent, StepUpUse


class OperationRows:
    """Idempotency keys, and the events waiting to be sent."""

    def operation_claim(self, *, customer_id: str, route: str, key: str, fingerprint: str, now: datetime) -> Operation:
        """Take the key, or say what became of it. The unique row is inserted first: nothing is checked before."""
        row = IdempotencyRecord(
            id=new_id("op"),
            customer_id=customer_id,
            route=route,
            key=key,
            fingerprint=fingerprint,
            created_at=now,
            running_until=now + LEASE,
        )
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:
            return _known(
                IdempotencyRecord.objects.get(customer_id=customer_id, route=route, key=key), fingerprint, now
            )
        return Operation(id=row.id)

    def operation_answer(self, operation_id: str, answer: Answer) -> None:
        IdempotencyRecord.objects.filter(id=operation_id).update(
            answer_status=answer.status, answer_headers=answer.headers, answer_body=answer.body, running_until=None
        )

    def operation_release(self, operation_id: str) -> None:
        IdempotencyRecord.objects.filter(id=operation_id, answer_status=None).update(running_until=None)

    def operation_forget(self, *, before: datetime) -> int:
        return IdempotencyRecord.objects.filter(created_at__lt=before).delete()[0]

    def step_up_use(self, step_up_id: str, *, transaction_id: str, at: datetime) -> bool:
        """Use the step-up up for this transaction; False when it made another one before."""
        row = StepUpUse(id=step_up_id, transaction_id=transaction_id, used_at=at)
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:
            return False
        return True

    def outbox_add(self, event: Outgoing) -> None:
        OutboxEvent.objects.create(
            id=event.id,
            type=event.type,
            subject=event.subject,
            customer_id=event.customer_id,
            sequence=event.sequence,
            body=event.body,
            created_at=event.created_at,
            due_at=event.created_at,
        )


def _known(row: IdempotencyRecord, fingerprint: str, now: datetime) -> Operation:
    if row.fingerprint != fingerprint:
        raise Refused(
            "idempotency_key_reused", "This key was used with another body. Use a new key for a new operation."
        )
    if row.answer_status is not None:
        return Operation(id=row.id, answer=Answer(row.answer_status, row.answer_body, row.answer_headers))
    free = Q(running_until=None) | Q(running_until__lte=now)
    taken = IdempotencyRecord.objects.filter(free, id=row.id, answer_status=None).update(running_until=now + LEASE)
    if not taken:
        raise _in_progress(row, now)
    return Operation(id=row.id)


def _in_progress(row: IdempotencyRecord, now: datetime) -> Refused:
    left = (row.running_until - now).total_seconds() if row.running_until else 1
    return Refused(
        "idempotency_in_progress",
        "The first request with this key is still running.",
        retry_after=min(max(1, math.ceil(left)), math.ceil(LEASE.total_seconds())),
    )
