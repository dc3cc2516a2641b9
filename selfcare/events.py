"""Typed publish and subscribe inside one process: the only way a lower room tells a higher one.

Hand-written because Django's signals carry untyped keyword arguments; here the event's class is the contract.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any, TypeVar

Event = TypeVar("Event")

_handlers: dict[type[Any], list[Callable[[Any], None]]] = defaultdict(list)


def subscribe(event_type: type[Event], handler: Callable[[Event], None]) -> None:
    """Call the handler for each event of exactly this class, in order of subscription; once per handler."""
    if handler not in _handlers[event_type]:
        _handlers[event_type].append(handler)


def unsubscribe(event_type: type[Event], handler: Callable[[Event], None]) -> None:
    """Stop calling the handler. Raises ValueError when it was not subscribed."""
    _handlers[event_type].remove(handler)


def publish(event: object) -> None:
    """Run every handler of the event's class, here and now. What a handler raises reaches the publisher."""
    for handler in tuple(_handlers.get(type(event), ())):
        handler(event)
