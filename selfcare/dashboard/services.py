"""What the home page needs, asked for at once; each part can be missing without the others."""

from __future__ import annotations

from selfcare.dashboard.domain import Overview
from selfcare.domain.context import Context
from selfcare.parallel import gather
from transactions.services.accounts import account_list
from transactions.services.transactions import loaded_or_none, transaction_attention, transaction_page


def overview_get(*, ctx: Context) -> Overview:
    """Return the customer's accounts, newest transactions and those that need them; never raises for an outage."""
    return Overview(
        *gather(
            lambda: loaded_or_none(lambda: account_list(ctx=ctx)),
            lambda: loaded_or_none(lambda: transaction_page(ctx=ctx)),
            lambda: loaded_or_none(lambda: transaction_attention(ctx=ctx)),
        )
    )
