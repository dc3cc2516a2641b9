"""Keeping a customer's files and giving them back, to nobody else."""

from __future__ import annotations

from typing import Final

from sandbox.payments.domain.errors import Refused
from sandbox.payments.domain.ports import plugs
from sandbox.payments.domain.refunds import RefundFilter
from sandbox.payments.domain.uploads import DAY, MOST_PER_DAY, Sent, Upload, content_check

_LOOKED_THROUGH: Final = 100


def upload_create(*, customer_id: str, sent: Sent, operation_id: str) -> Upload:
    """Keep the file of this operation, or find the one an interrupted run kept.

    Raises Refused ``validation_failed`` for what is empty or not of its kind, ``rate_limited`` past the day's files.
    """
    store, now = plugs.store(), plugs.now()
    content_check(sent)
    with store.atomic():
        kept = store.upload_get(customer_id, f"upl_{operation_id}")
        if kept is not None:
            return kept
        if store.upload_count(customer_id, since=now - DAY) >= MOST_PER_DAY:
            raise Refused("rate_limited", f"{MOST_PER_DAY} files a day at most.", retry_after=3600)
        upload = Upload(
            id=f"upl_{operation_id}",
            customer_id=customer_id,
            size=len(sent.content),
            created_at=now,
            **sent.fingerprint,
        )
        store.upload_add(upload, sent.content)
        return upload


def upload_read(*, customer_id: str, upload_id: str) -> tuple[Upload, bytes]:
    """Return a file with its bytes; raise Refused ``not_found`` for what is absent or another customer's."""
    store = plugs.store()
    upload = store.upload_get(customer_id, upload_id)
    if upload is None:
        raise Refused("not_found", "There is no such resource.")
    return upload, store.upload_content(upload.id)


def upload_read_of_merchant(*, merchant_id: str, upload_id: str) -> tuple[Upload, bytes]:
    """Return a file of a case about one of the merchant's payments; raise Refused ``not_found`` for any other."""
    store = plugs.store()
    requests = store.refund_request_page(None, RefundFilter(merchant_id=merchant_id), None, count=_LOOKED_THROUGH)
    disputes = store.dispute_list_of_merchant(merchant_id)
    owners = {each.id: each.customer_id for each in disputes} | {each.id: each.customer_id for each in requests}
    for case_id, customer_id in owners.items():
        files = (file.id for message in store.message_list(case_id) for file in message.attachments)
        if upload_id in files:
            return upload_read(customer_id=customer_id, upload_id=upload_id)
    raise Refused("not_found", "There is no such resource.")
