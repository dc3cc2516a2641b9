"""The decision of a closed case as a file to keep."""

from __future__ import annotations

from datetime import UTC, datetime

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from selfcare.http import AppRequest, display
from transactions.services.decisions import decision_pdf
from transactions.views.context import context_of
from transactions.views.statement_requests import owner_of


@require_safe
def case_decision(request: AppRequest, case_id: str) -> HttpResponse:
    """Send the decision as a signed PDF. Raises NotFound for a case that is open, or was not decided by us."""
    case, content = decision_pdf(
        ctx=context_of(request),
        case_id=case_id,
        owner=owner_of(request),
        list_url=reverse("transaction_list"),
        display=display(request),
        now=datetime.now(UTC),
    )
    headers = {"Content-Disposition": f'attachment; filename="decision-{case.number}.pdf"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)
