"""The SQL that makes any number of transactions in a handful of statements, on SQLite and PostgreSQL alike.

Written as SQL because objects are the point where a million rows become ten minutes. Rows come in the order of time, so
that every index grows at its end. All chance is arithmetic on the row's number: the same call makes the same rows.
"""

from __future__ import annotations

from typing import Final

from sandbox.payments.models import Account, Event, LedgerEntry, Posting, Transaction

_TX, _EVENT, _ENTRY, _POSTING, _ACCOUNT = (
    model._meta.db_table  # noqa: SLF001 Django documents it as an interface
    for model in (Transaction, Event, LedgerEntry, Posting, Account)
)

_SERIES: Final = {
    "sqlite": "series(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM series WHERE n < %(count)s)",
    "postgresql": "series(n) AS (SELECT generate_series(1::bigint, %(count)s))",
}
# Whole seconds, written as Django writes them: SQLite compares times as text.
_MOMENT: Final = {
    "sqlite": "strftime('%%Y-%%m-%%d %%H:%%M:%%S', %(begin)s, '+' || ({seconds}) || ' seconds')",
    "postgresql": "%(begin)s::timestamptz + ({seconds}) * interval '1 second'",
}
_LATER: Final = {
    "sqlite": "strftime('%%Y-%%m-%%d %%H:%%M:%%S', {column}, '+{seconds} seconds')",
    "postgresql": "{column} + interval '{seconds} seconds'",
}
_NUMBER: Final = {"sqlite": "printf('%%09d', n)", "postgresql": "lpad(n::text, 9, '0')"}
_EMPTY_LIST: Final = {"sqlite": "'[]'", "postgresql": "'[]'::jsonb"}
_EMPTY_OBJECT: Final = {"sqlite": "'{}'", "postgresql": "'{}'::jsonb"}

# Of the day's 24 hours the 17 from six in the morning: ``second`` is the row's even share of the whole span.
_AWAKE: Final = "second / 86400 * 86400 + 21600 + second %% 86400 * 17 / 24"

_TRANSACTIONS: Final = """
INSERT INTO {tx} (
    id, customer_id, type, direction, status, amount, currency, fee, account_id,
    from_kind, from_label, from_detail, to_kind, to_label, to_detail, merchant_id, merchant_name, merchant_site,
    instrument_id, instrument_kind, instrument_label, ref_provider, ref_statement,
    created_at, updated_at, completed_at, booked_at, settlement_state, refund_state, refunded, refundable, related, version, search
)
WITH RECURSIVE {series},
numbered AS (
    SELECT n, n * %(span)s / %(count)s AS second, n * 2654435761 %% 4294967296 / 7 AS a,
           n * 40503 %% 1048573 AS b, n * 22695477 %% 2147483647 / 11 AS c
    FROM series
),
shop(slot, id, name, legal, place, site, statement, low, high, found, found_last) AS (VALUES {shops}),
drawn AS (
    SELECT numbered.*, shop.*,
           CASE WHEN n %% 13 = 0 THEN 'deposit' WHEN n %% 29 = 0 THEN 'payout' ELSE 'payment' END AS kind,
           CASE WHEN a %% 100 = 0 THEN 'declined' WHEN a %% 100 = 1 THEN 'failed'
                WHEN a %% 100 = 2 AND n %% 13 > 0 THEN 'cancelled' ELSE 'succeeded' END AS ending,
           {moment} AS began, {number} AS number
    FROM numbered JOIN shop ON shop.slot = c %% %(slots)s
)
SELECT
    %(prefix)s || number, %(customer)s, kind, CASE kind WHEN 'payment' THEN 'out' ELSE 'in' END,
    CASE kind WHEN 'payout' THEN 'succeeded' ELSE ending END,
    CASE kind WHEN 'deposit' THEN 100000 + b %% 141 * 1000 ELSE (low + b %% (high - low + 1)) * 100 END,
    %(currency)s, 0, %(account)s,
    CASE kind WHEN 'payment' THEN 'account' WHEN 'payout' THEN 'merchant' ELSE 'instrument' END,
    CASE kind WHEN 'payment' THEN %(person)s WHEN 'payout' THEN legal ELSE %(bank)s END,
    CASE kind WHEN 'payment' THEN %(purse)s WHEN 'payout' THEN place ELSE %(person)s END,
    CASE kind WHEN 'payment' THEN 'merchant' ELSE 'account' END,
    CASE kind WHEN 'payment' THEN legal WHEN 'payout' THEN %(person)s ELSE %(purse)s END,
    CASE kind WHEN 'payment' THEN place WHEN 'payout' THEN %(purse)s END,
    CASE WHEN kind <> 'deposit' THEN id END, CASE WHEN kind <> 'deposit' THEN name END,
    CASE WHEN kind <> 'deposit' THEN site END,
    CASE kind WHEN 'deposit' THEN %(instrument)s END, CASE kind WHEN 'deposit' THEN 'bank_account' END,
    CASE kind WHEN 'deposit' THEN %(bank)s END,
    %(provider)s || number, CASE kind WHEN 'payment' THEN statement END,
    began, {later}, CASE WHEN kind = 'payout' OR ending = 'succeeded' THEN {later} END,
    CASE WHEN kind = 'payout' OR ending = 'succeeded' THEN {later} END,
    'not_applicable', 'none', 0, 0, {empty_list}, 2,
    CASE kind WHEN 'deposit' THEN %(bank_found)s || %(line)s || %(provider)s || number
              WHEN 'payout' THEN found || %(line)s || %(provider)s || number
              ELSE found || %(line)s || %(provider)s || number || found_last END
FROM drawn ORDER BY n
"""

