# ruff: noqa: E501  # a table reads best with one row per line
"""Who is signed in, and what they may do."""

from __future__ import annotations

from typing import Final

from selfcare.api.glossary.row import NONE_GIVEN, Row

ROWS: Final[dict[str, Row]] = {
    # People and sessions
    "acr": ("How strong the sign-in was: aal1, or aal2 after a second step", "aal1"),
    "authenticated": ("Whether somebody is signed in", True),
    "channel": ("How a code is sent, such as email; null when none is", "email"),
    "attempts_left": ("Tries that remain before the challenge is closed", 5),
    "challenge": ("The code that is awaited; only while one is", NONE_GIVEN),
    "challenge_id": ("The challenge's id, from the answer that asked for it", "chl_01JD3M7Q2K"),
    "challenges": ("The ways to confirm: answer any one of them", NONE_GIVEN),
    "country": ("Country, ISO 3166-1 alpha-2", "SE"),
    "csrf_token": ("Send it as X-CSRFToken with everything that changes something", "8d1f3c0a9e7b5d2461f0c8a7e3b9d5f28d1f3c0a9e7b5d2461f0c8a7e3b9d5f2"),
    "customer": ("Who is signed in", NONE_GIVEN),
    "customer_id": ("The customer it belongs to", "cus_elin"),
    "display_name": ("The name to show", "Elin Sandberg"),
    "email": ("Their e-mail address", NONE_GIVEN),
    "Customer.id": ("The customer’s id", "cus_elin"),
    "ChallengeOut.id": ("The challenge’s id", "chl_01JD3M7Q2K"),
    "Contact.value": ("The address or number itself", "elin@example.com"),
    "family_name": ("Family name", "Sandberg"),
    "given_name": ("Given name", "Elin"),
    "ChallengeOut.hint": ("Where the code went, masked", "e•••@example.com"),
    "identifier": ("E-mail address or user name", "elin@example.com"),
    "languages": ("Languages of the texts, BCP 47", ["en", "sv"]),
    "locale": ("Language and region, BCP 47", "sv-SE"),
    "method": ("totp for an app, otp for a code that is sent", "otp"),
    "password": ("The password", "correct horse battery staple"),
    "phone": ("Their telephone number", None),
    "resend_after": ("Seconds until a new code may be asked for; null when none is sent", 30),
    "sign_in": ("Ways to sign in", ["password", "otp", "totp"]),
    "timezone": ("IANA time zone", "Europe/Stockholm"),
    "AnswerBody.value": ("The six digits", "492817"),
    "verified": ("Whether it has been confirmed", True),
    "StepUpBody.action": ("What is to be confirmed", NONE_GIVEN),
    "ActionBody.kind": ("What kind of action", "withdrawal"),
    "ActionBody.to": ("The label of the instrument that gets the money, letter for letter", "Östra Sparbank ••2104"),
    "session": ("The session this was asked in", NONE_GIVEN),
    "expires_in": ("Seconds until it ends by itself", 872),
    # Capabilities
    "backend": ("Which kind of payment service is behind this", "sandbox"),
    "contract": ("Version of the contract it speaks", "1.0"),
    "currencies": ("Currencies it handles, ISO 4217", ["EUR", "SEK"]),
    "features": ("What can be done here, by name", {"deposits": {"level": "native", "reason": None, "max_rows": None}}),
    "SessionOut.features": ("What may be offered before anybody signed in", NONE_GIVEN),
    "level": ("native, emulated, or none", "native"),
    "limits": ("Bounds by name", {"page": 100}),
    "max_rows": ("How far back it reaches when emulated", None),
    "Summary.label": ("The merchant’s name; null otherwise", None),
    "reason": ("Why it is not offered, as a code", None),
}  # fmt: skip
