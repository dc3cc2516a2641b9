"""Limits on guessing, counted before the auth service is asked: it keeps its own as well."""

from __future__ import annotations

from typing import Final

from selfcare.limits import Limit, limit_forgive, limits_hit, network

_WINDOW: Final = 900
_PER_IDENTIFIER: Final = 10
_PER_NETWORK: Final = 20
_PER_CHALLENGE: Final = 5
_RESENDS: Final = ((1, 30), (5, 3600))


def sign_in_count(*, digest: str, client_ip: str, device: str | None) -> None:
    """Count one try at a password. Raises RateLimited.

    A browser that signed in before has a count of its own: a stranger who uses up the identifier's tries does not
    stop it, and it cannot guess without end either.
    """
    limits_hit(
        Limit("sign-in-network", network(client_ip), _PER_NETWORK, 60),
        Limit("sign-in-device" if device else "sign-in-identifier", digest, _PER_IDENTIFIER, _WINDOW),
    )


def sign_in_forgive(*, digest: str, client_ip: str, device: str | None) -> None:
    """Take back what one complete sign-in counted: it was no guess. A right password alone is not complete."""
    limit_forgive("sign-in-network", network(client_ip))
    limit_forgive("sign-in-device" if device else "sign-in-identifier", digest)


def answer_count(*, challenge_id: str, client_ip: str) -> None:
    """Count one try at a code. Raises RateLimited after five for one challenge."""
    limits_hit(
        Limit("sign-in-network", network(client_ip), _PER_NETWORK, 60),
        Limit("sign-in-challenge", challenge_id, _PER_CHALLENGE, _WINDOW),
    )


def step_up_count(*, customer_id: str) -> None:
    """Count one step-up begun, which may send a mail: ten in ten minutes. Raises RateLimited."""
    limits_hit(Limit("step-up", customer_id, 10, 600))


def resend_count(*, digest: str) -> None:
    """Count one more code sent to this person: one in 30 seconds, five in an hour. Raises RateLimited."""
    limits_hit(*(Limit(f"sign-in-resend-{seconds}", digest, most, seconds) for most, seconds in _RESENDS))
