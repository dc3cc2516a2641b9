"""The last wall between two customers: an answer that holds somebody else's object is not used at all."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import structlog

from selfcare.domain import errors
from selfcare.domain.context import Context
from selfcare.domain.paging import Page

_log = structlog.get_logger("selfcare.upstream")


def check(ctx: Context, value: Any, *, service: str, doing: str) -> None:
    """Raise UpstreamFailed unless each object that names a customer names the one of ``ctx``."""
    owners = {getattr(each, "customer_id", ctx.customer_id) for each in _objects(value)}
    if owners and (not ctx.customer_id or owners != {ctx.customer_id}):
        _log.critical("upstream_owner_mismatch", service=service, doing=doing, request_id=ctx.request_id)
        raise errors.UpstreamFailed


def _objects(value: Any) -> Iterable[Any]:
    if isinstance(value, Page):
        return value.data
    return value if isinstance(value, list | tuple) else (value,)
