"""The home page for programs: everything it shows in one call, and what is missing by name."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

import msgspec
from django.http import HttpResponse
from rest_framework.request import Request

from selfcare.api import ApiView, app_request, operation, revalidated
from selfcare.dashboard.domain import Overview, transactions_in_need
from selfcare.dashboard.services import overview_get
from selfcare.domain.errors import SignInRequired
from selfcare.http import display
from selfcare.upstream.cache import Cached
from transactions.domain import Account, SummaryList, Transaction

_LATEST: Final = 5


class OverviewAnswer(msgspec.Struct, frozen=True):
    """A part is null when it is in ``unavailable``, or when the backend does not offer it (see capabilities).

    ``as_of`` tells by part when it was read (RFC 3339); ``stale`` names the parts that are old copies because the
    payment service could not be asked. ``weeks`` are the last twelve, ``merchants`` those paid in thirty days, five of
    them by name.
    """

    accounts: list[Account] | None
    transactions: list[Transaction] | None
    needs: list[Transaction] | None
    weeks: SummaryList | None
    merchants: SummaryList | None
    as_of: dict[str, datetime]
    stale: list[str]
    unavailable: list[str]


class OverviewView(ApiView):
    @operation(
        summary="Home in one call: accounts, latest transactions, what needs the customer, sums",
        description=(
            "Weeks and days are those of the customer's own time zone. A part the payment service did not give is null "
            "and named in `unavailable`; the rest is whole. Weeks without money have no row."
        ),
        returns=OverviewAnswer,
    )
    def get(self, request: Request) -> HttpResponse:
        asked = app_request(request)
        if asked.ctx is None:
            raise SignInRequired
        now = datetime.now(UTC)
        found = _answer(overview_get(ctx=asked.ctx, now=now, zone=display(asked).zone), now)
        return revalidated(request, found, same=msgspec.structs.replace(found, as_of={}))


def _answer(overview: Overview, now: datetime) -> OverviewAnswer:
    parts: dict[str, Cached[Any] | None] = {
        "accounts": overview.accounts,
        "transactions": overview.latest,
        "needs": overview.attention,
        "weeks": overview.weeks,
        "merchants": overview.merchants,
    }
    there = {name: part for name, part in parts.items() if part}
    return OverviewAnswer(
        accounts=overview.accounts.value.data if overview.accounts else None,
        transactions=overview.latest.value.data[:_LATEST] if overview.latest else None,
        needs=transactions_in_need(overview.attention.value.data, now) if overview.attention else None,
        weeks=overview.weeks.value if overview.weeks else None,
        merchants=overview.merchants.value if overview.merchants else None,
        as_of={name: part.as_of for name, part in there.items()},
        stale=[name for name, part in there.items() if part.stale],
        unavailable=[name for name, part in parts.items() if part is None],
    )
