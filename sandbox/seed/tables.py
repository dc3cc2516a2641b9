"""Words the tables of literal rows are written in: key, days ago, time of day, other side, minor units, single columns."""

from __future__ import annotations

from typing import Any

from sandbox.seed.shapes import Row

_OWN = ("status", "account", "means", "steps")


def pay(key: str, days: int, time: str, who: str, amount: int, **fields: Any) -> Row:
    return _row("payment", key, days, time, who, amount, fields)


def deposit(key: str, days: int, time: str, who: str, amount: int, **fields: Any) -> Row:
    return _row("deposit", key, days, time, who, amount, {"means": who} | fields)


def withdraw(key: str, days: int, time: str, who: str, amount: int, **fields: Any) -> Row:
    return _row("withdrawal", key, days, time, who, amount, {"means": who} | fields)


def refund(key: str, days: int, time: str, who: str, amount: int, **fields: Any) -> Row:
    return _row("refund", key, days, time, who, amount, fields)


def _row(kind: str, key: str, days: int, time: str, who: str, amount: int, fields: dict[str, Any]) -> Row:  # noqa: PLR0917 - a row of a table, in the order of its columns
    own = {name: fields.pop(name) for name in _OWN if name in fields}
    return Row(key=key, days=days, time=time, type=kind, who=who, amount=amount, more=fields, **own)
