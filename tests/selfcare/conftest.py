from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django_redis import get_redis_connection
from redis import BlockingConnectionPool, Redis

from deploy.local.processes import free_port
from selfcare.stores import sessions


@pytest.fixture(autouse=True)
def _probes(settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.selfcare.urls"
    sessions().flushdb()


@pytest.fixture
def client() -> Client:
    """Answers a 500 the way a visitor sees it."""
    return Client(raise_request_exception=False)


@pytest.fixture
def elin(client: Client) -> Client:
    """Signed in as the owner."""
    assert client.get("/t/in").status_code == 200
    return client


@pytest.fixture
def dead_store(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing listens where Redis should be."""
    pool = get_redis_connection("sessions").connection_pool
    kwargs = {**pool.connection_kwargs, "port": free_port()}
    gone = Redis(connection_pool=BlockingConnectionPool(**kwargs))  # type: ignore[no-untyped-call]  # untyped in redis
    monkeypatch.setattr("selfcare.stores.get_redis_connection", lambda _alias: gone)
