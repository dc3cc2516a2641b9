"""Statements as their services are asked for them, of a ledger behind them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch
from zoneinfo import ZoneInfo

from selfcare.domain.context import Context
from tests.transactions.ledger import account
from transactions.services import statement_lists, statements
from transactions.services.statements import Ground

CTX = Context(customer_id="cus_elin", request_id="req_1")


STOCKHOLM = ZoneInfo("Europe/Stockholm")


@contextmanager
def behind(ledger: Any) -> Iterator[Any]:
    """The ledger as the payment service of both modules; asked in this thread, so that a failure is seen."""
    with (
        patch.object(statements, "payment_backend", lambda: ledger),
        patch.object(statement_lists, "payment_backend", lambda: ledger),
    ):
        yield ledger


def ground(zone: ZoneInfo = STOCKHOLM, **changes: Any) -> Ground:
    main = account(**changes)
    return Ground(main, (main,), zone)
