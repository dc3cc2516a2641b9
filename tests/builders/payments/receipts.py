"""What a receipt is made of."""

from __future__ import annotations

from typing import Any

from tests.builders.payments.common import money
from tests.builders.payments.transactions import transaction


def receipt(**changes: Any) -> dict[str, Any]:
    """The receipt of a bookshelf; change ``transaction`` together with ``lines`` and ``tax``."""
    paid = transaction(
        id="tx_1",
        amount=money(124900),
        **{"from": {"kind": "account", "label": "Elin Sandberg", "detail": "Balance in krona"}},
        to={"kind": "merchant", "label": "Norrbo Interiör AB", "detail": "Luleå, Sweden"},
        merchant={"id": "mch_norrbo", "name": "Norrbo Interiör", "site": "norrbo.example", "logo_url": None},
        references={"customer": None, "merchant": "NI-204417", "provider": "261844079913", "statement": None},
        completed_at="2026-11-18T18:37:25.000Z",
        refund={"state": "none", "refunded": money(0), "refundable": money(124900)},
        actions=[{"name": "receipt", "until": None, "requires": []}],
    )
    return {
        "number": "R-2026-118-40713",
        "issued_at": "2026-11-18T18:37:26.000Z",
        "transaction": paid,
        "issuer": {"name": "Pay Example AB", "org_no": "559048-2210", "address": "Skeppsbron 20, 111 30 Stockholm"},
        "payer": {"name": "Elin Sandberg"},
        "payee": {
            "name": "Norrbo Interiör AB",
            "address": "Storgatan 14, 972 31 Luleå",
            "org_no": "559123-4404",
            "vat_no": "SE559123440401",
        },
        "lines": [
            {"text": "Bookshelf, oak, 1 pc", "amount": money(115000)},
            {"text": "Delivery", "amount": money(9900)},
        ],
        "tax": [{"rate": "25", "base": money(99920), "amount": money(24980)}],
        **changes,
    }
