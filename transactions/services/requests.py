"""What a customer asks about money that moved: each request is sent once, and told as it stands ever after."""

from __future__ import annotations

import msgspec
from django.utils.crypto import salted_hmac

from selfcare.domain import errors
from selfcare.domain.context import Context
from selfcare.domain.money import Money
from selfcare.domain.paging import Page
from selfcare.upstream.cache import Cached, cached, mark_stale
from selfcare.upstream.problems import error_of
from transactions.backends import payment_backend
from transactions.domain import MessageOrder, RefundRequest, RequestKind, Transaction
from transactions.models import OPEN, Intent, State
from transactions.services.accounts import capability_map
from transactions.services.intents import Wording, intent_get, intent_open, intent_send, intent_unsettled
from transactions.services.orders import Made

LARGEST_PAGE = 100
_FRESH = 5


class Asked(msgspec.Struct, frozen=True):
    """A request as it stands. ``made`` is missing while the outcome is unknown, and of a repeat."""

    intent: Intent
    made: Made | None = None
    is_repeat: bool = False
    error: errors.SelfcareError | None = None

    @property
    def is_unsettled(self) -> bool:
        """Tell whether it may have been carried out, and we do not know yet."""
        return self.intent.state in OPEN


def transaction_to_ask_about(*, ctx: Context, transaction_id: str, feature: str) -> Transaction:
    """Return the transaction as the service has it now.

    Raises NotFound, and CapabilityUnavailable when the backend never does what is asked of it.
    """
    if not capability_map(ctx=ctx).value.offers(feature):
        raise errors.CapabilityUnavailable
    return transaction_now(ctx=ctx, transaction_id=transaction_id)


def transaction_asked_about(*, ctx: Context, transaction_id: str, action: str, feature: str) -> Transaction:
    """Return the transaction for a form about it; raises as `transaction_to_ask_about`, and Conflict (invalid_state)
    when the transaction does not offer ``action`` now, with the transaction in ``details``.
    """
    transaction = transaction_to_ask_about(ctx=ctx, transaction_id=transaction_id, feature=feature)
    if all(each.name != action for each in transaction.actions):
        raise errors.Conflict("invalid_state", transaction=transaction)
    return transaction


def transaction_now(*, ctx: Context, transaction_id: str) -> Transaction:
    """Return the transaction as the service has it at this moment, never a copy. Raises NotFound."""
    return payment_backend().transaction_get(ctx, transaction_id)


def cancel_create(*, ctx: Context, transaction: Transaction, form_key: str) -> Asked:
    """Stop a transaction, or have the bank asked to, once per key. ``error`` is why it was refused."""
    return _asked(ctx, "cancel", transaction, transaction.amount, {}, form_key)


def cancel_withdraw(*, ctx: Context, transaction_id: str, form_key: str) -> Transaction:
    """Let a transaction go through after all. Raises Conflict once the bank has decided."""
    try:
        return payment_backend().transaction_keep(ctx, transaction_id, key=_upstream_key(ctx, "keep", form_key))
    finally:
        mark_stale(ctx.customer_id)


def refund_request_create(
    *, ctx: Context, transaction: Transaction, amount: Money, reason: str, note: str, expected: Money, form_key: str
) -> Asked:
    """Ask the merchant for money back, once per key. ``expected`` is what could be asked for when the form was shown.

    ``error`` of the result is why it was refused: Conflict (refundable_changed, already_refunded, invalid_state),
    InvalidInput (refund_not_allowed, refund_window_closed, validation_failed).
    """
    wording: Wording = {"reason": reason, "note": note, "expected": expected.value}
    return _asked(ctx, "refund", transaction, amount, wording, form_key)


def refund_request_get(*, ctx: Context, request_id: str) -> RefundRequest:
    """Return one refund request with its messages, as the service has it now. Raises NotFound."""
    return payment_backend().refund_request_get(ctx, request_id)


def refund_request_page(
    *, ctx: Context, transaction_id: str | None, status: tuple[str, ...], limit: int, cursor: str | None
) -> Page[RefundRequest]:
    """Return a page of refund requests, newest first. Raises BadRequest for a cursor the service did not make."""
    return payment_backend().refund_request_list(
        ctx, transaction_id=transaction_id, status=status, limit=limit, cursor=cursor
    )


