"""The shapes of the demo data. Amounts are minor units; a time is how many days ago, and when that day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any


@dataclass(frozen=True, slots=True)
class Person:
    """A customer of the auth service and what the statements call them."""

    id: str
    identifier: str
    given_name: str
    family_name: str
    locale: str
    timezone: str
    country: str
    phone: str
    member_for: int  # days
    totp_secret: str = ""

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}"

    @property
    def short(self) -> str:
        return self.id.removeprefix("cus_")


@dataclass(frozen=True, slots=True)
class Purse:
    """An account, and what must be on it once all history is loaded."""

    id: str
    name: str
    currency: str
    available: int
    masked: str


@dataclass(frozen=True, slots=True)
class Means:
    """An instrument the customer pays with. ``hint`` is the customer's word for it."""

    id: str
    kind: str
    brand: str
    last4: str
    hint: str = ""
    expiry: str | None = None
    fee: int | None = None
    currency: str = "SEK"
    country: str = "SE"
    status: str = "active"
    usable_for: tuple[str, ...] = ("deposit", "withdrawal")

    @property
    def label(self) -> str:
        return f"{self.brand} ••{self.last4}"


@dataclass(frozen=True, slots=True)
class Shop:
    """A merchant: its everyday name, its registered name and place, and what a usual purchase costs."""

    id: str
    name: str
    legal: str
    place: str
    site: str | None = None
    category: str = ""
    country: str = "SE"
    statement: str = ""
    prices: tuple[int, int] = (0, 0)
    weight: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """One event of a transaction, so long ``after`` its beginning, or ``on`` a day: how many days ago, and when."""

    after: timedelta
    status: str
    actor: str
    code: str
    details: Mapping[str, str] = field(default_factory=dict)
    on: tuple[int, str] | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One transaction to be. ``who`` is a merchant's or an instrument's key, ``more`` overrides single columns."""

    key: str
    days: int
    time: str
    type: str
    who: str
    amount: int
    status: str = "succeeded"
    account: str | None = "sek"
    means: str | None = None
    steps: tuple[Step, ...] = ()
    more: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Said:
    """One message of a case; ``file`` is the name of a PDF that came with it."""

    days: int
    time: str
    sender: str
    name: str
    text: str
    file: str = ""


@dataclass(frozen=True, slots=True)
class Happened:
    """One step of a case's history."""

    days: int
    time: str
    actor: str
    code: str
    details: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Case:
    """One dispute to be: about the row ``about``, if any. ``dates`` are columns as (days ago, when that day)."""

    key: str
    number: str
    kind: str
    reason: str
    amount: int
    note: str
    about: str | None
    dates: Mapping[str, tuple[int, str]]
    more: Mapping[str, Any]
    said: tuple[Said, ...]
    happened: tuple[Happened, ...]
    account: str = "sek"
    means: str | None = None
    money: str | None = None
    """The row that brought the money back."""


@dataclass(frozen=True, slots=True)
class Period:
    """Days of history to be filled: from ``first`` days ago, so many ``days``, with these deposits and this much out."""

    first: int
    days: int
    deposits: tuple[int, ...]
    out: int


@dataclass(frozen=True, slots=True)
class Life:
    """Everything one customer starts with. ``limits``: what for, currency, window, the most."""

    person: Person
    purses: Mapping[str, Purse]
    means: Mapping[str, Means]
    limits: Sequence[tuple[str, str, str, int]]
    rows: Sequence[Row]
    cases: Sequence[Case] = ()
