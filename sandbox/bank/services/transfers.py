"""The bank's transfers: opened by the payment service, approved or declined by the account holder, acted on once."""

from __future__ import annotations

import hmac
from datetime import datetime
from typing import Any, NotRequired, TypedDict, Unpack

from django.db import transaction

from sandbox import clock
from sandbox.bank import domain
from sandbox.bank.domain import Direction, Scenario, State, Verdict
from sandbox.bank.models import Transfer
from sandbox.bank.services.callbacks import callback_owe, callbacks_deliver
from sandbox.bank.services.scenarios import scenario_choose


class Order(TypedDict):
    """What is to be moved: ``amount`` in minor units of ``currency``, between us and ``account_label``.

    ``scenario`` is played instead of the one that a rule or the amount chooses.
    """

    direction: Direction
    amount: int
    currency: str
    account_label: str
    instrument_id: NotRequired[str]
    return_url: NotRequired[str]
    description: NotRequired[str]
    asked_by: NotRequired[str]
    scenario: NotRequired[Scenario]


@transaction.atomic
def transfer_open(*, reference: str, approval: bool, **order: Unpack[Order]) -> Transfer:
    """Open the transfer of ``order``; the same ``reference`` again gives the transfer it opened first.

    With ``approval`` it waits for the account holder, else the bank acts on it at once. The first reply of an
    immediate act is the answer to this very call, so it is not delivered a second time.
    """
    known = Transfer.objects.filter(reference=reference).first()
    if known:
        return known
    now = clock.now()
    columns = _columns(order, now, approval=approval)
    transfer, created = Transfer.objects.get_or_create(reference=reference, defaults=columns)
    if created and not approval:
        _act_at_once(transfer, now)
    return transfer


def _columns(order: Order, now: datetime, *, approval: bool) -> dict[str, Any]:
    return {
        **order,
        "scenario": order.get("scenario") or _scenario(order),
        "state": State.NEEDS_APPROVAL,
        "created_at": now,
        "updated_at": now,
        "expires_at": now + domain.APPROVAL_LIFETIME if approval else None,
    }


def _scenario(order: Order) -> Scenario:
    instrument_id = order.get("instrument_id", "")
    return scenario_choose(value=order["amount"], currency=order["currency"], instrument_id=instrument_id)


def _act_at_once(transfer: Transfer, now: datetime) -> None:
    transfer_act(transfer=transfer, verdict=domain.VERDICTS[domain.Scenario(transfer.scenario)], now=now)
    first = transfer.callbacks.get(due_at=now)
    first.delivered_at = now  # as the answer to the call itself
    first.save(update_fields=["delivered_at"])


def transfer_find(*, transfer_id: str, token: str) -> Transfer | None:
    """The transfer ``token`` may approve; None for a wrong id and for a wrong token alike."""
    transfer = Transfer.objects.filter(id=transfer_id).first()
    if transfer and hmac.compare_digest(transfer.token.encode(), token.encode("utf-8", "replace")):
        return transfer
    return None


def transfer_approve(*, transfer: Transfer) -> bool:
    """The account holder says yes. False when the transfer no longer waits for them: nothing happens twice."""
    return _decide(transfer, domain.VERDICTS[domain.Scenario(transfer.scenario)])


def transfer_decline(*, transfer: Transfer) -> bool:
    """The account holder says no. False when the transfer no longer waits for them."""
    return _decide(transfer, domain.REFUSED_BY_CUSTOMER)


def transfer_cancel(*, reference: str) -> bool:
    """Whoever asked for the approval asks no more; nothing is told, for they know. False when it no longer waits."""
    transfer = Transfer.objects.filter(reference=reference).first()
    return transfer is not None and transfer_act(transfer=transfer, verdict=domain.WITHDRAWN, now=clock.now())


def _decide(transfer: Transfer, verdict: Verdict) -> bool:
    now = clock.now()
    if transfer.expires_at and transfer.expires_at <= now:
        verdict = domain.NOT_APPROVED_IN_TIME
    with transaction.atomic():
        acted = transfer_act(transfer=transfer, verdict=verdict, now=now)
    if acted:
        callbacks_deliver(transfer=transfer)
    transfer.refresh_from_db()
    return acted and verdict is not domain.NOT_APPROVED_IN_TIME


def transfer_act(*, transfer: Transfer, verdict: Verdict, now: datetime) -> bool:
    """Move a transfer that waits to where ``verdict`` sends it and write down every reply, both or neither.

    Returns:
        False when it no longer waits. The state is compared and set in one statement, so of two at once one wins.
    """
    moved = Transfer.objects.filter(pk=transfer.pk, state=State.NEEDS_APPROVAL).update(
        state=verdict.state,
        updated_at=now,
        settle_due_at=now + domain.SETTLES_AFTER if verdict.state is State.ACCEPTED else None,
    )
    if moved:
        transfer.state = verdict.state
        for reply in verdict.replies:
            callback_owe(transfer=transfer, reply=reply, at=now)
    return bool(moved)
