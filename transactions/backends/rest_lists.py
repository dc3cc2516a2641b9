"""What a list is asked by on the wire, and what an answer of one must hold besides its shape."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any, Final

from selfcare.domain import errors
from selfcare.domain.money import LARGEST, Money
from transactions.domain import Summary, TableRow, TransactionFilter

_PARAMETERS: Final = tuple((field, field.rstrip("_")) for field in TransactionFilter.__struct_fields__)
_NOTHING: Final = (None, "", ())


def list_query(where: TransactionFilter) -> dict[str, Any]:
    """Return the parameters of a filter; what does not narrow is absent."""
    if where.tag is not None:
        raise ValueError("the customer's own tag is no filter of the service")  # see transactions.services.private
    found = ((name, getattr(where, field)) for field, name in _PARAMETERS)
    return {name: _parameter(value) for name, value in found if value not in _NOTHING}


def _parameter(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return ",".join(value) if isinstance(value, tuple) else value


def check_currencies(rows: Sequence[TableRow]) -> None:
    """Raise UpstreamFailed for a currency that is none: each once, not each row's."""
    codes = {row.amount.currency for row in rows}
    codes |= {row.fee.currency for row in rows if row.fee}
    codes |= {row.original_amount.currency for row in rows if row.original_amount}
    try:
        for code in codes:
            Money(0, code)
    except ValueError as error:
        raise errors.UpstreamFailed from error


def check_summaries(found: Sequence[Summary], by: str) -> None:
    """Raise UpstreamFailed for what cannot be summed or placed: a key twice, a week that is no Monday, a huge sum."""
    sums: Counter[str] = Counter()
    for each in found:
        sums[each.currency] += each.in_ + each.out
    is_twice = len({(each.key, each.currency) for each in found}) < len(found)
    if is_twice or max(sums.values(), default=0) > LARGEST or not all(_is_summary(each, by) for each in found):
        raise errors.UpstreamFailed


def _is_summary(each: Summary, by: str) -> bool:
    """A week's key is written YYYY-MM-DD and nothing else, though Python reads more forms of ISO 8601."""
    try:
        Money(0, each.currency)
        day = date.fromisoformat(each.key or "") if by == "week" else None
    except ValueError:
        return False
    return day is None or (day.weekday() == 0 and day.isoformat() == each.key)
