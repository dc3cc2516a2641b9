"""Orders that wait for a step-up: what the step-up page shows of them, and how they go on after it."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlencode

from django.urls import reverse

from accounts.services import Waiting
from selfcare.domain.errors import NotFound
from selfcare.http import AppRequest, display
from transactions.forms.movements import SIDES
from transactions.models import Intent
from transactions.presenters.movement_states import kind_of
from transactions.services.intents import intent_get
from transactions.services.movements import movement_action, movement_resume
from transactions.views.context import context_of

# A key that our own form made; a program's key is no part of an address.
_FORM_KEY: Final = re.compile(r"[A-Za-z0-9_-]{16,64}", re.ASCII)


class MovementStepUps:
    """`accounts.services.StepUpOwner` of orders to move money."""

    def waiting(self, *, request: AppRequest, subject: str) -> Waiting:
        ctx = context_of(request)
        intent = intent_get(customer_id=ctx.customer_id, intent_id=subject)
        if intent.is_request:  # None of them needs a step-up.
            raise NotFound
        here = reverse(f"{kind_of(intent)}_state", args=[intent.id])
        if not intent.needs_step_up:
            return Waiting(None, here, here)
        return Waiting(movement_action(ctx=ctx, intent=intent), here, _review_path(request, intent))

    def go_on(self, *, request: AppRequest, subject: str) -> str:
        """Send the order again, and lead to how it stands; that page leads back here when it waits once more."""
        intent = movement_resume(ctx=context_of(request), intent_id=subject).intent
        return reverse(f"{kind_of(intent)}_state", args=[intent.id])


def _review_path(request: AppRequest, intent: Intent) -> str:
    """Return the address of the page where this very order was confirmed: the same key, so the same order."""
    kind = kind_of(intent)
    chosen = {
        "account": intent.account_id,
        "amount": display(request).money_typed(intent.money),
        SIDES[kind]: intent.instrument_id,
        "key": intent.form_key if _FORM_KEY.fullmatch(intent.form_key) else "",
    }
    return f"{reverse(f'{kind}_review')}?{urlencode({name: value for name, value in chosen.items() if value})}"
