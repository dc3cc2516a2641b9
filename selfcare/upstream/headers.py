"""The headers of every call to an internal service."""

from __future__ import annotations

import hashlib
import re
import secrets
from typing import Final
from urllib.parse import quote

from django.conf import settings

from selfcare.domain.context import Context

_LONGEST: Final = 512
_UNSAFE: Final = re.compile(r"[^\x20-\x7e]")


def build(
    ctx: Context, *, token: str, key: str | None, content_type: str | None, file_name: str = ""
) -> dict[str, str]:
    """Return the headers; values that came from a browser are cut to printable ASCII.

    A call on a customer's behalf names them and shows our service token (identity mode ``header``); any other call
    carries the customer's own access token.
    """
    sent = {
        "Accept": "application/json",
        "Accept-Encoding": "identity",  # 48 kB of gzip can become 50 MB.
        "Accept-Language": _plain(ctx.locale),
        "User-Agent": "selfcare",
        "X-Request-Id": _plain(ctx.request_id)[:64],
        "traceparent": _traceparent(ctx.request_id),
        "X-Forwarded-For": _plain(ctx.client_ip),
        "X-Client-User-Agent": _plain(ctx.user_agent),
        "Authorization": f"Bearer {_plain(token, limit=8192)}" if token else "",
        "X-Customer-Id": _plain(ctx.customer_id) if ctx.on_behalf else "",
        "X-Service-Token": settings.SERVICE_TOKEN if ctx.on_behalf else "",
        "Idempotency-Key": key or "",
        "Content-Type": content_type or "",
        "X-File-Name": quote(file_name, safe=""),
    }
    return {name: value for name, value in sent.items() if value}


def _traceparent(request_id: str) -> str:
    """Return a W3C Trace Context parent; calls of one request share its trace id."""
    trace = hashlib.sha256(request_id.encode()).hexdigest()[:32]
    return f"00-{trace}-{secrets.token_hex(8)}-01"


def _plain(value: str, *, limit: int = _LONGEST) -> str:
    return _UNSAFE.sub("", value)[:limit]
