"""What the worker does for notifications."""

from __future__ import annotations

from celery import shared_task

from notifications.services import hooks


@shared_task(name="notifications.hook_receipts_prune")
def hook_receipts_prune() -> None:
    """Forget old receipts, once a day."""
    hooks.hook_receipts_prune()
