"""Bank statements as ISO 20022 camt.053.001.08 (BankToCustomerStatementV08), entry by entry in constant memory.

Version 08 of 2019 is the one banks and bookkeeping programs have agreed on (CGI-MP, the SEPA and instant schemes since
November 2023): newer ones are read by few, and 02 has no external status codes. Codes are those of the external code
sets of ISO 20022; every entry also carries our own word for its type, under ``BkTxCd/Prtry``.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta, tzinfo
from typing import Any, Final, Protocol

import msgspec
from lxml import etree

from selfcare.domain.money import Money
from transactions.domain import Account, Totals, Transaction
from transactions.files.camt053_entries import entry
from transactions.files.camt053_parts import (
    NAMESPACE,
    Element,
    amount,
    element,
    filled,
    hashed,
    major,
    moment,
    party,
    reference,
    signed,
    tag,
)

MEDIA_TYPE: Final = "application/xml"
_INSTANT: Final = timedelta(microseconds=1)
_NOTE: Final = 500
_LONGEST_ACCOUNT: Final = 34
_LONGEST_NAME: Final = 70


class Writer(Protocol):
    """Where bytes go: a file, a response, a hash."""

    def write(self, data: bytes, /) -> object: ...


class Book(msgspec.Struct, frozen=True, kw_only=True):
    """One statement of the file: an account from ``begin`` to before ``end`` (aware instants).

    ``opening`` and ``closing`` are booked balances. ``entries`` is read once, while the file is written. ``note`` says
    in words what is special, such as a filter by which entries were left out.
    """

    id: str
    account: Account
    owner: str
    begin: datetime
    end: datetime
    opening: Money
    closing: Money
    totals: Totals
    entries: Iterable[Transaction]
    note: str = ""


def camt053_write(out: Writer, *, message_id: str, created_at: datetime, books: Iterable[Book], zone: tzinfo) -> None:
    """Write the document, UTF-8, to ``out``. Days are days in ``zone``, instants carry its offset.

    ``message_id`` and the books' ids are unique to the file and of at most 35 characters; the schema wants one book at
    least. What ``entries`` raises is raised: the file is then not whole, however it looks, and must be thrown away.
    """
    with etree.xmlfile(out, encoding="utf-8") as file:
        file.write_declaration()
        with file.element(tag("Document"), nsmap={None: NAMESPACE}), file.element(tag("BkToCstmrStmt")):
            file.write(_header(message_id, created_at, zone))
            for book in books:
                _book_write(file, book, created_at, zone)


def _header(message_id: str, created_at: datetime, zone: tzinfo) -> Element:
    return element("GrpHdr", element("MsgId", message_id), element("CreDtTm", moment(created_at, zone)))


def _book_write(file: Any, book: Book, created_at: datetime, zone: tzinfo) -> None:
    with file.element(tag("Stmt")):
        for part in _head(book, created_at, zone):
            file.write(part)
        for each in book.entries:
            file.write(entry(each, zone))
        for part in filled("AddtlStmtInf", book.note, _NOTE):
            file.write(part)


def _head(book: Book, created_at: datetime, zone: tzinfo) -> list[Element]:
    """Return what stands before the entries, in the schema's order."""
    period = (element("FrDtTm", moment(book.begin, zone)), element("ToDtTm", moment(book.end, zone)))
    last = book.end - _INSTANT
    return [
        element("Id", book.id),
        element("CreDtTm", moment(created_at, zone)),
        element("FrToDt", *period),
        _account(book),
        _balance("OPBD", book.opening, book.begin, zone),
        _balance("CLBD", book.closing, last, zone),
        _totals(book),
    ]


def _account(book: Book) -> Element:
    """Only a masked number is known of an account, so it is named by the payment service's own id."""
    account = book.account
    own = element("Id", reference(account.id, _LONGEST_ACCOUNT) or hashed(account.id))
    return element(
        "Acct",
        element("Id", element("Othr", own)),
        element("Ccy", account.currency),
        *filled("Nm", account.name, _LONGEST_NAME),
        element("Ownr", *party(book.owner)),
    )


def _balance(code: str, money: Money, at: datetime, zone: tzinfo) -> Element:
    """Return a booked balance of the day of ``at``: the amount bare, its sign as credit or debit."""
    return element(
        "Bal",
        element("Tp", element("CdOrPrtry", element("Cd", code))),
        amount("Amt", Money(abs(money.value), money.currency)),
        element("CdtDbtInd", signed(money.value)),
        element("Dt", element("Dt", at.astimezone(zone).date().isoformat())),
    )


def _totals(book: Book) -> Element:
    found, currency = book.totals, book.account.currency
    net = found.in_ - found.out
    size = element("Amt", major(abs(net), currency))
    return element(
        "TxsSummry",
        element(
            "TtlNtries",
            *_counted(found.count_in + found.count_out, found.in_ + found.out, currency),
            element("TtlNetNtry", size, element("CdtDbtInd", signed(net))),
        ),
        element("TtlCdtNtries", *_counted(found.count_in, found.in_, currency)),
        element("TtlDbtNtries", *_counted(found.count_out, found.out, currency)),
    )


def _counted(count: int, value: int, currency: str) -> tuple[Element, Element]:
    return element("NbOfNtries", str(count)), element("Sum", major(value, currency))
