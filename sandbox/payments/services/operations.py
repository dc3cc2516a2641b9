"""Idempotency: one key of one customer on one route is carried out at most once, whatever is lost on the way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from sandbox.payments.domain.errors import Refused
from sandbox.payments.domain.idempotency import KEPT, Answer, fingerprint, storable
from sandbox.payments.domain.ports import plugs


class Outcome(msgspec.Struct, frozen=True):
    """An answer, and whether it is the first one given again."""

    answer: Answer
    replayed: bool


def operation_run(
    *,
    customer_id: str,
    route: str,
    key: str,
    body: Any,
    work: Callable[[str], Answer],
    refusal: Callable[[Refused], Answer],
) -> Outcome:
    """Carry ``work`` out once per (customer, route, key) and keep its answer; ``refusal`` writes a final refusal.

    ``work`` takes the operation's id and must itself find what an interrupted run of the same operation left behind.
    Raises Refused ``idempotency_key_reused`` for another body and ``idempotency_in_progress`` while one runs. What is
    not a final answer (401, 429, 5xx, any crash) is raised and not kept, so that the same key resumes.
    """
    store = plugs.store()
    operation = store.operation_claim(
        customer_id=customer_id, route=route, key=key, fingerprint=fingerprint(body), now=plugs.now()
    )
    if operation.answer is not None:
        return Outcome(operation.answer, replayed=True)
    try:
        answer = _answer(operation.id, work, refusal)
    except BaseException:
        store.operation_release(operation.id)
        raise
    store.operation_answer(operation.id, answer)
    return Outcome(answer, replayed=False)


def _answer(operation_id: str, work: Callable[[str], Answer], refusal: Callable[[Refused], Answer]) -> Answer:
    try:
        return work(operation_id)
    except Refused as refused:
        if not storable(refused):
            raise
        return refusal(refused)


def operation_sweep() -> int:
    """Forget keys older than they must be kept; return how many."""
    return plugs.store().operation_forget(before=plugs.now() - KEPT)
