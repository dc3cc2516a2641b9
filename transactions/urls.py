"""Addresses of transactions and accounts, grouped by prefix."""

from __future__ import annotations

from django.urls import URLPattern, path

from transactions.api import accounts as account_api
from transactions.api import cases as case_api
from transactions.api import charges as charge_api
from transactions.api import checks as check_api
from transactions.api import disputes as dispute_api
from transactions.api import exports as export_api
from transactions.api import movements as movement_api
from transactions.api import notes as note_api
from transactions.api import receipts as receipt_api
from transactions.api import requests as request_api
from transactions.api import saved_views as saved_view_api
from transactions.api import statements as statement_api
from transactions.api import summaries as summary_api
from transactions.api import transactions as transaction_api
from transactions.api import uploads as upload_api
from transactions.domain import Kind
from transactions.views import (
    again,
    cancellations,
    case_opening,
    cases,
    charges,
    decisions,
    details,
    disputes,
    evidence,
    exports,
    movement_steps,
    movements,
    notes,
    receipt_checks,
    receipts,
    refunds,
    requests,
    saved_views,
    statements,
    transactions,
)


def _movement_urls(kind: Kind, prefix: str, instruments: str) -> list[URLPattern]:
    """Return the addresses of moving money one way: the views are the same, told which."""
    way = {"kind": kind}
    return [
        path(prefix, movement_steps.movement_new, way, name=f"{kind}_new"),
        path(f"{prefix}/{instruments}", movement_steps.movement_method, way, name=f"{kind}_method"),
        path(f"{prefix}/review", movement_steps.movement_review, way, name=f"{kind}_review"),
        path(f"{prefix}/confirm", movements.movement_confirm, way, name=f"{kind}_confirm"),
        path(f"{prefix}/<str:intent_id>", movements.movement_state, way, name=f"{kind}_state"),
    ]


# What can be asked about one transaction.
_REQUESTS: list[URLPattern] = [
    path("transactions/<str:transaction_id>/cancel", cancellations.transaction_cancel, name="transaction_cancel"),
    path(
        "transactions/<str:transaction_id>/cancel/send",
        cancellations.transaction_cancel_send,
        name="transaction_cancel_send",
    ),
    path("transactions/<str:transaction_id>/keep", cancellations.transaction_keep, name="transaction_keep"),
    path(
        "transactions/<str:transaction_id>/keep/send", cancellations.transaction_keep_send, name="transaction_keep_send"
    ),
    path("transactions/<str:transaction_id>/refund", refunds.transaction_refund, name="transaction_refund"),
    path(
        "transactions/<str:transaction_id>/refund/send",
        refunds.transaction_refund_send,
        name="transaction_refund_send",
    ),
    path("transactions/<str:transaction_id>/dispute", disputes.transaction_dispute, name="transaction_dispute"),
    path(
        "transactions/<str:transaction_id>/dispute/send",
        disputes.transaction_dispute_send,
        name="transaction_dispute_send",
    ),
    path("transactions/<str:transaction_id>/requests/<str:intent_id>", requests.request_state, name="request_state"),
    path("refund-requests/<str:request_id>/cancel", refunds.refund_request_take_back, name="refund_request_take_back"),
    path(
        "refund-requests/<str:request_id>/cancel/send",
        refunds.refund_request_take_back_send,
        name="refund_request_take_back_send",
    ),
]


def _statement_urls() -> list[URLPattern]:
    """Return the lists by length, the form of any period, and one statement with its files."""
    lists = (("statements", "month"), ("statements/quarters", "quarter"), ("statements/years", "year"))
    return [
        *(
            path(prefix, statements.statement_periods, {"length": length}, name=f"statement_{length}s")
            for prefix, length in lists
        ),
        path("statements/period", statements.statement_period, name="statement_period"),
        path("statements/<slug:name>.pdf", statements.statement_pdf_file, name="statement_pdf"),
        path("statements/<slug:name>.xml", statements.statement_camt_file, name="statement_camt"),
        path("statements/<slug:name>/files", statements.statement_file_new, name="statement_file_new"),
        path("statements/<slug:name>", statements.statement, name="statement"),
    ]


