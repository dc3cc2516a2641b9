"""Depositing, withdrawing and paying again: what can be chosen, what it costs, the order itself, and how it stands."""

from __future__ import annotations

from typing import Final

import msgspec
from django.conf import settings

from accounts.domain import Action
from selfcare.domain import errors
from selfcare.domain.context import Context
from selfcare.domain.money import Money
from selfcare.parallel import gather
from selfcare.upstream.problems import error_of
from transactions.backends import payment_backend
from transactions.domain import Account, Instrument, Kind, Quote, QuoteOrder, Transaction
from transactions.models import Intent, State
from transactions.services.accounts import account_list, capability_map, payee_list
from transactions.services.intents import intent_finish, intent_get, intent_open, intent_send
from transactions.services.transactions import transaction_detail

_FEATURES: Final[dict[Kind, str]] = {
    "deposit": "deposits",
    "withdrawal": "withdrawals",
    "payment": "payments.create",
}
# Where a bank leads back to, under our own address; a withdrawal visits no bank.
_RETURNS: Final[dict[Kind, str]] = {"deposit": "/deposit"}


class MovementChoices(msgspec.Struct, frozen=True):
    """The account the money moves from or to, the others it could be, and what it can come from or go to."""

    account: Account
    others: list[Account]
    instruments: list[Instrument]
    other_way: bool


class Movement(msgspec.Struct, frozen=True):
    """An order as it stands. ``transaction`` is missing while the outcome is unknown or the service is away."""

    intent: Intent
    transaction: Transaction | None = None
    account: Account | None = None
    is_repeat: bool = False
    error: errors.SelfcareError | None = None


def movement_choices(*, ctx: Context, kind: Kind, account_id: str = "") -> MovementChoices:
    """Return what a deposit or withdrawal can be made of; with the first active account unless one is named.

    Raises CapabilityUnavailable when the backend does not move money that way, NotFound for an account that is absent
    or closed, UpstreamUnavailable when only old copies are at hand: an order is not begun on those.
    """
    accounts, instruments, capabilities = gather(
        lambda: account_list(ctx=ctx), lambda: payee_list(ctx=ctx, kind=kind), lambda: capability_map(ctx=ctx)
    )
    offered = {way for way, name in _FEATURES.items() if capabilities.value.offers(name)}
    if kind not in offered:
        raise errors.CapabilityUnavailable
    if accounts.stale or instruments.stale:
        raise errors.UpstreamUnavailable
    active = [each for each in accounts.value.data if each.status == "active"]
    chosen = [each for each in active if account_id in ("", each.id)][:1]
    if not chosen:
        raise errors.NotFound
    others = [each for each in active if each != chosen[0]]
    usable = [each for each in instruments.value.data if each.status == "active" and kind in each.usable_for]
    return MovementChoices(chosen[0], others, usable, other_way=offered >= {"deposit", "withdrawal"})


def movement_quote(
    *, ctx: Context, kind: Kind, account: Account, amount: Money, instrument: Instrument | None
) -> Quote:
    """Return what an order costs: a deposit by what the instrument says, money out by what the service answers.

    Raises InvalidInput (insufficient_funds, limit_exceeded, instrument_not_usable …) when the order would be refused.
    """
    if kind == "withdrawal" and instrument:
        return quote_create(ctx=ctx, order=QuoteOrder(kind, account.id, amount, instrument.id))
    if kind == "payment" and instrument:
        return quote_create(ctx=ctx, order=QuoteOrder(kind, account.id, amount, merchant_id=instrument.id))
    known = instrument.fee if instrument else None
    fee = known if known and known.currency == amount.currency else Money(0, amount.currency)
    return Quote(amount, fee, amount + fee)


def quote_create(*, ctx: Context, order: QuoteOrder) -> Quote:
    """Return what the payment service says an order would cost."""
    return payment_backend().quote_create(ctx, order)


def movement_create(
    *, ctx: Context, kind: Kind, account_id: str, amount: Money, instrument_id: str, form_key: str,
    description: str = "", label: str = "",
) -> Movement:  # fmt: skip
    """Order a deposit, withdrawal or payment once per key. A repeat finds the first order as it stands.

    ``description`` is told to the other side; ``label`` stays here, on the transaction that comes of it.

    One that waits for a step-up is sent again. ``error`` of the result is why the service refused it, or that nothing
    was sent. Raises InvalidInput (idempotency_key_reused), and SignInRequired when the session ended.
    """
    intent, is_new = intent_open(
        customer_id=ctx.customer_id,
        kind=kind,
        account_id=account_id,
        amount=amount,
        instrument_id=instrument_id,
        form_key=form_key,
        return_base=f"{settings.PUBLIC_URL}{_RETURNS[kind]}" if kind in _RETURNS else "",
        description=description,
        wording={"label": label} if label else None,
    )
    if is_new or intent.needs_step_up:
        return _sent(ctx, intent)
    return _as_it_stands(ctx, intent)


def movement_resume(*, ctx: Context, intent_id: str) -> Movement:
    """Send an order again that waited for a step-up: the same key, the same body. Any other is told as it stands."""
    intent = intent_get(customer_id=ctx.customer_id, intent_id=intent_id)
    return _sent(ctx, intent) if intent.needs_step_up else _as_it_stands(ctx, intent)


def movement_action(*, ctx: Context, intent: Intent) -> Action:
    """Return the action an order's step-up is for: exactly what was written down, with the receiver's own label.

    Raises Conflict when the instrument no longer exists.
    """
    payees = payee_list(ctx=ctx, kind="payment" if intent.kind == "payment" else "withdrawal")
    found = [each for each in payees.value.data if each.id == intent.instrument_id]
    if not found:
        raise errors.Conflict
    return Action(intent.kind, intent.money, found[0].label)


def movement_get(*, ctx: Context, intent_id: str, kind: Kind) -> Movement:
    """Return an order with its transaction, and with its account once the money is there. Raises NotFound."""
    intent = intent_get(customer_id=ctx.customer_id, intent_id=intent_id)
    if intent.kind != kind:
        raise errors.NotFound
    transaction = _transaction(ctx, intent)
    if transaction is None:
        return Movement(intent)
    intent_finish(customer_id=ctx.customer_id, transaction_id=transaction.id, status=transaction.status)
    return Movement(intent, transaction, _account(ctx, intent) if transaction.status == "succeeded" else None)


def _sent(ctx: Context, intent: Intent) -> Movement:
    try:
        made = intent_send(ctx=ctx, intent=intent)
        return Movement(intent, made if isinstance(made, Transaction) else None)
    except errors.SignInRequired:
        raise
    except errors.SelfcareError as error:
        return Movement(intent, error=error)


def _as_it_stands(ctx: Context, intent: Intent) -> Movement:
    error = error_of(intent.problem) if intent.state == State.REFUSED else None
    return Movement(intent, _transaction(ctx, intent), is_repeat=True, error=error)


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
