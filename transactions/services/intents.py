"""Orders to move money: written down before the call, sent under one key, and followed until their end is known.

Every change of state is one conditional UPDATE whose row count decides: whoever holds the newest attempt
may write, and nobody else. A time-out is a state of its own, because saying "failed" makes people pay twice.
"""

from __future__ import annotations

import hashlib
import time
from datetime import timedelta
from typing import Any, Final

import msgspec
import structlog
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import salted_hmac

from selfcare import versions
from selfcare.domain import errors
from selfcare.domain.context import Context
from selfcare.domain.money import Money
from selfcare.metrics import INTENTS
from selfcare.stores import database_errors
from selfcare.upstream.cache import mark_stale
from transactions.domain import STILL_MOVING, Kind, NoteText, RequestKind
from transactions.models import OPEN, Intent, State
from transactions.services.notes import note_begin
from transactions.services.orders import Made, Outcome, order_find, order_send, outcome_of

Wording = dict[str, Any]

# Over twice what a holder has (8 s, in web and worker alike): one that died is followed within the promised minute.
LEASE: Final = timedelta(seconds=20)
BATCH: Final = 20
# The service keeps a key for 24 hours at least; later the same key could mean a second payment.
KEY_LIFETIME: Final = timedelta(hours=23)
CONFIRM_WITHIN: Final = timedelta(hours=1)
_FIRST_TRY, _LONGEST_PAUSE = 5, 60
_WORKER_SECONDS: Final = 8.0
_log = structlog.get_logger("transactions.intents")

# What a repeated order can be told and that changes nothing about the first one's outcome.
_NOT_FINAL: Final = (
    errors.UpstreamFailed,
    errors.RateLimited,
    errors.SignInRequired,
    errors.StoreUnavailable,
)


@database_errors()
def intent_open(
    *, customer_id: str, kind: Kind | RequestKind, form_key: str, amount: Money | None = None, account_id: str = "",
    instrument_id: str = "", subject_id: str = "", wording: Wording | None = None, return_base: str = "",
    description: str = "",
) -> tuple[Intent, bool]:  # fmt: skip
    """Write the order down once per customer, kind and key. Returns it, and whether it was new.

    ``subject_id`` and ``wording`` are a request's: what it is about, and what it says; some have no ``amount``. An
    order's wording is the label it is to carry here.
    ``return_base`` is the address the bank leads back to, without the order's id; "" where no bank is visited. Raises
    InvalidInput (idempotency_key_reused) when the key already stands for another order.
    """
    fresh = Intent(
        customer_id=customer_id,
        kind=kind,
        form_key=form_key,
        upstream_key=salted_hmac(
            "transactions.intent", f"{customer_id}|{kind}|{form_key}", algorithm="sha256"
        ).hexdigest(),
        fingerprint=_fingerprint(account_id, amount, instrument_id, description, subject_id, wording),
        account_id=account_id,
        instrument_id=instrument_id,
        amount=amount.value if amount else 0,
        currency=amount.currency if amount else "",
        description=description,
        subject_id=subject_id,
        wording=wording or {},
    )
    if return_base:
        fresh.return_url = f"{return_base}/{fresh.id}"
    Intent.objects.bulk_create([fresh], ignore_conflicts=True)  # Insert first: looking first pays 20 times of 20.
    kept = Intent.objects.get(customer_id=customer_id, kind=kind, form_key=form_key)
    if kept.fingerprint != fresh.fingerprint:
        raise errors.InvalidInput("idempotency_key_reused")
    return kept, kept.id == fresh.id


