"""Fills an empty sandbox with the demo customers and everything they did, in one database transaction."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec
from django.core.management.color import no_style
from django.db import connection, transaction

from sandbox import clock
from sandbox.auth.models import Customer
from sandbox.auth.services import customer_create
from sandbox.merchants.models import Profile
from sandbox.payments.domain.transactions import search_text
from sandbox.payments.models import (
    Account,
    Event,
    Instrument,
    LedgerEntry,
    LimitRow,
    Merchant,
    Posting,
    Receipt,
    Transaction,
)
from sandbox.payments.storage import DjangoStore
from sandbox.seed.bank import bank_load
from sandbox.seed.books import Books
from sandbox.seed.cases import cases_load
from sandbox.seed.data.companies import COMPANIES, RECEIPTS
from sandbox.seed.data.merchants import MERCHANTS
from sandbox.seed.data.people import PASSWORD
from sandbox.seed.lives import lives
from sandbox.seed.refunds import EXECUTES, refunds_load
from sandbox.seed.rows import Told, told
from sandbox.seed.shapes import Life

_BATCH = 500
_LEFT = 200_000  # öre to deposit on any day of a month: at its end more of the past lies in it
_MERCHANTS_FOR = timedelta(days=1000)


@transaction.atomic
def load(now: datetime | None = None, scale: int = 1) -> bool:
    """Load the demo data as of ``now`` (aware; default the sandbox's clock); nothing when it is there already.

    ``scale`` multiplies the everyday purchases of the history (for measurements); balances and sums stay the same.

    Returns:
        Whether anything was loaded. All of it is there afterwards or, after a crash, none.
    """
    now = now or clock.now()
    people = lives(scale=scale)
    if Customer.objects.filter(id=people[0].person.id).exists():
        return False
    _merchants_load(now)
    for life in people:
        _life_load(life, now)
    _numbering_go_on()
    return True


def _numbering_go_on() -> None:
    """Let receipts be numbered on from those that were loaded; PostgreSQL counts only what it numbers itself."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [Receipt]):
            cursor.execute(statement)


def _merchants_load(now: datetime) -> None:
    Merchant.objects.bulk_create(
        Merchant(
            id=shop.id,
            name=shop.name,
            site=shop.site,
            category=shop.category,
            country=shop.country,
            refund_policy="execute" if shop.id in EXECUTES else "ask",
            **(COMPANIES[key]._asdict() if key in COMPANIES else {}),
        )
        for key, shop in MERCHANTS.items()
    )
    Profile.objects.bulk_create(
        Profile(
            merchant_id=shop.id,
            legal_name=shop.legal,
            place=shop.place,
            statement=shop.statement,
            acquirer="piggybank" if shop.country == "SE" else "otherbank",
            created_at=now - _MERCHANTS_FOR,
        )
        for shop in MERCHANTS.values()
    )


def _life_load(life: Life, now: datetime) -> None:
    stories = [told(row, life, now) for row in life.rows]
    books = Books()
    for story in stories:
        books.write(story)
    since = now - timedelta(days=life.person.member_for)
    for purse in life.purses.values():
        books.open(purse, since)
    _customer_load(life, since)
    _holdings_load(life, books, since)
    _stories_load(stories)
    _limits_load(life, since, now)
    _books_load(books)
    cases_load(life, now)
    refunds_load(stories)
    bank_load(story.tx for story in stories)


def _customer_load(life: Life, since: datetime) -> None:
    person = life.person
    customer_create(
        id=person.id,
        identifier=person.identifier,
        password=PASSWORD,
        display_name=person.name,
        given_name=person.given_name,
        family_name=person.family_name,
        email=person.identifier,
        phone=person.phone,
        locale=person.locale,
        timezone=person.timezone,
        country=person.country,
        totp_secret=person.totp_secret,
        created_at=since,
    )


def _holdings_load(life: Life, books: Books, since: datetime) -> None:
    Account.objects.bulk_create(_accounts(life, books, since))
    Instrument.objects.bulk_create(_instruments(life, since))


def _limits_load(life: Life, since: datetime, now: datetime) -> None:
    LimitRow.objects.bulk_create(
        LimitRow(
            id=f"lim_{life.person.short}_{applies_to}_{currency.lower()}_{window}",
            customer_id=life.person.id,
            applies_to=applies_to,
            window=window,
            amount=amount,
            currency=currency,
            created_at=since,
        )
        for applies_to, currency, window, amount in life.limits
    )
    for limit in DjangoStore().limit_list(life.person.id, "deposit", "SEK", now):
        LimitRow.objects.filter(id=limit.id).update(amount=max(limit.amount, limit.used + _LEFT))


def _accounts(life: Life, books: Books, since: datetime) -> list[Account]:
    return [
        Account(
            id=purse.id,
            customer_id=life.person.id,
            name=purse.name,
            currency=purse.currency,
            available=books.balances[purse.id][0],
            held=books.balances[purse.id][1],
            identification_scheme="iban",
            identification_masked=purse.masked,
            position=position,
            created_at=since,
        )
        for position, purse in enumerate(life.purses.values())
    ]


def _instruments(life: Life, since: datetime) -> list[Instrument]:
    return [
        Instrument(
            id=means.id,
            customer_id=life.person.id,
            kind=means.kind,
            label=means.label,
            status=means.status,
            brand=means.brand,
            last4=means.last4,
            expiry=means.expiry,
            holder=life.person.name,
            country=means.country,
            hint=means.hint or None,
            verified=True,
            default=position == 0,
            usable_for=list(means.usable_for),
            fee=means.fee,
            fee_currency=means.currency,
            position=position,
            created_at=since,
        )
        for position, means in enumerate(life.means.values())
    ]


def _stories_load(stories: list[Told]) -> None:
    Transaction.objects.bulk_create(
        (Transaction(**msgspec.structs.asdict(story.tx), search=search_text(story.tx)) for story in stories),
        batch_size=_BATCH,
    )
    Receipt.objects.bulk_create(_receipts(stories))
    steps = [step for story in stories for step in story.steps]
    Event.objects.bulk_create((Event(**msgspec.structs.asdict(step)) for step in steps), batch_size=_BATCH)


def _receipts(stories: list[Told]) -> list[Receipt]:
    """Return the receipts of those that went through, issued a second after they did."""
    return [
        Receipt(serial=serial, transaction_id=tx.id, issued_at=tx.completed_at + timedelta(seconds=1), lines=lines)
        for tx in (story.tx for story in stories)
        for serial, lines in [RECEIPTS.get(tx.id, (0, ()))]
        if serial and tx.completed_at
    ]


def _books_load(books: Books) -> None:
    LedgerEntry.objects.bulk_create(books.entries, batch_size=_BATCH)
    Posting.objects.bulk_create(books.postings, batch_size=_BATCH)
