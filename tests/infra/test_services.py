"""The servers under the tests are real ones."""

from __future__ import annotations

import urllib.request
from pathlib import Path

import pytest
import redis
from django.conf import settings
from django.db import connection

from deploy.local.stack import Stack
from deploy.local.valkey import Valkey
from tests.fake_upstream import FakeUpstream


@pytest.mark.django_db
def test_database_is_the_one_that_production_runs() -> None:
    assert connection.vendor == "postgresql" or "sqlite" in str(settings.DATABASES)


def test_valkey_answers() -> None:
    with redis.Redis.from_url(settings.REDIS_URL) as store:
        assert store.ping()


def test_a_valkey_that_ended_comes_back_where_it_was_with_what_it_kept(tmp_path: Path) -> None:
    """`make run` starts again what ended: without the store every page but the sign-in's is 503."""
    valkey = Valkey(tmp_path, durable=True).start()
    stack = Stack(tmp_path, valkey=valkey)
    try:
        with redis.Redis.from_url(valkey.url) as store:
            store.set("session", "kept")
            store.execute_command("WAITAOF", 1, 0, 5000)
        assert stack.ended() == []
        valkey.crash()
        assert stack.ended() == ["valkey"]

        stack.launch("valkey")

        assert stack.ended() == []
        with redis.Redis.from_url(valkey.url) as store:
            assert store.get("session") == b"kept"
    finally:
        valkey.stop()


def test_fake_upstream_serves_scripts_and_records_calls(upstream: FakeUpstream) -> None:
    upstream.on("GET", "/v1/accounts", json={"data": []})
    with urllib.request.urlopen(f"{upstream.url}/payments/v1/accounts?limit=5") as answer:
        assert answer.read() == b'{"data": []}'
    assert upstream.asked("GET", "/v1/accounts")[0].query == {"limit": ["5"]}
