"""What the services answer while somebody withdraws, and the steps every test of it takes."""

from __future__ import annotations

from typing import Any, Final

from tests.builders import auth, payments
from tests.fake_upstream import Answer, Call, FakeUpstream
from tests.page import Page, PageClient
from transactions.models import Intent

WITHDRAWALS: Final = "/payments/v1/withdrawals"
QUOTES: Final = "/payments/v1/quotes"
TRANSACTION: Final = "/payments/v1/transactions/tx_wdr"
START: Final = "/auth/v1/authentications"
ANSWER: Final = f"{START}/aut_1/answer"
RESEND: Final = f"{START}/aut_1/resend"
LATER: Final = "2099-01-01T00:00:00.000Z"
MAIL: Final = auth.challenge(
    id="chl_mail", method="otp", channel="email", hint="d•••@selfcare.example", resend_after=30
)
UNSENT: Final = {**MAIL, "resend_after": 0}
APP: Final = auth.challenge(id="chl_app", channel="app", resend_after=None)
SECOND: Final = payments.instrument(
    id="ins_norr", brand="Bank Norr", label="Bank Norr ••8830", last4="8830", default=False, hint="Savings account"
)


class Services:
    """A payment service that wants a step-up for each withdrawal, and an auth service that knows the code 123456.

    ``made`` holds one withdrawal per idempotency key, however often it is asked.
    """

    def __init__(self, upstream: FakeUpstream) -> None:
        self.upstream = upstream
        self.made: dict[str, dict[str, Any]] = {}
        self.proven: list[dict[str, Any]] = []
        self.actions: list[dict[str, Any]] = []
        self.status = "pending"
        upstream.on("GET", "/payments/v1/accounts", json=payments.page([payments.account()]))
        upstream.on("GET", "/payments/v1/instruments", json=payments.page([payments.instrument(), SECOND]))
        upstream.on("GET", "/payments/v1/capabilities", json=payments.capabilities())
        upstream.on("POST", QUOTES, reply=self.quote)
        upstream.on("POST", WITHDRAWALS, reply=self.withdraw)
        self.asks(MAIL)

    def asks(self, *challenges: dict[str, Any]) -> None:
        """Answer step-ups with these challenges."""

        def begin(call: Call) -> Answer:
            self.actions.append(call.body["action"])
            found = auth.authentication("challenge", expires_at=LATER, challenges=list(challenges))
            return Answer(201, found)

        self.upstream.on("POST", START, reply=begin)
        self.upstream.on("POST", ANSWER, reply=self.answer)
        self.upstream.on("POST", RESEND, status=202, json=auth.authentication("challenge", expires_at=LATER))

    def answer(self, call: Call) -> Answer:
        if call.body["value"] != "123456":
            return Answer(401, payments.problem(401, "invalid_credentials", attempts_left=4))
        self.proven = [self.actions[-1]]
        return Answer(200, auth.authentication(token=auth.token(access_token="access-2", acr="aal2")))

    def withdraw(self, call: Call) -> Answer:
        key, label = call.headers["idempotency-key"], _label(call.body["instrument_id"])
        action = {"kind": "withdrawal", "amount": call.body["amount"], "to": label}
        proven = action in self.proven and call.headers.get("authorization") == "Bearer access-2"
        if key not in self.made and not proven:
            return step_up_required()
        if key not in self.made:
            self.proven = []
            made = payments.withdrawal(amount=call.body["amount"], status=self.status)
            self.made[key] = made
            self.upstream.on("GET", TRANSACTION, json=made)
        return Answer(201, self.made[key])

    def quote(self, call: Call) -> Answer:
        amount = call.body["amount"]
        return Answer(200, payments.quote(amount=amount, total=amount))

    def becomes(self, status: str, **changes: Any) -> None:
        """From now on the withdrawal stands like this."""
        self.upstream.on("GET", TRANSACTION, json=payments.withdrawal(status=status, **changes))


def step_up_required() -> Answer:
    return Answer(401, payments.problem(401, "step_up_required", methods=["totp", "otp"]))


def _label(instrument_id: str) -> str:
    return "Bank Norr ••8830" if instrument_id == "ins_norr" else "Östra Sparbank ••2104"


def review(client: PageClient, amount: str = "6000", to: str = "ins_ostra") -> Page:
    """Walk to the review page as a browser without script does."""
    first = client.get("/withdraw")
    second = client.get("/withdraw/account", {**first.form(), "amount": amount})
    assert second.status == 200, second.text
    third = client.get("/withdraw/review", {**second.form(), "to": to})
    assert third.status == 303
    return client.get(third.response["Location"])


def confirm(client: PageClient, page: Page | None = None, changes: dict[str, str] | None = None) -> Page:
    page = page or review(client)
    return client.post("/withdraw/confirm", {**page.form("form[action='/withdraw/confirm']"), **(changes or {})})


def asked(client: PageClient, page: Page | None = None) -> Page:
    """Confirm, and come to the step-up page."""
    answer = confirm(client, page)
    assert answer.status == 303, answer.text
    return client.get(answer.response["Location"])


def prove(client: PageClient, page: Page, code: str = "123456") -> Page:
    """Type the code on the step-up page; returns the answer itself."""
    action = page.one("main form.form").get("action") or ""
    return client.post(action, {**page.form("main form.form"), "code": code})


def state_of(client: PageClient) -> Page:
    return client.get(f"/withdraw/{Intent.objects.get().id}")
