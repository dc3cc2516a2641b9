"""What is written about a case, be it a refund request or a dispute: the message, and the files it names."""

from __future__ import annotations

from collections.abc import Sequence

from sandbox.payments.domain.cases import Actor, File, Message, is_readable
from sandbox.payments.domain.errors import Field, Refused, invalid
from sandbox.payments.domain.ports import plugs


def message_add(
    *,
    case_id: str,
    sender: Actor,
    name: str,
    text: str,
    files: Sequence[File] = (),
    operation_id: str | None = None,
) -> None:
    """Store a message of the case; with an ``operation_id`` it is named after it, so that a repeat can be told.

    ``name`` is who wrote it as the customer reads it, empty for the customer. Raises Refused ``validation_failed`` for
    a text nobody could read as it is.
    """
    if not is_readable(text):
        raise invalid("/text", "characters", "Use printable characters only.")
    message = Message(
        id=f"msg_{operation_id}" if operation_id else plugs.new_id("msg"),
        case_id=case_id,
        sender=sender,
        name=name,
        at=plugs.now(),
        text=text,
        attachments=tuple(files),
    )
    plugs.store().message_add(message)


def files_find(customer_id: str, ids: Sequence[str]) -> list[File]:
    """Return the customer's own uploads in this order; raise Refused ``validation_failed`` for any other id."""
    found = plugs.store().file_list(customer_id, ids)
    for number, wanted in enumerate(ids):
        if wanted not in found:
            raise Refused(
                "validation_failed",
                "An attachment is not there.",
                Field(f"/attachments/{number}", "not_found", "Upload the file first, then send its id."),
            )
    return [found[wanted] for wanted in dict.fromkeys(ids)]
