"""The Receipt resource: both parties, the lines and the tax in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sandbox.clock import rfc3339
from sandbox.payments.domain.receipts import Issued
from sandbox.payments.domain.transactions import Transaction
from sandbox.payments.domain.wire import money, transaction_wire

# Who runs this platform; an operator's own service says its own.
ISSUER: Final[Mapping[str, str]] = {
    "name": "Pay Example AB",
    "org_no": "559048-2210",
    "address": "Skeppsbron 20, 111 30 Stockholm",
}
_OWN_MONEY: Final = frozenset({"deposit", "withdrawal", "adjustment"})
_WHOLE: Final = 10_000


def receipt_wire(tx: Transaction, issued: Issued, merchant: Any | None) -> dict[str, Any]:
    """Return the Receipt resource. ``merchant`` is the stored one, None where no merchant is part of it."""
    payer, payee = (_party(tx, side, merchant) for side in ("from", "to"))
    goods = tx.amount - tx.fee
    lines: Sequence[tuple[str | None, int]] = issued.lines or [(tx.description, goods)]
    return {
        "number": issued.number,
        "issued_at": rfc3339(issued.issued_at),
        "transaction": transaction_wire(tx),
        "issuer": dict(ISSUER),
        "payer": {"name": payer["name"]},
        "payee": payee,
        "lines": [{"text": text, "amount": money(amount, tx.currency)} for text, amount in lines],
        "tax": _tax(tx, goods, merchant),
    }


def _party(tx: Transaction, side: str, merchant: Any | None) -> dict[str, str | None]:
    if getattr(tx, f"{side}_kind") == "merchant":
        known = {name: getattr(merchant, name) or None for name in ("address", "org_no", "vat_no")} if merchant else {}
        return {"name": getattr(tx, f"{side}_label"), "address": None, "org_no": None, "vat_no": None, **known}
    return {"name": _person(tx, side), "address": None, "org_no": None, "vat_no": None}


def _person(tx: Transaction, side: str) -> str:
    """Return the customer's name: of a purchase their side is called by it, of their own money the instrument's is."""
    if tx.type in _OWN_MONEY:
        return (tx.from_detail if tx.from_kind == "instrument" else tx.to_detail) or tx.from_label
    return str(getattr(tx, f"{side}_label"))


def _tax(tx: Transaction, total: int, merchant: Any | None) -> list[dict[str, Any]]:
    """Return the value added tax inside ``total`` of a purchase, half a minor unit rounded up."""
    if tx.type != "payment" or merchant is None or not merchant.vat_rate:
        return []
    rate = merchant.vat_rate  # hundredths of a per cent
    tax = (2 * total * rate + _WHOLE + rate) // (2 * (_WHOLE + rate))
    return [{"rate": _percent(rate), "base": money(total - tax, tx.currency), "amount": money(tax, tx.currency)}]


def _percent(rate: int) -> str:
    return f"{rate // 100}.{rate % 100:02d}".rstrip("0").rstrip(".")
