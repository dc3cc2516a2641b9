"""What a withdrawal is asked with."""

from __future__ import annotations

from typing import Any

from tests.builders import payments
from tests.transactions.withdrawals import (
    Services,
)  # fmt: skip


def has_account(services: Services, **changes: Any) -> None:
    services.upstream.on("GET", "/payments/v1/accounts", json=payments.page([payments.account(**changes)]))
