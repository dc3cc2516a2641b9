"""Views as these tests save them."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.page import PageClient
from transactions.domain import ViewFilter
from transactions.services.saved_views import view_save

NOW = "2026-11-19T13:05:31Z"
TODAY = date(2026, 11, 19)
MONTH = "from=2026-11-01&to=2026-11-30"
LARGER = f"type=payment&min=200&currency=SEK&{MONTH}"
API = "/api/v1/views"
HOSTILE = "<b onclick=y>Bo & Co</b>"


def saved(name: str = "Larger payments", *, first: bool = False, **wanted: Any) -> str:
    view = view_save(
        customer_id="cus_elin", name=name, wanted=ViewFilter(**(wanted or {"type": "payment"})), opens_first=first
    )
    return view.id


def send(browser: PageClient, query: str, **fields: str) -> Any:
    asked = dict(pair.split("=") for pair in query.split("&"))
    return browser.client.post("/views/new", {**asked, **fields})
