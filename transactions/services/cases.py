"""A customer's cases: reading them, and each step the customer can take."""

from __future__ import annotations

from typing import Final
from zoneinfo import ZoneInfo

from selfcare import versions
from selfcare.domain.context import Context
from selfcare.domain.errors import CapabilityUnavailable
from selfcare.upstream.cache import Cached, Wanted, cached, cached_one, mark_stale
from transactions.backends import payment_backend
from transactions.domain import Case, MessageOrder, case_of_dispute, case_of_request
from transactions.domain.casebook import REQUEST_PREFIX
from transactions.services.accounts import capability_map
from transactions.services.case_clocks import case_clocks_note
from transactions.services.case_reading import DISPUTES, REQUESTS, CaseList, case_read, cases_read

_LIST_FRESH: Final = 30
_OPEN_FRESH, _CLOSED_FRESH = 5, 300


def cases_wanted(*, ctx: Context) -> Wanted[CaseList]:
    """Return the copy of the customer's cases."""
    return Wanted("cases", _LIST_FRESH, CaseList, lambda: cases_read(ctx=ctx))


def case_list(*, ctx: Context, zone: ZoneInfo) -> Cached[CaseList]:
    """Return the customer's cases, newest first, and note their dates; ``zone`` is the customer's.

    Raises CapabilityUnavailable where the service has neither kind.
    """
    offered = capability_map(ctx=ctx).value
    if not offered.offers(REQUESTS) and not offered.offers(DISPUTES):
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


def case_message_send(*, ctx: Context, case_id: str, order: MessageOrder, key: str, zone: ZoneInfo) -> Case:
    """Write to whoever has the case, once per key. Raises Conflict when nobody reads it any more."""
    backend = payment_backend()
    if case_id.startswith(REQUEST_PREFIX):
        raise CapabilityUnavailable
    return _changed(case_of_dispute(backend.dispute_message_send(ctx, case_id, order, key=key)), zone)


def case_answer(*, ctx: Context, case_id: str, accept: bool, key: str, zone: ZoneInfo) -> Case:
    """Take or refuse what is offered. Raises Conflict when nothing is."""
    return _changed(case_of_dispute(payment_backend().dispute_answer(ctx, case_id, accept=accept, key=key)), zone)


def case_withdraw(*, ctx: Context, case_id: str, key: str, zone: ZoneInfo) -> Case:
    """Close a case without money, or take a refund request back. Raises Conflict when it is too late for that."""
    backend = payment_backend()
    if case_id.startswith(REQUEST_PREFIX):
        return _changed(case_of_request(backend.refund_request_cancel(ctx, case_id, key=key)), zone)
    return _changed(case_of_dispute(backend.dispute_withdraw(ctx, case_id, key=key)), zone)


def case_escalate(*, ctx: Context, case_id: str, key: str, zone: ZoneInfo) -> Case:
    """Have the operator take over what is late or refused. Raises Conflict when neither is so.

    A refund request goes on as a dispute: its case then names it in ``escalated_to``.
    """
    backend = payment_backend()
    if case_id.startswith(REQUEST_PREFIX):
        raise CapabilityUnavailable
    return _changed(case_of_dispute(backend.dispute_escalate(ctx, case_id, key=key)), zone)


def _changed(case: Case, zone: ZoneInfo) -> Case:
    """Have every page see it anew."""
    mark_stale(case.customer_id)
    versions.bump(case.customer_id, f"case:{case.id}", "cases", "balance")
    case_clocks_note(cases=[case], zone=zone)
    return case
