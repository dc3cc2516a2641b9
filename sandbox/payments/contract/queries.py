"""The parameters of lists and summaries. `sandbox.payments.domain` reads them; tests bind names, choices and limits."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from sandbox.contract.shapes import Id
from sandbox.payments.contract.shapes import Currency
from sandbox.payments.domain.filters import LARGEST_TRANSACTIONS_PAGE, LONGEST_Q, MOST_IDS, SORTS
from sandbox.payments.domain.money import LARGEST
from sandbox.payments.domain.status import ALLOWED
from sandbox.payments.domain.summaries import By
from sandbox.payments.domain.transactions import TYPES

_MANY = "Repeated or comma separated, fifty at most."
Ids = Annotated[list[Id], Meta(max_length=50, description=_MANY)]
Named = Annotated[
    list[Id],
    Meta(max_length=MOST_IDS, description="Transactions by their ids, a hundred at most. A cursor outlives a change."),
]
Instant = Annotated[str, Meta(description="RFC 3339 with a zone.", extra_json_schema={"format": "date-time"})]
Amount = Annotated[int, Meta(ge=0, extra_json_schema={"maximum": LARGEST}, description="Minor units; needs currency.")]


def _of(*words: str) -> Meta:
    return Meta(extra_json_schema={"enum": list(words)})


class Filters(msgspec.Struct, kw_only=True, rename={"from_": "from"}):
    """Which transactions. What is absent does not narrow."""

    ids: Named = []
    or_ids: Annotated[
        Named, Meta(description="With q: these too, whether q finds them or not. A hundred at most.")
    ] = []
    account_id: Ids = []
    type: Annotated[list[Annotated[str, _of(*TYPES)]], Meta(description=_MANY)] = []
    status: Annotated[list[Annotated[str, _of(*ALLOWED)]], Meta(description=_MANY)] = []
    direction: Annotated[list[Annotated[str, _of("in", "out")]], Meta(description=_MANY)] = []
    currency: Annotated[list[Currency], Meta(max_length=50, description=_MANY)] = []
    merchant_id: Ids = []
    instrument_id: Ids = []
    consent_id: Ids = []
    amount_min: Amount = 0
    amount_max: Amount = 0
    from_: Annotated[Instant, Meta(description="Created at or after.")] = ""
    to: Annotated[Instant, Meta(description="Created before.")] = ""
    settled_from: Annotated[Instant, Meta(description="Settled at or after.")] = ""
    settled_to: Annotated[Instant, Meta(description="Settled before.")] = ""
    booked_from: Annotated[Instant, Meta(description="Booked at or after; what is not booked is left out.")] = ""
    booked_to: Annotated[Instant, Meta(description="Booked before; what is not booked is left out.")] = ""
    reference: Annotated[str, Meta(min_length=1, max_length=140, description="Exactly any of the references.")] = ""
    q: Annotated[
        str, Meta(min_length=1, max_length=LONGEST_Q, description="In merchant, description, references, other party.")
    ] = ""
    updated_since: Annotated[Instant, Meta(description="Changed at or after.")] = ""


class ListQuery(Filters, kw_only=True):
    sort: Annotated[str, _of(*SORTS), Meta(description="-created_at without it; booked_at leaves out the rest.")] = ""
    limit: Annotated[
        int,
        Meta(
            ge=1,
            le=LARGEST_TRANSACTIONS_PAGE,
            description="25 without it; above 100 only where limits.transactions_page says so.",
        ),
    ] = 25
    cursor: Annotated[str, Meta(max_length=1000, description="As given, with the same filters and sort.")] = ""
    include: Annotated[str, _of("total"), Meta(description="total counts up to ten thousand.")] = ""


class SummaryQuery(Filters, kw_only=True):
    by: Annotated[By, Meta(description="none without it.")] = "none"
    top: Annotated[
        int, Meta(ge=1, le=100, description="With by=merchant or type: so many groups, the rest as one.")
    ] = 1
    tz: Annotated[str, Meta(max_length=64, description="IANA zone weeks and months begin in; UTC without it.")] = ""


class BalanceQuery(msgspec.Struct):
    at: Annotated[Instant, Meta(description="Now without it.")] = ""
