"""deploy/compose.yaml keeps its promises: every service confined, every setting known, every secret a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from deploy.local.gates import ROOT, example
from deploy.local.trial_secrets import secrets_make

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "deploy" / "compose.yaml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
PRODUCT = ("web-1", "web-2", "worker", "exporter", "beat", "release")


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_is_confined(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert {"mem_limit", "cpus", "pids_limit", "tmpfs", "healthcheck"} <= service.keys()
    assert service.get("user") != "root"


def test_only_the_proxy_can_be_reached_and_only_from_this_machine() -> None:
    published = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert published.keys() == {"nginx"}
    assert all(port.startswith("127.0.0.1:") for port in published["nginx"])


@pytest.mark.parametrize("name", PRODUCT)
def test_every_setting_is_one_of_the_product(name: str) -> None:
    assert {key.removesuffix("_FILE") for key in SERVICES[name]["environment"]} <= example().keys()


@pytest.mark.parametrize("name", PRODUCT)
def test_every_command_is_a_process_of_the_procfile(name: str) -> None:
    processes = {line.partition(":")[0] for line in (ROOT / "Procfile").read_text(encoding="utf-8").splitlines()}
    (command,) = SERVICES[name]["command"]
    assert command in processes


def test_who_makes_files_stands_back_for_the_rest() -> None:
    """Niceness counts within a container; between two of them it is these shares, of which 1024 are usual."""
    usual = {service.get("cpu_shares", 1024) for name, service in SERVICES.items() if name != "exporter"}
    assert SERVICES["exporter"]["cpu_shares"] * 8 < min(usual)


@pytest.mark.parametrize("name", SERVICES)
def test_every_secret_is_a_file_that_the_service_is_given(name: str) -> None:
    service = SERVICES[name]
    for key, value in service.get("environment", {}).items():
        assert not key.endswith(("KEY", "TOKEN", "SECRET", "SECRETS", "PASSWORD", "DATABASE_URL"))
        if key.endswith("_FILE"):
            assert value.removeprefix("/run/secrets/") in service["secrets"]


def test_the_secrets_of_a_trial_are_those_that_compose_names_and_stay(tmp_path: Path) -> None:
    files = secrets_make(tmp_path / "trial")
    assert files.keys() == COMPOSE["secrets"].keys()
    before = {name: file.read_text(encoding="utf-8") for name, file in files.items()}
    again = secrets_make(tmp_path / "trial")
    assert {name: file.read_text(encoding="utf-8") for name, file in again.items()} == before
    assert len(set(before.values())) == len(before)


def test_the_proxy_knows_the_instances_that_compose_names() -> None:
    config = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    for name in ("web-1", "web-2"):
        assert f"server {name}:8000 " in config
        assert name in SERVICES["nginx"]["depends_on"]
