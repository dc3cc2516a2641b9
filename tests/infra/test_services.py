"""The servers under the tests are real ones."""

from __future__ import annotations

import urllib.request

import pytest
import redis
from django.conf import settings
from django.db import connection

from tests.fake_upstream import FakeUpstream


@pytest.mark.django_db
def test_database_is_the_one_that_production_runs() -> None:
    assert connection.vendor == "postgresql" or "sqlite" in str(settings.DATABASES)


def test_valkey_answers() -> None:
    with redis.Redis.from_url(settings.REDIS_URL) as store:
        assert store.ping()


def test_fake_upstream_serves_scripts_and_records_calls(upstream: FakeUpstream) -> None:
    upstream.on("GET", "/v1/accounts", json={"data": []})
    with urllib.request.urlopen(f"{upstream.url}/payments/v1/accounts?limit=5") as answer:
        assert answer.read() == b'{"data": []}'
    assert upstream.asked("GET", "/v1/accounts")[0].query == {"limit": ["5"]}
