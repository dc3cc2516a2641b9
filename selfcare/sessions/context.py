"""The Context of a signed-in request: its token is fetched only when a call needs it."""

from __future__ import annotations

import time
from collections.abc import Callable

from selfcare.domain.context import Context
from selfcare.http import AppRequest
from selfcare.sessions import tokens
from selfcare.sessions.sealing import unseal


def context_for(request: AppRequest) -> Context | None:
    """Return who asks and how long an answer may take; None for a signed-out visitor."""
    if request.customer is None:
        return None
    holder: list[Context] = []
    ctx = Context(
        customer_id=request.customer.id,
        request_id=request.request_id,
        token=_late_token(request.session.token, holder),
        renew=lambda refused: tokens.access_token(holder[0], refused=refused),
        session_key=request.session.digest,
        locale=request.prefs.language,
        client_ip=request.client_ip,
        user_agent=request.META.get("HTTP_USER_AGENT", "")[:256],
        deadline=request.deadline,
    )
    holder.append(ctx)
    return ctx


def _late_token(sealed: tuple[bytes, float] | None, holder: list[Context]) -> Callable[[], str]:
    """Return a reader of the access token: the one that came with the session while it is fresh, else the vault's."""
    opened: list[str] = []

    def read() -> str:
        if sealed and sealed[1] - tokens.EARLY_SECONDS > time.time():
            if not opened:
                opened.append(unseal(sealed[0]))
            if opened[0]:
                return opened[0]
        return tokens.access_token(holder[0])

    return read
