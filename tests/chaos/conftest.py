"""Chaos: processes that are killed, stores that hang or stop, and a platform that does not keep its word."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis

from deploy.local.postgres import Postgres
from deploy.local.stack import Stack
from tests.chaos.person import Person
from tests.chaos.platform import Platform
from tests.live import running_stack


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/chaos" in str(item.path):
            item.add_marker(pytest.mark.live)


@pytest.fixture(scope="session")
def postgres() -> Postgres:
    """A server of its own: it is stopped, and nobody else's tests may notice."""
    folder = Path(tempfile.mkdtemp(prefix="selfcare-chaos-"))
    folder.chmod(0o755)
    return Postgres(folder / "postgres")


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory, postgres: Postgres) -> Iterator[Stack]:
    with running_stack(tmp_path_factory.mktemp("chaos"), database_url=postgres.url) as stack:
        yield stack


@pytest.fixture(scope="session")
def other_url(stack: Stack) -> str:
    """The second instance."""
    return f"http://localhost:{stack.ports[1]}"


@pytest.fixture
def platform(stack: Stack) -> Iterator[Platform]:
    """The platform with nothing wrong; whatever a test did to it is undone."""
    platform = Platform(stack.sandbox_url)
    platform.faults()
    yield platform
    platform.faults()
    platform.clock_real()


@pytest.fixture
def store(stack: Stack) -> Redis:
    assert stack.valkey
    client: Redis = Redis.from_url(stack.valkey.url)
    return client


@pytest.fixture
def elin(stack: Stack, store: Redis, platform: Platform) -> Person:
    """A customer who has just signed in, and whose tries nobody has counted."""
    counted = store.keys("sc:limit:*")
    if counted:
        store.delete(*counted)
    return Person(stack.url).sign_in()
