"""Gives one customer N transactions over eighteen months, booked like any others, and checks the books afterwards."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import F, Sum

from sandbox import clock
from sandbox.auth.models import Customer
from sandbox.auth.services import customer_create
from sandbox.payments.domain.ledger import opening
from sandbox.payments.models import Account, Instrument, LedgerEntry, Posting, Transaction
from sandbox.seed.bulk import statements
from sandbox.seed.data.elin_history import EVERYDAY
from sandbox.seed.data.merchants import MERCHANTS
from sandbox.seed.data.people import PASSWORD
from sandbox.seed.shapes import Shop

MANY: Final = "cus_many"
_DAYS: Final = 548
_LEFT: Final = 1_250_000  # minor units that are on the account in the end
_WRITTEN = "%Y-%m-%d %H:%M:%S"


@dataclass(frozen=True, slots=True)
class Report:
    """How many transactions the customer got and how long it took; ``unbalanced`` bookings and ``off`` minor units
    between the account's balance and the sum of its postings are both 0 in sound books."""

    customer_id: str
    rows: int
    seconds: float
    unbalanced: int
    off: int

    def __str__(self) -> str:
        made = f"{self.rows:,} transactions for {self.customer_id} in {self.seconds:.1f} s"
        sound = self.unbalanced == 0 and self.off == 0
        return f"{made}; {'every booking sums to zero and the balance is right' if sound else 'THE BOOKS ARE WRONG'}."


def rows_load(count: int, customer_id: str = MANY) -> Report | None:
    """Make ``count`` transactions for a customer with an account in krona; ``cus_many`` is made when absent.

    Returns:
        None when the customer was given such a history before: it is made once.

    Raises:
        LookupError: no such customer, or none with an account in krona.

    """
    began = time.monotonic()
    with transaction.atomic():
        if customer_id == MANY and not Customer.objects.filter(id=MANY).exists():
            _many_create()
        account = Account.objects.filter(customer_id=customer_id, currency="SEK").order_by("position").first()
        if account is None:
            raise LookupError(f"{customer_id} has no account in krona")
        if Transaction.objects.filter(id__startswith=_prefix(customer_id)).exists():
            return None
        moved = _insert(count, account)
        _balance(account, moved)
        unbalanced, off = _check(account)
    _statistics()
    return Report(customer_id, count, time.monotonic() - began, unbalanced, off)


def _prefix(customer_id: str) -> str:
    return f"tx_n_{customer_id.removeprefix('cus_')}_"


def _many_create() -> None:
    now = clock.now()
    customer_create(
        id=MANY,
        identifier="many@selfcare.example",
        password=PASSWORD,
        display_name="Many Rows",
        given_name="Many",
        family_name="Rows",
        email="many@selfcare.example",
        locale="en",
        timezone="Europe/Stockholm",
        country="SE",
        created_at=now - timedelta(days=_DAYS + 1),
    )
    Account.objects.create(
        id="acc_many_sek",
        customer_id=MANY,
        name="Balance in krona",
        currency="SEK",
        identification_scheme="iban",
        identification_masked="SE•• •••• 1000",
        created_at=now - timedelta(days=_DAYS + 1),
    )


def _insert(count: int, account: Account) -> int:
    """Make the rows; returns by how much they change what is available."""
    shops = [shop for key in EVERYDAY if (shop := MERCHANTS[key]).weight for _ in range(shop.weight)]
    values = _values(count, account, shops)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL statement_timeout = 0")  # the usual ten seconds are for requests
        for statement in statements.statements(connection.vendor, shops=len(shops)):
            cursor.execute(statement, values)
        cursor.execute(statements.moved(connection.vendor), values)
        return int(cursor.fetchone()[0])


def _values(count: int, account: Account, shops: list[Shop]) -> dict[str, Any]:
    prefix = _prefix(account.customer_id)
    begin = clock.now().replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=_DAYS)
    bank = Instrument.objects.filter(customer_id=account.customer_id, kind="bank_account").order_by("position").first()
    label = bank.label if bank else "Östra Sparbank ••1000"
    return {
        "count": count,
        "begin": _as_text(begin),
        "span": _DAYS * 86_400 - 1,
        "slots": len(shops),
        "prefix": prefix,
        "first": f"{prefix}0",
        "last": f"{prefix}999999999",
        "provider": f"n{account.customer_id.removeprefix('cus_')}",
        "customer": account.customer_id,
        "account": account.id,
        "currency": account.currency,
        "purse": account.name,
        "person": Customer.objects.get(id=account.customer_id).display_name,
        "instrument": bank.id if bank else None,
        "bank": label,
        "bank_found": label.casefold(),
        "line": "\n",
        **{
            f"shop_{row}_{column}": value
            for row, shop in enumerate(shops)
            for column, value in enumerate(_shop(row, shop))
        },
    }


def _as_text(instant: datetime) -> str:
    return f"{instant.astimezone(UTC):{_WRITTEN}}" + ("+00" if connection.vendor == "postgresql" else "")


def _shop(slot: int, shop: Shop) -> tuple[Any, ...]:
    """A row of the statement's shops; the last two columns are what a search finds its purchases by."""
    found = dict.fromkeys(text.casefold() for text in (shop.name, shop.site, shop.legal) if text)
    statement = shop.statement.casefold()
    last = "" if statement in found else f"\n{statement}"
    words = ("\n".join(found), last)
    return (slot, shop.id, shop.name, shop.legal, shop.place, shop.site, shop.statement, *shop.prices, *words)


def _balance(account: Account, moved: int) -> None:
    """Open the account with what makes it end with a little, and add both to its balance."""
    first = max(0, _LEFT - account.available - moved)
    if first:
        entry = opening(account.id, account.currency, first)
        at = account.created_at
        row = LedgerEntry.objects.create(
            id=f"led_n_{account.id}", kind=entry.kind, currency=entry.currency, booked_at=at
        )
        Posting.objects.bulk_create(
            Posting(entry_id=row.id, book=line.book, amount=line.amount, booked_at=at) for line in entry.lines
        )
    changed = {"available": F("available") + moved + first, "version": F("version") + 1}
    Account.objects.filter(id=account.id).update(**changed)


def _check(account: Account) -> tuple[int, int]:
    account.refresh_from_db()
    booked = Posting.objects.filter(book=f"available:{account.id}").aggregate(sum=Sum("amount"))["sum"] or 0
    with connection.cursor() as cursor:
        cursor.execute(statements.unbalanced(connection.vendor))
        return int(cursor.fetchone()[0]), account.available - booked


def _statistics() -> None:
    """Let the planner know what has changed; without it PostgreSQL plans for the table of before."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
