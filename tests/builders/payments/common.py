"""What every resource of the payment service is made of: amounts, pages and problems."""

from __future__ import annotations

from typing import Any

CUSTOMER = "cus_elin"


def money(value: int = 6200, currency: str = "SEK") -> dict[str, Any]:
    return {"value": value, "currency": currency}


def page(items: list[dict[str, Any]], *, next_cursor: str | None = None, **more: Any) -> dict[str, Any]:
    return {
        "data": items,
        "page": {"limit": 25, "next_cursor": next_cursor, "prev_cursor": None},
        "as_of": "2026-11-19T13:05:12.000Z",
        **more,
    }


def problem(status: int, code: str, **more: Any) -> dict[str, Any]:
    return {
        "type": f"https://selfcare.dev/problems/{code}",
        "title": code.replace("_", " ").capitalize(),
        "status": status,
        "code": code,
        "detail": "Upstream's own words, which nobody may see.",
        "request_id": "req_upstream",
        "retryable": False,
        **more,
    }