_BEGUN: Final = """
INSERT INTO {event} (id, transaction_id, sequence, status, occurred_at, actor, code, details)
SELECT 'tev_' || id || '_1', id, 1, 'created', created_at,
       CASE type WHEN 'payout' THEN 'merchant' ELSE 'customer' END, 'created', {empty_object}
FROM {tx} WHERE id BETWEEN %(first)s AND %(last)s ORDER BY id
"""
_ENDED: Final = """
INSERT INTO {event} (id, transaction_id, sequence, status, occurred_at, actor, code, details)
SELECT 'tev_' || id || '_2', id, 2, status, updated_at, CASE status WHEN 'cancelled' THEN 'customer' ELSE 'bank' END,
       CASE status WHEN 'succeeded' THEN 'bank_accepted' WHEN 'declined' THEN 'bank_declined'
                   WHEN 'failed' THEN 'bank_failed' ELSE 'cancelled' END, {empty_object}
FROM {tx} WHERE id BETWEEN %(first)s AND %(last)s ORDER BY id
"""
_BOOKED: Final = """
INSERT INTO {entry} (id, transaction_id, kind, currency, booked_at)
SELECT 'led_' || id, id, CASE direction WHEN 'in' THEN 'credit' ELSE 'debit' END, currency, booked_at
FROM {tx} WHERE id BETWEEN %(first)s AND %(last)s AND status = 'succeeded' ORDER BY id
"""
_OURS: Final = """
INSERT INTO {posting} (entry_id, book, amount, booked_at)
SELECT 'led_' || id, 'available:' || account_id, CASE direction WHEN 'in' THEN amount ELSE -amount END, booked_at
FROM {tx} WHERE id BETWEEN %(first)s AND %(last)s AND status = 'succeeded' ORDER BY id
"""
_THEIRS: Final = """
INSERT INTO {posting} (entry_id, book, amount, booked_at)
SELECT 'led_' || id, CASE type WHEN 'deposit' THEN 'clearing:' || currency ELSE 'merchant:' || merchant_id END,
       CASE direction WHEN 'in' THEN -amount ELSE amount END, booked_at
FROM {tx} WHERE id BETWEEN %(first)s AND %(last)s AND status = 'succeeded' ORDER BY id
"""
_MOVED: Final = """
SELECT coalesce(sum(CASE direction WHEN 'in' THEN amount ELSE -amount END), 0)
FROM {tx} WHERE id BETWEEN %(first)s AND %(last)s AND status = 'succeeded'
"""
_UNBALANCED: Final = """
SELECT count(*) FROM (SELECT entry_id FROM {posting} GROUP BY entry_id HAVING sum(amount) <> 0) AS unbalanced
"""


def statements(vendor: str, *, shops: int) -> tuple[str, ...]:
    """Return the inserts, in order, with named parameters; ``shops`` is how many rows of shops they take."""
    values = ", ".join(
        "(" + ", ".join(f"%(shop_{row}_{column})s" for column in range(11)) + ")" for row in range(shops)
    )
    words = _words(vendor) | {"shops": values}
    return tuple(each.format(**words) for each in (_TRANSACTIONS, _BEGUN, _ENDED, _BOOKED, _OURS, _THEIRS))


def moved(vendor: str) -> str:
    """Return the query for what the new transactions changed on the account, in minor units."""
    return _MOVED.format(**_words(vendor))


def unbalanced(vendor: str) -> str:
    """Return the query for how many bookings of the whole ledger do not sum to zero."""
    return _UNBALANCED.format(**_words(vendor))


def _words(vendor: str) -> dict[str, str]:
    tables = {"tx": _TX, "event": _EVENT, "entry": _ENTRY, "posting": _POSTING}
    return tables | {
        "series": _SERIES[vendor],
        "moment": _MOMENT[vendor].format(seconds=_AWAKE),
        "later": _LATER[vendor].format(column="began", seconds=9),
        "number": _NUMBER[vendor],
        "empty_list": _EMPTY_LIST[vendor],
        "empty_object": _EMPTY_OBJECT[vendor],
    }
