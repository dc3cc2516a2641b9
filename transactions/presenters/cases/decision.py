"""The decision of a closed case as a document: what was asked, what was decided, by whom, and in what words."""

from __future__ import annotations

import msgspec
from django.conf import settings
from django.utils.translation import gettext

from selfcare.display import Display
from transactions.domain import Case, Transaction
from transactions.domain.decision_signing import decision_words, was_accepted
from transactions.presenters.cases.asked import AskedRow, asked_at, asked_rows
from transactions.presenters.cases.words import State, case_title, closed_state


class Decision(msgspec.Struct, frozen=True):
    """``words`` are the paragraphs of the message that came with it; ``back`` is what came back, told with it."""

    title: str
    about: str
    number: str
    state: State
    back: str
    asked_at: str
    asked: list[AskedRow]
    decided_at: str
    by: str
    words: list[str]


def decision_title(case: Case) -> str:
    """Return what windows, documents and files are called."""
    return gettext("Decision in case %(number)s") % {"number": case.number}


def decision_view(case: Case, payment: Transaction | None, *, display: Display, list_url: str) -> Decision:
    """Return the document of a case that has one; ``payment`` is what it is about, if it is here."""
    return Decision(
        title=decision_title(case),
        about=case_title(case, display),
        number=case.number,
        state=closed_state(case),
        back=gettext("%(amount)s came back") % {"amount": display.money_text(case.returned)} if case.returned else "",
        asked_at=asked_at(case.opened_at, display),
        asked=asked_rows(case, payment, display, list_url),
        decided_at=asked_at(case.closed_at or case.updated_at, display),
        by=_by(case),
        words=_words(case, display),
    )


def _by(case: Case) -> str:
    if was_accepted(case):
        return gettext("You, by accepting the offer")
    return f"{settings.PRODUCT_NAME}, {case.handler}" if case.handler else settings.PRODUCT_NAME


def _words(case: Case, display: Display) -> list[str]:
    if was_accepted(case) and case.other_side and case.returned:
        told = {"name": case.other_side, "amount": display.money_text(case.returned)}
        return [gettext("%(name)s offered %(amount)s, and you accepted.") % told]
    return [line for line in decision_words(case).splitlines() if line.strip()]
