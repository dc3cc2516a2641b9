"""Six-digit codes: from an authenticator app (TOTP, RFC 6238) and sent by SMS or mail."""

from __future__ import annotations

import secrets

import pyotp
from django.utils.crypto import constant_time_compare

from sandbox import clock
from sandbox.auth.models import Challenge, Customer
from sandbox.auth.secrets import keyed_hash
from sandbox.outbox.services import outbox_send

_DIGITS = 6
_STEP = 30


def totp_matches(customer: Customer, code: str) -> bool:
    """Accept the code of this step or a neighbour, each code once: what was used, or is older, never works again."""
    current = int(clock.now().timestamp()) // _STEP
    generator = pyotp.TOTP(customer.totp_secret)
    steps = [step for step in (current, current - 1, current + 1) if _same(generator.generate_otp(step), code)]
    return any(_step_take(customer, step) for step in steps)


def otp_matches(challenge: Challenge, code: str) -> bool:
    """Compare with the code that was sent last."""
    return constant_time_compare(challenge.code_hash, _code_hash(challenge, code))


def otp_send(challenge: Challenge, customer: Customer) -> None:
    """Make a new code, keep its hash on the challenge (unsaved) and send it by the challenge's channel."""
    code = f"{secrets.randbelow(10**_DIGITS):0{_DIGITS}}"
    challenge.code_hash = _code_hash(challenge, code)
    subject, text = _message(code, challenge.authentication.act_text)
    if challenge.channel == "sms":
        outbox_send("sms", customer.phone, "", text)
    else:
        outbox_send("mail", customer.email, subject, text)


def _message(code: str, action: str) -> tuple[str, str]:
    """Name the action, so that nobody is talked out of a code for something else than they believe."""
    rest = "It works for 10 minutes. We never ask for it by phone."
    if not action:
        return "Your sign-in code", f"Your code is {code}. {rest}"
    only = f"It is for this and nothing else: {action}."
    return "Confirm that it is you", f"Your code is {code}. {only} {rest} If this is not your doing, do not use it."


def _step_take(customer: Customer, step: int) -> bool:
    # One conditional update decides between two requests that bring the same code at once.
    unused = Customer.objects.filter(pk=customer.pk, totp_last_step__lt=step)
    return unused.update(totp_last_step=step) == 1


def _same(expected: str, given: str) -> bool:
    return constant_time_compare(expected, given)


def _code_hash(challenge: Challenge, code: str) -> str:
    return keyed_hash("otp", f"{challenge.pk}:{code}")
