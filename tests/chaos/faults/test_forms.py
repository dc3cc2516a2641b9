"""What is sent by a form, without script, while the payment service fails: a page in time, done once, said as it is.

Sampled as programs' orders are.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass

import pytest
import requests

from tests.chaos.faults.calls import LONGEST, recovered, seconds
from tests.chaos.faults.orders import DISPUTE, FAULTS, ORDERS, PAYMENT, number, sampled
from tests.chaos.faults.trouble import Trouble
from tests.chaos.person import Form, Person, fields, seen
from tests.chaos.platform import eventually

OK, ACCEPTED, SEE_OTHER, UNAVAILABLE = 200, 202, 303, 503


@dataclass(frozen=True)
class Sent:
    """A form as its page gave it, filled in: where it goes, the service's path it becomes, how many the service has.

    ``unsure`` is what the page says while nobody knows the outcome.
    """

    address: str
    form: Form
    path: str
    unsure: str
    made: Callable[[Trouble], int]


def refund(elin: Person) -> Sent:
    """Ask a little of one payment back."""
    address, minor = f"/transactions/{PAYMENT}/refund", 100 + number()
    page = eventually(lambda: _settled(elin, address), seconds=25, every=0.5)
    assert page
    form = fields(page, f"{address}/send")
    filled = {**form, "how": "part", "part": _typed(minor), "why": "other"}

    def made(trouble: Trouble) -> int:
        found = trouble.truth(f"/v1/refund-requests?transaction_id={PAYMENT}&limit=100")["data"]
        return sum(each["amount"]["value"] == minor for each in found)

    path = f"/v1/transactions/{PAYMENT}/refund-requests"
    return Sent(f"{address}/send", filled, path, "We are finding out whether your request arrived", made)


def _settled(elin: Person, address: str) -> requests.Response | None:
    """Return the form's page; None while what was asked before is not known to have arrived."""
    page = elin.get(address)
    return page if page.status_code == OK else None


def message(elin: Person) -> Sent:
    """Write to who decides a dispute."""
    address, text = f"/cases/{DISPUTE}/messages", f"By a form, number {number()}."
    form = {**fields(elin.get(f"/cases/{DISPUTE}"), address), "text": text}

    def made(trouble: Trouble) -> int:
        return sum(each["text"] == text for each in trouble.truth(f"/v1/disputes/{DISPUTE}")["messages"])

    return Sent(address, form, f"/v1/disputes/{DISPUTE}/messages", "We do not know yet whether that arrived", made)


def deposit(elin: Person) -> Sent:
    """Have the bank send money, through the pages before its review."""
    minor = 6_000 + number()  # fifteen of them fit a month's limit, beside the programs'
    form = elin.review(_typed(minor))
    unsure = "Your deposit is being confirmed"
    return Sent("/deposit/confirm", form, "/v1/deposits", unsure, lambda trouble: len(trouble.transactions(minor)))


def _typed(minor: int) -> str:
    return f"{minor // 100},{minor % 100:02d}"


FORMS: dict[str, Callable[[Person], Sent]] = {"refund": refund, "message": message, "deposit": deposit}


@pytest.mark.parametrize(("name", "fault"), sampled(FORMS))
def test_a_form_whose_outcome_is_unsure_is_done_once(name: str, fault: str, elin: Person, trouble: Trouble) -> None:
    _writes_go_through(elin, trouble)
    sent = FORMS[name](elin)
    before = sent.made(trouble)
    trouble.faults({"service": "payments", "method": "POST", "path": sent.path, **FAULTS[fault]})
    answer = elin.post(sent.address, sent.form)
    assert answer.status_code in {SEE_OTHER, UNAVAILABLE}, answer.text[:500]
    assert trouble.faults_left() == 0, "the product never asked"
    assert seconds(answer) <= LONGEST
    page = answer if answer.status_code == UNAVAILABLE else elin.get(answer.headers["Location"])
    assert sent.unsure in seen(page)
    again = elin.post(sent.address, sent.form)  # by somebody who does not wait
    assert again.status_code in {SEE_OTHER, UNAVAILABLE}, again.text[:500]
    eventually(lambda: sent.made(trouble) > before, seconds=25, every=0.5)
    assert sent.made(trouble) == before + 1
    assert elin.signed_in()


def _writes_go_through(elin: Person, trouble: Trouble) -> None:
    """Wait out the pause of the breaker that stands before every order, and have it hear of good answers."""
    recovered("/transactions?type=payment", elin, trouble)

    def go_through() -> bool:
        order = ORDERS["message"](elin)
        answer = elin.call("POST", order.address, order.body, **{"Idempotency-Key": f"chaos-{uuid.uuid4()}"})
        return answer.ok and answer.status_code != ACCEPTED

    for _ in range(2):
        eventually(go_through, seconds=12, every=0.5)
