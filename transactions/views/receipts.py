"""A receipt of one's own: the page that prints, and the PDF."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from selfcare import pdf
from selfcare.http import AppRequest, display, page
from transactions.presenters.names import counterpart
from transactions.presenters.receipts import Slip, receipt_view
from transactions.services.receipts import Signed, receipt_get
from transactions.services.signed_files import signed_pdf
from transactions.views.context import context_of

PART = "transactions/receipts/_slip.html"


@require_safe
def receipt_page(request: AppRequest, transaction_id: str) -> HttpResponse:
    """Show the receipt of a transaction that went through."""
    return receipt_answer(request, receipt_get(ctx=context_of(request), transaction_id=transaction_id))


def receipt_answer(request: AppRequest, signed: Signed) -> HttpResponse:
    """Return the page; the API sends the same."""
    paid = signed.receipt.transaction
    context = {
        "slip": slip_of(request, signed),
        "name": counterpart(paid),
        "back_url": reverse("transaction_detail", args=[paid.id]),
        "pdf_url": reverse("receipt_pdf", args=[paid.id]) if pdf.available() else None,
    }
    return page(request, "transactions/receipts/page.html", context)


@require_safe
def receipt_pdf(request: AppRequest, transaction_id: str) -> HttpResponse:
    """Send the receipt as a PDF with its seal; the signed text and its signature are attached to it."""
    signed = receipt_get(ctx=context_of(request), transaction_id=transaction_id)
    return pdf_answer(request, signed)


def pdf_answer(request: AppRequest, signed: Signed) -> HttpResponse:
    """Return the file; the page and the API send the same. Raises CapabilityUnavailable where none can be made."""
    number = signed.receipt.number
    file = signed_pdf(
        "Receipt",
        signed.text,
        part=PART,
        context={"slip": slip_of(request, signed), "pdf_url": None},
        display=display(request),
        title=gettext("Receipt %(number)s") % {"number": number},
    )
    headers = {"Content-Disposition": f'attachment; filename="{number}.pdf"'}
    return HttpResponse(file, content_type="application/pdf", headers=headers)


def slip_of(request: AppRequest, signed: Signed) -> Slip:
    """Return the receipt as this reader sees it."""
    return receipt_view(
        signed.receipt,
        word=signed.text.check_word,
        key_id=signed.text.key_id,
        signed_at=signed.signed_at,
        refunded=signed.refunded,
        display=display(request),
    )
