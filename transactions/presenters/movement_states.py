"""How a deposit or withdrawal stands, in words: waiting, being confirmed, done, or not carried out and why."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from selfcare.display import AmountText, Display
from transactions.domain import STILL_MOVING, Account, Kind, Transaction
from transactions.models import Intent, State
from transactions.presenters.movement_words import Words, movement_words
from transactions.presenters.names import counterpart
from transactions.presenters.reasons import reason_text
from transactions.presenters.timeline import Step
from transactions.status import Status, status_of, status_words

_QUICK_SECONDS, _QUICK_POLL, _SLOW_POLL = 60, 2, 5
_MINUTE: Final = 60
_GROUP: Final = 4
_KINDS: Final[dict[str, Kind]] = {"withdrawal": "withdrawal", "payment": "payment"}


class StateView(msgspec.Struct, frozen=True):
    """One state of one order.

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
    words = movement_words(kind_of(intent))
    if intent.state == State.REFUSED:
        return _refused(intent, words)
    if transaction is None:
        return _confirming(intent, words, display, now)
    if transaction.status in STILL_MOVING:
        return _waiting(intent, transaction, words, display, now)
    if transaction.status == "succeeded":
        return _done(transaction, account, display)
    return _ended(kind_of(intent), transaction)


def kind_of(intent: Intent) -> Kind:
    """Return which way an order moves money."""
    return _KINDS.get(intent.kind, "deposit")


def repeat_view(intent: Intent, transaction: Transaction | None, *, display: Display, language: str) -> RepeatView:
    """Return the words for somebody who sent the same form again."""
    words = {
        "amount": display.money_text(intent.money),
        "time": display.time_seconds(intent.created_at),
    }
    text = movement_words(kind_of(intent)).repeated
    status = status_of(transaction) if transaction else status_words(language)["confirming"]
    number = (transaction.references.provider or "") if transaction else ""
    return RepeatView(text % words, status, " ".join(number[i : i + _GROUP] for i in range(0, len(number), _GROUP)))


def _poll(intent: Intent, now: datetime) -> int:
    return _QUICK_POLL if (now - intent.created_at).total_seconds() < _QUICK_SECONDS else _SLOW_POLL


def _confirming(intent: Intent, words: Words, display: Display, now: datetime) -> StateView:
    """The outcome is not known. Nothing here sends again, and nothing says that it failed."""
    poll = _poll(intent, now)
    text = words.confirming_sent if intent.transaction_id else words.confirming_unknown
    return StateView(
        kind="confirming",
        title=words.confirming,
        text=text % {"amount": display.money_text(intent.money)},
        mark=f"confirming.{poll}",
        poll=poll,
        steps=[
            Step("done", _("You confirmed"), display.time_seconds(intent.created_at), display.iso(intent.created_at)),
            Step("now", _("We ask the payment service")),
            Step("next", words.confirming_next),
        ],
    )


def _waiting(intent: Intent, transaction: Transaction, words: Words, display: Display, now: datetime) -> StateView:
    poll, bank = _poll(intent, now), counterpart(transaction)
    told = {"bank": bank, "amount": display.money_text(intent.money)}
    asks = transaction.status == "requires_action"
    return StateView(
        kind="waiting",
        title=_("Waiting for your bank"),
        text=_(_waiting_text(kind_of(intent), asks=asks)) % told,
        mark=f"{transaction.status}.{poll}",
        poll=poll,
        steps=_steps(intent, transaction, bank, words, display),
        bank=bank,
        can_continue=asks and any(action.name == "continue" for action in transaction.actions),
    )


def _waiting_text(kind: Kind, *, asks: bool) -> str:
    if asks:
        return gettext_noop("Approve %(amount)s at %(bank)s. This page moves on by itself.")
    if kind != "deposit":
        return gettext_noop(
            "%(amount)s is on its way to %(bank)s. It usually takes under 10 seconds, and this page moves on by itself."
        )
    return gettext_noop(
        "%(bank)s is sending %(amount)s. It usually takes under 10 seconds, and this page moves on by itself."
    )


