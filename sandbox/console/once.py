"""A form pressed twice is carried out once: the key it carries is an idempotency key like any other."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.http import HttpRequest

from sandbox.console.forms import Errors, told
from sandbox.merchants.services import Actor
from sandbox.payments.domain.errors import Refused
from sandbox.payments.domain.idempotency import Answer, key_read
from sandbox.payments.services import operation_run

_REFUSED = 400


def attempt(
    request: HttpRequest, actor: Actor, *, body: Any, make: Callable[[str], str], names: Iterable[str] = ()
) -> tuple[str, Errors]:
    """Do it `once`; return the id of what was made, or the refusal as mistakes beside the form's fields ``names``."""
    try:
        return once(request, actor, body=body, make=make), {}
    except Refused as refused:
        return "", told(refused, *names)


def once(request: HttpRequest, actor: Actor, *, body: Any, make: Callable[[str], str]) -> str:
    """Return the id of what ``make`` makes of an operation's id, or made when the form was sent before.

    Raises Refused, also again for a form that was refused before.
    """
    refusals: list[Refused] = []

    def refusal(refused: Refused) -> Answer:
        refusals.append(refused)
        return Answer(refused.status, refused.code)

    outcome = operation_run(
        customer_id=f"merchant:{actor.merchant_id}",
        route=f"POST {request.path_info}"[:100],
        key=key_read(request.POST.get("key")),
        body=body,
        work=lambda operation_id: Answer(200, make(operation_id)),
        refusal=refusal,
    )
    if refusals:
        raise refusals[0]
    if outcome.answer.status >= _REFUSED:
        raise Refused(outcome.answer.body, "This form was sent before and refused. Load the page anew.")
    return outcome.answer.body
