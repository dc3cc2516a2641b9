"""A payment service with a history, page by page, that can fall silent in the middle of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils import timezone

from tests.builders.payments import page, transaction
from tests.fake_upstream import Answer, Call, FakeUpstream
from tests.people import ELIN
from transactions.domain import TransactionFilter
from transactions.models import Export
from transactions.services.export_making import export_make
from transactions.services.exports import export_open

LIST = "/payments/v1/transactions"
NEWEST = datetime(2026, 11, 19, 12, tzinfo=UTC)


def at(number: int) -> str:
    """One row a day, back from the newest."""
    return (NEWEST - timedelta(days=number)).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def row(number: int, **changes: Any) -> dict[str, Any]:
    return transaction(**{"id": f"tx_{number}", "created_at": at(number), "updated_at": at(number), **changes})


def capabilities(**levels: str) -> dict[str, Any]:
    named = {name.replace("__", "."): {"level": level} for name, level in levels.items()}
    return {"contract": "1.0", "backend": "sandbox", "features": {"transactions.list": {"level": "native"}, **named}}


def history(
    upstream: FakeUpstream,
    rows: list[dict[str, Any]],
    *,
    silent: Callable[[dict[str, str]], bool] = lambda _query: False,
    total: bool = True,
    able: dict[str, Any] | None = None,
) -> None:
    """Answer lists from ``rows``, newest first; ``to`` and ``q`` (in the description) are all it can filter by."""

    def reply(call: Call) -> Answer:
        query = {name: values[0] for name, values in call.query.items()}
        if silent(query):
            return Answer(503, {"type": "about:blank", "status": 503, "code": "upstream_unavailable"})
        found = [each for each in rows if each["created_at"] < query.get("to", "9999")]
        found = [each for each in found if query.get("q", "") in (each["description"] or "")]
        first = int(query.get("cursor", "0"))
        size = int(query["limit"])
        more = str(first + size) if first + size < len(found) else None
        body = page(found[first : first + size], next_cursor=more)
        return Answer(200, {**body, "total": len(found), "total_is_capped": False} if total else body)

    upstream.on("GET", LIST, reply=reply)
    upstream.on("GET", "/payments/v1/capabilities", json=able or capabilities())


def asked(kind: Any = "csv", **changes: Any) -> Export:
    given = {"where": TransactionFilter(), "zone": "Europe/Stockholm", "language": "en", "owner": "Elin Sandberg"}
    export, _ = export_open(customer_id=ELIN.id, kind=kind, **{**given, **changes})
    return export


def made(kind: Any = "csv", **changes: Any) -> Export:
    """Ask for a file and have the worker make it."""
    export = asked(kind, **changes)
    export_make(export_id=export.id)
    export.refresh_from_db()
    return export


def content(export: Export) -> bytes:
    from transactions.services.exports import export_file

    with export_file(customer_id=export.customer_id, export_id=export.id)[1] as file:
        return bytes(file.read())


def lease_over() -> None:
    """Let the time of whoever makes the file be over."""
    Export.objects.update(due_at=timezone.now() - timedelta(seconds=1))


def lease_renewed() -> timedelta:
    """Return what is left of the lease once somebody has renewed it; nothing when nobody does within seconds."""
    until, left = time.monotonic() + 10, timedelta()
    while left <= timedelta() and time.monotonic() < until:
        left = Export.objects.get().due_at - timezone.now()
        time.sleep(0.01)
    return left


def parts_of(response: Any) -> Iterator[bytes]:
    return iter(response.streaming_content)
