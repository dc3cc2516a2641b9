"""A payment that can be disputed."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.payments.models import Merchant
from tests.sandbox.payments.people import START, account_make, transaction_make


@pytest.fixture
def paid(clock: Any) -> Any:
    """A payment of 100.00 kr to a merchant, out of an account."""
    Merchant.objects.create(id="mch_norrbo", name="Norrbo Interiör")
    account = account_make(opening=100_000)
    return transaction_make(
        account_id=account.id,
        merchant_id="mch_norrbo",
        merchant_name="Norrbo Interiör",
        completed_at=START,
        refundable=10_000,
    )
