"""A person with a browser that has no script: cookies, links, forms, and how long each answer took."""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
from lxml import html

from tests.journeys.walk import DEMO

OMAR = ("omar@selfcare.example", "demo-only-password")
Form = dict[str, str]


class Person:
    """Cookies go to every port of localhost, so one person can use all instances at once."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.session = requests.Session()
        self.session.trust_env = False

    def get(self, path: str, *, url: str = "", timeout: float = 30, **options: Any) -> requests.Response:
        """Ask for a page of this instance, or of the one at ``url``; redirects are not followed."""
        return self.session.get(f"{url or self.url}{path}", allow_redirects=False, timeout=timeout, **options)

    def post(self, path: str, form: Form, *, url: str = "", timeout: float = 30) -> requests.Response:
        """Send a form; redirects are not followed."""
        target = f"{url or self.url}{path}"
        return self.session.post(target, data=form, allow_redirects=False, timeout=timeout)

    def call(self, method: str, path: str, body: Any, **headers: str) -> requests.Response:
        """Make an unsafe call of the API as its pages would: with the CSRF token; bytes go as they are, else JSON."""
        token = self.get("/api/v1/session").json()["csrf_token"]
        sent = {"data": body} if isinstance(body, bytes) else {"json": body}
        more = {"X-CSRFToken": token, "Origin": self.url, **headers}
        return self.session.request(method, f"{self.url}{path}", headers=more, timeout=30, **sent)

    def sign_in(self, who: tuple[str, str] = DEMO) -> Person:
        """End signed in, or fail."""
        answer = self.post("/login", {**self.login_form(), "email": who[0], "password": who[1]})
        assert answer.status_code == 303, answer.text
        assert self.signed_in()
        return self

    def login_form(self) -> Form:
        return fields(self.get("/login"), "/login")

    def signed_in(self) -> bool:
        answer = self.get("/api/v1/session")
        return answer.status_code == 200 and bool(answer.json()["authenticated"])

    def review(self, amount: str) -> Form:
        """Walk to the page that asks to confirm. Returns what its button sends."""
        page = self.get(f"/deposit/method?amount={amount}")
        chosen = html.fromstring(page.text).xpath("//input[@type='radio']/@value")[0]
        step = self.get(f"/deposit/review?amount={amount}&from={chosen}")
        return fields(self.get(_path(step.headers["Location"])), "/deposit/confirm")

    def confirm(self, form: Form, *, url: str = "") -> requests.Response:
        return self.post("/deposit/confirm", form, url=url)

    def approve(self, bank_url: str) -> str:
        """Say yes on the bank's own page. Returns the path it leads back to."""
        page = self.session.get(bank_url, timeout=30)
        form = html.fromstring(page.text).forms[0]
        sent = {**dict(form.form_values()), "decision": "approve"}
        target = urljoin(page.url, form.action)
        answer = self.session.post(target, data=sent, allow_redirects=False, timeout=30)
        return _path(answer.headers["Location"])


def fields(page: requests.Response, action: str) -> Form:
    """What the form to ``action`` would send as it stands."""
    assert page.status_code == 200, page.text
    form = html.fromstring(page.text).xpath(f"//form[@action='{action}']")[0]
    return {name: str(value) for name, value in form.form_values()}


def seen(page: requests.Response) -> str:
    """The words of a page's main part, blanks made one."""
    return " ".join(html.fromstring(page.text).xpath("string(//main)").split())


def heading(page: requests.Response) -> str:
    return " ".join(html.fromstring(page.text).xpath("string(//h1)").split())


def cookie_deletions(answer: requests.Response) -> list[str]:
    """The Set-Cookie lines of an answer that take a cookie away."""
    lines = answer.raw.headers.getlist("Set-Cookie")
    return [line for line in lines if "max-age=0" in line.lower() or "1970" in line]


def _path(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
