"""Ordering the like of an earlier transaction: what the form is filled in with. Nothing is ordered here."""

from __future__ import annotations

from typing import Final

import msgspec

from selfcare.domain.context import Context
from selfcare.domain.errors import CapabilityUnavailable, NotFound, UpstreamFailed
from selfcare.domain.money import Money
from transactions.domain import Kind, Transaction
from transactions.services.accounts import account_list, payee_list
from transactions.services.transactions import transaction_detail

_KINDS: Final[dict[str, Kind]] = {"deposit": "deposit", "withdrawal": "withdrawal", "payment": "payment"}


class Like(msgspec.Struct, frozen=True):
    """What the like of it would be; what is no longer there is "", and chosen anew."""

    kind: Kind
    amount: Money
    account_id: str = ""
    payee_id: str = ""


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
    return Like(kind, like.amount, (like.account_id or "") if known else "", _payee(ctx, kind, like))


def like_or_none(*, ctx: Context, transaction_id: str) -> Transaction | None:
    """Return the transaction a form was filled in from, for its words; None when it cannot be had."""
    try:
        found = transaction_detail(ctx=ctx, transaction_id=transaction_id).value
    except (NotFound, UpstreamFailed):
        return None
    return found if found.type in _KINDS else None


def _payee(ctx: Context, kind: Kind, like: Transaction) -> str:
    """Return whom or what it was with, by the merchant's id or by the label of the account or card."""
    try:
        payees = payee_list(ctx=ctx, kind=kind).value.data
    except CapabilityUnavailable:
        return ""
    merchant, label = like.merchant.id if like.merchant else "", like.instrument.label if like.instrument else ""
    wanted = (each.id for each in payees if each.status == "active" and kind in each.usable_for)
    if kind == "payment":
        return next((each for each in wanted if each == merchant), "")
    return next((each.id for each in payees if each.label == label and kind in each.usable_for), "")
