"""Run both images as deploy/compose.yaml does, and use them as a customer would: through nginx, on two instances.

Valkey and PostgreSQL are this machine's own; containers reach them over its network and a socket's folder.
"""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import sys
import threading
import time
from http import HTTPStatus
from pathlib import Path
from typing import Any

import requests
import yaml

from deploy.local.containers import ROOT, Engine
from deploy.local.postgres import postgres_url
from deploy.local.processes import free_port, stop, wait_for_answer
from deploy.local.proxy import Proxy
from deploy.local.trial_secrets import secrets_make
from deploy.local.valkey import Valkey

_LASTING = ("web-2", "worker", "exporter", "beat")  # web-1 is killed before
_JOURNEYS = ("tests/journeys/test_deposit.py", "tests/journeys/test_withdraw.py")
DEMO = {"email": "demo@selfcare.example", "password": "demo-only-password"}


class SmokeFailed(RuntimeError):  # noqa: N818 what happened
    """The images do not do what they must; the message says what."""


class Deployment:
    """The services of deploy/compose.yaml, with addresses of this machine."""

    def __init__(self, containers: Engine, product: str, sandbox: str, folder: Path) -> None:
        self.containers, self.folder = containers, folder
        self.tags = {"sandbox": sandbox}, product
        self.services: dict[str, Any] = yaml.safe_load((ROOT / "deploy/compose.yaml").read_text("utf-8"))["services"]
        self.ports = {"web-1": free_port(), "web-2": free_port(), "sandbox": free_port()}
        self.children: dict[str, subprocess.Popen[bytes]] = {}
        self.prefix = f"selfcare-smoke-{self.ports['web-1']}"

    def start(self) -> Deployment:
        """Start everything in order: stores, sandbox, release, web, worker, exporter, beat, nginx."""
        self.valkey = Valkey(self.folder / "valkey").start()
        self.database = postgres_url(self.folder / "postgres")
        self.socket = re.search(r"host=([^&]+)", self.database)
        (self.folder / "postgres").chmod(0o711)  # the containers' user enters by name; the server looked at its start
        places = [f"127.0.0.1:{self.ports[name]}" for name in ("web-1", "web-2")]
        self.proxy = Proxy(self.folder / "nginx", places, f"127.0.0.1:{self.ports['sandbox']}").start()
        stores = {"redis_url": self.valkey.url, "database_url": self.database}
        self.secrets = secrets_make(self.folder / "secrets", **stores)
        self.launch("sandbox")
        self.launch("release")
        if self.children["release"].wait(60):
            raise SmokeFailed(f"release failed:\n{self.log('release')}")
        for name in ("web-1", "web-2", "worker", "exporter", "beat"):
            self.launch(name)
        for name, path in (("sandbox", "/healthz"), ("web-1", "/readyz"), ("web-2", "/readyz")):
            self._wait(name, path)
        return self

    def stop(self) -> None:
        """End all of it."""
        for name, child in self.children.items():
            self.containers.remove(f"{self.prefix}-{name}")
            stop(child)
        with contextlib.suppress(AttributeError):  # what was not started
            self.proxy.stop()
        with contextlib.suppress(AttributeError):
            self.valkey.stop()

    def launch(self, name: str) -> None:
        """Start one service's container as compose describes it."""
        by_name, product = self.tags
        service = self.services[name]
        self.children[name] = self.containers.start(
            f"{self.prefix}-{name}",
            by_name.get(name, product),
            *self._command(name),
            env={**service["environment"], **self._addresses(name)},
            mounts=self._mounts(name),
            log=self.folder / f"{name}.log",
        )

    def url_of(self, name: str) -> str:
        """The address of a service on this machine, past nginx."""
        return f"http://127.0.0.1:{self.ports[name]}"

    def kill(self, name: str) -> None:
        """End a service with -9."""
        self.containers.kill(f"{self.prefix}-{name}")

    def log(self, name: str) -> str:
        """The last of what a service printed."""
        return self.printed(name)[-2000:]

    def printed(self, name: str) -> str:
        """All that a service printed."""
        return (self.folder / f"{name}.log").read_text(encoding="utf-8", errors="replace")

    def _command(self, name: str) -> list[str]:
        if name == "sandbox":
            return ["--host", "127.0.0.1", "--port", str(self.ports[name])]
        return list(self.services[name]["command"])

    def _addresses(self, name: str) -> dict[str, str]:
        inner = self.url_of("sandbox")
        bank = f"https://platform.localhost:{self.proxy.port}"
        if name == "sandbox":
            return {"SANDBOX_PUBLIC_URL": bank, "SANDBOX_HOOK_URL": f"{self.proxy.hooks_url}/hooks/payments"}
        port = {"PORT": str(self.ports[name])} if name in self.ports else {}
        public = {"PUBLIC_URL": self.proxy.url, "ALLOWED_HOSTS": "127.0.0.1", "BANK_ORIGINS": bank}
        return {**public, **port, "AUTH_URL": f"{inner}/auth", "PAYMENTS_URL": f"{inner}/payments"}

    def _files(self) -> Path:
        """The folder that web and exporter share; the containers' user owns nothing of this machine."""
        files = self.folder / "files"
        files.mkdir(exist_ok=True)
        files.chmod(0o777)
        return files

    def _mounts(self, name: str) -> list[str]:
        given = [f"{self.secrets[secret]}:/run/secrets/{secret}:ro" for secret in self.services[name]["secrets"]]
        if name == "sandbox":
            return [*given, "/data"]  # a volume without a name, gone with its container
        if "volumes" in self.services[name]:
            given.append(f"{self._files()}:/files")
        return [*given, f"{self.socket[1]}:{self.socket[1]}"] if self.socket else given

    def _wait(self, name: str, path: str) -> None:
        try:
            wait_for_answer(f"{self.url_of(name)}{path}", seconds=60, child=self.children[name])
        except TimeoutError as error:
            raise SmokeFailed(f"{name}: {error}\n{self.log(name)}") from error


