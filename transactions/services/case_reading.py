"""Asking the payment service for cases: its refund requests and disputes, as one thing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeVar

import msgspec

from selfcare.domain.context import Context
from selfcare.domain.errors import CapabilityUnavailable, SelfcareError, SignInRequired, UpstreamFailed
from selfcare.domain.paging import Page
from selfcare.parallel import gather
from selfcare.upstream.cache import Wanted
from transactions.backends import payment_backend
from transactions.domain import Case, Dispute, RefundRequest, case_of_dispute, case_of_request
from transactions.domain.casebook import REQUEST_PREFIX
from transactions.services.listing import LARGEST_PAGE

T = TypeVar("T")
REQUESTS: Final = "refunds.read"
DISPUTES: Final = "disputes.read"
_WAITING_FRESH: Final = 60
_OPEN_FRESH: Final = 300
_OPEN_REQUESTS: Final = ("requested", "approved", "processing")
_OPEN_DISPUTES: Final = ("open", "needs_info", "under_review")


class CaseList(msgspec.Struct, frozen=True):
    """A customer's cases, newest first. When capped, older ones are not among them."""

    cases: list[Case]
    is_capped: bool = False


def case_read(*, ctx: Context, case_id: str) -> Case:
    """Return one case with its messages, as the service has it now. Raises NotFound for another's or none."""
    if case_id.startswith(REQUEST_PREFIX):
        return case_of_request(payment_backend().refund_request_get(ctx, case_id))
    return case_of_dispute(payment_backend().dispute_get(ctx, case_id))


def cases_read(*, ctx: Context) -> CaseList:
    """Return the customer's cases, of those kinds that the service has."""
    backend = payment_backend()
    requests, disputes = gather(
        lambda: _page(lambda: backend.refund_request_list(ctx, limit=LARGEST_PAGE)),
        lambda: _page(lambda: backend.dispute_list(ctx, limit=LARGEST_PAGE)),
    )
    found = [*_cases(requests, case_of_request), *_cases(disputes, case_of_dispute)]
    found.sort(key=lambda case: case.opened_at, reverse=True)
    is_capped = any(page is not None and page.page.next_cursor for page in (requests, disputes))
    return CaseList(found, is_capped)


def open_wanted(*, ctx: Context) -> Wanted[int]:
    """Return the copy of how many cases are open; an event or an own step makes it old before its time."""

    def load() -> int:
        backend = payment_backend()
        requests, disputes = gather(
            lambda: _page(lambda: backend.refund_request_list(ctx, status=_OPEN_REQUESTS, limit=LARGEST_PAGE)),
            lambda: _page(lambda: backend.dispute_list(ctx, status=_OPEN_DISPUTES, limit=LARGEST_PAGE)),
        )
        return sum(case.is_open for case in (*_cases(requests, case_of_request), *_cases(disputes, case_of_dispute)))

    return Wanted("cases:open", _OPEN_FRESH, int, load)


def waiting_wanted(*, ctx: Context) -> Wanted[CaseList]:
    """Return the copy of the cases that wait for the customer: an offer, a question."""

    def load() -> CaseList:
        try:
            page = _page(lambda: payment_backend().dispute_list(ctx, status=("needs_info",)))
        except (SignInRequired, UpstreamFailed):
            raise
        except SelfcareError as error:
            raise UpstreamFailed from error
        return CaseList([case for case in _cases(page, case_of_dispute) if case.needs_customer])

    return Wanted("cases:waiting", _WAITING_FRESH, CaseList, load)


def _page(load: Callable[[], Page[T]]) -> Page[T] | None:
    """Return the page; None from a service that has no such thing."""
    try:
        return load()
    except CapabilityUnavailable:
        return None


def _cases(page: Page[RefundRequest] | Page[Dispute] | None, convert: Callable[[T], Case]) -> list[Case]:
    return [convert(each) for each in page.data] if page else []  # type: ignore[arg-type]  # the page's own converter