def _steps(intent: Intent, transaction: Transaction, bank: str, words: Words, display: Display) -> list[Step]:
    began, since = intent.created_at, transaction.updated_at
    return [
        Step("done", _("You confirmed"), display.time_seconds(began), display.iso(began)),
        Step("now", _("Waiting for %(name)s") % {"name": bank}, display.time_seconds(since), display.iso(since)),
        Step("next", words.waiting_next),
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
    """Before, what moved, after; only with a balance of this moment in the same currency."""
    if account is None or account.currency != transaction.amount.currency:
        return []
    after, out = account.balance.available, transaction.direction == "out"
    label = _("Withdrawal to %(name)s") if out else _("Deposit from %(name)s")
    if transaction.type == "payment":
        label = _("Payment to %(name)s")
    other = transaction.to if out else transaction.from_
    return [
        (_("Before"), display.money(after + transaction.amount if out else after - transaction.amount)),
        (label % {"name": other.label}, display.money(transaction.amount, "out" if out else "in")),
        (_("Available to use"), display.money(after)),
    ]


_ENDED: Final = {
    "declined": (gettext_noop("Your bank said no"), "ban", "bad"),
    "failed": (gettext_noop("It did not go through"), "octagon-x", "bad"),
    "expired": (gettext_noop("It was not approved in time"), "hourglass", "flat"),
    "deposit:cancelled": (gettext_noop("The deposit was cancelled"), "circle-minus", "flat"),
    "payment:cancelled": (gettext_noop("The payment was cancelled"), "circle-minus", "flat"),
    "withdrawal:cancelled": (gettext_noop("The withdrawal was cancelled"), "circle-minus", "flat"),
    "deposit:reversed": (gettext_noop("The bank took the money back"), "rotate-ccw", "flat"),
    "withdrawal:reversed": (gettext_noop("The bank sent the money back"), "rotate-ccw", "flat"),
}
_UNKNOWN: Final = (gettext_noop("We have no word for this state yet"), "circle-help", "flat")
# What an end means for the money.
_KEPT: Final = {
    "deposit": gettext_noop("Nothing was added to your balance."),
    "withdrawal": gettext_noop("All of it is in your balance, and there is no fee."),
    "payment": gettext_noop("All of it is in your balance, and there is no fee."),
    "payment:reversed": gettext_noop("All of it is in your balance again."),
    "deposit:reversed": gettext_noop("It is no longer in your balance."),
    "withdrawal:reversed": gettext_noop("All of it is in your balance again."),
}


def _ended(kind: Kind, transaction: Transaction) -> StateView:
    of_kind = f"{kind}:{transaction.status}"
    known = _ENDED.get(of_kind) or _ENDED.get(transaction.status)
    title, icon, tone = known or _UNKNOWN
    said, reason = _(title), reason_text(transaction.status_reason)
    kept = _(_KEPT.get(of_kind, _KEPT[kind])) if known else _("Its page tells what the payment service calls it.")
    text = f"{reason}. {kept}" if reason and reason != said else kept
    return StateView(kind="ended", title=said, text=text, mark=transaction.status, icon=icon, tone=tone)


# Why an order was refused before anything moved, by problem code; first as it is said of a kind.
_REFUSALS: Final = {
    "upstream_unavailable": gettext_noop("The payment service could not be reached, and nothing was sent."),
    "limit_exceeded": gettext_noop("The amount is above your limit. Choose a lower amount."),
    "deposit:insufficient_funds": gettext_noop(
        "There is not enough money on the account. Choose a lower amount or another account."
    ),
    "withdrawal:insufficient_funds": gettext_noop("There is not enough money in your balance. Choose a lower amount."),
    "deposit:instrument_not_usable": gettext_noop("This account cannot be used for deposits. Choose another one."),
    "withdrawal:instrument_not_usable": gettext_noop("Money cannot be sent to this account. Choose another one."),
    "deposit:currency_not_supported": gettext_noop("This currency cannot be deposited here."),
    "withdrawal:currency_not_supported": gettext_noop("This currency cannot be withdrawn here."),
    "deposit:account_restricted": gettext_noop("Your balance takes no deposits now. Contact us to learn more."),
    "withdrawal:account_restricted": gettext_noop("Your balance pays nothing out now. Contact us to learn more."),
    "deposit:capability_unavailable": gettext_noop("Deposits are not available now."),
    "withdrawal:capability_unavailable": gettext_noop("Withdrawals are not available now."),
    "payment:insufficient_funds": gettext_noop("There is not enough money in your balance. Choose a lower amount."),
    "payment:not_found": gettext_noop("This merchant cannot be paid from here."),
    "payment:validation_failed": gettext_noop("This amount cannot be paid from here. Choose another amount."),
    "payment:currency_not_supported": gettext_noop("This currency cannot be paid in here."),
    "payment:account_restricted": gettext_noop("Your balance pays nothing out now. Contact us to learn more."),
    "payment:capability_unavailable": gettext_noop("Payments are not available here now."),
    "rate_limited": gettext_noop("That was too often. Wait a minute and try again."),
    "session_required": gettext_noop("Your session had ended, and nothing was sent."),
    "not_confirmed": gettext_noop("You did not confirm in time that it is you."),
    "not_carried_out": gettext_noop("The payment service has no record of it."),
}
_NOT_TAKEN: Final = gettext_noop("The payment service did not take it.")


def refusal_text(kind: Kind, code: str) -> str:
    """Return why an order of this kind is refused, by problem code, and what to do instead."""
    return _(_REFUSALS.get(f"{kind}:{code}") or _REFUSALS.get(code, _NOT_TAKEN))


def _refused(intent: Intent, words: Words) -> StateView:
    why, unmoved = refusal_text(kind_of(intent), intent.problem), _("No money has moved.")
    return StateView(
        kind="refused",
        title=words.refused,
        text=f"{why} {unmoved}",
        mark="refused",
        icon="ban",
        tone="bad",
    )
