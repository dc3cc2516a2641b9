"""The home page."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from selfcare.dashboard.presenters.home import home_view
from selfcare.dashboard.services import overview_get
from selfcare.domain.errors import SignInRequired
from selfcare.http import AppRequest, display, page_or_fragment, path_of
from transactions.services.own import own_labels, own_read, own_wanted
from transactions.views.movements import movement_retry_path


@require_safe
def home(request: AppRequest) -> HttpResponse:
    """Show what the customer has and what needs them; htmx gets the part that changes, when something did."""
    if request.ctx is None or request.customer is None:
        raise SignInRequired
    base, now, reader = path_of("transaction_list"), datetime.now(UTC), display(request)
    overview = overview_get(ctx=request.ctx, now=now, zone=reader.zone, beside=own_wanted(ctx=request.ctx))
    listed = overview.latest.value.data if overview.latest else []
    view = home_view(
        overview,
        given_name=request.customer.given_name,
        display=reader,
        base=base,
        retry=partial(movement_retry_path, display=reader),
        now=now,
        labels=own_labels(ctx=request.ctx, own=own_read(ctx=request.ctx), rows=listed),
    )
    context = {
        "home": view,
        "list_url": base,
        "deposit_url": path_of("deposit_new"),
        "withdraw_url": path_of("withdrawal_new"),
    }
    return page_or_fragment(request, "dashboard/home.html", "dashboard/_home.html", context)
