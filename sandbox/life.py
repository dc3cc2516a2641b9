"""Life goes on while the sandbox runs: now and then a demo customer buys something, is paid, or is asked to pay. What
they say is wrong is answered too (`sandbox.life_disputes`).

Everything goes through the payment service's own use cases, so books, histories and events are those of any payment.
What the demo data left open on purpose is left alone. ``--life off`` (tests) never imports this module.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction

from sandbox import clock
from sandbox.background import every
from sandbox.bank.domain import Direction
from sandbox.bank.services import approval_url, transfer_open
from sandbox.ids import new_id
from sandbox.payments.domain.ports import plugs
from sandbox.payments.domain.transactions import Transaction
from sandbox.payments.models import Account
from sandbox.payments.models import Transaction as Row
from sandbox.payments.services import (
    Cause,
    payment_number,
    refund_record,
    transaction_advance,
    transaction_record,
)
from sandbox.seed.data.elin_history import EVERYDAY as KRONA_SHOPS
from sandbox.seed.data.maja import EVERYDAY as EURO_SHOPS
from sandbox.seed.data.merchants import MERCHANTS
from sandbox.seed.data.people import ELIN, MAJA, OMAR
from sandbox.seed.shapes import Shop

PEOPLE: Final = {person.id: person for person in (ELIN, MAJA, OMAR)}
SHOPS: Final = {"SEK": KRONA_SHOPS, "EUR": EURO_SHOPS}
LARGEST_REFUND: Final = 30_000  # minor units
LOW: Final = 300_000  # a balance under this is filled up in time
PAYOUTS: Final = (60_000, 85_000, 124_000)
RECENT: Final = timedelta(days=1)
OPEN_FOR: Final = timedelta(minutes=14)
BANK: Final = "Östra Sparbank"  # keeps the balances, so it asks for approvals
_CHANCE: Final = 0.5
_rng = random.Random(20261119)  # noqa: S311 -- a repeatable life is wanted, no secret


@every(20, "life")
def live() -> None:
    """Every other time something happens: a gap of 20 to 60 seconds, sometimes more."""
    if _rng.random() < _CHANCE:
        life_step(rng=_rng)


def life_step(*, rng: random.Random) -> str | None:
    """Let one small thing happen; returns the id of the transaction it happened to, None when nothing fits."""
    happenings: tuple[tuple[Callable[[random.Random], str | None], int], ...] = (
        (purchase_make, 8),
        (purchase_reserve, 3),
        (reserved_take, 4),
        (refund_make, 2),
        (payout_receive, 3),
        (approval_ask, 1),
    )
    chosen = rng.choices([happening for happening, _ in happenings], [weight for _, weight in happenings])[0]
    return chosen(rng)


def purchase_make(rng: random.Random) -> str | None:
    """A customer pays in a shop they know, at once."""
    tx = _purchase(rng)
    if tx is None:
        return None
    _advance(tx, "pending", "customer", "approved")
    _advance(tx, "succeeded", "bank", "bank_accepted")
    return tx.id


def purchase_reserve(rng: random.Random) -> str | None:
    """A customer orders something; the shop takes the money when it sends it."""
    tx = _purchase(rng)
    if tx is None:
        return None
    _advance(tx, "pending", "customer", "approved")
    _advance(tx, "authorised", "bank", "reserved")
    return tx.id


def reserved_take(rng: random.Random) -> str | None:
    """A shop takes what was reserved for it today."""
    reserved = _recent(status="authorised")
    if not reserved:
        return None
    tx_id = rng.choice(reserved)
    transaction_advance(transaction_id=tx_id, status="succeeded", cause=_cause("bank", "bank_accepted"))
    return tx_id


def refund_make(rng: random.Random) -> str | None:
    """A shop gives back what was paid today."""
    paid = _recent(
        status="succeeded", type="payment", refund_state="none", dispute__isnull=True, amount__lte=LARGEST_REFUND
    )
    if not paid:
        return None
    with transaction.atomic():
        payment = plugs.store().transaction_lock(rng.choice(paid))
        if payment is None or payment.refund_state != "none":
            return None
        return refund_record(payment=payment, amount=payment.amount, cause=_cause("merchant", "refunded")).id


def payout_receive(rng: random.Random) -> str | None:
    """A customer is paid for work once a balance runs low, so that life can go on. An empty account stays empty."""
    accounts = list(Account.objects.filter(customer_id__in=PEOPLE, available__gt=0, available__lt=LOW).order_by("id"))
    if not accounts:
        return None
    account, amount, now = rng.choice(accounts), rng.choice(PAYOUTS), clock.now()
    payout = _with_shop(
        account,
        MERCHANTS["lumen"],
        amount,
        at=now,
        type="payout",
        direction="in",
        status="succeeded",
        completed_at=now,
    )
    return transaction_record(tx=payout, cause=_cause("merchant", "bank_accepted")).id


def approval_ask(rng: random.Random) -> str | None:
    """A merchant asks for a payment that the customer approves at the bank, one at a time."""
    if Row.objects.filter(customer_id=ELIN.id, status="requires_action").exists():
        return None
    account = Account.objects.filter(customer_id=ELIN.id, currency="SEK").first()
    amount = rng.choice((24_900, 39_500, 54_900))
    if account is None or account.available < amount:
        return None
    with transaction.atomic():
        tx = _created(account, MERCHANTS["tagresor"], amount, expires_at=clock.now() + OPEN_FOR)
        _ask_at_bank(tx)
    return tx.id


def _ask_at_bank(tx: Transaction) -> None:
    transfer = transfer_open(
        reference=tx.id,
        direction=Direction.COLLECT,
        amount=tx.amount,
        currency=tx.currency,
        account_label=f"{BANK}, {tx.from_detail}",
        asked_by=tx.merchant_name or "",
        approval=True,
    )
    url = {"next_action_kind": "redirect", "next_action_url": approval_url(transfer)}
    _advance(tx, "requires_action", "system", "approval_requested", **url)


def _purchase(rng: random.Random) -> Transaction | None:
    accounts = list(Account.objects.filter(customer_id__in=PEOPLE, status="active").order_by("id"))
    if not accounts:
        return None
    account = rng.choice(accounts)
    shop = MERCHANTS[rng.choice(SHOPS[account.currency])]
    low, high = shop.prices
    amount = rng.randint(low, high) * 100
    return _created(account, shop, amount) if account.available >= amount else None


def _created(account: Account, shop: Shop, amount: int, *, expires_at: datetime | None = None) -> Transaction:
    tx = _with_shop(
        account,
        shop,
        amount,
        at=clock.now(),
        type="payment",
        direction="out",
        status="created",
        ref_statement=shop.statement,
        expires_at=expires_at,
    )
    return transaction_record(tx=tx, cause=_cause("customer", "created"))


def _with_shop(
    account: Account, shop: Shop, amount: int, *, at: datetime, direction: str, **columns: Any
) -> Transaction:
    """Return a new transaction between a customer's account and a shop, either way."""
    ours, theirs = ("from", "to") if direction == "out" else ("to", "from")
    person = PEOPLE[account.customer_id]
    sides = _side(ours, "account", person.name, account.name) | _side(theirs, "merchant", shop.legal, shop.place)
    return Transaction(
        id=new_id("tx"),
        customer_id=account.customer_id,
        direction=direction,
        amount=amount,
        currency=account.currency,
        account_id=account.id,
        merchant_id=shop.id,
        merchant_name=shop.name,
        merchant_site=shop.site,
        ref_provider=payment_number(at.year),
        created_at=at,
        updated_at=at,
        **sides,
        **columns,
    )


def _side(name: str, kind: str, label: str, detail: str | None) -> dict[str, Any]:
    return {f"{name}_kind": kind, f"{name}_label": label, f"{name}_detail": detail}


def _recent(**where: Any) -> list[str]:
    rows = Row.objects.filter(customer_id__in=PEOPLE, created_at__gte=clock.now() - RECENT, **where)
    return list(rows.order_by("id").values_list("id", flat=True))


def _advance(tx: Transaction, status: str, actor: str, code: str, **fields: Any) -> None:
    transaction_advance(transaction_id=tx.id, status=status, cause=_cause(actor, code), **fields)


def _cause(actor: str, code: str) -> Cause:
    return Cause(actor=actor, code=code, at=clock.now())
