"""The decision of a closed case as a file to keep."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from selfcare import pdf
from selfcare.domain.errors import NotFound
from selfcare.http import AppRequest, display
from transactions.presenters.cases.decision import decision_view, has_decision
from transactions.services.cases import case_get
from transactions.services.transactions import payment_of
from transactions.views.context import context_of


@require_safe
def case_decision(request: AppRequest, case_id: str) -> HttpResponse:
    """Send the decision as a PDF. Raises NotFound for a case that is open, or was not decided by us."""
    ctx, reader = context_of(request), display(request)
    case = case_get(ctx=ctx, case_id=case_id, zone=reader.zone).value
    if not has_decision(case):
        raise NotFound
    payment = payment_of(ctx=ctx, transaction_id=case.transaction_id)
    view = decision_view(case, payment, display=reader, list_url=reverse("transaction_list"))
    content = pdf.pdf("transactions/cases/_decision.html", {"decision": view}, display=reader, title=view.title)
    headers = {"Content-Disposition": f'attachment; filename="decision-{case.number}.pdf"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)
