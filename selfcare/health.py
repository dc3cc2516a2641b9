"""Answers about the process itself, given before hosts, sessions or views are looked at.

``/healthz``: this process runs. ``/readyz``: it may get traffic (started, migrations applied, not draining); an
internal service that is down never takes an instance out. ``/statusz``: its dependencies; ``/metrics``: Prometheus.
The last two need STATUS_TOKEN as bearer token, or loopback on localhost.
"""

from __future__ import annotations

import hmac
import ipaddress
import os
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Final, Literal

import msgspec
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse

from selfcare import metrics
from selfcare.domain.errors import StoreUnavailable, UpstreamUnavailable
from selfcare.stores import sessions, store_errors
from selfcare.upstream import service

Check = Callable[[], None]

_migrated: list[bool] = []
_MIGRATION_RETRY_SECONDS: Final = 1.0
_looked_at: list[float] = [0.0]


def answer(request: HttpRequest) -> HttpResponse | None:
    """Return the answer when the path is one of ours, else None."""
    view = _VIEWS.get(request.path)
    if view is None:
        return None
    if request.method not in {"GET", "HEAD"}:
        return HttpResponse(status=405, headers={"Allow": "GET, HEAD"})
    return view(request)


def healthz(_request: HttpRequest) -> HttpResponse:
    """200 while the process can answer at all."""
    return _json({"status": "ok"})


def readyz(_request: HttpRequest) -> HttpResponse:
    """200 when this instance may get traffic, else 503 with the reason."""
    if draining():
        return _json({"status": "draining"}, 503)
    if not migrated():
        return _json({"status": "migrations"}, 503)
    return _json({"status": "ready"})


def statusz(request: HttpRequest) -> HttpResponse:
    """Each dependency with its state and the milliseconds the look took; of services, whether we are asking them."""
    if not _allowed(request):
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
    states = {name: _state(check) for name, check in _CHECKS.items()}
    return _json({"status": "ok" if all(s["ok"] for s in states.values()) else "degraded", "dependencies": states})


def figures(request: HttpRequest) -> HttpResponse:
    """Prometheus' text format."""
    if not _allowed(request):
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
    body, media_type = metrics.text()
    return HttpResponse(body, media_type)


def draining() -> bool:
    """Tell whether the operator, or the process manager at TERM, has laid down the drain file."""
    return bool(settings.DRAIN_FILE) and Path(settings.DRAIN_FILE).exists()


def migrated() -> bool:
    """Tell whether every migration is applied; asked until it is so, then remembered."""
    if not _migrated and time.monotonic() - _looked_at[0] > _MIGRATION_RETRY_SECONDS:
        _looked_at[0] = time.monotonic()
        try:
            executor = MigrationExecutor(connection)
            if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
                _migrated.append(True)
        except DatabaseError:
            return False
    return bool(_migrated)


def _allowed(request: HttpRequest) -> bool:
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    if settings.STATUS_TOKEN and scheme.lower() == "bearer":
        return hmac.compare_digest(given.encode("utf-8", "replace"), settings.STATUS_TOKEN.encode())
    return bool(settings.LOCAL and _loopback(request.META.get("REMOTE_ADDR", "")))


def _loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def _state(check: Check) -> dict[str, Any]:
    began = time.monotonic()
    try:
        check()
        problem = ""
    except Exception as error:  # noqa: BLE001  # whatever a dependency raises is what this page reports
        problem = type(error).__name__
    return {"ok": not problem, "problem": problem, "ms": round((time.monotonic() - began) * 1000, 1)}


def _redis() -> None:
    with store_errors():
        if not sessions().ping():
            raise StoreUnavailable


def _database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _files() -> None:
    """Raise OSError where files of customers could not be kept; the folder itself is made when it is needed."""
    place = Path(settings.FILES_DIR)
    while not place.exists():
        place = place.parent
    if not (place.is_dir() and os.access(place, os.W_OK | os.X_OK)):
        raise PermissionError


def _asked(name: Literal["auth", "payments"]) -> None:
    if service(name).is_left_alone:
        raise UpstreamUnavailable


def _json(body: dict[str, Any], status: int = 200) -> HttpResponse:
    return HttpResponse(msgspec.json.encode(body), "application/json", status)


_CHECKS: Final[dict[str, Check]] = {
    "redis": _redis,
    "database": _database,
    "files": _files,
    "auth": partial(_asked, "auth"),
    "payments": partial(_asked, "payments"),
}
_VIEWS: Final[dict[str, Callable[[HttpRequest], HttpResponse]]] = {
    "/healthz": healthz,
    "/readyz": readyz,
    "/statusz": statusz,
    "/metrics": figures,
}
