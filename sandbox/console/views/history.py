"""What a shop was paid, newest first, and what the month comes to."""

from __future__ import annotations

from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse

from sandbox import clock
from sandbox.console.access import signed_in
from sandbox.console.cases import order_of
from sandbox.console.shell import page
from sandbox.console.words import amount, amount_of, day, month_so_far, state_of, when
from sandbox.merchants import services
from sandbox.merchants.domain.queries import PaymentQuery
from sandbox.merchants.services import Actor, Sums
from sandbox.merchants.storage import emails
from sandbox.payments.domain.transactions import Transaction


@signed_in
def history(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show a page of payments and payouts, older ones behind a cursor."""
    cursor = request.GET.get("cursor") or msgspec.UNSET
    query = PaymentQuery(type=["payment", "payout"], cursor=cursor)
    rows, cursors = services.payment_page(merchant_id=actor.merchant_id, query=query)
    services.audit_read(actor=actor, action="payment.listed", subject=f"merchant:{actor.merchant_id}")
    since, month = month_so_far(clock.now())
    context = {
        "here": "/console",
        "month": month,
        "sums": [_sum(each) for each in services.payment_sums(merchant_id=actor.merchant_id, since=since)],
        "out_on": day(services.paid_out_on(clock.now())),
        "rows": payment_rows(rows),
        "newer": cursors["prev_cursor"],
        "older": cursors["next_cursor"],
    }
    return page(request, actor, "history.html", context)


def payment_rows(rows: list[Transaction]) -> list[dict[str, Any]]:
    """Return payments as the table's rows."""
    addresses = emails(tx.customer_id for tx in rows)
    return [
        {
            "id": tx.id,
            "order": order_of(tx),
            "customer": addresses.get(tx.customer_id, tx.customer_id),
            "when": when(tx.created_at),
            "state": state_of(tx),
            "amount": amount_of(tx),
        }
        for tx in rows
    ]


def _sum(sums: Sums) -> dict[str, Any]:
    return {
        "paid_count": sums.paid_count,
        "paid": amount(sums.paid, sums.currency, sign="+" if sums.paid else ""),
        "given_count": sums.given_count,
        "given": amount(sums.given, sums.currency, sign="-" if sums.given else ""),
        "due": amount(abs(sums.due), sums.currency, sign="-" if sums.due < 0 else ""),
    }
