"""How a deposit stands, in words: waiting, being confirmed, done, or not carried out and why."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from selfcare.display import AmountText, Display
from selfcare.domain.money import Money
from transactions.domain import STILL_MOVING, Account, Transaction
from transactions.models import Intent, State
from transactions.presenters.names import counterpart
from transactions.presenters.reasons import reason_text
from transactions.presenters.timeline import Step
from transactions.status import Status, status_of, status_words

_QUICK_SECONDS, _QUICK_POLL, _SLOW_POLL = 60, 2, 5
_MINUTE: Final = 60
_GROUP: Final = 4


class StateView(msgspec.Struct, frozen=True):
    """One state of one deposit.

    ``kind`` is the template's branch: waiting, confirming, done, ended or refused. ``poll`` is how many seconds until
    the page looks again, None in a final state; ``mark`` changes whenever the page would read differently.
    """

    kind: str
    title: str
    text: str
    mark: str
    poll: int | None = None
    icon: str = "circle-check"
    tone: str = ""
    amount: AmountText | None = None
    steps: list[Step] = []
    sums: list[tuple[str, AmountText]] = []
    bank: str = ""
    can_continue: bool = False


class RepeatView(msgspec.Struct, frozen=True):
    """The answer to a second press. ``number`` is grouped for reading aloud, "" while there is none."""

    text: str
    status: Status
    number: str


def state_view(
    intent: Intent, transaction: Transaction | None, account: Account | None, *, display: Display, now: datetime
) -> StateView:
    """Return what the page says now."""
    if intent.state == State.REFUSED:
        return _refused(intent)
    if transaction is None:
        return _confirming(intent, display, now)
    if transaction.status in STILL_MOVING:
        return _waiting(intent, transaction, display, now)
    if transaction.status == "succeeded":
        return _done(transaction, account, display)
    return _ended(transaction)


def repeat_view(intent: Intent, transaction: Transaction | None, *, display: Display, language: str) -> RepeatView:
    """Return the words for somebody who sent the same form again."""
    words = {
        "amount": display.money_text(Money(intent.amount, intent.currency)),
        "time": display.time_seconds(intent.created_at),
    }
    text = _(
        "You confirmed this deposit of %(amount)s at %(time)s. The second press did nothing, and you are charged once."
    )
    status = status_of(transaction) if transaction else status_words(language)["confirming"]
    number = (transaction.references.provider or "") if transaction else ""
    return RepeatView(text % words, status, " ".join(number[i : i + _GROUP] for i in range(0, len(number), _GROUP)))


def _poll(intent: Intent, now: datetime) -> int:
    return _QUICK_POLL if (now - intent.created_at).total_seconds() < _QUICK_SECONDS else _SLOW_POLL


def _confirming(intent: Intent, display: Display, now: datetime) -> StateView:
    """The outcome is not known. Nothing here sends again, and nothing says that it failed (K24)."""
    poll = _poll(intent, now)
    amount = display.money_text(Money(intent.amount, intent.currency))
    if intent.transaction_id:
        text = _("We cannot reach the payment service. It has your deposit of %(amount)s. Do not send it again.")
    else:
        text = _("It is not known yet if your deposit of %(amount)s went through. Do not send it again.")
    return StateView(
        kind="confirming",
        title=_("Your deposit is being confirmed"),
        text=text % {"amount": amount},
        mark=f"confirming.{poll}",
        poll=poll,
        steps=[
            Step("done", _("You confirmed"), display.time_seconds(intent.created_at), display.iso(intent.created_at)),
            Step("now", _("We ask the payment service")),
            Step("next", _("In your balance, or not carried out")),
        ],
    )


def _waiting(intent: Intent, transaction: Transaction, display: Display, now: datetime) -> StateView:
    poll, bank = _poll(intent, now), counterpart(transaction)
    words = {"bank": bank, "amount": display.money_text(Money(intent.amount, intent.currency))}
    asks = transaction.status == "requires_action"
    if asks:
        text = _("Approve %(amount)s at %(bank)s. This page moves on by itself.")
    else:
        text = _("%(bank)s is sending %(amount)s. It usually takes under 10 seconds, and this page moves on by itself.")
    return StateView(
        kind="waiting",
        title=_("Waiting for your bank"),
        text=text % words,
        mark=f"{transaction.status}.{poll}",
        poll=poll,
        steps=_steps(intent, transaction, bank, display),
        bank=bank,
        can_continue=asks and any(action.name == "continue" for action in transaction.actions),
    )


def _steps(intent: Intent, transaction: Transaction, bank: str, display: Display) -> list[Step]:
    began, since = intent.created_at, transaction.updated_at
    return [
        Step("done", _("You confirmed"), display.time_seconds(began), display.iso(began)),
        Step("now", _("Waiting for %(name)s") % {"name": bank}, display.time_seconds(since), display.iso(since)),
        Step("next", _("In your balance")),
    ]


def _done(transaction: Transaction, account: Account | None, display: Display) -> StateView:
    return StateView(
        kind="done",
        title=display.money_text(transaction.amount),
        text=_took_text(transaction),
        mark="done",
        amount=display.money(transaction.amount),
        sums=_sums(transaction, account, display),
    )


def _took_text(transaction: Transaction) -> str:
    if not transaction.completed_at:
        return ""
    seconds = round((transaction.completed_at - transaction.created_at).total_seconds())
    if not 0 < seconds < _MINUTE:
        return ""
    return ngettext("It took %(count)d second.", "It took %(count)d seconds.", seconds) % {"count": seconds}


def _sums(transaction: Transaction, account: Account | None, display: Display) -> list[tuple[str, AmountText]]:
    """Before, the deposit, after; only with a balance of this moment in the same currency."""
    if account is None or account.currency != transaction.amount.currency:
        return []
    after = account.balance.available
    label = _("Deposit from %(name)s") % {"name": transaction.from_.label}
    return [
        (_("Before"), display.money(after - transaction.amount)),
        (label, display.money(transaction.amount, "in")),
        (_("Available to use"), display.money(after)),
    ]


_ENDED: Final = {
    "declined": (gettext_noop("Your bank said no"), "ban", "bad"),
    "failed": (gettext_noop("It did not go through"), "octagon-x", "bad"),
    "expired": (gettext_noop("It was not approved in time"), "hourglass", "flat"),
    "cancelled": (gettext_noop("The deposit was cancelled"), "circle-minus", "flat"),
    "reversed": (gettext_noop("The bank took the money back"), "rotate-ccw", "flat"),
}


def _ended(transaction: Transaction) -> StateView:
    unknown = (gettext_noop("We have no word for this state yet"), "circle-help", "flat")
    title, icon, tone = _ENDED.get(transaction.status, unknown)
    said, reason = _(title), reason_text(transaction.status_reason)
    kept = _("Nothing was added to your balance.")
    if transaction.status == "reversed":
        kept = _("It is no longer in your balance.")
    elif transaction.status not in _ENDED:
        kept = _("Its page tells what the payment service calls it.")
    text = f"{reason}. {kept}" if reason and reason != said else kept
    return StateView(kind="ended", title=said, text=text, mark=transaction.status, icon=icon, tone=tone)


# Why an order was refused before anything moved, by problem code.
_REFUSALS: Final = {
    "upstream_unavailable": gettext_noop("The payment service could not be reached, and nothing was sent."),
    "limit_exceeded": gettext_noop("The amount is above your limit. Choose a lower amount."),
    "insufficient_funds": gettext_noop(
        "There is not enough money on the account. Choose a lower amount or another account."
    ),
    "instrument_not_usable": gettext_noop("This account cannot be used for deposits. Choose another one."),
    "currency_not_supported": gettext_noop("This currency cannot be deposited here."),
    "account_restricted": gettext_noop("Your balance takes no deposits now. Contact us to learn more."),
    "capability_unavailable": gettext_noop("Deposits are not available now."),
    "rate_limited": gettext_noop("That was too often. Wait a minute and try again."),
    "session_required": gettext_noop("Your session had ended, and nothing was sent."),
    "not_carried_out": gettext_noop("The payment service has no record of it."),
}


def _refused(intent: Intent) -> StateView:
    why = _(_REFUSALS.get(intent.problem, gettext_noop("The payment service did not take it.")))
    return StateView(
        kind="refused",
        title=_("The deposit was not made"),
        text=f"{why} {_('No money has moved.')}",
        mark="refused",
        icon="ban",
        tone="bad",
    )
