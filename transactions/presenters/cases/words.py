"""What cases, their states and the reasons for them are called."""

from __future__ import annotations

from typing import Final

import msgspec
from django.utils.translation import gettext, gettext_noop

from selfcare.display import Display
from transactions.domain import Case
from transactions.domain.casebook import CaseKind, Outcome
from transactions.presenters.refunds import reason_words


class State(msgspec.Struct, frozen=True):
    """How a case stands: word, icon and tone, as `transactions.status.Status` has them."""

    word: str
    icon: str
    tone: str


_KINDS: Final[dict[CaseKind, str]] = {
    "refund_request": gettext_noop("Refund request"),
    "dispute": gettext_noop("Dispute"),
    "missing_deposit": gettext_noop("Missing deposit"),
    "unknown_charge": gettext_noop("Unknown charge"),
}
_OUTCOMES: Final[dict[Outcome, tuple[str, str, str]]] = {
    "won": (gettext_noop("In your favour"), "circle-check", "ok"),
    "part": (gettext_noop("In part"), "circle-check", "ok"),
    "refunded": (gettext_noop("Refunded in full"), "circle-check", "ok"),
    "lost": (gettext_noop("Not in your favour"), "circle-minus", ""),
    "withdrawn": (gettext_noop("Closed by you"), "circle-minus", ""),
    "failed": (gettext_noop("Did not go through"), "octagon-x", "fail"),
    "escalated": (gettext_noop("Taken further"), "scale", ""),
}
_CLOSED: Final = {
    "won": gettext_noop("Closed, in your favour"),
    "part": gettext_noop("Closed, in part in your favour"),
    "lost": gettext_noop("Closed, not in your favour"),
}
_REASONS: Final = {
    "unrecognised": gettext_noop("I did not make it"),
    "wrong_amount": gettext_noop("The amount is wrong"),
    "duplicate": gettext_noop("I paid twice"),
    "not_received": gettext_noop("I did not get what I paid for"),
    "missing_deposit": gettext_noop("It has not come"),
}


def kind_text(case: Case) -> str:
    """Return "Refund request", "Dispute", "Missing deposit" or "Unknown charge"."""
    return gettext(_KINDS[case.kind])


def about_text(case: Case) -> str | None:
    """Return whom or what the case is about: the merchant, the bank, or the text on the statement."""
    return case.other_side or case.statement_text


def case_name(case: Case) -> str:
    """Return what the case is called in a list: "Dispute, Hotel Kronhamn"."""
    about = about_text(case)
    return f"{kind_text(case)}, {about}" if about else kind_text(case)


def case_title(case: Case, display: Display) -> str:
    """Return the page's heading: "Missing deposit: 1 800,00 kr from Fjällbanken"."""
    told = {"kind": kind_text(case), "amount": display.money_text(case.amount), "name": about_text(case)}
    if not told["name"]:
        return gettext("%(kind)s: %(amount)s") % told
    if case.kind == "missing_deposit":
        return gettext("%(kind)s: %(amount)s from %(name)s") % told
    return gettext("%(kind)s: %(name)s, %(amount)s") % told


def reason_text(case: Case) -> str:
    """Return the customer's reason in their own voice, in the words of the form they chose it from."""
    if case.kind == "refund_request":
        return reason_words(case.reason)
    return gettext(_REASONS[case.reason]) if case.reason in _REASONS else gettext("Something else")


def closed_state(case: Case) -> State:
    """Return how a closed case ended, as its own page says it: "Closed, in your favour"."""
    state = case_state(case, is_late=False)
    text = _CLOSED.get(case.outcome or "") if case.kind != "refund_request" else None  # that is the merchant's word
    return msgspec.structs.replace(state, word=gettext(text)) if text else state


def case_state(case: Case, *, is_late: bool) -> State:
    """Return how the case stands, in the words of the list."""
    if case.outcome and not case.is_open:
        text, icon, tone = _OUTCOMES[case.outcome]
        return State(gettext(text), icon, tone)
    if not case.is_open:
        return State(gettext("Closed"), "circle-minus", "")
    if case.needs_customer:
        return State(gettext("Waiting for you"), "circle-alert", "wait")
    if is_late:
        return State(gettext("Date passed"), "circle-alert", "wait")
    return State(_with_text(case), "clock", "go")


def _with_text(case: Case) -> str:
    if case.state == "paying":
        return gettext("Money on its way")
    if case.state == "merchant" and case.merchant:
        return gettext("With %(name)s") % {"name": case.merchant.name}
    return gettext("With us")
