"""Why something did not go through, in our own words. The service's and the bank's own texts are never shown."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext, gettext_noop

# Codes are the contract's own words and ISO 20022 external status reasons (ExternalStatusReason1Code).
_REASONS: Final = {
    "account_closed": gettext_noop("The account is closed"),
    "AC04": gettext_noop("The account is closed"),
    "AC06": gettext_noop("The account is blocked"),
    "AC14": gettext_noop("The account takes no transfers of this kind"),
    "insufficient_funds": gettext_noop("There was not enough money on the account"),
    "AM04": gettext_noop("There was not enough money on the account"),
    "AM14": gettext_noop("The amount is above what the bank allows"),
    "limit_exceeded": gettext_noop("The amount is above the limit"),
    "bank_declined": gettext_noop("The bank said no"),
    "refused_by_customer": gettext_noop("You said no at your bank"),
    "CUST": gettext_noop("You said no at your bank"),
    "not_approved_in_time": gettext_noop("It was not approved in time"),
    "AB06": gettext_noop("It was not approved in time"),
    "no_answer": gettext_noop("The bank did not answer"),
    "AB05": gettext_noop("The bank did not answer"),
    "AB08": gettext_noop("The bank was not reachable"),
    "risk": gettext_noop("It was stopped to protect you"),
    "returned": gettext_noop("The bank sent the money back"),
}


def reason_text(code: str | None) -> str | None:
    """Return the sentence for a reason code, without a full stop; None for a code we have no words for."""
    sentence = _REASONS.get(code or "")
    return gettext(sentence) if sentence else None
