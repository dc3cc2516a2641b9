"""Orders to move money, and requests about it: what a customer asked for, written down before anybody is asked to do
it."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Final, get_args

from django.db import models
from django.utils import timezone

from selfcare.domain.money import Money
from transactions.domain import Kind, RequestKind

PICKED_UP_AFTER: Final = timedelta(seconds=15)


def _new_id() -> str:
    return f"int_{secrets.token_urlsafe(18)}"


def _soon() -> models.DateTimeField[object, object]:
    return timezone.now() + PICKED_UP_AFTER  # type: ignore[return-value]  # the stubs take the default for a field


class State(models.TextChoices):
    """Where an order stands. A worker finishes the open ones; a step-up only the customer can; three are final."""

    READY = "ready", "written down, not sent"
    SENDING = "sending", "on its way for the first time"
    UNKNOWN = "unknown", "sent, outcome not known"
    NEEDS_STEP_UP = "needs_step_up", "not carried out before the customer confirms who they are"
    SENT = "sent", "the service has it"
    REFUSED = "refused", "the service said no, or nothing was sent"
    DONE = "done", "the transaction has ended"


OPEN: Final = (State.READY, State.SENDING, State.UNKNOWN, State.NEEDS_STEP_UP)


class Intent(models.Model):
    """One order to move money, in or out, or one request about a transaction there is.

    A request's ``subject_id`` is that transaction, or the dispute it goes on with; ``wording`` the rest of what was
    asked, ``result_id`` what the service made of it; an order's wording is the label it is to carry. The wording is
    forgotten once the outcome is known: the service, or the note, has it then.
    ``form_key`` is the client's idempotency key; ``upstream_key`` is what we send. Amounts are minor units of
    ``currency``. ``due_at`` is when a worker may take it (again): the lease of whoever holds it, the next try, or the
    end of the time to confirm. ``attempts`` counts holders, so that one who lost the lease cannot write a result.
    """

    id = models.CharField(primary_key=True, max_length=40, default=_new_id, editable=False)
    customer_id = models.CharField(max_length=128)
    kind = models.CharField(max_length=16, choices=[(kind, kind) for kind in (*get_args(Kind), *get_args(RequestKind))])
    form_key = models.CharField(max_length=255)
    upstream_key = models.CharField(max_length=64)
    fingerprint = models.CharField(max_length=64)
    account_id = models.CharField(max_length=128, blank=True)
    instrument_id = models.CharField(max_length=128, blank=True)
    amount = models.PositiveBigIntegerField(default=0)
    currency = models.CharField(max_length=3, blank=True)
    description = models.CharField(max_length=140, blank=True)
    subject_id = models.CharField(max_length=128, blank=True)
    wording = models.JSONField(default=dict, blank=True)
    result_id = models.CharField(max_length=128, blank=True)
    return_url = models.CharField(max_length=500, blank=True)
    state = models.CharField(max_length=16, choices=State.choices, default=State.READY)
    transaction_id = models.CharField(max_length=128, blank=True, db_index=True)
    problem = models.CharField(max_length=64, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(default=_soon)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["customer_id", "kind", "form_key"], name="intent_once_per_key_of_kind"),
        ]
        indexes = [
            models.Index(
                fields=["customer_id", "subject_id"], condition=~models.Q(subject_id=""), name="intent_subject"
            ),
            models.Index(fields=["due_at"], condition=models.Q(state__in=OPEN), name="intent_open_due"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"

    @property
    def money(self) -> Money:
        """The amount with its currency."""
        return Money(self.amount, self.currency)

    @property
    def is_request(self) -> bool:
        """Tell whether it asks about money that moved, and is no order to move any."""
        return self.kind in get_args(RequestKind)

    @property
    def needs_step_up(self) -> bool:
        """Tell whether it waits for the customer to confirm who they are; nothing has been carried out then."""
        return self.state == State.NEEDS_STEP_UP
