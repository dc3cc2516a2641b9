"""The transaction list's parameters, read strictly: what is wrong is named, never dropped."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any, Final

import msgspec

from sandbox.payments.domain.errors import Field, Refused, invalid
from sandbox.payments.domain.money import CURRENCY, LARGEST
from sandbox.payments.domain.status import STATUSES
from sandbox.payments.domain.transactions import TYPES

LONGEST_Q: Final = 100
LARGEST_PAGE: Final = 100
LARGEST_TRANSACTIONS_PAGE: Final = 500
"""For clients that read everything into a file: a tenth of the exchanges cost, and a megabyte of answer."""
SORTS: Final = ("created_at", "-created_at", "booked_at", "-booked_at")
_MOST_VALUES: Final = 50
MOST_IDS: Final = 100
_ID: Final = re.compile(r"[A-Za-z0-9_.~:-]{1,128}")
_WHOLE: Final = re.compile(r"[0-9]{1,16}")
_RFC3339: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)", re.ASCII)


class Filter(msgspec.Struct, frozen=True, kw_only=True):
    """Which transactions; empty tuples and None do not narrow. ``from_`` and ``settled_from`` are inclusive, ``to``
    and ``settled_to`` exclusive, ``booked_from`` and ``booked_to`` likewise. ``q`` is case folded; what ``or_ids``
    names is found whether ``q`` finds it or not."""

    ids: tuple[str, ...] = ()
    or_ids: tuple[str, ...] = ()
    account_id: tuple[str, ...] = ()
    type: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    direction: tuple[str, ...] = ()
    currency: tuple[str, ...] = ()
    merchant_id: tuple[str, ...] = ()
    instrument_id: tuple[str, ...] = ()
    consent_id: tuple[str, ...] = ()
    amount_min: int | None = None
    amount_max: int | None = None
    from_: datetime | None = None
    to: datetime | None = None
    settled_from: datetime | None = None
    settled_to: datetime | None = None
    booked_from: datetime | None = None
    booked_to: datetime | None = None
    reference: str | None = None
    q: str | None = None
    updated_since: datetime | None = None

    @property
    def is_booked(self) -> bool:
        """Whether only booked transactions are asked for, by when they were booked."""
        return self.booked_from is not None or self.booked_to is not None


class ListQuery(msgspec.Struct, frozen=True, kw_only=True):
    """The filter and how to page through it."""

    where: Filter
    oldest_first: bool = False
    by_booking: bool = False
    limit: int = 25
    cursor: str | None = None
    total: bool = False


def _wrong(name: str, code: str, detail: str) -> Refused:
    return invalid(f"/{name}", code, detail)


def _ident(name: str, value: str) -> str:
    if not _ID.fullmatch(value):
        raise _wrong(name, "format", f"{name} is an id of at most 128 letters, digits and _ . ~ : -")
    return value


def _one_of(*allowed: str) -> Callable[[str, str], str]:
    def read(name: str, value: str) -> str:
        if value not in allowed:
            raise _wrong(name, "choice", f"{name} is one of {', '.join(allowed)}.")
        return value

    return read


def _currency(name: str, value: str) -> str:
    if not CURRENCY.fullmatch(value):
        raise _wrong(name, "format", f"{name} is an ISO 4217 code such as SEK.")
    return value


def _amount(name: str, value: str) -> int:
    if not _WHOLE.fullmatch(value) or int(value) > LARGEST:
        raise _wrong(name, "format", f"{name} is a whole number of minor units, 0 to {LARGEST}.")
    return int(value)


def _time(name: str, value: str) -> datetime:
    """Read an RFC 3339 date-time; a zone is required."""
    wrong = _wrong(name, "format", f"{name} is an RFC 3339 time with a zone, 2026-11-01T00:00:00Z.")
    if not _RFC3339.fullmatch(value):
        raise wrong
    try:
        return datetime.fromisoformat(value).astimezone(UTC)
    except (ValueError, OverflowError):
        raise wrong from None


def _text(longest: int) -> Callable[[str, str], str]:
    def read(name: str, value: str) -> str:
        if not value.strip() or len(value) > longest or not value.isprintable():
            raise _wrong(name, "format", f"{name} is 1 to {longest} printable characters.")
        return value

    return read


def _limit(name: str, value: str) -> int:
    if not _WHOLE.fullmatch(value) or not 1 <= int(value) <= LARGEST_TRANSACTIONS_PAGE:
        raise _wrong(name, "range", f"{name} is a whole number from 1 to {LARGEST_TRANSACTIONS_PAGE}.")
    return int(value)


_LISTS: Final[dict[str, Callable[[str, str], str]]] = {
    "ids": _ident,
    "or_ids": _ident,
    "account_id": _ident,
    "type": _one_of(*TYPES),
    "status": _one_of(*sorted(STATUSES)),
    "direction": _one_of("in", "out"),
    "currency": _currency,
    "merchant_id": _ident,
    "instrument_id": _ident,
    "consent_id": _ident,
}
_SINGLES: Final[dict[str, Callable[[str, str], Any]]] = {
    "amount_min": _amount,
    "amount_max": _amount,
    "from": _time,
    "to": _time,
    "settled_from": _time,
    "settled_to": _time,
    "booked_from": _time,
    "booked_to": _time,
    "reference": _text(140),
    "q": _text(LONGEST_Q),
    "updated_since": _time,
    "sort": _one_of(*SORTS),
    "limit": _limit,
    "cursor": _text(1000),
    "include": _one_of("total"),
}


def query_parse(pairs: Iterable[tuple[str, str]]) -> ListQuery:
    """Turn decoded query parameters into a `ListQuery`.

    Raises Refused ``bad_request`` (400) for an unknown or repeated parameter and ``validation_failed`` (422) for a
    value that cannot be used. Filters of ids and words may be repeated or comma separated; the rest stand once.
    """
    many, single = _collect(pairs)
    fields: dict[str, Any] = {name: _values(name, raw) for name, raw in many.items()}
    fields |= {_python(name): _single(name, raw) for name, raw in single.items() if name not in PAGING}
    where = Filter(**fields)
    _consistent(where)
    return ListQuery(
        where=where,
        oldest_first=single.get("sort") in {"created_at", "booked_at"},
        by_booking=single.get("sort") in {"booked_at", "-booked_at"},
        limit=_limit("limit", single["limit"]) if "limit" in single else 25,
        cursor=_text(1000)("cursor", single["cursor"]) if "cursor" in single else None,
        total="include" in single,
    )


PAGING: Final = frozenset({"sort", "limit", "cursor", "include"})


def at_parse(pairs: Iterable[tuple[str, str]]) -> datetime | None:
    """Return the one parameter ``at`` as an instant, None without it; raise Refused as `query_parse` does."""
    found: datetime | None = None
    for name, value in pairs:
        if name != "at":
            raise unknown(name)
        if found is not None:
            raise Refused("bad_request", "at may stand only once.", Field("/at", "repeated", "Send it once."))
        found = _time(name, value)
    return found


def _collect(pairs: Iterable[tuple[str, str]]) -> tuple[dict[str, list[str]], dict[str, str]]:
    many: dict[str, list[str]] = {}
    single: dict[str, str] = {}
    for name, value in pairs:
        if name in _LISTS:
            many.setdefault(name, []).extend(value.split(","))
        elif name not in _SINGLES:
            raise unknown(name)
        elif name in single:
            raise Refused("bad_request", f"{name} may stand only once.", Field(f"/{name}", "repeated", "Send it once."))
        else:
            _SINGLES[name](name, value)
            single[name] = value
    return many, single


def unknown(name: str) -> Refused:
    """Return the refusal of a parameter the service does not have (400)."""
    shown = name if name.isprintable() and len(name) <= LONGEST_Q else "(unprintable)"
    return Refused(
        "bad_request", "A query parameter is not known.", Field(f"/{shown}", "unknown", "Remove this parameter.")
    )


def _values(name: str, raw: list[str]) -> tuple[str, ...]:
    most = MOST_IDS if name in {"ids", "or_ids"} else _MOST_VALUES
    if len(raw) > most:
        raise _wrong(name, "max", f"{name} takes at most {most} values.")
    return tuple(sorted({_LISTS[name](name, value) for value in raw}))


def _python(name: str) -> str:
    return "from_" if name == "from" else name


def _single(name: str, raw: str) -> Any:
    value = _SINGLES[name](name, raw)
    return value.casefold() if name == "q" else value


def _consistent(where: Filter) -> None:
    """Refuse what no transaction can match, or what compares minor units of different currencies."""
    if (where.amount_min is not None or where.amount_max is not None) and len(where.currency) != 1:
        raise _wrong("currency", "required", "amount_min and amount_max need exactly one currency.")
    if where.or_ids and where.q is None:
        raise _wrong("or_ids", "required", "or_ids goes with q.")
    _ordered("amount_max", where.amount_min, where.amount_max)
    _ordered("to", where.from_, where.to)
    _ordered("settled_to", where.settled_from, where.settled_to)
    _ordered("booked_to", where.booked_from, where.booked_to)


def _ordered(name: str, low: Any, high: Any) -> None:
    if low is not None and high is not None and high < low:
        raise _wrong(name, "order", f"{name} is before where the range begins.")
