"""A payment service that filters as the contract says, and refuses more ids than it allows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils import timezone

from tests.builders import payments as build
from tests.fake_upstream import Answer, Call, FakeUpstream
from tests.people import ELIN
from transactions.models import Note, Tag

NEWEST = datetime(2026, 11, 19, 12, tzinfo=UTC)
LIST, SUMS = "/payments/v1/transactions", "/payments/v1/summaries"
MOST = 100


def row(number: int, at: datetime | None = None, **changes: Any) -> dict[str, Any]:
    """One an hour, back from the newest."""
    made = (at or NEWEST - timedelta(hours=number)).isoformat(timespec="microseconds").replace("+00:00", "Z")
    named = {"id": f"tx_{number:05}", "created_at": made, "updated_at": made, "description": f"bill {number}"}
    return build.transaction(**{**named, **changes})


def label(rows: Sequence[dict[str, Any]], words: str, *, tag: str = "") -> None:
    """Write these words about each of the rows, as Elin."""
    notes = Note.objects.bulk_create(
        Note(
            customer_id=ELIN.id,
            transaction_id=each["id"],
            transaction_at=datetime.fromisoformat(each["created_at"]),
            label=words,
            search=f"{words}\n\n{tag}".casefold(),
            updated_at=timezone.now(),
        )
        for each in rows
    )
    if tag:
        Tag.objects.bulk_create(Tag(note=note, customer_id=ELIN.id, word=tag, key=tag.casefold()) for note in notes)


def serve(upstream: FakeUpstream, rows: Sequence[dict[str, Any]]) -> None:
    """Answer lists and sums from the rows. A cursor is the time and id it stands after, and goes with its filter."""
    upstream.on("GET", "/payments/v1/capabilities", json=build.capabilities())
    upstream.on("GET", "/payments/v1/accounts", json=build.page([build.account()]))
    for name in ("disputes", "refund-requests"):
        upstream.on("GET", f"/payments/v1/{name}", json=build.page([]))
    upstream.on("GET", LIST, reply=lambda call: _list(call, rows))
    upstream.on("GET", SUMS, reply=lambda call: _sums(call, rows))


def _query(call: Call) -> dict[str, str]:
    return {name: values[0] for name, values in call.query.items()}


def _found(query: dict[str, str], rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    ids, others = (set(query[name].split(",")) if name in query else None for name in ("ids", "or_ids"))
    first, end = (datetime.fromisoformat(query[name]) if name in query else None for name in ("from", "to"))
    found = []
    for each in rows:
        at = datetime.fromisoformat(each["created_at"])
        named = "q" not in query or query["q"] in each["description"] or each["id"] in (others or ())
        statuses = query.get("status", each["status"]).split(",")
        if (
            named
            and (ids is None or each["id"] in ids)
            and (first is None or at >= first)
            and (end is None or at < end)
            and each["status"] in statuses
        ):
            found.append(each)
    return sorted(found, key=_place, reverse=query.get("sort") != "created_at")


def _refusal(query: dict[str, str]) -> Answer | None:
    longest = max(len(query.get(name, "").split(",")) for name in ("ids", "or_ids"))
    if longest <= MOST:
        return None
    return Answer(422, {"status": 422, "code": "validation_failed", "detail": "too many ids"})


def _list(call: Call, rows: Sequence[dict[str, Any]]) -> Answer:
    query = _query(call)
    found, limit = _found(query, rows), int(query["limit"])
    filters = f"{query.get('from')}/{query.get('to')}/{query.get('q')}".encode().hex()
    begin = 0
    if "cursor" in query:
        goes_with, _, after = query["cursor"].partition(".")
        if goes_with != filters:
            return Answer(400, {"status": 400, "code": "cursor_mismatch", "detail": "other filters"})
        begin = 1 + next(number for number, each in enumerate(found) if each["id"] == after)
    shown = found[begin : begin + limit]
    more = f"{filters}.{shown[-1]['id']}" if begin + limit < len(found) else None
    body = {**build.page(shown, next_cursor=more)}
    total = {"total": len(found), "total_is_capped": False} if query.get("include") else {}
    return _refusal(query) or Answer(200, {**body, **total})


def _sums(call: Call, rows: Sequence[dict[str, Any]]) -> Answer:
    query = _query(call)
    groups: dict[Any, list[dict[str, Any]]] = defaultdict(list)
    for each in _found(query, rows):
        by = {"none": None, "type": each["type"], "merchant": each["merchant"]["id"]}[query["by"]]
        groups[by, each["amount"]["currency"]].append(each)
    data = [
        {
            "key": key,
            "currency": currency,
            "count": len(own),
            "in": sum(each["amount"]["value"] for each in own if each["direction"] == "in"),
            "out": sum(each["amount"]["value"] for each in own if each["direction"] == "out"),
            "label": None,
        }
        for (key, currency), own in groups.items()
    ]
    return _refusal(query) or Answer(200, {"data": data, "is_capped": False})


def _place(each: dict[str, Any]) -> tuple[str, str]:
    return each["created_at"], each["id"]