page_urls: list[URLPattern] = [
    path("transactions", transactions.transaction_list, name="transaction_list"),
    *_statement_urls(),
    *_movement_urls("deposit", "deposit", "method"),
    *_movement_urls("withdrawal", "withdraw", "account"),
    *_movement_urls("payment", "pay", "merchant"),
    path("exports", exports.export_new, name="export_new"),
    path("exports/make", exports.export_create, name="export_create"),
    path("exports/<str:export_id>", exports.export_state, name="export_state"),
    path("exports/<str:export_id>/again", exports.export_repeat, name="export_repeat"),
    path("exports/<str:export_id>/stop", exports.export_end, name="export_end"),
    path("exports/<str:export_id>/file", exports.export_download, name="export_file"),
    path("exports/<str:export_id>/proof", exports.export_proof, name="export_proof"),
    path("views", saved_views.saved_view_list, name="saved_view_list"),
    path("views/new", saved_views.saved_view_new, name="saved_view_new"),
    path("views/<str:view_id>/first", saved_views.saved_view_first, name="saved_view_first"),
    path("views/<str:view_id>/remove", saved_views.saved_view_remove, name="saved_view_remove"),
    path("cases", cases.case_list_page, name="case_list"),
    path("cases/new/deposit", case_opening.case_deposit_new, name="case_deposit_new"),
    path("cases/new/charge", case_opening.case_charge_new, name="case_charge_new"),
    path("cases/opening/<str:intent_id>", case_opening.case_opening_state, name="case_opening"),
    path("cases/<str:case_id>", cases.case_detail, name="case_detail"),
    path("cases/<str:case_id>/decision.pdf", decisions.case_decision, name="case_decision"),
    path("cases/<str:case_id>/messages", cases.case_message, name="case_message"),
    path("cases/<str:case_id>/answer", cases.case_answer_step, name="case_answer"),
    path("cases/<str:case_id>/escalate", cases.case_escalate_step, name="case_escalate"),
    path("cases/<str:case_id>/withdraw", cases.case_withdraw_step, name="case_withdraw"),
    *_REQUESTS,
    path("files/<str:upload_id>", evidence.evidence_file, name="evidence_file"),
    path("find-charge", charges.charge_find, name="charge_find"),
    path("transactions/<str:transaction_id>", details.transaction_detail_page, name="transaction_detail"),
    path("transactions/<str:transaction_id>/continue", details.transaction_continue, name="transaction_continue"),
    path("transactions/<str:transaction_id>/repeat", again.transaction_repeat, name="transaction_repeat"),
    path("transactions/<str:transaction_id>/note", notes.transaction_note, name="transaction_note"),
    path("transactions/<str:transaction_id>/receipt", receipts.receipt_page, name="receipt"),
    path("transactions/<str:transaction_id>/receipt.pdf", receipts.receipt_pdf, name="receipt_pdf"),
    path("check", receipt_checks.check, name="receipt_check"),
    path("check/keys", receipt_checks.keys, name="receipt_keys"),
    path("check/keys/<str:key_id>.pem", receipt_checks.key, name="receipt_key"),
]

_REQUEST_API: list[URLPattern] = [
    path(
        "transactions/<str:transaction_id>/cancel",
        request_api.TransactionCancelView.as_view(),
        name="api_transaction_cancel",
    ),
    path(
        "transactions/<str:transaction_id>/cancel/withdraw",
        request_api.TransactionKeepView.as_view(),
        name="api_transaction_keep",
    ),
    path(
        "transactions/<str:transaction_id>/refund-requests",
        request_api.TransactionRefundsView.as_view(),
        name="api_transaction_refunds",
    ),
    path(
        "transactions/<str:transaction_id>/requests/<str:intent_id>",
        request_api.TransactionRequestView.as_view(),
        name="api_transaction_request",
    ),
    path("refund-requests", request_api.RefundRequestsView.as_view(), name="api_refund_requests"),
    path("refund-requests/<str:request_id>", request_api.RefundRequestView.as_view(), name="api_refund_request"),
    path(
        "refund-requests/<str:request_id>/cancel",
        request_api.RefundRequestCancelView.as_view(),
        name="api_refund_request_cancel",
    ),
]

