"""What a customer keeps in our own database, as far as the list shows it."""

from __future__ import annotations

from datetime import datetime

import msgspec

from transactions.domain.saved_views import View


class OwnRows(msgspec.Struct, frozen=True, omit_defaults=True):
    """``labels`` are by transaction, of the newest that have one.

    Those of transactions made at ``older`` and before are not among them; None when all are.
    """

    views: list[View] = []
    tags: list[str] = []
    labels: dict[str, str] = {}
    older: datetime | None = None
