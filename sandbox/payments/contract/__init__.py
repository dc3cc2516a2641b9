"""The payment service's contract: one declaration per operation, beside the routes of `sandbox.payments.urls`."""

from __future__ import annotations

from typing import Final

from sandbox.contract.operations import CUSTOMER, NOBODY, Operation, Service
from sandbox.contract.shapes import Capabilities, CountedPage, Health, Page
from sandbox.payments.contract import cancellations, disputes, payments, queries, refunds, shapes, uploads
from sandbox.payments.contract.events import EVENTS
from sandbox.payments.domain.delivery import SCHEDULE
from sandbox.payments.domain.orders import DepositOrder, QuoteOrder, WithdrawalOrder
from sandbox.payments.domain.status import ALLOWED

_CHECKS: Final = (
    "not_found",
    "account_restricted",
    "currency_not_supported",
    "instrument_not_usable",
    "validation_failed",
    "limit_exceeded",
)
_AT_BANK: Final = ("invalid_state", "upstream_unavailable")
_MADE: Final = ("Location", "ETag")

ACCOUNTS: Final = (
    Operation(
        name="account_list",
        method="GET",
        path="/v1/accounts",
        tag="Accounts",
        summary="The customer's accounts",
        returns=Page[shapes.Account],
        security=CUSTOMER,
    ),
    Operation(
        name="account_get",
        method="GET",
        path="/v1/accounts/{account_id}",
        tag="Accounts",
        summary="One account with its balance",
        returns=shapes.Account,
        security=CUSTOMER,
        errors=("not_found",),
        sends=("ETag",),
    ),
    Operation(
        name="balance_at",
        method="GET",
        path="/v1/accounts/{account_id}/balance",
        tag="Accounts",
        summary="What an account held at an instant",
        query=queries.BalanceQuery,
        returns=shapes.BalanceAt,
        security=CUSTOMER,
        errors=("not_found", "validation_failed"),
    ),
    Operation(
        name="instrument_list",
        method="GET",
        path="/v1/instruments",
        tag="Accounts",
        summary="What the customer pays with, the default first",
        returns=Page[shapes.Instrument],
        security=CUSTOMER,
    ),
)
TRANSACTIONS: Final = (
    Operation(
        name="transaction_list",
        method="GET",
        path="/v1/transactions",
        tag="Transactions",
        summary="The customer's transactions, by page",
        description="Keyset pages in the order (created_at, id) or (booked_at, id): rows that come in meanwhile move"
        " nothing.",
        query=queries.ListQuery,
        returns=CountedPage[shapes.Transaction],
        security=CUSTOMER,
        errors=("cursor_mismatch", "validation_failed"),
    ),
    Operation(
        name="transaction_get",
        method="GET",
        path="/v1/transactions/{transaction_id}",
        tag="Transactions",
        summary="One transaction",
        returns=shapes.Transaction,
        security=CUSTOMER,
        errors=("not_found",),
        sends=("ETag",),
        conditional=True,
    ),
    Operation(
        name="transaction_events",
        method="GET",
        path="/v1/transactions/{transaction_id}/events",
        tag="Transactions",
        summary="A transaction's history",
        returns=shapes.History,
        security=CUSTOMER,
        errors=("not_found",),
    ),
    Operation(
        name="receipt_get",
        method="GET",
        path="/v1/transactions/{transaction_id}/receipt",
        tag="Transactions",
        summary="What a receipt is made of",
        description="Issued when first asked for, and the same ever after. Only for what succeeded, reversed since or"
        " not. Selfcare draws it up and signs it.",
        returns=shapes.Receipt,
        security=CUSTOMER,
        errors=("not_found", "invalid_state"),
    ),
    Operation(
        name="summary_make",
        method="GET",
        path="/v1/summaries",
        tag="Transactions",
        summary="Sums of what the list's filters find",
        description="Without status, what moved or holds money counts: succeeded, reversed, authorised, and pending"
        " money out; with booked_from or booked_to what is booked, its weeks and months by booked_at. Two hundred"
        " weeks or months at most.",
        query=queries.SummaryQuery,
        returns=shapes.Summary,
        security=CUSTOMER,
        errors=("validation_failed",),
    ),
)
ORDERS: Final = (
    Operation(
        name="quote_make",
        method="POST",
        path="/v1/quotes",
        tag="Orders",
        summary="What an order would cost",
        description="Refused for whatever would refuse the order itself, step-up aside. It changes nothing, so it takes"
        " no Idempotency-Key.",
        body=QuoteOrder,
        returns=shapes.Quote,
        security=CUSTOMER,
        errors=(*_CHECKS, "insufficient_funds"),
    ),
    Operation(
        name="deposit_create",
        method="POST",
        path="/v1/deposits",
        tag="Orders",
        summary="Bring money in",
        description="201 whatever the bank said: status says it. Most often requires_action, with next_action.url for"
        " the customer, who is sent back to return_url; after 15 minutes it is expired.",
        status=201,
        body=DepositOrder,
        returns=shapes.Transaction,
        security=CUSTOMER,
        errors=(*_AT_BANK, *_CHECKS),
        takes=("Idempotency-Key",),
        sends=_MADE,
    ),
    Operation(
        name="withdrawal_create",
        method="POST",
        path="/v1/withdrawals",
        tag="Orders",
        summary="Take money out",
        description="Validate, idempotency, step-up, limits, funds, bank, in this order. The token must come from a"
        " step-up for exactly this amount and this instrument's label, at most 300 seconds old and not used before;"
        " else 401 step_up_required, which is not kept: send the same key and body with the new token. The money is"
        " held from the start and freed by every end but success. In header mode nobody has stepped up.",
        status=201,
        body=WithdrawalOrder,
        returns=shapes.Transaction,
        security=CUSTOMER,
        errors=(*_AT_BANK, *_CHECKS, "step_up_required", "insufficient_funds"),
        takes=("Idempotency-Key",),
        sends=_MADE,
    ),
)
ABOUT: Final = (
    Operation(
        name="healthz",
        method="GET",
        path="/healthz",
        tag="Service",
        summary="Whether it answers",
        returns=Health,
        security=NOBODY,
    ),
    Operation(
        name="capabilities_get",
        method="GET",
        path="/v1/capabilities",
        tag="Service",
        summary="What it can do",
        returns=Capabilities,
        security=CUSTOMER,
        sends=("Cache-Control",),
    ),
)


