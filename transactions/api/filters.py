"""The list's filters as query parameters: one set for the list and for its sums."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Final, Literal

import msgspec
from django.utils.translation import gettext
from msgspec import Meta

from selfcare.domain.cards import has_card_number
from selfcare.domain.errors import FieldError, InvalidInput
from transactions.domain import TransactionFilter

Id = Annotated[str, Meta(pattern=r"\A[A-Za-z0-9_.~:-]{1,128}\Z")]
Currency = Annotated[str, Meta(pattern=r"\A[A-Z]{3}\Z")]
Minor = Annotated[int, Meta(ge=0, le=2**53 - 1)]
Moment = Annotated[datetime, Meta(tz=True)]
Type = Literal["deposit", "withdrawal", "payment", "refund", "payout", "fee", "chargeback", "adjustment"]
State = Literal[
    "created",
    "requires_action",
    "pending",
    "authorised",
    "succeeded",
    "declined",
    "failed",
    "cancelled",
    "expired",
    "reversed",
]
Direction = Literal["in", "out"]
Many = Meta(max_length=20)


class FilterQuery(msgspec.Struct, frozen=True, rename={"from_": "from"}):
    """The filters of the list. Lists may be repeated or separated by commas, times need an offset."""

    account_id: Annotated[tuple[Id, ...], Many] = ()
    type: Annotated[tuple[Type, ...], Many] = ()
    status: Annotated[tuple[State, ...], Many] = ()
    direction: Annotated[tuple[Direction, ...], Many] = ()
    currency: Annotated[tuple[Currency, ...], Many] = ()
    merchant_id: Annotated[tuple[Id, ...], Many] = ()
    instrument_id: Annotated[tuple[Id, ...], Many] = ()
    consent_id: Annotated[tuple[Id, ...], Many] = ()
    amount_min: Minor | None = None
    amount_max: Minor | None = None
    from_: Moment | None = None
    to: Moment | None = None
    settled_from: Moment | None = None
    settled_to: Moment | None = None
    booked_from: Moment | None = None
    booked_to: Moment | None = None
    reference: Annotated[str, Meta(min_length=1, max_length=128)] | None = None
    q: Annotated[str, Meta(min_length=1, max_length=100)] | None = None
    updated_since: Moment | None = None
    tag: Annotated[str, Meta(min_length=1, max_length=24)] | None = None

    def where(self) -> TransactionFilter:
        """Return the filter. Raises InvalidInput for what only shows between parameters."""
        _check(self)
        return TransactionFilter(**{name: getattr(self, name) for name in _FILTERS if hasattr(self, name)})


_FILTERS: Final = TransactionFilter.__struct_fields__


_RANGES: Final = (
    ("amount_min", "amount_max"),
    ("from_", "to"),
    ("settled_from", "settled_to"),
    ("booked_from", "booked_to"),
)


def _check(asked: FilterQuery) -> None:
    """Raise InvalidInput for what only shows between parameters."""
    wrong = []
    if (asked.amount_min is not None or asked.amount_max is not None) and len(asked.currency) != 1:
        wrong.append(FieldError("currency", "required", gettext("An amount needs exactly one currency.")))
    for name, words in (("q", asked.q), ("reference", asked.reference), ("tag", asked.tag)):
        if words and has_card_number(words):
            wrong.append(FieldError(name, "card", gettext("Do not search for card numbers.")))
    for first, last in _RANGES:
        low, high = getattr(asked, first), getattr(asked, last)
        if low is not None and high is not None and low > high:
            wrong.append(FieldError(last, "order", gettext("Send a value that is not below the lower bound.")))
    if wrong:
        raise InvalidInput(fields=tuple(wrong))
