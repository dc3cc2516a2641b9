"""The pages that stop a transaction or ask for money back, in words."""

from __future__ import annotations

from typing import Final

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from selfcare.display import AmountText, Display
from selfcare.domain.errors import Conflict, InvalidInput, SelfcareError, UpstreamUnavailable
from transactions.domain import RefundRequest, Transaction
from transactions.presenters.names import counterpart
from transactions.presenters.refunds import REASONS, reason_words
from transactions.status import Status, status_of


class CancelView(msgspec.Struct, frozen=True):
    """What cancelling would mean: ``rows`` are terms and what they say."""

    title: str
    amount: AmountText
    rows: list[tuple[str, str]]
    button: str
    fine: str
    number: str


class RefundView(msgspec.Struct, frozen=True):
    """The form. ``left`` is all that can be asked for, ``expected`` the same in minor units."""

    name: str
    left: AmountText
    expected: int
    button: str
    symbol: str
    reasons: list[tuple[str, str]]
    number: str
    to: str


class OverView(msgspec.Struct, frozen=True):
    """Why it was not done: the truth, how the transaction stands, and what else there is."""

    title: str
    text: str
    status: Status | None = None
    can_refund: bool = False
    can_dispute: bool = False


class WaitView(msgspec.Struct, frozen=True):
    """A request whose outcome is not known."""

    title: str
    text: str
    rows: list[tuple[str, str]]


def cancel_view(transaction: Transaction, *, display: Display) -> CancelView:
    """Return the page that says what cancelling means before anything is done."""
    kind = transaction.type if transaction.type in _TITLES else "payment"
    money, name = display.money_text(transaction.amount), counterpart(transaction)
    rows = [(_("To") if transaction.direction == "out" else _("From"), name)]
    if transaction.status == "pending":
        rows.append((_("Released"), _("%(amount)s to your balance, once the bank has stopped it") % {"amount": money}))
    else:
        rows.append((_("Your money"), _("Nothing has been taken yet, and nothing will be")))
    if transaction.type == "payment":
        rows.append((_("They learn"), _("That you cancelled. They may not send the order.")))
    return CancelView(
        title=_(_TITLES[kind]),
        amount=display.money(transaction.original_amount or transaction.amount),
        rows=rows,
        button=_(_BUTTONS[kind]),
        fine=_fine(transaction),
        number=number_text(transaction),
    )


def _fine(transaction: Transaction) -> str:
    if transaction.status != "pending":
        return ""
    if transaction.type == "payment":
        return _("If the bank confirms first, the payment stands and we tell you. You can then ask for a refund.")
    return _("If the bank confirms first, it stands and we tell you.")


def refund_view(transaction: Transaction, *, display: Display) -> RefundView:
    """Return the form's words. Raises Conflict for a transaction of which nothing can be asked."""
    if transaction.refund is None or not transaction.refund.refundable.value:
        raise Conflict("already_refunded", transaction=transaction)
    left = transaction.refund.refundable
    to_card = transaction.account_id is None and transaction.instrument is not None
    return RefundView(
        name=counterpart(transaction),
        left=display.money(left),
        expected=left.value,
        button=_("Ask for %(amount)s back") % {"amount": display.money_text(left)},
        symbol=display.currency_symbol(left.currency),
        reasons=[(reason, reason_words(reason)) for reason in REASONS if reason != "unrecognised"],
        number=number_text(transaction),
        to=_("to where you paid from") if to_card else _("to your balance"),
    )


def take_back_rows(request: RefundRequest, *, display: Display) -> list[tuple[str, str]]:
    """Return what is taken back."""
    return [
        (_("You asked"), _("%(name)s for %(amount)s") % _asked(request, display)),
        (_("Why"), reason_words(request.reason)),
        (_("When"), display.datetime(request.created_at)),
    ]


def _asked(request: RefundRequest, display: Display) -> dict[str, str]:
    return {"name": request.merchant.name, "amount": display.money_text(request.amount)}


