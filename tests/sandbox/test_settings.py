"""The sandbox's environment: each error names its variable; demo secrets stay on this machine."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from sandbox import env
from sandbox.databases import database


@pytest.mark.parametrize(
    ("read", "value"),
    [
        (lambda: env.switch("SANDBOX_X", "on"), "yes"),
        (lambda: env.number("SANDBOX_X", 1), "0"),
        (lambda: env.number("SANDBOX_X", 1), "-1"),
        (lambda: env.number("SANDBOX_X", 1), "٣"),
        (lambda: env.url("SANDBOX_X", ""), "localhost:8000"),
        (lambda: env.url("SANDBOX_X", ""), "file:///etc/passwd"),
    ],
)
def test_a_wrong_value_names_its_variable(
    monkeypatch: pytest.MonkeyPatch, read: Callable[[], object], value: str
) -> None:
    monkeypatch.setenv("SANDBOX_X", value)
    with pytest.raises(ImproperlyConfigured, match="SANDBOX_X"):
        read()


def test_right_values(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SANDBOX_X", "a, b,")
    assert env.words("SANDBOX_X") == ["a", "b"]
    monkeypatch.setenv("SANDBOX_X", "http://localhost:8000/hooks/")
    assert env.url("SANDBOX_X", "") == "http://localhost:8000/hooks"
    monkeypatch.setenv("SANDBOX_X", "")
    assert (env.url("SANDBOX_X", ""), env.number("SANDBOX_X", 7), env.switch("SANDBOX_X", "off")) == ("", 7, False)


def test_demo_secrets_are_for_this_machine_only(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in env.SECRETS:
        monkeypatch.delenv(name, raising=False)
    env.secrets_check("127.0.0.1")
    with pytest.raises(ImproperlyConfigured, match="SANDBOX_SECRET_KEY, SANDBOX_SERVICE_TOKEN, SANDBOX_HOOK_SECRET"):
        env.secrets_check("0.0.0.0")
    for name in env.SECRETS:
        monkeypatch.setenv(name, "set")
    env.secrets_check("0.0.0.0")


def test_a_secret_may_come_from_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in env.SECRETS:
        monkeypatch.delenv(name, raising=False)
        (tmp_path / name).write_text(f"{name} hush\n", encoding="utf-8")
        monkeypatch.setenv(f"{name}_FILE", str(tmp_path / name))
    env.secrets_check("0.0.0.0")
    assert env.text("SANDBOX_SECRET_KEY", "demo") == "SANDBOX_SECRET_KEY hush"
    monkeypatch.setenv("SANDBOX_SECRET_KEY_FILE", str(tmp_path / "absent"))
    with pytest.raises(ImproperlyConfigured, match="SANDBOX_SECRET_KEY_FILE"):
        env.text("SANDBOX_SECRET_KEY", "demo")


@pytest.mark.parametrize(
    ("value", "engine", "name"),
    [
        ("/tmp/a b.sqlite3", "sqlite3", "/tmp/a b.sqlite3"),
        ("sqlite:////tmp/a.sqlite3", "sqlite3", "/tmp/a.sqlite3"),
        ("relative.sqlite3", "sqlite3", "relative.sqlite3"),
        ("postgresql://u:p%40@db:5433/sandbox", "postgresql", "sandbox"),
        ("postgresql:///sandbox?host=/run/pg", "postgresql", "sandbox"),
    ],
)
def test_databases(value: str, engine: str, name: str) -> None:
    entry = database(value)
    assert (entry["ENGINE"], entry["NAME"]) == (f"django.db.backends.{engine}", name)