@database_errors()
def intent_send(*, ctx: Context, intent: Intent) -> Made | None:
    """Send an order that is ready, once. Returns what the service made of it; None when its outcome is not known yet.

    Also None when somebody else already has it in hand. Raises what the service refused it with; after StepUpRequired
    the order waits, and goes again by the same call once the customer has confirmed who they are.
    """
    if not _claim(intent, (State.READY, State.NEEDS_STEP_UP), State.SENDING):
        return None
    try:
        made = order_send(ctx=ctx, intent=intent)
    except errors.SelfcareError as error:
        outcome = _first_outcome(error)
        _record(intent, outcome)
        if outcome.state is State.UNKNOWN:
            return None
        raise
    _record(intent, outcome_of(made))
    return made


def intents_due() -> list[str]:
    """Return the ids of open orders that nobody holds: crashed, timed out, or never sent."""
    due = Intent.objects.filter(state__in=OPEN, due_at__lte=timezone.now()).order_by("due_at")
    return list(due.values_list("id", flat=True)[:BATCH])


def intent_reconcile(*, intent_id: str) -> None:
    """Find out how an open order ended, by repeating it under the same key. Safe to call at any time, by anyone."""
    intent = Intent.objects.filter(id=intent_id, state__in=OPEN, due_at__lte=timezone.now()).first()
    if intent is None:
        return
    was = intent.state
    if not _claim(intent, OPEN, State.UNKNOWN):
        return
    if was == State.NEEDS_STEP_UP:  # Only the customer can go on with it, and they did not.
        _record(intent, Outcome(State.REFUSED, problem="not_confirmed"))
    else:
        _record(intent, _repeated(_worker_context(intent), intent))


@database_errors()
def intent_finish(*, customer_id: str, transaction_id: str, status: str) -> None:
    """Note that the transaction of an order has ended."""
    if status not in STILL_MOVING:
        sent = Intent.objects.filter(customer_id=customer_id, transaction_id=transaction_id, state=State.SENT)
        sent.update(state=State.DONE, updated_at=timezone.now())


@database_errors()
def intent_known(*, customer_id: str, kind: Kind | RequestKind, form_key: str) -> bool:
    """Tell whether the key stands for an order already."""
    return Intent.objects.filter(customer_id=customer_id, kind=kind, form_key=form_key).exists()


@database_errors()
def intent_unsettled(*, customer_id: str, kind: RequestKind, subject_id: str) -> Intent | None:
    """Return the newest request about this transaction whose outcome is not known yet."""
    found = Intent.objects.filter(customer_id=customer_id, subject_id=subject_id, kind=kind, state__in=OPEN)
    return found.order_by("-created_at").first()


@database_errors()
def intent_get(*, customer_id: str, intent_id: str) -> Intent:
    """Return the customer's order. Raises NotFound for an id that is absent or somebody else's."""
    intent = Intent.objects.filter(id=intent_id, customer_id=customer_id).first()
    if intent is None:
        raise errors.NotFound
    return intent


def _fingerprint(  # noqa: PLR0917 - all that an order is
    account_id: str,
    amount: Money | None,
    instrument_id: str,
    description: str,
    subject_id: str,
    wording: Wording | None,
) -> str:
    value, currency = (amount.value, amount.currency) if amount else (0, "")
    order: list[object] = [account_id, value, currency, instrument_id, description]
    about = [subject_id, wording or {}] if subject_id or wording else []
    return hashlib.sha256(msgspec.json.encode([*order, *about], order="deterministic")).hexdigest()


def _claim(intent: Intent, states: tuple[State, ...], into: State) -> bool:
    """Take the order for one lease; False when another process was first."""
    now = timezone.now()
    mine = Intent.objects.filter(id=intent.id, state__in=states, attempts=intent.attempts)
    if not mine.update(state=into, attempts=F("attempts") + 1, due_at=now + LEASE, updated_at=now):
        return False
    intent.attempts += 1
    intent.state = into
    return True


