"""What of a decision is signed (``selfcare-decision/1``): what was asked, how it ended, and in what words."""

from __future__ import annotations

from typing import Final

import msgspec

from selfcare.domain.money import Money
from transactions.domain.casebook import Case, CaseKind, Outcome
from transactions.domain.signing import moment_text, word_of

FORMAT: Final = "selfcare-decision/1"
_DECIDED: Final[frozenset[Outcome | None]] = frozenset({"won", "part", "lost"})


class DecisionContent(msgspec.Struct, frozen=True, kw_only=True):
    """What is signed besides number and time of issue: the same for the same case, however often it is asked for.

    ``outcome`` is the customer's; moments are RFC 3339 in UTC with milliseconds. ``words`` are those of the decision.
    """

    format: str = FORMAT
    holder: str
    case_id: str
    case_number: str
    kind: CaseKind
    reason: str
    transaction_id: str | None
    merchant: str | None
    amount: Money
    asked_at: str
    outcome: Outcome
    returned: Money
    decided_at: str
    decided_by: str | None
    words: str


def has_decision(case: Case) -> bool:
    """Tell whether we decided the case: a merchant's answer to a refund request is none of ours."""
    return not case.is_open and case.kind != "refund_request" and case.outcome in _DECIDED


def was_accepted(case: Case) -> bool:
    """Tell whether the customer ended the case with a yes to an offer: then nobody of ours decided it."""
    return "choose" in case.kept and "decide" not in case.kept


def decision_words(case: Case) -> str:
    """Return what was written with the decision: the last message of whoever made it; nothing with an offer's yes."""
    if was_accepted(case):
        return ""
    said = [each.text for each in case.messages if each.from_ == "operator"]
    return said[-1] if said else ""


def decision_content(case: Case, *, holder: str) -> DecisionContent:
    """Return what is signed of a case that has a decision."""
    return DecisionContent(
        holder=holder,
        case_id=case.id,
        case_number=case.number,
        kind=case.kind,
        reason=case.reason,
        transaction_id=case.transaction_id,
        merchant=case.merchant.name if case.merchant else None,
        amount=case.amount,
        asked_at=moment_text(case.opened_at),
        outcome=case.outcome or "lost",
        returned=case.returned or Money(0, case.amount.currency),
        decided_at=moment_text(case.closed_at or case.updated_at),
        decided_by=None if was_accepted(case) else case.handler,
        words=decision_words(case),
    )


def decision_number(case: Case, digest: bytes) -> str:
    """Return the number of what has this digest, such as D-2026-11-7QX2M9LD: month of the decision, and a word."""
    return f"D-{case.closed_at or case.updated_at:%Y-%m}-{word_of(digest)}"
