"""The bank as the payment service's port sees it (`sandbox.payments.domain.ports`)."""

from __future__ import annotations

from typing import Literal, cast

from django.conf import settings

from sandbox import clock
from sandbox.bank.domain import Direction, State, decided_by
from sandbox.bank.models import Transfer
from sandbox.bank.services.cancellations import transfer_keep, transfer_stop
from sandbox.bank.services.transfers import transfer_open
from sandbox.payments.domain.money import Money
from sandbox.payments.domain.ports import CancelAnswer, TransferStarted, TransferState

CARD_LABEL = "Card "
# What a repeated start answers once the bank has said more than the port's first answers can.
AS_FIRST_ANSWER = {"expired": "failed", "cancelled": "failed", "settled": "accepted", "returned": "accepted"}


class BankAdapter:
    """Starts transfers at the stand-in bank."""

    def transfer_start(
        self,
        *,
        reference: str,
        direction: Literal["collect", "pay_out"],
        amount: Money,
        account_label: str,
        instrument_id: str,
        return_url: str,
        description: str,
    ) -> TransferStarted:
        """Start a transfer, once per ``reference``: repeated, it tells how the first one stands.

        Collecting from a bank account needs the account holder's approval at ``url``; a card and a pay-out do not.
        The outcome of an approved transfer, and what the bank answers late, comes by ``bank_answered``.
        """
        transfer = transfer_open(
            reference=reference,
            direction=Direction(direction),
            amount=amount.value,
            currency=amount.currency,
            account_label=account_label,
            approval=direction == "collect" and not account_label.startswith(CARD_LABEL),
            instrument_id=instrument_id,
            return_url=return_url,
            description=description,
        )
        return transfer_answer(transfer)

    def transfer_cancel(self, *, reference: str) -> CancelAnswer:
        """Stop a transfer, or ask for it; the decision on a wish comes by ``bank_answered``."""
        state = transfer_stop(reference=reference)
        return CancelAnswer(state=state, decide_by=decided_by(clock.now()) if state == "asked" else None)

    def transfer_keep(self, *, reference: str) -> bool:
        """Take the wish back; False when it has been decided."""
        return transfer_keep(reference=reference)


def approval_url(transfer: Transfer) -> str:
    """The account holder's page for ``transfer``, absolute; the token in it is what lets them approve."""
    return f"{settings.PUBLIC_URL}/bank/approve/{transfer.id}?t={transfer.token}"


def transfer_answer(transfer: Transfer) -> TransferStarted:
    """How ``transfer`` stands, in the words of an answer to starting it."""
    if transfer.state == State.NEEDS_APPROVAL:
        return TransferStarted(transfer_id=transfer.id, state="needs_approval", url=approval_url(transfer))
    said = transfer.callbacks.filter(due_at__lte=clock.now()).last()
    if said is None:
        raise RuntimeError(f"transfer {transfer.id} was acted on without a word")
    state = cast("TransferState", AS_FIRST_ANSWER.get(said.state, said.state))
    return TransferStarted(transfer_id=transfer.id, state=state, code=said.code, message=said.message)
