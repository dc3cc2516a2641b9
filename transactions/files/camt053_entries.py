"""One transaction as an entry of a camt.053: amount, state, code, references, parties, fee and exchange."""

from __future__ import annotations

import re
from datetime import datetime, tzinfo
from decimal import Decimal
from typing import Final

from selfcare.domain.errors import UpstreamFailed
from selfcare.domain.money import Money
from transactions.domain import BOOKED, Transaction
from transactions.files.camt053_parts import (
    Element,
    amount,
    element,
    filled,
    hashed,
    moment,
    party,
    reference,
    text,
)

_LONGEST_LINE: Final = 140
_LONGEST_INFO: Final = 500
_WAITING: Final = frozenset({"pending", "authorised"})
_RATE: Final = re.compile(r"[0-9]{1,10}(\.[0-9]{1,10})?", re.ASCII)
_RATE_DIGITS: Final = 11
_NOT_PROVIDED: Final = "NOTPROVIDED"  # ISO 20022's own word for an end-to-end id nobody gave

# Domain, family and sub-family of the external bank transaction codes, by direction and type. NTAV: not told.
_INSTANT: Final = {"in": ("PMNT", "RRCT", "NTAV"), "out": ("PMNT", "IRCT", "NTAV")}
_FEE: Final = {"in": ("PMNT", "MCOP", "FEES"), "out": ("PMNT", "MDOP", "FEES")}
_CORRECTION: Final = {"in": ("PMNT", "MCOP", "ADJT"), "out": ("PMNT", "MDOP", "ADJT")}
_CARD: Final = {"in": ("PMNT", "MCRD", "NTAV"), "out": ("PMNT", "CCRD", "POSD")}


def entry(transaction: Transaction, zone: tzinfo) -> Element:
    """Return ``Ntry``. What never touched the balance is in the file for information only (status INFO).

    Raises UpstreamFailed for a negative amount: its direction tells the sign.
    """
    booked = _booked_at(transaction)
    if transaction.amount.value < 0:
        raise UpstreamFailed
    return element(
        "Ntry",
        element("NtryRef", reference(transaction.id) or hashed(transaction.id)),
        amount("Amt", transaction.amount),
        element("CdtDbtInd", _side(transaction)),
        *_returned(transaction),
        element("Sts", element("Cd", entry_status(transaction))),
        *_days(booked, zone),
        *filled("AcctSvcrRef", reference(transaction.references.provider), _LONGEST_LINE),
        _code(transaction),
        element("NtryDtls", _details(transaction, zone)),
        *filled("AddtlNtryInf", _info(transaction), _LONGEST_INFO),
    )


def entry_status(transaction: Transaction) -> str:
    """Return BOOK, PDNG or INFO (external entry status codes)."""
    if transaction.status in _WAITING:
        return "PDNG"
    return "BOOK" if transaction.status in BOOKED else "INFO"


def _booked_at(transaction: Transaction) -> datetime | None:
    """Return when the amount reached the booked balance or left it: its completion where the service tells no more."""
    return (transaction.booked_at or transaction.completed_at) if transaction.status in BOOKED else None


def _side(transaction: Transaction) -> str:
    return "CRDT" if transaction.direction == "in" else "DBIT"


def _returned(transaction: Transaction) -> tuple[Element, ...]:
    """Say that the entry undoes another one."""
    is_return = transaction.type == "adjustment" and transaction.parent_id is not None
    return (element("RvslInd", "true"),) if is_return else ()


def _days(booked: datetime | None, zone: tzinfo) -> tuple[Element, ...]:
    """Return booking time and value date: the customer has the money from its booking, whenever the banks settle."""
    if booked is None:
        return ()
    day = booked.astimezone(zone).date().isoformat()
    return element("BookgDt", element("DtTm", moment(booked, zone))), element("ValDt", element("Dt", day))


