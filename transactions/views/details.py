"""The page of one transaction, and the way from it to the customer's bank."""

from __future__ import annotations

from datetime import UTC, datetime
from http import HTTPStatus
from typing import Final
from urllib.parse import urlsplit

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from selfcare.domain.context import Context
from selfcare.domain.errors import CapabilityUnavailable, StoreUnavailable, UpstreamFailed
from selfcare.http import AppRequest, display, external_redirect, page_or_fragment, redirect, return_path
from selfcare.parallel import gather
from selfcare.upstream.cache import Cached
from transactions.domain import Event, RefundRequest, Transaction
from transactions.presenters.commands import transaction_commands
from transactions.presenters.detail import Detail, transaction_detail_view
from transactions.presenters.notes import Own, own_view
from transactions.presenters.refunds import refunds_view
from transactions.services.notes import note_get
from transactions.services.requests import refund_request_list
from transactions.services.transactions import loaded_or_none, transaction_detail, transaction_events
from transactions.status import status_key
from transactions.views.context import context_of
from transactions.views.movements import movement_retry_path

_LONGEST_ADDRESS: Final = 2000


@require_safe
def transaction_detail_page(request: AppRequest, transaction_id: str) -> HttpResponse:
    """Show one transaction; the same address gives htmx the part that moves while it is open."""
    own = own_get(request, transaction_id, just_saved="noted" in request.GET)
    return transaction_detail_answer(request, transaction_id, own=own)


def transaction_detail_answer(
    request: AppRequest, transaction_id: str, *, own: Own | None, status: int = 200
) -> HttpResponse:
    """Answer with the page of a transaction, with ``own`` as what the customer noted, or wants to.

    Raises NotFound for a transaction that is absent or somebody else's.
    """
    ctx = context_of(request)
    found, events = gather(
        lambda: transaction_detail(ctx=ctx, transaction_id=transaction_id),
        lambda: loaded_or_none(lambda: transaction_events(ctx=ctx, transaction_id=transaction_id)),
    )
    key = status_key(found.value)
    requests = _requests(ctx, events.value if events else [], transaction_id)
    shown, now, here = display(request), datetime.now(UTC), reverse("transaction_detail", args=[found.value.id])
    context = {
        "you_can": transaction_commands(found.value, here=here, display=shown, requests=requests),
        "refunds": refunds_view(found.value, requests, display=shown, now=now),
        "detail": _detail(request, found, events.value if events else []),
        "has_history": events is not None,
        "as_of": display(request).time(found.as_of) if found.stale else None,
        "is_news": request.GET.get("seen", key) != key,
        "list_url": reverse("transaction_list"),
        "back_url": _back_url(request),
        "retry_url": movement_retry_path(found.value, display(request)),
        "own": own,
        "is_held": status != HTTPStatus.OK or bool(request.GET.keys() & {"hold", "noted"}),
        "own_url": reverse("transaction_note", args=[found.value.id]),
    }
    return page_or_fragment(request, "transactions/detail.html", "transactions/_state.html", context, status)


def _requests(ctx: Context, events: list[Event], transaction_id: str) -> list[RefundRequest]:
    """Return what was asked back, newest first. It is asked for only of a payment whose history speaks of it."""
    if all(not event.code.startswith("refund_") for event in events):
        return []
    try:
        return refund_request_list(ctx=ctx, transaction_id=transaction_id).value.data
    except (UpstreamFailed, CapabilityUnavailable):
        return []


def _back_url(request: AppRequest) -> str:
    """Return the list as the reader left it, filters and all; never a card number, never another page."""
    base = reverse("transaction_list")
    try:
        parts = urlsplit(request.headers.get("Referer", "")[:_LONGEST_ADDRESS])
    except ValueError:
        return base
    if parts.netloc != request.get_host() or parts.path != base or not parts.query:
        return base
    return return_path(request, f"{base}?{parts.query}")


def own_get(request: AppRequest, transaction_id: str, *, just_saved: bool = False) -> Own | None:
    """Return what the customer noted for themselves; None while our database is away."""
    try:
        noted = note_get(customer_id=context_of(request).customer_id, transaction_id=transaction_id)
    except StoreUnavailable:
        return None
    return own_view(
        noted, base=reverse("transaction_list"), display=display(request), saved_at=noted.at if just_saved else None
    )


def _detail(request: AppRequest, found: Cached[Transaction], events: list[Event]) -> Detail:
    return transaction_detail_view(
        found.value,
        events,
        owner=request.customer.display_name if request.customer else "",
        display=display(request),
        as_of=found.as_of,
        now=datetime.now(UTC),
    )


@require_safe
def transaction_continue(request: AppRequest, transaction_id: str) -> HttpResponse:
    """Send the customer on to their bank, if the transaction still waits for that; else back to its page."""
    transaction = transaction_detail(ctx=context_of(request), transaction_id=transaction_id).value
    url = transaction.next_action.url if transaction.next_action else None
    if url and any(action.name == "continue" for action in transaction.actions):
        return external_redirect(request, url)
    return redirect(request, reverse("transaction_detail", args=[transaction_id]))
