"""A payment service with one receipt, and what tests read of it."""

from __future__ import annotations

from typing import Any

from django.test import Client

from selfcare.stores import sessions
from tests.builders import payments as build
from tests.people import signed_in

UPSTREAM = "/v1/transactions/tx_1/receipt"


PAGE, API = "/transactions/tx_1/receipt", "/api/v1/transactions/tx_1/receipt"


def receipt_with(**changes: Any) -> dict[str, Any]:
    """A receipt whose transaction has these members."""
    made = build.receipt()
    return {**made, "transaction": {**made["transaction"], **changes}}


def anew() -> Client:
    """Elin, signed in again, with no copy of anything."""
    sessions().flushall()
    return signed_in()


def cut_out(body: bytes) -> bytes:
    """What the README's first command cuts out."""
    return body.partition(b'"receipt":')[2].rpartition(b',"signature":')[0]
