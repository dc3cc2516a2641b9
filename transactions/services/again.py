"""Ordering the like of an earlier transaction: what the form is filled in with. Nothing is ordered here."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import msgspec

from selfcare.domain.context import Context
from selfcare.domain.errors import CapabilityUnavailable, StoreUnavailable
from selfcare.domain.money import Money
from transactions.domain import Kind, Transaction
from transactions.services.accounts import account_list, payee_list
from transactions.services.notes import note_get
from transactions.services.transactions import transaction_detail

_KINDS: Final[dict[str, Kind]] = {"deposit": "deposit", "withdrawal": "withdrawal", "payment": "payment"}


class Like(msgspec.Struct, frozen=True):
    """What the like of it would be; what is no longer there is "", and chosen anew.

    ``message`` is what the other side was told, ``label`` the customer's own. ``checked_at`` is when the other side was
    found to be still there, None where it was not.
    """

    of: Transaction
    kind: Kind
    account_id: str = ""
    payee_id: str = ""
    message: str = ""
    label: str = ""
    checked_at: datetime | None = None

    @property
    def amount(self) -> Money:
        return self.of.amount


def like_get(*, ctx: Context, transaction_id: str) -> Like | None:
    """Return what an order like this transaction is filled in with; None where the service does not offer one.

    Raises NotFound for a transaction that is absent or somebody else's.
    """
    like = transaction_detail(ctx=ctx, transaction_id=transaction_id).value
    if like.type not in _KINDS or all(action.name != "repeat" for action in like.actions):
        return None
    kind = _KINDS[like.type]
    accounts = account_list(ctx=ctx).value.data
    known = any(each.id == like.account_id and each.status == "active" for each in accounts)
    payee_id, checked_at = _payee(ctx, kind, like)
    return Like(
        of=like,
        kind=kind,
        account_id=(like.account_id or "") if known else "",
        payee_id=payee_id,
        message=(like.references.merchant or "") if kind == "payment" else "",
        label=_label(ctx, transaction_id),
        checked_at=checked_at if payee_id else None,
    )


def _label(ctx: Context, transaction_id: str) -> str:
    try:
        return note_get(customer_id=ctx.customer_id, transaction_id=transaction_id).label
    except StoreUnavailable:
        return ""


def _payee(ctx: Context, kind: Kind, like: Transaction) -> tuple[str, datetime | None]:
    """Return whom or what it was with, by the merchant's id or by the label of the account or card, and as of when."""
    try:
        found = payee_list(ctx=ctx, kind=kind)
    except CapabilityUnavailable:
        return "", None
    merchant, label = like.merchant.id if like.merchant else "", like.instrument.label if like.instrument else ""
    usable = [each for each in found.value.data if each.status == "active" and kind in each.usable_for]
    same = (each.id for each in usable if (each.id == merchant if kind == "payment" else each.label == label))
    return next(same, ""), found.as_of
