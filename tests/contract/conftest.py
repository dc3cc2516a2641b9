"""The sandbox as a process of its own, asked over HTTP: what proves builders and adapters alike."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from redis import Redis

from accounts.backends import auth_backend
from deploy.local.processes import free_port, start, stop, wait_for_answer
from deploy.local.stack import Stack
from selfcare.domain.context import Context
from selfcare.upstream import reconnect
from tests.contract.callers import Caller, signed_in

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "demo-only-password"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/contract" in str(item.path):
            item.add_marker(pytest.mark.live)


@contextmanager
def running_sandbox(folder: Path) -> Iterator[str]:
    """A sandbox with life off and its own database. Yields its address."""
    port = free_port()
    url = f"http://localhost:{port}"
    command = [sys.executable, "-m", "sandbox", "--port", str(port), "--public-url", url, "--life", "off"]
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "sandbox.settings"}
    place = ["--database", str(folder / "sandbox.sqlite3")]
    child = start([*command, *place], env=env, log=folder / "log", cwd=ROOT)
    try:
        wait_for_answer(f"{url}/healthz", child=child)
        yield url
    finally:
        stop(child)


@pytest.fixture(scope="session")
def sandbox_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The sandbox whose demo customers stay signed in for the whole run."""
    with running_sandbox(tmp_path_factory.mktemp("sandbox")) as url:
        yield url


@pytest.fixture
def sandbox(sandbox_url: str, settings: Any) -> Iterator[str]:
    """The product's adapters pointed at the sandbox."""
    settings.AUTH_URL, settings.PAYMENTS_URL = f"{sandbox_url}/auth", f"{sandbox_url}/payments"
    reconnect()
    yield sandbox_url
    reconnect()


@pytest.fixture(scope="session")
def caller(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Caller]:
    """One web instance on PostgreSQL, and a demo customer signed in by the API."""
    folder: Path = tmp_path_factory.mktemp("fuzz")
    stack = Stack(folder, free_port(), free_port(), life=False)
    stack.extra = {
        "DATABASE_URL": os.environ["DATABASE_URL"],
        "REDIS_URL": "",
        "AUTH_URL": f"{stack.sandbox_url}/auth",
        "PAYMENTS_URL": f"{stack.sandbox_url}/payments",
        "WEB_CONCURRENCY": "1",
    }
    try:
        stack.start()
        assert stack.valkey
        yield signed_in(stack.url, Redis.from_url(stack.valkey.url))
    finally:
        stack.stop()


@pytest.fixture(scope="session")
def _tokens() -> dict[str, Any]:
    return {}


@pytest.fixture
def elin(sandbox: str, _tokens: dict[str, Any]) -> Context:
    return customer("demo@selfcare.example", _tokens)


@pytest.fixture
def omar(sandbox: str, _tokens: dict[str, Any]) -> Context:
    return customer("omar@selfcare.example", _tokens)


def customer(identifier: str, tokens: dict[str, Any]) -> Context:
    """Sign in once per run and person; the guessing rules count sign-ins too."""
    if identifier not in tokens:
        stranger = Context(customer_id="", request_id="contract", client_ip="192.0.2.1", user_agent="tests")
        found = auth_backend().authentication_start(stranger, purpose="login", identifier=identifier, password=PASSWORD)
        tokens[identifier] = found.token
    token = tokens[identifier]
    return Context(customer_id=token.customer_id, request_id="contract", token=lambda: token.access_token)


def on_behalf(ctx: Context) -> Context:
    """The same customer as the worker asks for them."""
    assert settings.SERVICE_TOKEN
    return Context(customer_id=ctx.customer_id, request_id="contract", on_behalf=True)
