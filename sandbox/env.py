"""Typed readers for the sandbox's environment. It shares none with Selfcare: nothing but HTTP joins the two."""

from __future__ import annotations

import os
from collections.abc import Sequence
from ipaddress import ip_network
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from sandbox.peers import Network

SECRETS: Final = ("SANDBOX_SECRET_KEY", "SANDBOX_SERVICE_TOKEN", "SANDBOX_HOOK_SECRET")


def text(name: str, default: str) -> str:
    """Return the variable, or the text of the file that ``NAME_FILE`` names, or the default when both are empty."""
    return _read(name) or default


def words(name: str) -> list[str]:
    """Return the comma-separated parts, stripped, empty ones dropped."""
    return [part.strip() for part in os.environ.get(name, "").split(",") if part.strip()]


def switch(name: str, default: str) -> bool:
    """Return True for ``on``, False for ``off``; raises ImproperlyConfigured for anything else."""
    value = text(name, default)
    if value not in {"on", "off"}:
        raise ImproperlyConfigured(f"{name} must be on or off; it is {value!r}.")
    return value == "on"


def networks(name: str, default: Sequence[Network]) -> tuple[Network, ...]:
    """Return comma-separated networks in CIDR form; raises ImproperlyConfigured for anything else."""
    try:
        return tuple(ip_network(word) for word in words(name)) or tuple(default)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} must be networks such as 10.0.0.0/8: {error}.") from None


def number(name: str, default: int) -> int:
    """Return a whole number from 1; raises ImproperlyConfigured for anything else."""
    value = text(name, str(default))
    if not (value.isascii() and value.isdigit() and int(value)):
        raise ImproperlyConfigured(f"{name} must be a whole number from 1; it is {value!r}.")
    return int(value)


def url(name: str, default: str) -> str:
    """Return an http or https address without its trailing slash, "" when that is the default and it is unset."""
    value = text(name, default)
    parts = urlsplit(value)
    if value and not (parts.scheme in {"http", "https"} and parts.hostname):
        raise ImproperlyConfigured(f"{name} must be an address that starts with http:// or https://; it is {value!r}.")
    return value.rstrip("/")


def secrets_check(host: str) -> None:
    """Raise ImproperlyConfigured when the published demo secrets would guard an address other machines reach."""
    missing = [name for name in SECRETS if not _read(name)]
    if missing and host not in {"127.0.0.1", "::1", "localhost"}:
        raise ImproperlyConfigured(f"Set {', '.join(missing)}: the demo values are only for 127.0.0.1.")


def _read(name: str) -> str:
    path = os.environ.get(f"{name}_FILE")
    if not path:
        return os.environ.get(name, "")
    try:
        return Path(path).read_text(encoding="utf-8").removesuffix("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise ImproperlyConfigured(f"{name}_FILE points to a file that cannot be read: {error}") from error