def over_view(transaction: Transaction, error: SelfcareError | None, *, kind: str) -> OverView:
    """Return why a request was refused, told by how the transaction stands now. ``kind`` is cancel, refund or
    dispute.
    """
    if isinstance(error, UpstreamUnavailable):
        return OverView(_("It was not sent"), _("The payment service could not be reached. Nothing has changed."))
    if error is not None and error.problem == "idempotency_key_reused":
        return OverView(_("This form was used before"), _("Nothing was sent for it this time. Start again."))
    if kind == "dispute":
        title, text = _("This cannot be disputed"), _("It is too long ago, or all of it has come back already.")
        return OverView(title, text, status_of(transaction))
    if isinstance(error, InvalidInput) or kind == "refund":
        return _no_refund(transaction, error)
    is_asked = transaction.cancellation is not None and transaction.cancellation.state == "asked"
    title, text = _ASKED if is_asked else _TOO_LATE.get(transaction.status, _OTHERWISE)
    return OverView(_(title), _(text), status_of(transaction), can_refund=_offers(transaction, "refund"))


def _offers(transaction: Transaction, name: str) -> bool:
    return any(action.name == name for action in transaction.actions)


def _no_refund(transaction: Transaction, error: SelfcareError | None) -> OverView:
    code = error.problem if error else "invalid_state"
    if transaction.refund and transaction.refund.state in _ASKED_BACK and not transaction.refund.refundable.value:
        code = "already_refunded"
    title, text = _NO_REFUND.get(code, _NO_REFUND["refund_not_allowed"])
    return OverView(_(title), _(text), status_of(transaction), can_dispute=_offers(transaction, "dispute"))


def wait_view(kind: str) -> WaitView:
    """Return what is told while nobody knows whether the request was carried out."""
    text = _("The payment service did not answer in time. Do not send it again: we keep asking, usually for a minute.")
    if kind == "cancel":
        rows = [
            (_("If they have it"), _("It is cancelled, or the bank decides. The page of the payment says which.")),
            (_("If not"), _("Nothing has changed, and you can cancel it as before.")),
        ]
        return WaitView(_("We are finding out whether it was cancelled"), text, rows)
    rows = [
        (_("If they have it"), _("Your request stands with the payment.")),
        (_("If not"), _("Nothing was asked for, and you can ask again.")),
    ]
    return WaitView(_("We are finding out whether your request arrived"), text, rows)


def number_text(transaction: Transaction) -> str:
    """Return the payment number in fours, as it is read aloud."""
    number = transaction.references.provider or transaction.id
    if not (number.isascii() and number.isdigit()):
        return number
    return " ".join(number[at : at + 4] for at in range(0, len(number), 4))


_TITLES: Final = {
    "payment": gettext_noop("Cancel this payment?"),
    "withdrawal": gettext_noop("Cancel this withdrawal?"),
    "deposit": gettext_noop("Cancel this deposit?"),
}
_BUTTONS: Final = {
    "payment": gettext_noop("Cancel the payment"),
    "withdrawal": gettext_noop("Cancel the withdrawal"),
    "deposit": gettext_noop("Cancel the deposit"),
}
_TOO_LATE: Final = {
    "succeeded": (
        gettext_noop("It went through first"),
        gettext_noop("The bank confirmed it before it could be stopped. The money has moved."),
    ),
    "cancelled": (gettext_noop("It is cancelled already"), gettext_noop("There is nothing more to do.")),
    **dict.fromkeys(
        ("declined", "failed", "expired"),
        (gettext_noop("It had ended already"), gettext_noop("It did not go through. Nothing has been taken.")),
    ),
}
_ASKED: Final = (
    gettext_noop("You have asked to cancel it already"),
    gettext_noop("It is being decided. The page of the payment says by when."),
)
_OTHERWISE: Final = (
    gettext_noop("It can no longer be cancelled"),
    gettext_noop("It has moved on since you opened the page."),
)
_ASKED_BACK: Final = frozenset({"pending", "partial", "full"})
_NO_REFUND: Final = {
    "already_refunded": (
        gettext_noop("All of it has been refunded, or is being decided"),
        gettext_noop("There is nothing left to ask for."),
    ),
    "answered": (
        gettext_noop("They have answered already"),
        gettext_noop("A request that was answered cannot be taken back. The payment says what they decided."),
    ),
    "refund_window_closed": (
        gettext_noop("It is too long ago to ask for a refund"),
        gettext_noop("You can still write to the merchant yourself."),
    ),
    "refund_not_allowed": (
        gettext_noop("A refund cannot be asked for"),
        gettext_noop("This payment takes no refund request as it stands now."),
    ),
}
