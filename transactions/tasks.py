"""What the worker does for transactions. Rows are the truth; a task carries an id and may run twice."""

from __future__ import annotations

from celery import shared_task

from transactions.services import intents


@shared_task(name="transactions.intents_sweep")
def intents_sweep() -> None:
    """Hand out every open order that nobody holds; the clock calls this every ten seconds."""
    for intent_id in intents.intents_due():
        intent_reconcile.delay(intent_id)


@shared_task(name="transactions.intent_reconcile")
def intent_reconcile(intent_id: str) -> None:
    """Find out how one order ended."""
    intents.intent_reconcile(intent_id=intent_id)
