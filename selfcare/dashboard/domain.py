"""What the home page is made of. Plain values, no I/O."""

from __future__ import annotations

import msgspec

from selfcare.domain.paging import Page
from selfcare.upstream.cache import Cached
from transactions.domain import Account, Transaction


class Overview(msgspec.Struct, frozen=True):
    """Each part is None when the service did not answer and there is no copy either."""

    accounts: Cached[Page[Account]] | None
    latest: Cached[Page[Transaction]] | None
    attention: Cached[Page[Transaction]] | None
