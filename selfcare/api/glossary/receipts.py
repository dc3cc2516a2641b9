# ruff: noqa: E501  # a table reads best with one row per line
"""Receipts and their signatures."""

from __future__ import annotations

from typing import Final

from selfcare.api.glossary.row import NONE_GIVEN, Row

ROWS: Final[dict[str, Row]] = {
    "algorithm": ("How it is signed (RFC 8032)", "Ed25519"),
    "check_url": ("What the QR code says: the page where anybody can check it", "https://pay.example.com/check?no=R-2026-118-40713&word=7QX2M9KD"),
    "check_word": ("Eight signs that belong to the number; case does not count, nor B for 8, O for 0, I or L for 1", "7QX2M9KD"),
    "key_id": ("Which key signed it", "2026-1"),
    "key_url": ("The public key in PEM; it stays there when another key signs", "https://pay.example.com/check/keys/2026-1.pem"),
    "SignedReceipt.receipt": ("What is signed, in RFC 8785's form", NONE_GIVEN),
    "signature": ("64 bytes in base 64, over receipt as it stands in the answer", "NpPgaxUPuZZaeZjjvrvHQbAGXRTlvDAHHEuYdhIu3KHBvsJJfuEFxpZiLqzvhvIvSaTDA6gnk1pHBNOD6xCcCg=="),
    "SignedForm.format": ("The form’s name and version", "selfcare-receipt/1"),
    "SignedForm.number": ("The receipt’s number, no other one’s", "R-2026-118-40713"),
    "issued_at": ("When it was issued, RFC 3339, UTC", "2026-11-18T18:37:26.000Z"),
    "issuer": ("Who runs the platform", {"name": "Pay Example AB", "org_no": "559048-2210", "address": "Skeppsbron 20, 111 30 Stockholm"}),
    "payer": ("Who paid", {"name": "Elin Sandberg"}),
    "payee": ("The seller, or whoever got the money", {"name": "Norrbo Interiör AB", "address": "Storgatan 14, 972 31 Luleå", "org_no": "559123-4404", "vat_no": "SE559123440401"}),
    "Issuer.name": ("Registered name", "Pay Example AB"),
    "Payer.name": ("Full name", "Elin Sandberg"),
    "Payee.name": ("Registered name, or a person’s", "Norrbo Interiör AB"),
    "Issuer.address": ("Street and town", "Skeppsbron 20, 111 30 Stockholm"),
    "Payee.address": ("Street and town", "Storgatan 14, 972 31 Luleå"),
    "Issuer.org_no": ("Company number", "559048-2210"),
    "Payee.org_no": ("Company number", "559123-4404"),
    "vat_no": ("Number for value added tax", "SE559123440401"),
    "lines": ("What was bought; with the fee they add up to the amount", NONE_GIVEN),
    "ReceiptLine.text": ("What it is; null when nobody said", "Bookshelf, oak, 1 pc"),
    "ReceiptLine.amount": ("What it cost", {"value": 115000, "currency": "SEK"}),
    "tax": ("Value added tax inside the lines, one row per rate", NONE_GIVEN),
    "Tax.rate": ("Per cent, a decimal in text", "25"),
    "Tax.base": ("What it was charged on", {"value": 99920, "currency": "SEK"}),
    "Tax.amount": ("The tax itself", {"value": 24980, "currency": "SEK"}),
    "SignedForm.transaction": ("The payment", NONE_GIVEN),
    "SignedPayment.id": ("The transaction’s id", "tx_norrbo"),
    "SignedPayment.type": ("Kind of transaction", "payment"),
    "SignedPayment.direction": ("in or out, seen from the customer", "out"),
    "SignedPayment.amount": ("What was paid, the fee included", {"value": 124900, "currency": "SEK"}),
    "SignedPayment.fee": ("What we charged for it", {"value": 0, "currency": "SEK"}),
    "paid_at": ("When it went through, RFC 3339, UTC", "2026-11-18T18:37:25.000Z"),
    "payment_number": ("The number at the bank", "261844079913"),
    "merchant_order": ("The merchant’s number", "NI-204417"),
}  # fmt: skip
