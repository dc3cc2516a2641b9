"""What the auth service answers in these tests, and the few steps every test takes."""

from __future__ import annotations

from typing import Any, Final

from django.test import Client

from tests.builders.auth import authentication, challenge, customer, token
from tests.builders.payments import problem
from tests.fake_upstream import FakeUpstream

EMAIL: Final = "demo@selfcare.example"
PASSWORD: Final = "correct horse battery staple"
LATER: Final = "2099-01-01T00:00:00.000Z"
START: Final = "/auth/v1/authentications"
ANSWER: Final = "/auth/v1/authentications/aut_1/answer"
RESEND: Final = "/auth/v1/authentications/aut_1/resend"


def accepts(upstream: FakeUpstream, *, device: str | None = "dev_1", **changes: Any) -> None:
    """The password is right and no code is wanted."""
    upstream.on("POST", START, status=201, json=authentication(device=device, token=token(**changes)))
    knows_customer(upstream)


def asks_code(upstream: FakeUpstream, **changes: Any) -> None:
    """The password is right and a code is wanted; the code 123456 is right."""
    wanted = [challenge(**changes)]
    upstream.on("POST", START, status=201, json=authentication("challenge", expires_at=LATER, challenges=wanted))
    upstream.on("POST", ANSWER, json=authentication(device="dev_1"))
    knows_customer(upstream)


def knows_customer(upstream: FakeUpstream, **changes: Any) -> None:
    upstream.on("GET", "/auth/v1/userinfo", json=customer(**changes))


def refuses(upstream: FakeUpstream, path: str = START, **more: Any) -> None:
    upstream.on("POST", path, status=401, json=problem(401, "invalid_credentials", **more))


def locks(upstream: FakeUpstream, path: str = START, retry_after: str = "600") -> None:
    upstream.on("POST", path, status=423, json=problem(423, "locked"), headers={"Retry-After": retry_after})


def post_login(client: Client, path: str = "/login", **more: Any) -> Any:
    """The answer to the sign-in form, as Django's test client gives it."""
    return client.post(path, {"email": EMAIL, "password": PASSWORD, **more.pop("data", {})}, **more)


def signed_in(client: Client, upstream: FakeUpstream) -> Client:
    """A client whose customer has signed in by the password alone."""
    accepts(upstream)
    assert post_login(client).status_code == 303
    return client
