"""What the customer can do with a case: the one thing to do now, and the others."""

from __future__ import annotations

import msgspec
from django.utils.translation import gettext

from selfcare.display import Display
from selfcare.domain.money import Money
from transactions.domain import Case
from transactions.domain.decision_signing import has_decision
from transactions.presenters.cases.dates import Terms, by_text, due_text


class Act(msgspec.Struct, frozen=True):
    """The one thing to do now: ``kind`` is offer, late or refused; ``buttons`` are pairs of value and words."""

    kind: str
    icon: str
    title: str
    text: str
    buttons: list[tuple[str, str]]


class Command(msgspec.Struct, frozen=True):
    """Shape of templates/components/cmds.html."""

    href: str
    icon: str
    label: str
    fine: str = ""
    danger: bool = False


def case_act(case: Case, display: Display, terms: Terms) -> Act | None:
    """Return what the case waits for, or what the customer can do about a date or an answer; None for neither."""
    if case.offer and case.offers("accept"):
        return _offer(case, case.offer.amount, display, terms)
    if terms.is_late(case):
        return _late(case, display, terms)
    if case.outcome == "lost" and case.offers("escalate"):
        name = case.other_side or ""
        title = gettext("%(name)s said no") % {"name": name} if name else gettext("The answer is no")
        text = gettext("You can have us look at it. Then it goes on as a dispute, and we decide.")
        return Act("refused", "scale", title, text, [("escalate", gettext("Ask us to look at it"))])
    return None


def _offer(case: Case, amount: Money, display: Display, terms: Terms) -> Act:
    told = {
        "name": case.other_side or "",
        "amount": display.money_text(amount),
        "asked": display.money_text(case.amount),
    }
    title = (
        gettext("%(name)s offers %(amount)s, all you asked for")
        if amount == case.amount
        else gettext("%(name)s offers %(amount)s of the %(asked)s you asked for")
    )
    text = gettext("Accept, and it is in your balance within %(money)s. Say no, and we decide within %(decide)s.") % {
        "money": due_text(terms.table["dispute.money"]),
        "decide": due_text(terms.table["dispute.decide"]),
    }
    accept = gettext("Accept %(amount)s") % told
    return Act("offer", "scale", title % told, text, [("accept", accept), ("decline", gettext("Say no"))])


def _late(case: Case, display: Display, terms: Terms) -> Act:
    title = gettext("We have not kept our word")
    if not case.offers("escalate"):
        return Act("late", "flag", title, gettext("You need not do anything. A team lead has the case."), [])
    by = terms.table["escalation.answer"].after(terms.now, terms.calendar)
    text = gettext("Escalate, and a team lead takes over today. You get an answer by %(date)s.")
    return Act(
        "late", "flag", title, text % {"date": by_text(by, display)}, [("escalate", gettext("Escalate this case"))]
    )


def case_commands(case: Case, base: str, list_url: str, *, can_print: bool) -> list[Command]:
    """Return what else the customer can do; what gives something up comes last."""
    here, found = f"{base}/{case.id}", []
    if can_print and has_decision(case):
        found.append(Command(f"{here}/decision.pdf", "download", gettext("Download the decision"), gettext("PDF")))
    if case.offers("message") and not case.needs_customer:
        found.append(Command("#msg", "paperclip", gettext("Add a file or a fact")))
    if case.escalated_to:
        found.append(Command(f"{base}/{case.escalated_to}", "scale", gettext("See the case it became")))
    if case.money_id:
        found.append(Command(f"{list_url}/{case.money_id}", "undo-2", gettext("See the money that came back")))
    if case.offers("withdraw") or case.offers("cancel"):
        label, fine, is_danger = withdraw_words(case)
        found.append(Command(f"{here}/withdraw", "x", label, fine, is_danger))
    return found


def withdraw_words(case: Case) -> tuple[str, str, bool]:
    """Return what closing the case is called, its consequence, and whether it gives something up."""
    if case.kind == "missing_deposit":
        return gettext("The money has come"), gettext("Closes the case."), False
    if case.kind == "refund_request":
        return gettext("Take back the request"), gettext("You can ask again while the payment can be refunded."), True
    if case.kind == "unknown_charge":
        return (
            gettext("I know the charge after all"),
            gettext("Closes the case. Money given in advance goes back."),
            True,
        )
    return gettext("Close the case without money"), gettext("You cannot open it again for this payment."), True
