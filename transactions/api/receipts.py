"""Receipts for programs: the signed JSON, and the same receipt as a page and as a PDF."""

from __future__ import annotations

import base64

import msgspec
from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from rest_framework.request import Request

from selfcare.api import ApiView, operation
from selfcare.api.access import app_request
from transactions.api.people import context_of
from transactions.domain.receipts import SignedForm
from transactions.domain.signing import canonical
from transactions.presenters.signing import check_address
from transactions.services.receipts import Signed, receipt_get
from transactions.views.receipts import pdf_answer, receipt_answer

_ERRORS = ("not_found", "invalid_state", "capability_unavailable")


class SignedReceipt(msgspec.Struct, frozen=True):
    """The answer as a whole is in RFC 8785's form too, so that what was signed can be cut out of it as it stands."""

    algorithm: str
    check_url: str
    check_word: str
    key_id: str
    key_url: str
    receipt: SignedForm
    signature: str


class ReceiptView(ApiView):
    @operation(
        summary="The signed receipt of what went through",
        description="Ed25519 (RFC 8032) over `receipt` in the form of RFC 8785, as it stands in the answer.",
        returns=SignedReceipt,
        errors=_ERRORS,
    )
    def get(self, request: Request, transaction_id: str) -> HttpResponse:
        signed = receipt_get(ctx=context_of(request), transaction_id=transaction_id)
        return HttpResponse(_document(signed), content_type="application/json")


class ReceiptJsonView(ApiView):
    @operation(summary="The signed receipt as a file", returns=SignedReceipt, errors=_ERRORS)
    def get(self, request: Request, transaction_id: str) -> HttpResponse:
        signed = receipt_get(ctx=context_of(request), transaction_id=transaction_id)
        headers = {"Content-Disposition": f'attachment; filename="{signed.receipt.number}.json"'}
        return HttpResponse(_document(signed), content_type="application/json", headers=headers)


class ReceiptHtmlView(ApiView):
    @operation(summary="The receipt as a page that prints", files=("text/html",), errors=_ERRORS, etag=False)
    def get(self, request: Request, transaction_id: str) -> HttpResponse:
        signed = receipt_get(ctx=context_of(request), transaction_id=transaction_id)
        return receipt_answer(app_request(request), signed)


class ReceiptPdfView(ApiView):
    @operation(
        summary="The receipt as a PDF",
        description="Its last line is a seal over every byte before it; the check page judges the file by that. The"
        " signed text and its signature are attached as receipt.json and receipt.sig.",
        files=("application/pdf",),
        errors=_ERRORS,
        etag=False,
    )
    def get(self, request: Request, transaction_id: str) -> HttpResponse:
        signed = receipt_get(ctx=context_of(request), transaction_id=transaction_id)
        return pdf_answer(app_request(request), signed)


def _document(signed: Signed) -> bytes:
    document = {
        "algorithm": "Ed25519",
        "check_url": check_address(signed.receipt.number, signed.text.check_word),
        "check_word": signed.text.check_word,
        "key_id": signed.text.key_id,
        "key_url": settings.PUBLIC_URL + reverse("receipt_key", args=[signed.text.key_id]),
        "receipt": msgspec.json.decode(signed.text.content),
        "signature": base64.b64encode(signed.text.signature).decode(),
    }
    return canonical(document)
