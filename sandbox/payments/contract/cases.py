"""The parts that refund requests and disputes share."""

from __future__ import annotations

from typing import Annotated

import msgspec

from sandbox.contract.shapes import Id, Time, known

Actor = Annotated[str, known("customer", "merchant", "operator", "system")]


class Attachment(msgspec.Struct, frozen=True):
    id: Id
    name: str
    media_type: str
    size: int


class CaseMessage(msgspec.Struct, frozen=True, rename={"from_": "from"}):
    """One message of a case, oldest first in its list. The name is empty where it is the customer's own."""

    id: Id
    from_: Actor
    name: str
    at: Time
    text: str
    attachments: list[Attachment]


class CaseStep(msgspec.Struct, frozen=True):
    """One step of a case's history. Amounts in details are minor units in text; promised_by there is the date, as every
    time, that this step was owed by, where it met or missed one.
    """

    at: Time
    code: str
    actor: Actor
    details: dict[str, str]


class CaseAction(msgspec.Struct, frozen=True):
    """What the customer may do with the case now. The service decides, and checks again on use."""

    name: Annotated[str, known("message", "cancel", "withdraw", "accept", "decline", "escalate")]
    until: Time | None = None
    requires: list[Annotated[str, known("step_up")]] = []