def run(containers: Engine, product: str, sandbox: str, folder: Path) -> None:
    """Start the deployment, use it, break it, use it again. Raises SmokeFailed."""
    deployment = Deployment(containers, product, sandbox, folder)
    began = time.monotonic()
    try:
        deployment.start()
        print(f"          ready after {time.monotonic() - began:.1f} s")
        _use(deployment)
    finally:
        deployment.stop()


def _use(deployment: Deployment) -> None:
    with requests.Session() as browser:
        browser.trust_env, browser.verify = False, str(deployment.proxy.certificate)
        _sign_in(browser, deployment.proxy.url)
        _look(browser, deployment.proxy.url)
        _deposit(browser, deployment)
        _journeys(deployment)
        _lose_an_instance(browser, deployment)
    _end_gently(deployment)


def _sign_in(browser: requests.Session, url: str) -> None:
    form = browser.get(f"{url}/login", timeout=10)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form.text)
    _demand(form.status_code == HTTPStatus.OK and token, "the sign-in page", form)
    data = {**DEMO, "csrfmiddlewaretoken": token[1] if token else ""}
    home = browser.post(f"{url}/login", data=data, headers={"Origin": url, "Referer": f"{url}/login"}, timeout=10)
    _demand("Available to use" in home.text, "signing in", home)
    _demand(all(cookie.secure for cookie in browser.cookies), "cookies for https only", home)


def _look(browser: requests.Session, url: str) -> None:
    rows = browser.get(f"{url}/api/v1/transactions", timeout=10)
    _demand(rows.status_code == HTTPStatus.OK and rows.json()["data"], "the list of transactions", rows)
    page = browser.get(f"{url}/transactions", headers={"Accept-Language": "sv"}, timeout=10)
    sheet = re.search(r'href="(/static/css/selfcare\.[0-9a-f]+\.css)"', page.text)
    _demand(sheet, "the page of transactions with its stylesheet", page)
    css = browser.get(f"{url}{sheet[1] if sheet else ''}", timeout=10)
    _demand("immutable" in css.headers.get("Cache-Control", ""), "a stylesheet that never changes", css)
    _demand(css.headers.get("Content-Encoding") in {"br", "gzip"}, "a stylesheet compressed beforehand", css)


