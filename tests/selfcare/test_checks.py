"""Nothing unsafe starts outside localhost; every message names its variable."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from deploy.local.gates import example
from selfcare.checks import check_environment, refuse_unsafe

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def production(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """Settings as a careful operator makes them."""
    made = SimpleNamespace(
        LOCAL=False,
        DEBUG=False,
        PUBLIC_URL="https://pay.example.com",
        ALLOWED_HOSTS=["pay.example.com"],
        SECRET_KEY="k" * 60,
        SERVICE_TOKEN="t" * 20,
        STATUS_TOKEN="t" * 20,
        RECEIPT_KEYS=example()["RECEIPT_KEYS"],
        TOKEN_KEYS=[example()["TOKEN_KEYS"]],
        HOOK_SECRETS={"payments": ["whsec_" + "a" * 40]},
        DATABASES={"default": {"ENGINE": "django.db.backends.postgresql"}},
        DEFAULT_TIMEZONE="Europe/Stockholm",
        FILES_DIR="/files",
        STATIC_ROOT="/app/staticfiles",
        AUTH_URL="https://auth.example",
        PAYMENTS_URL="https://payments.example",
        BANK_ORIGINS=["https://bank.example"],
    )
    monkeypatch.setattr("selfcare.checks.settings", made)
    return made


def test_a_safe_production_has_nothing_to_say(production: SimpleNamespace) -> None:
    assert check_environment() == []


def test_localhost_needs_nothing(production: SimpleNamespace) -> None:
    production.LOCAL, production.DEBUG, production.TOKEN_KEYS = True, True, []
    assert check_environment() == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TOKEN_KEYS", ["c2hvcnQ="]),
        ("RECEIPT_KEYS", "k1:zzzz"),
        ("DEFAULT_TIMEZONE", "Mars/Olympus"),
        ("DEFAULT_TIMEZONE", "../etc/passwd"),
        ("DEFAULT_TIMEZONE", ""),
    ],
)
def test_localhost_refuses_what_it_could_not_use(production: SimpleNamespace, name: str, value: Any) -> None:
    production.LOCAL = True
    setattr(production, name, value)
    (message,) = check_environment()
    assert name in message.msg


UNSAFE = [
    ("PUBLIC_URL", "http://pay.example.com", "PUBLIC_URL"),
    ("PUBLIC_URL", "https://pay.example.com/app", "PUBLIC_URL"),
    ("ALLOWED_HOSTS", ["other.example"], "ALLOWED_HOSTS"),
    ("ALLOWED_HOSTS", ["pay.example.com", "*"], "ALLOWED_HOSTS"),
    ("ALLOWED_HOSTS", ["pay.example.com", ".example.com"], "ALLOWED_HOSTS"),
    ("SECRET_KEY", "localhost-only-key-that-protects-demo-data" * 2, "SECRET_KEY"),
    ("SECRET_KEY", "short", "SECRET_KEY"),
    ("SERVICE_TOKEN", "localhost-service-token", "SERVICE_TOKEN"),
    ("STATUS_TOKEN", "short", "STATUS_TOKEN"),
    ("RECEIPT_KEYS", "", "RECEIPT_KEYS"),
    ("RECEIPT_KEYS", "2026-1:bm90IGEga2V5", "RECEIPT_KEYS"),
    ("RECEIPT_KEYS", "localhost:MC4CAQAwBQYDK2VwBCIEIGxvY2FsaG9zdC1vbmx5LXJlY2VpcHQta2V5LTMyLWJ5", "RECEIPT_KEYS"),
    ("TOKEN_KEYS", [], "TOKEN_KEYS"),
    ("TOKEN_KEYS", ["c2hvcnQ="], "TOKEN_KEYS"),
    ("STATUS_TOKEN", "", "STATUS_TOKEN"),
    ("HOOK_SECRETS", {"payments": []}, "HOOK_PAYMENTS_SECRETS"),
    ("HOOK_SECRETS", {"payments": ["whsec_bG9jYWxob3N0LW9ubHktaG9vay1zZWNyZXQtMzI="]}, "HOOK_PAYMENTS_SECRETS"),
    ("DATABASES", {"default": {"ENGINE": "django.db.backends.sqlite3"}}, "DATABASE_URL"),
    ("DEBUG", True, "DEBUG"),
    ("FILES_DIR", "files", "FILES_DIR"),
    ("FILES_DIR", "/app/staticfiles/files", "FILES_DIR"),
    ("FILES_DIR", "/app", "FILES_DIR"),
    ("AUTH_URL", "http://auth.internal", "AUTH_URL"),
    ("PAYMENTS_URL", "http://payments.internal", "PAYMENTS_URL"),
    ("BANK_ORIGINS", ["http://bank.example"], "BANK_ORIGINS"),
    ("BANK_ORIGINS", ["https://bank.example/path"], "BANK_ORIGINS"),
    ("BANK_ORIGINS", ["https://*.bank.example"], "BANK_ORIGINS"),
]


@pytest.mark.parametrize(("name", "value", "variable"), UNSAFE)
def test_each_unsafe_setting_is_refused_by_name(
    production: SimpleNamespace, name: str, value: Any, variable: str
) -> None:
    setattr(production, name, value)
    (message,) = check_environment()
    assert variable in message.msg


def test_a_server_refuses_to_start_unsafe(production: SimpleNamespace) -> None:
    production.SERVICE_TOKEN = "localhost-service-token"
    with pytest.raises(ImproperlyConfigured, match="SERVICE_TOKEN"):
        refuse_unsafe()


def run(code: list[str], **changes: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if name not in {"REDIS_URL", "DATABASE_URL"}}
    env = {**kept, **example(), **changes}
    return subprocess.run([sys.executable, *code], cwd=ROOT, env=env, text=True, capture_output=True, check=False)


def test_deployment_checks_are_clean_with_nothing_silenced() -> None:
    done = run(["manage.py", "check", "--deploy", "--fail-level", "WARNING"])
    assert done.returncode == 0, done.stderr
    assert "0 silenced" in done.stdout


def test_the_server_starts_in_production_settings(tmp_path: Path) -> None:
    """With the static files of its image: it looks at stylesheets before the first visitor comes."""
    place = f"from selfcare import settings; settings.STATIC_ROOT = settings.Path({str(tmp_path)!r})"
    collect = "from django.core.management import execute_from_command_line as run; run(['', 'collectstatic', '-v0'])"
    given = {"DJANGO_SETTINGS_MODULE": "selfcare.settings"}
    assert run(["-c", f"{place}; {collect}"], **given).returncode == 0
    started = run(["-c", f"{place}; import selfcare.wsgi"], **given)
    assert started.returncode == 0, started.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PUBLIC_URL", "http://pay.example.com"),
        ("PROMISES", "dispute.decide=soon"),
        ("HOLIDAYS", "Christmas"),
        ("HOOK_PAYMENTS_SECRETS", "whsec_swordfish"),
        ("RECEIPT_KEYS", "2026-1:swordfish"),
        ("TOKEN_KEYS", "swordfish"),
        ("FILES_DIR", "files"),
    ],
)
def test_the_server_does_not_start_with_what_it_could_not_use(name: str, value: str) -> None:
    refused = run(["-c", "import selfcare.wsgi"], **{name: value})
    assert refused.returncode != 0
    assert name in refused.stderr
    assert "swordfish" not in refused.stderr


@pytest.mark.parametrize(
    "name",
    [
        "SECRET_KEY",
        "PUBLIC_URL",
        "AUTH_URL",
        "PAYMENTS_URL",
        "SERVICE_TOKEN",
        "TOKEN_KEYS",
        "REDIS_URL",
        "DATABASE_URL",
    ],
)
def test_a_missing_variable_is_named(name: str) -> None:
    env = {key: value for key, value in {**os.environ, **example()}.items() if key != name}
    done = subprocess.run(
        [sys.executable, "-c", "import selfcare.settings"],
        cwd=ROOT,
        env=env,
        text=True,
        capture_output=True,
        check=False,
    )
    assert name in done.stderr


def test_cookies_have_the_host_prefix_and_https_is_enforced() -> None:
    names = "SESSION_COOKIE_NAME CSRF_COOKIE_NAME SESSION_COOKIE_SECURE CSRF_COOKIE_SECURE SECURE_SSL_REDIRECT"
    done = run(["-c", f"from selfcare import settings; print(*(getattr(settings, n) for n in '{names}'.split()))"])
    assert done.stdout.split() == ["__Host-session", "__Host-csrf", "True", "True", "True"]
