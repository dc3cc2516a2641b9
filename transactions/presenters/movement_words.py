"""What is said alike, but not in the same words, about a deposit, a withdrawal and a payment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from transactions.domain import Kind


class Words(msgspec.Struct, frozen=True):
    """Whole sentences and labels in the active language; some hold ``%(amount)s``, ``%(name)s`` or ``%(most)s``."""

    ask_amount: str
    step: str
    from_another: str
    instead: str
    ask_instrument: str
    instruments: str
    choose: str
    verb: str
    total: str
    button: str
    again: str
    reused: str
    repeated: str
    too_large: str
    used_up: str
    past_day: str
    past_week: str
    past_month: str
    past_other: str
    confirming: str
    confirming_sent: str
    confirming_unknown: str
    confirming_next: str
    waiting_next: str
    listed: str
    done: str
    refused: str


def movement_words(kind: Kind) -> Words:
    """Return the words of a kind, in the active language."""
    return Words(**{name: _(text) for name, text in _WORDS[kind].items()})


_DEPOSIT: Final = {
    "ask_amount": gettext_noop("How much do you want to deposit?"),
    "step": gettext_noop("From"),
    "from_another": gettext_noop("Deposit to another balance: %(name)s"),
    "instead": gettext_noop("Withdraw instead"),
    "ask_instrument": gettext_noop("Where should %(amount)s come from?"),
    "instruments": gettext_noop("Account or card"),
    "choose": gettext_noop("Choose where the money should come from."),
    "verb": gettext_noop("Deposit"),
    "total": gettext_noop("Your bank is charged"),
    "button": gettext_noop("Deposit %(amount)s"),
    "again": gettext_noop("Make another deposit"),
    "reused": gettext_noop("It already stands for another deposit. Nothing was sent this time. Begin a new deposit."),
    "repeated": gettext_noop(
        "You confirmed this deposit of %(amount)s at %(time)s. The second press did nothing, and you are charged once."
    ),
    "too_large": gettext_noop("This is more than can be deposited. Enter a lower amount."),
    "used_up": gettext_noop("There is nothing left of your limit for now. You can deposit again when it begins anew."),
    "past_day": gettext_noop("This would pass your daily limit. You can deposit up to %(most)s today."),
    "past_week": gettext_noop("This would pass your weekly limit. You can deposit up to %(most)s this week."),
    "past_month": gettext_noop("This would pass your monthly limit. You can deposit up to %(most)s this month."),
    "past_other": gettext_noop("This would pass your limit. You can deposit up to %(most)s now."),
    "confirming": gettext_noop("Your deposit is being confirmed"),
    "confirming_sent": gettext_noop(
        "We cannot reach the payment service. It has your deposit of %(amount)s. Do not send it again."
    ),
    "confirming_unknown": gettext_noop(
        "It is not known yet if your deposit of %(amount)s went through. Do not send it again."
    ),
    "confirming_next": gettext_noop("In your balance, or not carried out"),
    "waiting_next": gettext_noop("In your balance"),
    "listed": gettext_noop("You can close this page. The deposit is already in your transactions."),
    "done": gettext_noop("%(amount)s is in your balance"),
    "refused": gettext_noop("The deposit was not made"),
}
_WITHDRAWAL: Final = {
    "ask_amount": gettext_noop("How much do you want to withdraw?"),
    "step": gettext_noop("To"),
    "from_another": gettext_noop("Withdraw from another balance: %(name)s"),
    "instead": gettext_noop("Deposit instead"),
    "ask_instrument": gettext_noop("Where should %(amount)s go?"),
    "instruments": gettext_noop("Account"),
    "choose": gettext_noop("Choose where the money should go."),
    "verb": gettext_noop("Withdraw"),
    "total": gettext_noop("Leaves your balance"),
    "button": gettext_noop("Withdraw %(amount)s"),
    "again": gettext_noop("Make another withdrawal"),
    "reused": gettext_noop(
        "It already stands for another withdrawal. Nothing was sent this time. Begin a new withdrawal."
    ),
    "repeated": gettext_noop(
        "You confirmed this withdrawal of %(amount)s at %(time)s. The second press did nothing, and it is paid once."
    ),
    "too_large": gettext_noop("This is more than can be withdrawn. Enter a lower amount."),
    "used_up": gettext_noop("There is nothing left of your limit for now. You can withdraw again when it begins anew."),
    "past_day": gettext_noop("This would pass your daily limit. You can withdraw up to %(most)s today."),
    "past_week": gettext_noop("This would pass your weekly limit. You can withdraw up to %(most)s this week."),
    "past_month": gettext_noop("This would pass your monthly limit. You can withdraw up to %(most)s this month."),
    "past_other": gettext_noop("This would pass your limit. You can withdraw up to %(most)s now."),
    "confirming": gettext_noop("Your withdrawal is being confirmed"),
    "confirming_sent": gettext_noop(
        "We cannot reach the payment service. It has your withdrawal of %(amount)s. Do not send it again."
    ),
    "confirming_unknown": gettext_noop(
        "It is not known yet if your withdrawal of %(amount)s went through. Do not send it again."
    ),
    "confirming_next": gettext_noop("At your bank, or not carried out"),
    "waiting_next": gettext_noop("At your bank"),
    "listed": gettext_noop("You can close this page. The withdrawal is already in your transactions."),
    "done": gettext_noop("%(amount)s is at your bank"),
    "refused": gettext_noop("The withdrawal was not made"),
}
_PAYMENT: Final = {
    "ask_amount": gettext_noop("How much do you want to pay?"),
    "step": gettext_noop("To"),
    "from_another": gettext_noop("Pay from another balance: %(name)s"),
    "instead": gettext_noop("Withdraw instead"),
    "ask_instrument": gettext_noop("Who should get %(amount)s?"),
    "instruments": gettext_noop("Merchant"),
    "choose": gettext_noop("Choose who should get the money."),
    "verb": gettext_noop("Pay"),
    "total": gettext_noop("Leaves your balance"),
    "button": gettext_noop("Pay %(amount)s"),
    "again": gettext_noop("Make another payment"),
    "reused": gettext_noop("It already stands for another payment. Nothing was sent this time. Begin a new payment."),
    "repeated": gettext_noop(
        "You confirmed this payment of %(amount)s at %(time)s. The second press did nothing, and it is paid once."
    ),
    "too_large": gettext_noop("This is more than can be paid. Enter a lower amount."),
    "used_up": gettext_noop("There is nothing left of your limit for now. You can pay again when it begins anew."),
    "past_day": gettext_noop("This would pass your daily limit. You can pay up to %(most)s today."),
    "past_week": gettext_noop("This would pass your weekly limit. You can pay up to %(most)s this week."),
    "past_month": gettext_noop("This would pass your monthly limit. You can pay up to %(most)s this month."),
    "past_other": gettext_noop("This would pass your limit. You can pay up to %(most)s now."),
    "confirming": gettext_noop("Your payment is being confirmed"),
    "confirming_sent": gettext_noop(
        "We cannot reach the payment service. It has your payment of %(amount)s. Do not send it again."
    ),
    "confirming_unknown": gettext_noop(
        "It is not known yet if your payment of %(amount)s went through. Do not send it again."
    ),
    "confirming_next": gettext_noop("Paid, or not carried out"),
    "waiting_next": gettext_noop("Paid"),
    "listed": gettext_noop("You can close this page. The payment is already in your transactions."),
    "done": gettext_noop("%(amount)s is paid"),
    "refused": gettext_noop("The payment was not made"),
}
_WORDS: Final[Mapping[Kind, dict[str, str]]] = {"deposit": _DEPOSIT, "withdrawal": _WITHDRAWAL, "payment": _PAYMENT}