def _deposit(browser: requests.Session, deployment: Deployment) -> None:
    """Order, approve at the bank under its own host name, and see it settle by a signed event."""
    url = deployment.proxy.url
    token = browser.get(f"{url}/api/v1/session", timeout=10).json()["csrf_token"]
    account = browser.get(f"{url}/api/v1/accounts", timeout=10).json()["data"][0]
    order = {"account_id": account["id"], "amount": {"value": 12_300, "currency": account["currency"]}}
    proof = {"X-CSRFToken": token, "Origin": url, "Referer": f"{url}/", "Idempotency-Key": "smoke-1"}
    ordered = browser.post(f"{url}/api/v1/deposits", json=order, headers=proof, timeout=10)
    bank = re.search(r"https://(platform\.localhost:\d+)(/bank/approve/\w+)\?t=([\w-]+)", ordered.text)
    _demand(ordered.status_code == HTTPStatus.CREATED and bank, "ordering a deposit", ordered)
    if bank:
        _approve(deployment, *bank.groups())
    address = f"{url}/api/v1/transactions/{ordered.json()['id']}"
    deadline = time.monotonic() + 30
    while (now := browser.get(address, timeout=10)).json()["status"] != "succeeded":
        _demand(time.monotonic() < deadline, "a deposit that settles", now)
        time.sleep(0.5)
    while not any('"route":"hook"' in deployment.printed(name) for name in ("web-1", "web-2")):
        _demand(time.monotonic() < deadline, "an event by the inner address", now)
        time.sleep(0.5)


def _approve(deployment: Deployment, host: str, path: str, token: str) -> None:
    answer = requests.post(
        f"{deployment.proxy.url}{path}",
        data={"t": token, "decision": "approve"},
        headers={"Host": host},
        verify=str(deployment.proxy.certificate),
        allow_redirects=False,
        timeout=10,
    )
    _demand(answer.status_code == HTTPStatus.SEE_OTHER, "approving at the bank", answer)


def _journeys(deployment: Deployment) -> None:
    """The browser journeys of `make test` that move money, on these containers."""
    where = {"JOURNEYS_URL": deployment.proxy.url, "JOURNEYS_SANDBOX_URL": deployment.url_of("sandbox")}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", "not killed", *_JOURNEYS]
    env = {**os.environ, **where, "TEST_DATABASE": "sqlite"}
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SmokeFailed(f"journeys:\n{done.stdout[-4000:]}{done.stderr[-1000:]}")
    print(f"          journeys: {done.stdout.strip().splitlines()[-1]}")


def _lose_an_instance(browser: requests.Session, deployment: Deployment) -> None:
    statuses: list[int] = []
    asked_enough = threading.Event()

    def ask() -> None:
        while not asked_enough.is_set():
            statuses.append(browser.get(f"{deployment.proxy.url}/transactions", timeout=20).status_code)

    customer = threading.Thread(target=ask)
    customer.start()
    time.sleep(0.5)
    deployment.kill("web-1")
    time.sleep(2)
    asked_enough.set()
    customer.join()
    if set(statuses) != {200}:
        raise SmokeFailed(f"with one instance killed the customer saw {sorted(set(statuses))}")
    print(f"          {len(statuses)} pages while one instance was killed with -9: all 200")


def _end_gently(deployment: Deployment) -> None:
    deadline = time.monotonic() + 30
    # The first process of a container has no default for TERM: before its own handler stands, TERM is lost.
    while " ready." not in deployment.printed("worker"):
        if time.monotonic() > deadline:
            raise SmokeFailed(f"worker is not ready:\n{deployment.log('worker')}")
        time.sleep(0.2)
    for name in _LASTING:
        if deployment.children[name].poll() is not None:
            raise SmokeFailed(f"{name} ended by itself:\n{deployment.log(name)}")
    began = time.monotonic()
    for name in _LASTING:
        deployment.children[name].terminate()
    for name in _LASTING:
        try:
            status = deployment.children[name].wait(60)
        except subprocess.TimeoutExpired:
            raise SmokeFailed(f"{name} was told to end and did not:\n{deployment.log(name)}") from None
        if status:
            raise SmokeFailed(f"{name}, told to end, did so with status {status}:\n{deployment.log(name)}")
        print(f"          {name} ended {time.monotonic() - began:.1f} s after TERM, with status 0")


def _demand(right: object, what: str, response: requests.Response) -> None:
    if not right:
        raise SmokeFailed(f"{what}: {response.request.url} answered {response.status_code}: {response.text[:500]}")
