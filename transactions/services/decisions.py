"""The decision of a closed case as a signed paper."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import override

from selfcare.display import Display
from selfcare.domain.context import Context
from selfcare.domain.errors import NotFound
from transactions.domain import Case
from transactions.domain.decision_signing import DecisionContent, decision_content, decision_number, has_decision
from transactions.domain.signing import masked
from transactions.models import SignedDecision
from transactions.presenters.cases.decision import decision_title, decision_view
from transactions.presenters.signing import sign_view
from transactions.services.cases import case_get
from transactions.services.signed_files import signed_pdf
from transactions.services.signing import SignedText, content_sign
from transactions.services.transactions import payment_of

_PART = "transactions/cases/_decision.html"


def decision_pdf(
    *, ctx: Context, case_id: str, owner: str, list_url: str, display: Display, now: datetime
) -> tuple[Case, bytes]:
    """Return the case and its decision as a signed PDF in ``display``'s language.

    Raises NotFound for a case that is open, or was not decided by us.
    """
    case = case_get(ctx=ctx, case_id=case_id, zone=display.zone).value
    if not has_decision(case):
        raise NotFound
    payment = payment_of(ctx=ctx, transaction_id=case.transaction_id)
    text = decision_sign(case=case, holder=owner, now=now)
    with override(display.language):
        sign = sign_view(
            "Decision",
            number=text.number,
            word=text.check_word,
            key_id=text.key_id,
            at=text.issued_at,
            display=display,
        )
        context = {"decision": decision_view(case, payment, display=display, list_url=list_url), "sign": sign}
        title = decision_title(case)
        return case, signed_pdf("Decision", text, part=_PART, context=context, display=display, title=title)


def decision_sign(*, case: Case, holder: str, now: datetime) -> SignedText:
    """Return the decision with its signature; the same ever after while it says the same, whichever key signs today."""
    content = decision_content(case, holder=holder)
    return content_sign(
        SignedDecision,
        content,
        numbered_by=lambda digest: decision_number(case, digest),
        known=_columns(case, content),
        now=now,
    )


def _columns(case: Case, content: DecisionContent) -> dict[str, object]:
    return {
        "customer_id": case.customer_id,
        "holder": masked(content.holder)[:40],
        "case_id": case.id,
        "case_number": case.number,
        "kind": case.kind,
        "outcome": content.outcome,
        "currency": case.amount.currency,
        "amount": case.amount.value,
        "returned": content.returned.value,
        "asked_at": case.opened_at,
        "decided_at": case.closed_at or case.updated_at,
    }
