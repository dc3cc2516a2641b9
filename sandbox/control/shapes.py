"""What control takes, from programs as JSON and from people as forms."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec

from sandbox.control.domain.faults import Fault
from sandbox.control.services import Variant

_Customer = Annotated[str, msgspec.Meta(min_length=1, max_length=128)]
_CENTURY = 100 * 365 * 86_400  # seconds


class ClockOrder(msgspec.Struct, forbid_unknown_fields=True):
    """Set an instant (``now``, RFC 3339 with its zone) or shift by seconds, and say whether the clock stands still.

    Without ``frozen`` it runs on. Nothing at all lets the clock run from where it is.
    """

    now: Annotated[datetime, msgspec.Meta(tz=True)] | None = None
    shift_seconds: Annotated[int, msgspec.Meta(ge=-_CENTURY, le=_CENTURY)] = 0
    frozen: bool = False
    real: bool = False


class FaultsOrder(msgspec.Struct, forbid_unknown_fields=True):
    """All faults to come; an empty list makes everything work."""

    faults: Annotated[list[Fault], msgspec.Meta(max_length=100)]


class EventOrder(msgspec.Struct, forbid_unknown_fields=True):
    type: Annotated[str, msgspec.Meta(pattern=r"^[a-z_]+\.[a-z_]+$", max_length=60)] = "transaction.updated"
    subject: Annotated[str, msgspec.Meta(min_length=1, max_length=128)] | None = None
    customer_id: _Customer = "cus_elin"
    variant: Variant = Variant.PLAIN


class ScenarioOrder(msgspec.Struct, forbid_unknown_fields=True):
    name: Annotated[str, msgspec.Meta(min_length=1, max_length=60)]
    customer_id: _Customer = "cus_elin"
    times: Annotated[int, msgspec.Meta(ge=1, le=1000)] = 1
