"""Signed events that come in: declared at the view that takes them, described in the schema's ``webhooks``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, TypeVar

import msgspec

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class Webhook:
    """One door. ``headers`` are those a sender must send; ``errors`` are problem codes of the error table."""

    summary: str
    description: str
    body: type[msgspec.Struct]
    headers: tuple[str, ...]
    errors: tuple[str, ...]


WEBHOOKS: Final[dict[str, Webhook]] = {}


def webhook(
    name: str,
    *,
    summary: str,
    description: str,
    body: type[msgspec.Struct],
    headers: tuple[str, ...],
    errors: tuple[str, ...],
) -> Callable[[View], View]:
    """Declare a view that takes events in; it answers 204 when it has."""

    def declare(view: View) -> View:
        WEBHOOKS[name] = Webhook(summary, description, body, headers, errors)
        return view

    return declare