def refund_request_cancel(*, ctx: Context, request_id: str, form_key: str) -> RefundRequest:
    """Take a request back. Raises Conflict once it is answered."""
    try:
        return payment_backend().refund_request_cancel(ctx, request_id, key=_upstream_key(ctx, "take_back", form_key))
    finally:
        mark_stale(ctx.customer_id)


def refund_request_escalate(*, ctx: Context, request_id: str, form_key: str) -> Asked:
    """Have the operator look at a request that was refused or is late, once per key; ``intent.result_id`` names the
    dispute it became. ``error``: Conflict when it cannot be escalated any more.
    """
    return request_send(ctx=ctx, kind="refund_escalate", subject_id=request_id, form_key=form_key)


def refund_message_send(*, ctx: Context, request_id: str, order: MessageOrder, form_key: str) -> Asked:
    """Write to the merchant about a request, once per key. ``error``: Conflict when nothing more can be written."""
    wording: Wording = dict(msgspec.to_builtins(order))
    return request_send(ctx=ctx, kind="refund_message", subject_id=request_id, form_key=form_key, wording=wording)


def _upstream_key(ctx: Context, doing: str, form_key: str) -> str:
    """Return the key that is sent, apart from any other customer's and any other thing that is done."""
    named = f"{ctx.customer_id}|{doing}|{form_key}"
    return salted_hmac("transactions.request", named, algorithm="sha256").hexdigest()


def refund_request_list(*, ctx: Context, transaction_id: str) -> Cached[Page[RefundRequest]]:
    """Return the refund requests of one transaction, newest first."""
    return cached(
        ctx,
        f"refunds:{transaction_id}",
        fresh_for=_FRESH,
        as_=Page[RefundRequest],
        load=lambda: payment_backend().refund_request_list(ctx, transaction_id=transaction_id, limit=LARGEST_PAGE),
    )


def request_get(*, ctx: Context, transaction_id: str, intent_id: str) -> Asked:
    """Return a request about this transaction as it stands. Raises NotFound."""
    intent = intent_get(customer_id=ctx.customer_id, intent_id=intent_id)
    if intent.subject_id != transaction_id:
        raise errors.NotFound
    return _as_it_stands(intent)


def request_unsettled(*, ctx: Context, kind: RequestKind, transaction_id: str) -> Intent | None:
    """Return a request of this kind whose outcome is not known: another one must wait for it."""
    return intent_unsettled(customer_id=ctx.customer_id, kind=kind, subject_id=transaction_id)


def request_send(
    *, ctx: Context, kind: RequestKind, subject_id: str, form_key: str, wording: Wording | None = None,
    amount: Money | None = None, account_id: str = "",
) -> Asked:  # fmt: skip
    """Ask something about ``subject_id`` once per key; a repeat finds the first as it stands.

    ``error`` of the result is why it was refused, or that nothing was sent. Raises InvalidInput
    (idempotency_key_reused), and SignInRequired when the session ended.
    """
    intent, is_new = intent_open(
        customer_id=ctx.customer_id,
        kind=kind,
        amount=amount,
        form_key=form_key,
        account_id=account_id,
        subject_id=subject_id,
        wording=wording,
    )
    return _sent(ctx, intent) if is_new else _as_it_stands(intent)


def _asked(  # noqa: PLR0917 - all that a request is
    ctx: Context, kind: RequestKind, transaction: Transaction, amount: Money, wording: Wording, form_key: str
) -> Asked:
    return request_send(
        ctx=ctx,
        kind=kind,
        subject_id=transaction.id,
        form_key=form_key,
        wording=wording,
        amount=amount,
        account_id=transaction.account_id or "",
    )


def _sent(ctx: Context, intent: Intent) -> Asked:
    try:
        return Asked(intent, intent_send(ctx=ctx, intent=intent))
    except errors.SignInRequired:
        raise
    except errors.SelfcareError as error:
        return Asked(intent, error=error)


def _as_it_stands(intent: Intent) -> Asked:
    error = error_of(intent.problem) if intent.state == State.REFUSED else None
    return Asked(intent, is_repeat=True, error=error)
