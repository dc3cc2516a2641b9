"""Who asks, for the views of pages."""

from __future__ import annotations

from selfcare.domain.context import Context
from selfcare.domain.errors import SignInRequired
from selfcare.http import AppRequest


def context_of(request: AppRequest) -> Context:
    """Return who asks. The guard lets nobody else in, so a missing one is a session that ended meanwhile."""
    if request.ctx is None:
        raise SignInRequired
    return request.ctx
