"""Why something did not go through, in our own words. The service's and the bank's own texts are never shown."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext, gettext_noop

# Codes are the contract's own words and ISO 20022 external status reasons (ExternalStatusReason1Code).
_REASONS: Final = {
    "AC04": gettext_noop("The account is closed"),
    "AC06": gettext_noop("The account is blocked"),
    "AC14": gettext_noop("The account takes no transfers of this kind"),
    "AM04": gettext_noop("There was not enough money on the account"),
    "AM14": gettext_noop("The amount is above what the bank allows"),
    "AB05": gettext_noop("The bank did not answer in time"),
    "AB06": gettext_noop("It was not approved in time"),
    "AB08": gettext_noop("The bank could not be reached"),
    "CUST": gettext_noop("You said no at your bank"),
    "bank_timed_out": gettext_noop("The bank did not answer in time"),
    "not_approved_in_time": gettext_noop("It was not approved in time"),
    "account_closed": gettext_noop("The account is closed"),
    "insufficient_funds": gettext_noop("There was not enough money on the account"),
    "risk": gettext_noop("It was stopped to protect you"),
    "limit_exceeded": gettext_noop("The amount is above the limit"),
}


def reason_text(code: str | None) -> str | None:
    """Return the sentence for a reason code, without a full stop; None for a code we have no words for."""
    sentence = _REASONS.get(code or "")
    return gettext(sentence) if sentence else None
