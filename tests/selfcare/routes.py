"""Every address of the product: the methods it takes, and what its owner gets.

The routes come from the URL configuration, so a new one fails in test_crawl until its row says whom it answers and how.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from django.urls import URLPattern, URLResolver, get_resolver

READ: Final = frozenset({"GET", "HEAD"})
WRITE: Final = frozenset({"POST"})
KEY: Final = "crawl-0123456789abcdef"
TX: Final = "tx_01JD4M8Q0V7K2"
OWN: Final = {
    "case_id": "dsp_1",
    "transaction_id": TX,
    "intent_id": "int_deposit",
    "account_id": "acc_main",
    "subject": "int_withdrawal",
    "export_id": "exp_own",
    "view_id": "viw_1",
    "request_id": "rrq_own",
    "dispute_id": "dsp_1",
    "upload_id": "upl_1",
}
# Where a route is about another of the owner's things than its like.
OWN_OF: Final = {
    "withdrawal_state": {"intent_id": "int_withdrawal"},
    "api_withdrawal": {"intent_id": "int_withdrawal"},
    "payment_state": {"intent_id": "int_payment"},
    "api_payment": {"intent_id": "int_payment"},
    "request_state": {"intent_id": "int_cancel"},
    "api_transaction_request": {"intent_id": "int_cancel"},
    "api_dispute_request": {"intent_id": "int_dispute"},
    "case_decision": {"case_id": "dsp_closed"},
    "case_opening": {"intent_id": "int_opening"},
    "export_state": {"export_id": "exp_making"},  # one that has ended sends htmx to its page
}
OTHER: Final = {
    "source": "payments",
    "operation_id": "accounts_list",
    "challenge_id": "chl_1",
    "key_id": "localhost",
    "name": "2026-03",
    "period": "2026-03",
}


class Row(NamedTuple):
    """Which methods a route takes and what the owner gets for GET, or for an empty POST where there is no GET.

    ``body`` is what another customer sends, where nothing at all would be refused before anybody looks whose it is.
    """

    methods: frozenset[str] = READ
    status: int = 200
    is_public: bool = False
    asks: str = ""
    body: dict[str, Any] | None = None


ONE_KRONA: Final = {"value": 100, "currency": "SEK"}
REFUND: Final = {"amount": ONE_KRONA, "reason": "other", "expected_refundable": ONE_KRONA}
DISPUTED: Final = {"reason": "other", "amount": {"value": 1, "currency": "SEK"}}
ROWS: Final = {
    "home": Row(),
    "login": Row(READ | WRITE, 303, is_public=True),
    "login_code": Row(READ | WRITE, 303, is_public=True),
    "login_code_resend": Row(WRITE, 303, is_public=True),
    "logout": Row(WRITE, 303, is_public=True),
    "language": Row(READ, 303, is_public=True, asks="to=sv"),
    "signed_out": Row(READ, 303, is_public=True),
    "step_up": Row(READ | WRITE, 303),
    "step_up_begin": Row(WRITE, 303),
    "step_up_send": Row(WRITE, 303),
    "deposit_new": Row(),
    "deposit_method": Row(asks="amount=200"),
    "deposit_review": Row(asks=f"amount=200&from=ins_ostra&key={KEY}"),
    "deposit_confirm": Row(WRITE, 400),
    "deposit_state": Row(),
    "withdrawal_new": Row(),
    "withdrawal_method": Row(asks="amount=200"),
    "withdrawal_review": Row(asks=f"amount=200&to=ins_ostra&key={KEY}"),
    "withdrawal_confirm": Row(WRITE, 400),
    "withdrawal_state": Row(),
    "transaction_list": Row(),
    "transaction_detail": Row(),
    "transaction_continue": Row(READ, 303),
    "transaction_cancel": Row(READ, 303),
    "transaction_cancel_send": Row(WRITE, 400),
    "transaction_keep": Row(),
    "transaction_keep_send": Row(WRITE, 400),
    "transaction_refund": Row(),
    "transaction_refund_send": Row(WRITE, 400),
    "transaction_dispute": Row(READ, 303),
    "transaction_dispute_send": Row(WRITE, 400),
    "evidence_file": Row(),
    "request_state": Row(),
    "refund_request_take_back": Row(),
    "refund_request_take_back_send": Row(WRITE, 400),
    "export_new": Row(),
    "export_create": Row(WRITE, 422),
    "export_state": Row(),
    "export_repeat": Row(WRITE, 303),
    "export_end": Row(WRITE, 303),
    "export_file": Row(),
    "export_proof": Row(),
    "statement_months": Row(),
    "statement_quarters": Row(),
    "statement_years": Row(),
    "statement_period": Row(),
    "statement": Row(),
    "statement_pdf": Row(),
    "statement_camt": Row(),
    "statement_file_new": Row(WRITE, 400),
    "charge_find": Row(asks="amount=62"),
    "case_list": Row(),
    "case_deposit_new": Row(READ | WRITE),
    "case_charge_new": Row(READ | WRITE),
    "case_opening": Row(),
    "case_detail": Row(),
    "case_decision": Row(),
    "case_message": Row(WRITE, 422),
    "case_answer": Row(WRITE, 400),
    "case_escalate": Row(WRITE, 400),
    "case_withdraw": Row(READ | WRITE),
    "payment_new": Row(),
    "payment_method": Row(asks="amount=200"),
    "payment_review": Row(asks=f"amount=200&to=mch_kaffe&key={KEY}"),
    "payment_confirm": Row(WRITE, 400),
    "payment_state": Row(),
    "transaction_repeat": Row(READ | WRITE, 303),
    "transaction_note": Row(WRITE, 303),
    "saved_view_list": Row(),
    "saved_view_new": Row(READ | WRITE, asks="type=payment"),
    "saved_view_first": Row(WRITE, 303),
    "saved_view_remove": Row(WRITE, 303),
    "receipt": Row(),
    "receipt_pdf": Row(),
    "receipt_check": Row(READ | WRITE, is_public=True),
    "receipt_keys": Row(is_public=True),
    "receipt_key": Row(is_public=True),
    "hook": Row(WRITE, 401, is_public=True),
    "api_docs": Row(is_public=True),
    "api_operation": Row(is_public=True),
    "api_overview": Row(),
    "api_session": Row(READ | WRITE | {"DELETE"}, is_public=True),
    "api_step_up": Row(WRITE, 422),
    "api_challenge": Row(WRITE, 422, is_public=True),
    "api_challenge_resend": Row(WRITE, 404, is_public=True),
    "api_me": Row(),
    "api_deposits": Row(WRITE, 422),
    "api_deposit": Row(),
    "api_quotes": Row(WRITE, 422),
    "api_withdrawals": Row(WRITE, 422),
    "api_payments": Row(WRITE, 422),
    "api_payment": Row(),
    "api_merchants": Row(),
    "api_withdrawal": Row(),
    "api_accounts": Row(),
    "api_account": Row(),
    "api_capabilities": Row(),
    "api_cases": Row(READ | WRITE),
    "api_case": Row(),
    "api_case_messages": Row(WRITE, 422, body={"text": "Hello"}),
    "api_case_answer": Row(WRITE, 422, body={"accept": True}),
    "api_case_withdraw": Row(WRITE, 400),
    "api_case_escalate": Row(WRITE, 400),
    "api_charge_searches": Row(WRITE, 422),
    "api_disputes": Row(READ | WRITE),
    "api_dispute": Row(),
    "api_dispute_request": Row(),
    "api_dispute_messages": Row(WRITE, 422, body={"text": "Hello"}),
    "api_dispute_answer": Row(WRITE, 422, body={"accept": True}),
    "api_dispute_withdraw": Row(WRITE, 400),
    "api_dispute_escalate": Row(WRITE, 400),
    "api_transaction_disputes": Row(WRITE, 422, body=DISPUTED),
    "api_uploads": Row(WRITE, 400),
    "api_upload": Row(),
    "api_exports": Row(READ | WRITE),
    "api_export": Row(READ | {"DELETE"}),
    "api_export_file": Row(),
    "api_instruments": Row(),
    "api_statements": Row(),
    "api_statement": Row(),
    "api_statement_file": Row(READ | WRITE, asks="format=camt053"),
    "api_check": Row(READ | WRITE, asks="number=R-2026-118-40713&word=00000000", is_public=True),
    "api_summaries": Row(asks="by=week"),
    "api_transactions": Row(),
    "api_transaction": Row(),
    "api_transaction_cancel": Row(WRITE, 400),
    "api_transaction_keep": Row(WRITE, 400),
    "api_transaction_refunds": Row(WRITE, 422, body=REFUND),
    "api_transaction_request": Row(),
    "api_refund_requests": Row(),
    "api_refund_request": Row(),
    "api_refund_request_cancel": Row(WRITE, 400),
    "api_transaction_events": Row(),
    "api_receipt": Row(),
    "api_receipt_json": Row(),
    "api_receipt_html": Row(),
    "api_receipt_pdf": Row(),
    "api_transaction_note": Row(READ | {"PUT", "DELETE"}),
    "api_views": Row(READ | WRITE),
    "api_view": Row(READ | {"PUT", "DELETE"}),
    "api_changes": Row(),
    "csp_reports": Row(WRITE, 415, is_public=True),
    "api_schema": Row(is_public=True),
    "styleguide": Row(is_public=True),
}


def _walk(patterns: list[Any], before: str = "/") -> Iterator[tuple[str, URLPattern]]:
    for each in patterns:
        if isinstance(each, URLResolver):
            yield from _walk(each.url_patterns, before + str(each.pattern))
        else:
            yield before + str(each.pattern), each


ROUTES: Final = {
    pattern.name or route: (route, pattern) for route, pattern in _walk(get_resolver("selfcare.urls").url_patterns)
}


def address(name: str) -> str:
    """The route with ids filled in."""
    route, pattern = ROUTES[name]
    ids = {**OWN, **OTHER, **OWN_OF.get(name, {})}
    for parameter, converter in pattern.pattern.converters.items():
        kind = type(converter).__name__.removesuffix("Converter").lower().replace("string", "str")
        route = route.replace(f"<{kind}:{parameter}>", ids[parameter])
    assert "<" not in route, route
    return route


def names_own_thing(name: str) -> bool:
    return bool(set(ROUTES[name][1].pattern.converters) & set(OWN))
