"""System checks: nothing unsafe starts outside localhost. Each message names the variable to set."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from celery import signals
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register, run_checks  # noqa: A004  # Django's name
from django.core.exceptions import ImproperlyConfigured

from selfcare.keyring import keyring_read
from selfcare.sessions.sealing import token_keys_read

_SHORTEST_SECRET: Final = 16
_LOCAL_MARK: Final = "localhost"
_LOCAL_HOOK_SECRET: Final = "bG9jYWxob3N0LW9ubHkt"  # noqa: S105  # "localhost-only-" in base64: what must not be used


@register(Tags.security)
def check_environment(**_kwargs: Any) -> Sequence[CheckMessage]:
    """Look at the settings; on localhost only at what could not be used."""
    looks = _USABLE if settings.LOCAL else _LOOKS
    return [message for look in looks for message in look()]


def refuse_unsafe() -> None:
    """Raise ImproperlyConfigured when a security check fails: a server does not run checks by itself."""
    found = [message for message in run_checks(tags=[Tags.security]) if message.is_serious()]
    if found:
        raise ImproperlyConfigured("\n".join(str(message) for message in found))


@signals.celeryd_init.connect
@signals.beat_init.connect
def refuse_unsafe_work(**_kwargs: Any) -> None:
    """End a worker or clock that is about to begin; Celery goes on whatever checks say. Raises SystemExit."""
    try:
        refuse_unsafe()
    except ImproperlyConfigured as error:
        raise SystemExit(str(error)) from error


def _address() -> Iterator[CheckMessage]:
    public = urlsplit(settings.PUBLIC_URL)
    if public.scheme != "https":
        yield Error("PUBLIC_URL must start with https://: cookies do not travel in the clear.", id="selfcare.E001")
    if public.path.strip("/") or public.query:
        yield Error("PUBLIC_URL must be an origin, without a path.", id="selfcare.E002")
    if public.hostname not in settings.ALLOWED_HOSTS:
        yield Error("ALLOWED_HOSTS must name the host of PUBLIC_URL.", id="selfcare.E003")
    if any(host.startswith(("*", ".")) for host in settings.ALLOWED_HOSTS):
        yield Error("ALLOWED_HOSTS must name each host: no wildcards.", id="selfcare.E004")


def _secrets() -> Iterator[CheckMessage]:
    for name in ("SECRET_KEY", "SERVICE_TOKEN"):
        value = getattr(settings, name)
        if _LOCAL_MARK in value or len(value) < _SHORTEST_SECRET:
            yield Error(f"{name} must be a secret of {_SHORTEST_SECRET} characters or more.", id="selfcare.E005")
    if settings.STATUS_TOKEN and len(settings.STATUS_TOKEN) < _SHORTEST_SECRET:
        yield Error(f"STATUS_TOKEN must have {_SHORTEST_SECRET} characters or more.", id="selfcare.E006")
    if not settings.STATUS_TOKEN:
        yield Warning("STATUS_TOKEN is not set: /statusz and /metrics are shut.", id="selfcare.W001")
    for source, secrets in settings.HOOK_SECRETS.items():
        if not secrets or any(_LOCAL_HOOK_SECRET in secret for secret in secrets):
            name = f"HOOK_{source.upper()}_SECRETS"
            yield Error(f"{name} must hold the secret that {source} signs its events with.", id="selfcare.E007")


def _receipt_keys() -> Iterator[CheckMessage]:
    try:
        keys = keyring_read(settings.RECEIPT_KEYS)
    except ImproperlyConfigured as error:
        yield Error(str(error), id="selfcare.E011")
        return
    if _LOCAL_MARK in keys.public and not settings.LOCAL:
        yield Error("RECEIPT_KEYS must hold keys of your own: everybody has the one of localhost.", id="selfcare.E011")


def _token_keys() -> Iterator[CheckMessage]:
    try:
        keys = token_keys_read(settings.TOKEN_KEYS)
    except ImproperlyConfigured as error:
        yield Error(str(error), id="selfcare.E012")
        return
    if not keys and not settings.LOCAL:
        yield Error("TOKEN_KEYS must hold what tokens are sealed with: openssl rand -base64 32", id="selfcare.E012")


def _stores() -> Iterator[CheckMessage]:
    if "sqlite" in settings.DATABASES["default"]["ENGINE"]:
        yield Error("DATABASE_URL must be postgresql://…: SQLite is for localhost.", id="selfcare.E008")
    if settings.DEBUG:
        yield Error("DEBUG shows settings and variables to visitors.", id="selfcare.E009")


def _files() -> Iterator[CheckMessage]:
    folder, served = Path(settings.FILES_DIR), Path(settings.STATIC_ROOT)
    if not folder.is_absolute():
        yield Error("FILES_DIR must be an absolute path: web and exporter share that folder.", id="selfcare.E013")
    elif folder.is_relative_to(served) or served.is_relative_to(folder):
        yield Error(
            "FILES_DIR must lie outside the folder of static files: what is in it is private.", id="selfcare.E014"
        )


def _services() -> Iterator[CheckMessage]:
    for name in ("AUTH_URL", "PAYMENTS_URL"):
        if not getattr(settings, name).startswith("https://"):
            yield Warning(f"{name} is not https: customers' tokens cross the network in the clear.", id="selfcare.W002")
    for origin in settings.BANK_ORIGINS:
        parts = urlsplit(origin)
        if parts.scheme != "https" or origin != f"https://{parts.netloc}" or "*" in origin or "@" in origin:
            yield Error("BANK_ORIGINS must be https origins, such as https://bank.example.", id="selfcare.E010")


def _zone() -> Iterator[CheckMessage]:
    try:
        ZoneInfo(settings.DEFAULT_TIMEZONE)
    except (KeyError, ValueError, OSError):  # none of that name, or no name at all
        yield Error("DEFAULT_TIMEZONE must be a zone of the IANA, such as Europe/Stockholm.", id="selfcare.E015")


_Look = Callable[[], Iterator[CheckMessage]]
_USABLE: Final[tuple[_Look, ...]] = (_receipt_keys, _token_keys, _zone)
_LOOKS: Final[tuple[_Look, ...]] = (_address, _secrets, *_USABLE, _stores, _files, _services)
