"""Depositing: what can be chosen, the order itself, and how it stands."""

from __future__ import annotations

import msgspec
from django.conf import settings

from selfcare.domain import errors
from selfcare.domain.context import Context
from selfcare.domain.money import Money
from selfcare.parallel import gather
from selfcare.upstream.problems import error_of
from transactions.domain import Account, Instrument, Transaction
from transactions.models import Intent, State
from transactions.services.accounts import account_list, capability_map, instrument_list
from transactions.services.intents import intent_finish, intent_get, intent_open, intent_send
from transactions.services.transactions import transaction_detail


class DepositChoices(msgspec.Struct, frozen=True):
    """The account the money goes to, the others it could go to, and what it can come from."""

    account: Account
    others: list[Account]
    instruments: list[Instrument]


class Deposit(msgspec.Struct, frozen=True):
    """An order as it stands. ``transaction`` is missing while the outcome is unknown or the service is away."""

    intent: Intent
    transaction: Transaction | None = None
    account: Account | None = None
    is_repeat: bool = False
    error: errors.SelfcareError | None = None


def deposit_choices(*, ctx: Context, account_id: str = "") -> DepositChoices:
    """Return what a deposit can be made of; into the first active account unless one is named.

    Raises CapabilityUnavailable when the backend takes no deposits, NotFound for an account that is absent or closed,
    UpstreamUnavailable when only old copies are at hand: an order is not begun on those.
    """
    accounts, instruments, capabilities = gather(
        lambda: account_list(ctx=ctx), lambda: instrument_list(ctx=ctx), lambda: capability_map(ctx=ctx)
    )
    feature = capabilities.value.features.get("deposits")
    if feature is None or feature.level == "none":
        raise errors.CapabilityUnavailable
    if accounts.stale or instruments.stale:
        raise errors.UpstreamUnavailable
    active = [each for each in accounts.value.data if each.status == "active"]
    chosen = [each for each in active if account_id in ("", each.id)][:1]
    if not chosen:
        raise errors.NotFound
    usable = [each for each in instruments.value.data if each.status == "active" and "deposit" in each.usable_for]
    return DepositChoices(chosen[0], [each for each in active if each != chosen[0]], usable)


def deposit_create(
    *, ctx: Context, account_id: str, amount: Money, instrument_id: str, form_key: str, description: str = ""
) -> Deposit:
    """Order a deposit once per key. A repeat finds the first order as it stands.

    ``error`` of the result is why the service refused it, or that nothing was sent. Raises InvalidInput
    (idempotency_key_reused), and SignInRequired when the session ended.
    """
    intent, is_new = intent_open(
        customer_id=ctx.customer_id,
        account_id=account_id,
        amount=amount,
        instrument_id=instrument_id,
        form_key=form_key,
        return_base=f"{settings.PUBLIC_URL}/deposit",
        description=description,
    )
    if not is_new:
        return _as_it_stands(ctx, intent)
    try:
        return Deposit(intent, intent_send(ctx=ctx, intent=intent))
    except errors.SignInRequired:
        raise
    except errors.SelfcareError as error:
        return Deposit(intent, error=error)


def deposit_get(*, ctx: Context, intent_id: str) -> Deposit:
    """Return an order with its transaction, and with its account once the money is there. Raises NotFound."""
    intent = intent_get(customer_id=ctx.customer_id, intent_id=intent_id)
    transaction = _transaction(ctx, intent)
    if transaction is None:
        return Deposit(intent)
    intent_finish(customer_id=ctx.customer_id, transaction_id=transaction.id, status=transaction.status)
    return Deposit(intent, transaction, _account(ctx, intent) if transaction.status == "succeeded" else None)


def _as_it_stands(ctx: Context, intent: Intent) -> Deposit:
    error = error_of(intent.problem) if intent.state == State.REFUSED else None
    return Deposit(intent, _transaction(ctx, intent), is_repeat=True, error=error)


def _transaction(ctx: Context, intent: Intent) -> Transaction | None:
    """Return the transaction as the service has it now, or the last copy; None when there is neither."""
    if not intent.transaction_id:
        return None
    try:
        return transaction_detail(ctx=ctx, transaction_id=intent.transaction_id).value
    except errors.UpstreamFailed:
        return None


def _account(ctx: Context, intent: Intent) -> Account | None:
    """Return the account with its balance of this moment; None when that cannot be had."""
    try:
        accounts = account_list(ctx=ctx, fresh_for=0)
    except errors.UpstreamFailed:
        return None
    found = [each for each in accounts.value.data if each.id == intent.account_id]
    return found[0] if found and not accounts.stale else None
