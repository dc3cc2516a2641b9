"""Accounts, instruments and capabilities for programs."""

from __future__ import annotations

from django.http import HttpResponse
from rest_framework.request import Request

from selfcare.api import ApiView, operation, revalidated
from transactions.api.people import context_of
from transactions.api.transactions import ListAnswer, list_answer
from transactions.domain import Account, Capabilities, Instrument, Merchant
from transactions.services.accounts import account_get, account_list, capability_map, instrument_list, merchant_list


class AccountListView(ApiView):
    @operation(summary="The customer's accounts, the main one first", returns=ListAnswer[Account])
    def get(self, request: Request) -> HttpResponse:
        return list_answer(request, account_list(ctx=context_of(request)))


class AccountDetailView(ApiView):
    @operation(summary="One account with its balance", returns=Account, errors=("not_found",))
    def get(self, request: Request, account_id: str) -> HttpResponse:
        return revalidated(request, account_get(ctx=context_of(request), account_id=account_id))


class InstrumentListView(ApiView):
    @operation(summary="What the customer can pay with", returns=ListAnswer[Instrument])
    def get(self, request: Request) -> HttpResponse:
        return list_answer(request, instrument_list(ctx=context_of(request)))


class MerchantListView(ApiView):
    @operation(
        summary="The merchants the customer dealt with",
        description="By name, a hundred at most.",
        returns=ListAnswer[Merchant],
        errors=("capability_unavailable",),
    )
    def get(self, request: Request) -> HttpResponse:
        return list_answer(request, merchant_list(ctx=context_of(request)))


class CapabilitiesView(ApiView):
    @operation(summary="What can be done here, and why not", returns=Capabilities)
    def get(self, request: Request) -> HttpResponse:
        return revalidated(request, capability_map(ctx=context_of(request)).value)
