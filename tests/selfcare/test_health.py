"""Health, readiness, status, figures; warm-up."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError
from django.test import Client

from selfcare import health, metrics
from selfcare.domain.context import Context
from selfcare.domain.errors import UpstreamFailed
from selfcare.upstream import reconnect, service
from selfcare.warm_up import warm_up
from tests.fake_upstream import FakeUpstream


@pytest.fixture(autouse=True)
def _looked_at_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_migrated", [])
    monkeypatch.setattr(health, "_looked_at", [-10.0])


def test_alive_needs_neither_store_nor_host_nor_session(client: Client, dead_store: None) -> None:
    client.cookies["session"] = "a" * 43
    answer = client.get("/healthz", headers={"Host": "10.0.0.5"})
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


@pytest.mark.django_db
def test_ready_when_started_and_migrated(client: Client) -> None:
    assert client.get("/readyz").json() == {"status": "ready"}
    assert client.get("/readyz").status_code == 200


@pytest.mark.django_db
def test_an_outage_behind_us_takes_no_instance_out(client: Client, dead_store: None) -> None:
    assert client.get("/readyz").status_code == 200


class _Executor:
    plan: Any = [("a migration", False)]

    def __init__(self, _connection: Any) -> None:
        self.loader = self
        self.graph = self

    def leaf_nodes(self) -> list[Any]:
        return []

    def migration_plan(self, _targets: Any) -> Any:
        return self.plan


def test_not_ready_while_a_migration_is_missing(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "MigrationExecutor", _Executor)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (503, {"status": "migrations"})


def test_not_ready_while_the_database_was_never_seen(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(_connection: Any) -> None:
        raise DatabaseError

    monkeypatch.setattr(health, "MigrationExecutor", away)
    assert client.get("/readyz").status_code == 503


def test_draining_is_not_ready(client: Client, settings: Any, tmp_path: Path) -> None:
    settings.DRAIN_FILE = str(tmp_path / "draining")
    Path(settings.DRAIN_FILE).touch()
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (503, {"status": "draining"})
    assert client.get("/healthz").status_code == 200


@pytest.mark.django_db
def test_status_tells_each_dependency(client: Client) -> None:
    reconnect()
    told = client.get("/statusz").json()
    assert told["status"] == "ok"
    assert told["dependencies"].keys() == {"redis", "database", "files", "auth", "payments"}


@pytest.mark.django_db
def test_status_tells_of_a_service_that_is_left_alone(client: Client, upstream: FakeUpstream) -> None:
    upstream.on("GET", "/v1/capabilities", status=500, json={})
    person = Context(customer_id="cus_1", request_id="r", token=lambda: "t")
    for _ in range(5):
        with pytest.raises(UpstreamFailed):
            service("payments").get(person, "/v1/capabilities", as_=dict, doing="read capabilities")
    told = client.get("/statusz").json()
    assert told["status"] == "degraded"
    assert told["dependencies"]["payments"]["problem"] == "UpstreamUnavailable"
    assert told["dependencies"]["auth"]["ok"]


@pytest.mark.django_db
def test_status_tells_where_files_cannot_be_kept(client: Client, settings: Any, tmp_path: Path) -> None:
    settings.FILES_DIR = str(tmp_path / "new" / "files")
    assert client.get("/statusz").json()["dependencies"]["files"]["ok"]
    (tmp_path / "file").touch()
    settings.FILES_DIR = str(tmp_path / "file" / "files")
    assert client.get("/statusz").json()["dependencies"]["files"]["problem"]


@pytest.mark.django_db
def test_status_tells_when_redis_is_gone(client: Client, dead_store: None) -> None:
    told = client.get("/statusz").json()
    assert told["dependencies"]["redis"]["problem"] == "StoreUnavailable"


@pytest.mark.parametrize("path", ["/statusz", "/metrics"])
@pytest.mark.parametrize(
    ("given", "allowed"),
    [
        ("Bearer right-token", True),
        ("bearer right-token", True),
        ("Bearer wrong", False),
        ("Bearer ", False),
        ("", False),
        ("Basic right-token", False),
        ("Bearer ö", False),
    ],
)
@pytest.mark.django_db
def test_the_inside_is_shown_for_a_token_only(
    client: Client, settings: Any, path: str, given: str, allowed: bool
) -> None:
    settings.STATUS_TOKEN, settings.LOCAL = "right-token", False
    answer = client.get(path, headers={"Authorization": given})
    assert (answer.status_code == 200) is allowed
    assert allowed or answer.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize(("address", "status"), [("127.0.0.1", 200), ("::1", 200), ("10.0.0.5", 401), ("junk", 401)])
def test_on_localhost_the_machine_itself_may_look(client: Client, address: str, status: int) -> None:
    assert client.get("/metrics", REMOTE_ADDR=address).status_code == status


def test_without_a_token_everything_inside_is_shut(client: Client, settings: Any) -> None:
    settings.STATUS_TOKEN, settings.LOCAL = "", False
    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 401


def test_requests_are_counted_by_route_and_status(client: Client) -> None:
    client.get("/t/words")
    client.generic("BREW", "/t/words")
    text = client.get("/metrics").content.decode()
    assert 'route="tests.selfcare.urls.words",status="200"' in text
    assert 'method="other"' in text
    assert "BREW" not in text


def test_figures_of_all_processes_are_added_up(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path))
    body, media_type = metrics.text()
    assert body == b""
    assert media_type.startswith("text/plain")


def test_warm_up_compiles_every_template_and_opens_nothing(dead_store: None) -> None:
    warm_up()