def _record(intent: Intent, outcome: Outcome) -> None:
    """Write an attempt's end, unless a later attempt has begun; then tell whoever is looking."""
    pause = timedelta(seconds=min(_FIRST_TRY * 2 ** (intent.attempts - 1), _LONGEST_PAUSE))
    now = timezone.now()
    mine = Intent.objects.filter(id=intent.id, attempts=intent.attempts, state__in=OPEN)
    _label(intent, outcome)
    changed = mine.update(
        state=outcome.state,
        transaction_id=outcome.transaction_id,
        result_id=outcome.result_id,
        problem=outcome.problem,
        **({} if outcome.state in OPEN else {"wording": {}}),
        due_at=now + (CONFIRM_WITHIN if outcome.state is State.NEEDS_STEP_UP else pause),
        updated_at=now,
    )
    if changed:
        intent.state, intent.problem = outcome.state, outcome.problem
        intent.transaction_id, intent.result_id = outcome.transaction_id, outcome.result_id
        _log.info("intent_moved", intent=intent.id, state=outcome.state.value, attempts=intent.attempts)
        INTENTS.labels(intent.kind, outcome.state.value).inc()
        _tell(intent)


def _label(intent: Intent, outcome: Outcome) -> None:
    """Put the customer's own label on what came of an order; the service never hears of it.

    Before the end is written down: done twice it is done once, and whoever dies between the two does not lose it.
    """
    label = "" if intent.is_request else intent.wording.get("label", "")
    if label and outcome.transaction_id and outcome.made_at:
        note_begin(
            customer_id=intent.customer_id,
            transaction_id=outcome.transaction_id,
            made_at=outcome.made_at,
            text=NoteText(label),
        )


def _tell(intent: Intent) -> None:
    mark_stale(intent.customer_id)
    try:
        versions.bump(intent.customer_id, f"intent:{intent.id}", *_touched(intent))
    except errors.StoreUnavailable:
        _log.warning("version_bump_failed", intent=intent.id)


def _touched(intent: Intent) -> tuple[str, ...]:
    if not intent.is_request:
        return (f"balance:{intent.account_id}",)
    about = "transaction" if intent.kind in {"cancel", "refund", "dispute"} else "case"
    named = (f"{about}:{intent.subject_id}",) if intent.subject_id else ()
    return named if intent.kind == "cancel" else (*named, "cases")


def _first_outcome(error: errors.SelfcareError) -> Outcome:
    """Nothing was sent, or the service said no, or not yet. Anything else may have happened."""
    if isinstance(error, errors.StepUpRequired):
        return Outcome(State.NEEDS_STEP_UP)
    if isinstance(error, errors.UpstreamFailed) and not isinstance(error, errors.UpstreamUnavailable):
        return Outcome(State.UNKNOWN)
    return Outcome(State.REFUSED, problem=error.problem)


def _repeated(ctx: Context, intent: Intent) -> Outcome:
    if timezone.now() - intent.created_at > KEY_LIFETIME:
        return _looked_up(ctx, intent)
    try:
        return outcome_of(order_send(ctx=ctx, intent=intent))
    except errors.StepUpRequired:  # The service looks for the key first: nothing stands under it yet.
        return Outcome(State.NEEDS_STEP_UP)
    except _NOT_FINAL as error:
        return Outcome(State.UNKNOWN, problem=error.problem)
    except errors.SelfcareError as error:
        if error.problem == "idempotency_key_reused":  # The first answer exists, but not for these very bytes.
            return _looked_up(ctx, intent)
        return Outcome(State.REFUSED, problem=error.problem)


def _looked_up(ctx: Context, intent: Intent) -> Outcome:
    """Ask where repeating could do it twice; what is not there now never came to be."""
    try:
        made = order_find(ctx=ctx, intent=intent)
    except errors.SelfcareError as error:
        return Outcome(State.UNKNOWN, problem=error.problem)
    return outcome_of(made) if made else Outcome(State.REFUSED, problem="not_carried_out")


def _worker_context(intent: Intent) -> Context:
    return Context(
        customer_id=intent.customer_id,
        request_id=f"{intent.id}.{intent.attempts}",
        on_behalf=True,
        deadline=time.monotonic() + _WORKER_SECONDS,
    )
