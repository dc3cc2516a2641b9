"""The events the payment service sends: CloudEvents 1.0, signed as Standard Webhooks says."""

from __future__ import annotations

from typing import Annotated, Final, Generic, TypeVar

import msgspec
from msgspec import UNSET, Meta, UnsetType

from sandbox.contract.operations import Event
from sandbox.contract.shapes import Id, Time, known
from sandbox.payments.contract import disputes, refunds
from sandbox.payments.contract.shapes import Account, Transaction
from sandbox.payments.domain.status import ALLOWED

T = TypeVar("T")


class Change(msgspec.Struct, Generic[T], frozen=True):
    """What changed, whole."""

    customer_id: Id
    sequence: Annotated[int, Meta(ge=1, description="The object's version. Order of arrival is not guaranteed.")]
    object: T
    previous_status: Annotated[str, Meta(description="Of the object.")] | UnsetType | None = UNSET


class CloudEvent(msgspec.Struct, Generic[T], frozen=True):
    """CloudEvents 1.0 as JSON, structured mode."""

    specversion: Annotated[str, known("1.0")]
    id: Annotated[str, Meta(description="The webhook-id. Handle each once; it is repeated until 2xx.")]
    source: str
    type: str
    subject: Annotated[str, Meta(description="The object's id.")]
    time: Time
    datacontenttype: Annotated[str, known("application/json")]
    data: Change[T]


_OTHER: Final = {
    "settled": "The banks have settled it",
    "updated": "Something else than its status changed",
}
EVENTS: Final = (
    *(
        Event(type=f"transaction.{status}", summary=f"A transaction is {status}", shape=CloudEvent[Transaction])
        for status in ALLOWED
    ),
    *(
        Event(type=f"transaction.{name}", summary=summary, shape=CloudEvent[Transaction])
        for name, summary in _OTHER.items()
    ),
    *refunds.events(CloudEvent[refunds.RefundRequest]),
    *disputes.events(CloudEvent[disputes.Dispute]),
    Event(type="balance.negative", summary="An account is below nothing", shape=CloudEvent[Account]),
)
