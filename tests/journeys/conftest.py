"""Journeys run in Debian's Chromium against the real thing: the sandbox, two web instances, worker and beat.

With JOURNEYS_URL and JOURNEYS_SANDBOX_URL they use what already runs there: `make image` gives its containers.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
import requests
from playwright.sync_api import Browser, BrowserContext, Page, expect
from redis import Redis

from deploy.local.stack import Stack
from tests.journeys.walk import PATIENCE, sign_in
from tests.live import running_stack

DEPLOYED = os.environ.get("JOURNEYS_URL")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
# Chromium's own background traffic would only look for hosts that no test needs.
QUIET = [
    *["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"],
    *["--disable-component-update", "--disable-sync"],
    *(["--ignore-certificate-errors"] if DEPLOYED else []),  # a trial makes its own certificate
]


expect.set_options(timeout=PATIENCE)


class Deployed(NamedTuple):
    """What runs elsewhere: it can be used, not killed."""

    url: str
    sandbox_url: str


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything here; without a browser skip it on a laptop, and fail in CI."""
    for item in items:
        if "tests/journeys" in str(item.path):
            item.add_marker(pytest.mark.journey)
            if not CHROMIUM and not os.environ.get("CI"):
                item.add_marker(pytest.mark.skip(reason="no chromium on PATH: apt-get install chromium"))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": QUIET}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_context_args, "locale": "en-GB", "timezone_id": "Europe/Stockholm"}


@pytest.fixture(autouse=True)
def _close_what_was_opened(browser: Browser) -> Iterator[None]:
    """A page left open goes on asking and drawing: fifty of them starve the tests that follow."""
    before = list(browser.contexts)
    yield
    for context in browser.contexts:
        if context not in before:
            context.close()


@pytest.fixture(autouse=True, scope="module")
def _first_day(stack: Stack | Deployed) -> None:
    """Each file of journeys finds the demo data as on the first day, whatever another file did with it."""
    if not DEPLOYED:
        requests.post(f"{stack.sandbox_url}/_sandbox/reset", timeout=120).raise_for_status()
        _delete(stack, "sc:copy:*")


@pytest.fixture(autouse=True)
def _uncounted(stack: Stack | Deployed) -> None:
    """One person walks all journeys within minutes: what is counted per minute begins anew with each."""
    _delete(stack, "sc:limit:*")


def _delete(stack: Stack | Deployed, keys: str) -> None:
    valkey = getattr(stack, "valkey", None)
    if valkey:
        store = Redis.from_url(valkey.url)
        for key in store.scan_iter(keys):
            store.delete(key)


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack | Deployed]:
    """Two web instances that share Redis and PostgreSQL, and the sandbox with life off."""
    if DEPLOYED:
        yield Deployed(DEPLOYED, os.environ["JOURNEYS_SANDBOX_URL"])
        return
    with running_stack(tmp_path_factory.mktemp("stack"), database_url=os.environ["DATABASE_URL"]) as stack:
        yield stack


@pytest.fixture(params=["with script", "without script"])
def reader(request: pytest.FixtureRequest, browser: Browser, stack: Stack | Deployed) -> Iterator[Page]:
    """Elin, signed in, once in a browser with scripts and once in one without."""
    context: BrowserContext = browser.new_context(java_script_enabled=request.param == "with script")
    page = context.new_page()
    sign_in(page, stack.url)
    yield page
    context.close()
