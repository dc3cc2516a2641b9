"""The words of the forms that open a case about what is not here, with what is promised then."""

from __future__ import annotations

import msgspec
from django.utils.translation import gettext

from selfcare.display import Display
from transactions.presenters.cases.dates import Terms, by_text
from transactions.presenters.cases.history import HistoryStep


class Opening(msgspec.Struct, frozen=True):
    """``is_deposit`` asks from where it was sent; ``steps`` are what happens then."""

    kind: str
    title: str
    lede: str
    date_label: str
    date_hint: str
    button: str
    is_deposit: bool
    steps: list[HistoryStep]


def opening_words(kind: str, *, display: Display, terms: Terms) -> Opening:
    """Return the words of the form for this kind of case; dates are those of a case opened now."""
    if kind == "missing_deposit":
        return Opening(
            kind=kind,
            title=gettext("A deposit has not come"),
            lede=gettext("Tell us what your bank statement says. We look for it, and ask the bank."),
            date_label=gettext("Day it left your account"),
            date_hint=gettext("As on the bank statement"),
            button=gettext("Look for my deposit"),
            is_deposit=True,
            steps=_steps("missing_deposit", ("confirm", "ask", "answer"), display, terms),
        )
    return Opening(
        kind=kind,
        title=gettext("A charge I do not know"),
        lede=gettext("You did not find it among your payments. Tell us what your bank statement says, and we look."),
        date_label=gettext("Date"),
        date_hint=gettext("As on the bank statement"),
        button=gettext("Open the case"),
        is_deposit=False,
        steps=_steps("unknown_charge", ("decide",), display, terms),
    )


def _steps(kind: str, names: tuple[str, ...], display: Display, terms: Terms) -> list[HistoryStep]:
    texts = {
        "confirm": gettext("We confirm that we look for it"),
        "ask": gettext("We ask the bank"),
        "answer": gettext("You get an answer"),
        "decide": gettext("You get our decision in writing"),
    }
    return [HistoryStep("next", texts[name], detail=_by(f"{kind}.{name}", display, terms)) for name in names]


def _by(name: str, display: Display, terms: Terms) -> str:
    moment = terms.table[name].after(terms.now, terms.calendar)
    return gettext("by %(date)s") % {"date": by_text(moment, display)}