def _code(transaction: Transaction) -> Element:
    domain, family, sub = _codes(transaction)
    known = element("Domn", element("Cd", domain), element("Fmly", element("Cd", family), element("SubFmlyCd", sub)))
    own = element("Cd", text(transaction.type, 35) or "unknown")
    return element("BkTxCd", known, element("Prtry", own, element("Issr", "Selfcare")))


def _codes(transaction: Transaction) -> tuple[str, str, str]:
    side = "in" if transaction.direction == "in" else "out"
    if transaction.type in {"fee", "adjustment"}:
        return (_FEE if transaction.type == "fee" else _CORRECTION)[side]
    is_card = transaction.instrument is not None and transaction.instrument.kind == "card"
    return (_CARD if is_card and transaction.type in {"payment", "refund"} else _INSTANT)[side]


def _details(transaction: Transaction, zone: tzinfo) -> Element:
    return element(
        "TxDtls",
        _references(transaction),
        amount("Amt", transaction.amount),
        element("CdtDbtInd", _side(transaction)),
        *_exchange(transaction),
        *_charges(transaction),
        *_parties(transaction),
        *_remittance(transaction),
        element("RltdDts", element("TxDtTm", moment(transaction.created_at, zone))),
    )


def _references(transaction: Transaction) -> Element:
    given = transaction.references
    own = (
        element("Prtry", element("Tp", kind), element("Ref", value))
        for kind, raw in (("merchant", given.merchant), ("statement", given.statement))
        if (value := reference(raw))
    )
    return element(
        "Refs",
        element("EndToEndId", reference(given.customer) or _NOT_PROVIDED),
        *filled("MndtId", reference(transaction.consent_id), _LONGEST_LINE),
        *own,
    )


def _exchange(transaction: Transaction) -> tuple[Element, ...]:
    """Return what was asked for in another currency, with the rate when the schema can hold it."""
    original = transaction.original_amount
    if original is None or original.value < 0:
        return ()
    rate = () if original.currency == transaction.amount.currency else _rate(transaction, original)
    return (element("AmtDtls", element("InstdAmt", amount("Amt", original), *rate)),)


def _rate(transaction: Transaction, original: Money) -> tuple[Element, ...]:
    rate = transaction.fx_rate or ""
    if not _RATE.fullmatch(rate) or len(Decimal(rate).as_tuple().digits) > _RATE_DIGITS:
        return ()
    currencies = element("SrcCcy", original.currency), element("TrgtCcy", transaction.amount.currency)
    return (element("CcyXchg", *currencies, element("XchgRate", rate)),)


def _charges(transaction: Transaction) -> tuple[Element, ...]:
    """Return the fee: in the amount of money out, charged at the bank on top of money in."""
    fee = transaction.fee
    if fee is None or fee.value <= 0:
        return ()
    included = "true" if transaction.direction == "out" else "false"
    charge = amount("Amt", fee), element("CdtDbtInd", "DBIT"), element("ChrgInclInd", included)
    return (element("Chrgs", element("Rcrd", *charge)),)


def _parties(transaction: Transaction) -> tuple[Element, ...]:
    sides = (("Dbtr", transaction.from_.label), ("Cdtr", transaction.to.label))
    found = [element(name, element("Pty", *named)) for name, label in sides if (named := party(label))]
    return (element("RltdPties", *found),) if found else ()


def _remittance(transaction: Transaction) -> tuple[Element, ...]:
    line = filled("Ustrd", transaction.description, _LONGEST_LINE)
    return (element("RmtInf", *line),) if line else ()


def _info(transaction: Transaction) -> str:
    """Return what has no place of its own: the merchant's name, the state, references too long for their elements."""
    given = transaction.references
    long = [each for each in (given.customer, given.merchant, given.provider, given.statement) if each]
    parts = [transaction.merchant.name if transaction.merchant else "", transaction.status]
    if not reference(transaction.id):
        parts.append(transaction.id)
    return " · ".join(part for part in (*parts, *(each for each in long if not reference(each))) if part)
