"""What the auth service tidies by itself."""

from __future__ import annotations

from datetime import timedelta

from sandbox import clock
from sandbox.auth.guessing import guesses_sweep
from sandbox.auth.models import Authentication
from sandbox.background import every


@every(seconds=300, name="auth-sweep")
def sweep() -> None:
    """Drop guesses no rule counts and authentications that ended a day ago."""
    guesses_sweep()
    Authentication.objects.filter(expires_at__lt=clock.now() - timedelta(days=1)).delete()
