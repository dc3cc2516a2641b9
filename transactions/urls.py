"""Addresses of transactions and accounts, grouped by prefix."""

from __future__ import annotations

from django.urls import URLPattern, path

from transactions.api import accounts as account_api
from transactions.api import deposits as deposit_api
from transactions.api import transactions as transaction_api
from transactions.views import deposits, transactions

page_urls: list[URLPattern] = [
    path("deposit", deposits.deposit_new, name="deposit_new"),
    path("deposit/method", deposits.deposit_method, name="deposit_method"),
    path("deposit/review", deposits.deposit_review, name="deposit_review"),
    path("deposit/confirm", deposits.deposit_confirm, name="deposit_confirm"),
    path("deposit/<str:intent_id>", deposits.deposit_state, name="deposit_state"),
    path("transactions", transactions.transaction_list, name="transaction_list"),
    path("transactions/<str:transaction_id>", transactions.transaction_detail_page, name="transaction_detail"),
    path("transactions/<str:transaction_id>/continue", transactions.transaction_continue, name="transaction_continue"),
]

api_urls: list[URLPattern] = [
    path("deposits", deposit_api.DepositsView.as_view(), name="api_deposits"),
    path("deposits/<str:intent_id>", deposit_api.DepositView.as_view(), name="api_deposit"),
    path("accounts", account_api.AccountListView.as_view(), name="api_accounts"),
    path("accounts/<str:account_id>", account_api.AccountDetailView.as_view(), name="api_account"),
    path("capabilities", account_api.CapabilitiesView.as_view(), name="api_capabilities"),
    path("instruments", account_api.InstrumentListView.as_view(), name="api_instruments"),
    path("transactions", transaction_api.TransactionListView.as_view(), name="api_transactions"),
    path("transactions/<str:transaction_id>", transaction_api.TransactionDetailView.as_view(), name="api_transaction"),
    path(
        "transactions/<str:transaction_id>/events",
        transaction_api.TransactionEventsView.as_view(),
        name="api_transaction_events",
    ),
]