api_urls: list[URLPattern] = [
    path("transactions", transaction_api.TransactionListView.as_view(), name="api_transactions"),
    path("transactions/<str:transaction_id>", transaction_api.TransactionDetailView.as_view(), name="api_transaction"),
    path(
        "transactions/<str:transaction_id>/events",
        transaction_api.TransactionEventsView.as_view(),
        name="api_transaction_events",
    ),
    *_REQUEST_API,
    path("payments", movement_api.PaymentsView.as_view(), name="api_payments"),
    path("payments/<str:intent_id>", movement_api.PaymentView.as_view(), name="api_payment"),
    path("merchants", account_api.MerchantListView.as_view(), name="api_merchants"),
    path("deposits", movement_api.DepositsView.as_view(), name="api_deposits"),
    path("deposits/<str:intent_id>", movement_api.DepositView.as_view(), name="api_deposit"),
    path("quotes", movement_api.QuotesView.as_view(), name="api_quotes"),
    path("withdrawals", movement_api.WithdrawalsView.as_view(), name="api_withdrawals"),
    path("withdrawals/<str:intent_id>", movement_api.WithdrawalView.as_view(), name="api_withdrawal"),
    path("accounts", account_api.AccountListView.as_view(), name="api_accounts"),
    path("accounts/<str:account_id>", account_api.AccountDetailView.as_view(), name="api_account"),
    path("capabilities", account_api.CapabilitiesView.as_view(), name="api_capabilities"),
    path("cases", case_api.CasesView.as_view(), name="api_cases"),
    path("cases/<str:case_id>", case_api.CaseView.as_view(), name="api_case"),
    path("cases/<str:case_id>/messages", case_api.CaseMessagesView.as_view(), name="api_case_messages"),
    path("cases/<str:case_id>/answer", case_api.CaseAnswersView.as_view(), name="api_case_answer"),
    path("cases/<str:case_id>/withdraw", case_api.CaseWithdrawalView.as_view(), name="api_case_withdraw"),
    path("cases/<str:case_id>/escalate", case_api.CaseEscalationView.as_view(), name="api_case_escalate"),
    path("charge-searches", charge_api.ChargeSearchesView.as_view(), name="api_charge_searches"),
    path("exports", export_api.ExportsView.as_view(), name="api_exports"),
    path("exports/<str:export_id>", export_api.ExportView.as_view(), name="api_export"),
    path("exports/<str:export_id>/file", export_api.ExportFileView.as_view(), name="api_export_file"),
    path("instruments", account_api.InstrumentListView.as_view(), name="api_instruments"),
    path("check", check_api.CheckView.as_view(), name="api_check"),
    path("statements", statement_api.StatementListView.as_view(), name="api_statements"),
    path("statements/<slug:period>", statement_api.StatementView.as_view(), name="api_statement"),
    path("statements/<slug:period>/file", statement_api.StatementFileView.as_view(), name="api_statement_file"),
    path("disputes", dispute_api.DisputesView.as_view(), name="api_disputes"),
    path("disputes/requests/<str:intent_id>", dispute_api.DisputeRequestView.as_view(), name="api_dispute_request"),
    path("disputes/<str:dispute_id>", dispute_api.DisputeView.as_view(), name="api_dispute"),
    path("disputes/<str:dispute_id>/messages", dispute_api.DisputeMessagesView.as_view(), name="api_dispute_messages"),
    path("disputes/<str:dispute_id>/answer", dispute_api.DisputeAnswerView.as_view(), name="api_dispute_answer"),
    path("disputes/<str:dispute_id>/withdraw", dispute_api.DisputeWithdrawView.as_view(), name="api_dispute_withdraw"),
    path("disputes/<str:dispute_id>/escalate", dispute_api.DisputeEscalateView.as_view(), name="api_dispute_escalate"),
    path("uploads", upload_api.UploadsView.as_view(), name="api_uploads"),
    path("uploads/<str:upload_id>", upload_api.UploadView.as_view(), name="api_upload"),
    path(
        "transactions/<str:transaction_id>/disputes",
        dispute_api.TransactionDisputesView.as_view(),
        name="api_transaction_disputes",
    ),
    path("summaries", summary_api.SummaryListView.as_view(), name="api_summaries"),
    path("views", saved_view_api.ViewsView.as_view(), name="api_views"),
    path("views/<str:view_id>", saved_view_api.ViewView.as_view(), name="api_view"),
    path("transactions/<str:transaction_id>/receipt", receipt_api.ReceiptView.as_view(), name="api_receipt"),
    path(
        "transactions/<str:transaction_id>/receipt.json", receipt_api.ReceiptJsonView.as_view(), name="api_receipt_json"
    ),
    path(
        "transactions/<str:transaction_id>/receipt.html", receipt_api.ReceiptHtmlView.as_view(), name="api_receipt_html"
    ),
    path("transactions/<str:transaction_id>/receipt.pdf", receipt_api.ReceiptPdfView.as_view(), name="api_receipt_pdf"),
    path("transactions/<str:transaction_id>/note", note_api.NoteView.as_view(), name="api_transaction_note"),
]