def _machine() -> str:
    """Return the status machine as a Markdown table."""
    rows = (f"| {status} | {', '.join(sorted(onward)) or '(final)'} |" for status, onward in ALLOWED.items())
    return "\n".join(("| from | to |", "|---|---|", *rows))


def _waits() -> str:
    """Return the delivery schedule in words."""
    seconds = (int(wait.total_seconds()) for wait in SCHEDULE)
    return ", ".join(f"{n} s" if n < 60 else f"{n // 60} min" if n < 3600 else f"{n // 3600} h" for n in seconds)  # noqa: PLR2004 - seconds of a minute and an hour


_DESCRIPTION: Final = f"""\
The customer's money: the contract Selfcare expects of an operator's payment service. The sandbox is its reference.

JSON in UTF-8, snake_case. A client ignores members it does not know and shows words it does not know as unknown; a
service refuses unknown members and parameters by name. Somebody else's id is 404, never 401 or 403. Changes inside v1
only add.

**Money** is integer minor units by ISO 4217's exponent. **Instant is not settled**: succeeded means done for the
customer, settlement follows, and what a bank takes back makes the transaction reversed; the way back is a transaction
of its own, an adjustment.

**Status machine**, also under `x-status-machine`:

{_machine()}

declined: somebody said no (bank, limit, merchant); failed: technical. Apply a change only if its version (an event's
sequence) is higher than what you have.

**Events** go to one address of Selfcare, signed by Standard Webhooks, without following redirects, until 2xx. They are
repeated after {_waits()}, each up to a tenth later, then kept for a replay.
"""

PAYMENTS: Final = Service(
    name="payments",
    title="Payment service",
    description=_DESCRIPTION,
    tags={
        "Accounts": "What the customer has.",
        "Transactions": "What happened, newest first, and its sums.",
        "Orders": "Moving money; every order but a quote needs an Idempotency-Key.",
        "Refunds": "Asking a merchant for money of a payment back; every write needs an Idempotency-Key.",
        "Disputes": "What a customer says is wrong, until it is decided; every write needs an Idempotency-Key.",
        "Service": "What the service says of itself.",
        "Events": "What the service tells by itself.",
    },
    operations=(
        *(*ACCOUNTS, *TRANSACTIONS, *ORDERS, *payments.OPERATIONS, *cancellations.OPERATIONS),
        *(*refunds.OPERATIONS, *disputes.OPERATIONS, *uploads.OPERATIONS, *ABOUT),
    ),
    events=EVENTS,
    members={"x-status-machine": {status: sorted(onward) for status, onward in ALLOWED.items()}},
)
