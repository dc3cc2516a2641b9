"""What the charge finder is asked in its tests, and the payments it can find."""

from __future__ import annotations

from typing import Any

from tests.builders import payments as build
from tests.page import PageClient
from tests.people import signed_in

LIST = "/v1/transactions"
NOW = "2026-11-21T13:05:31Z"
ASK = "/find-charge?amount=199,00&date=2026-11-20&text=PXH*DIGITAL+AMS"
API = "/api/v1/charge-searches"
HOSTILE = "<b hx-get=/x onclick=y>Bo & Co</b>\u202e"


def merchant(name: str) -> dict[str, Any]:
    return {
        "merchant": {"id": "mch_1", "name": name, "site": None, "logo_url": None},
        "to": {"kind": "merchant", "label": name, "detail": None},
    }


def game(**changes: Any) -> dict[str, Any]:
    return build.transaction(
        **{
            **merchant("Pixelhamn Games"),
            "id": "tx_game",
            "amount": build.money(19900),
            "references": {"statement": "PXH*DIGITAL", "provider": "261844027718"},
            "created_at": "2026-11-18T16:20:02.000Z",
            "completed_at": "2026-11-18T16:20:14.000Z",
            "refund": {"state": "full", "refunded": build.money(19900), "refundable": build.money(0)},
            **changes,
        }
    )


def game_refund() -> dict[str, Any]:
    return game(id="tx_back", type="refund", direction="in", parent_id="tx_game", refund=None,
                created_at="2026-11-18T16:26:00.000Z", amount=build.money(19900), status="succeeded")  # fmt: skip


def film() -> dict[str, Any]:
    when = "2026-11-01T05:00:00.000Z"
    return build.transaction(
        **merchant("Filmarkivet Plus"),
        id="tx_film",
        amount=build.money(19900),
        created_at=when,
        completed_at=when,
        references={},
    )


def browser() -> PageClient:
    return PageClient(signed_in())
