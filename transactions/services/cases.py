"""A customer's cases: reading them, and each step the customer can take."""

from __future__ import annotations

from typing import Final
from zoneinfo import ZoneInfo

from selfcare import versions
from selfcare.domain.context import Context
from selfcare.domain.errors import CapabilityUnavailable, NotFound, SelfcareError, SignInRequired, UpstreamTimeout
from selfcare.upstream.cache import Cached, Wanted, cached, cached_one, mark_stale
from transactions.domain import Capabilities, Case, DisputeOrder, MessageOrder
from transactions.domain.casebook import REQUEST_PREFIX
from transactions.services.accounts import capability_map
from transactions.services.case_clocks import case_clocks_note
from transactions.services.case_reading import DISPUTES, REQUESTS, CaseList, case_read, cases_read, open_wanted
from transactions.services.disputes import (
    dispute_answer,
    dispute_create,
    dispute_escalate,
    dispute_message_send,
    dispute_withdraw,
)
from transactions.services.requests import (
    Asked,
    refund_message_send,
    refund_request_cancel,
    refund_request_escalate,
    request_get,
)

_LIST_FRESH: Final = 30
_OPEN_FRESH, _CLOSED_FRESH = 5, 300


def cases_wanted(*, ctx: Context) -> Wanted[CaseList]:
    """Return the copy of the customer's cases."""
    return Wanted("cases", _LIST_FRESH, CaseList, lambda: cases_read(ctx=ctx))


def cases_offered(*, ctx: Context) -> bool:
    """Tell whether the service has refund requests or disputes."""
    return has_cases(capability_map(ctx=ctx).value)


def has_cases(offered: Capabilities) -> bool:
    """Tell whether a service that offers this has refund requests or disputes."""
    return offered.offers(REQUESTS) or offered.offers(DISPUTES)


def cases_open_count(*, ctx: Context) -> int:
    """Return how many of the customer's cases are open; 0 while nobody can say. Ask only where cases are offered."""
    try:
        return cached_one(ctx, open_wanted(ctx=ctx)).value
    except SignInRequired:
        raise
    except SelfcareError:
        return 0


def case_list(*, ctx: Context, zone: ZoneInfo) -> Cached[CaseList]:
    """Return the customer's cases, newest first, and note their dates; ``zone`` is the customer's.

    Raises CapabilityUnavailable where the service has neither kind.
    """
    if not cases_offered(ctx=ctx):
        raise CapabilityUnavailable
    found = cached_one(ctx, cases_wanted(ctx=ctx))
    if not found.stale:
        case_clocks_note(cases=found.value.cases, zone=zone)
    return found


def case_get(*, ctx: Context, case_id: str, zone: ZoneInfo) -> Cached[Case]:
    """Return one case with its messages, and note its date. Raises NotFound for one that is absent or another's."""
    found = cached(ctx, f"case:{case_id}", fresh_for=_fresh, as_=Case, load=lambda: case_read(ctx=ctx, case_id=case_id))
    if not found.stale:
        case_clocks_note(cases=[found.value], zone=zone)
    return found


def _fresh(case: Case) -> float:
    return _OPEN_FRESH if case.is_open else _CLOSED_FRESH


def case_message_send(*, ctx: Context, case_id: str, order: MessageOrder, form_key: str) -> None:
    """Write to whoever has the case, once per key. Raises as `case_answer`."""
    if case_id.startswith(REQUEST_PREFIX):
        asked = refund_message_send(ctx=ctx, request_id=case_id, order=order, form_key=form_key)
    else:
        asked = dispute_message_send(ctx=ctx, dispute_id=case_id, order=order, form_key=form_key)
    _done(ctx, case_id, asked)


def case_answer(*, ctx: Context, case_id: str, accept: bool, form_key: str) -> None:
    """Take or refuse what is offered, once per key.

    Raises Conflict when the case no longer waits for this, UpstreamTimeout when it is not known whether it arrived;
    under the same key it can then be sent again.
    """
    _done(ctx, case_id, dispute_answer(ctx=ctx, dispute_id=case_id, accept=accept, form_key=form_key))


def case_withdraw(*, ctx: Context, case_id: str, form_key: str) -> None:
    """Close a case without money, or take a refund request back. Raises as `case_answer`."""
    if case_id.startswith(REQUEST_PREFIX):
        refund_request_cancel(ctx=ctx, request_id=case_id, form_key=form_key)
        _changed(ctx, case_id)
    else:
        _done(ctx, case_id, dispute_withdraw(ctx=ctx, dispute_id=case_id, form_key=form_key))


def case_escalate(*, ctx: Context, case_id: str, form_key: str) -> str:
    """Have the operator take over what is late or refused. Raises as `case_answer`.

    Returns the case that it goes on as: a refund request becomes a dispute.
    """
    if not case_id.startswith(REQUEST_PREFIX):
        _done(ctx, case_id, dispute_escalate(ctx=ctx, dispute_id=case_id, form_key=form_key))
        return case_id
    asked = refund_request_escalate(ctx=ctx, request_id=case_id, form_key=form_key)
    _done(ctx, case_id, asked)
    return asked.intent.result_id


def case_open(*, ctx: Context, order: DisputeOrder, form_key: str) -> Asked:
    """Open a case about what is not here, a missing deposit or an unknown charge, once per key.

    ``intent.result_id`` names the case, unless it is not known yet whether it was opened. Raises what the service
    refused it with.
    """
    asked = dispute_create(ctx=ctx, order=order, form_key=form_key)
    if asked.error:
        raise asked.error
    return asked


def case_opening_get(*, ctx: Context, intent_id: str) -> Asked:
    """Return how opening such a case stands. Raises NotFound for what is no such opening of this customer's."""
    asked = request_get(ctx=ctx, transaction_id="", intent_id=intent_id)
    if asked.intent.kind != "dispute":
        raise NotFound
    return asked


def _done(ctx: Context, case_id: str, asked: Asked) -> None:
    if asked.error:
        raise asked.error
    if asked.is_unsettled:
        raise UpstreamTimeout
    _changed(ctx, case_id)


def _changed(ctx: Context, case_id: str) -> None:
    """Have every page see it anew."""
    mark_stale(ctx.customer_id)
    versions.bump(ctx.customer_id, f"case:{case_id}", "cases")
