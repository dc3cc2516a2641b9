"""Structured logs: one JSON object per line on stdout, UTC, no secrets, no personal data (OWASP logging vocabulary).

What a person typed is never part of an event's name; it may be a value, and every value passes through ``redact``.
"""

from __future__ import annotations

import hashlib
import logging.config
import re
import sys
from collections.abc import Mapping
from typing import Any, Final, TextIO

import structlog
from django.conf import settings

REDACTED: Final = "[redacted]"
_LONGEST: Final = 2000
_SECRET_NAMES: Final = re.compile(
    r"passw|secret|token|cookie|authorization|csrf|session_key|signature|^code$|otp|cvv|^pan$|iban|e?mail|phone|identifier",
    re.IGNORECASE,
)
_SECRET_TEXT: Final = re.compile(
    r"(?P<bearer>(?:bearer|basic)\s+[\w.~+/=-]+)"
    r"|(?P<jwt>eyJ[\w-]{5,}\.[\w-]{5,}(?:\.[\w-]*)?)"
    r"|(?P<mail>[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+)"
    r"|(?P<hook>whsec_[\w+/=]+)"
    r"|(?P<iban>(?-i:\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b))"
    r"|(?P<pan>(?<![\w-])\d(?:[ -]?\d){12,18}(?![\w-]))",
    re.IGNORECASE,
)

log: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger("selfcare")


def security(event: str, **values: Any) -> None:
    """Log one event of the OWASP vocabulary: authn_login_fail, authz_fail, malicious_csrf, …"""
    log.warning(event, kind="security", **values)


def person(customer_id: str) -> str:
    """Return a short digest that ties a customer's log lines together and names nobody."""
    key = settings.SECRET_KEY.encode()
    return hashlib.blake2b(customer_id.encode(), key=key[:64], digest_size=8).hexdigest()


def redact(_logger: Any, _method: str, event: Any) -> Any:
    """Structlog processor: blank every value whose name or look says secret or personal, at any depth."""
    return {name: value if name in _OWN else _clean(name, value) for name, value in event.items()}


def _clean(name: str, value: Any) -> Any:
    if _SECRET_NAMES.search(name) and not isinstance(value, bool | int | float | None):
        return REDACTED
    if isinstance(value, str):
        return _SECRET_TEXT.sub(REDACTED, value[:_LONGEST])
    if isinstance(value, Mapping):
        return {str(key): _clean(str(key), item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_clean("", item) for item in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    return _SECRET_TEXT.sub(REDACTED, str(value)[:_LONGEST])


# Values we make ourselves, of a known shape; a request id may look like a card number.
_OWN: Final = frozenset({"timestamp", "level", "logger", "request_id", "person", "ms", "status"})

_SHARED: Final[list[Any]] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def _drop_objects(_logger: Any, _method: str, event: Any) -> Any:
    """Django hands its request to its loggers; ours are named by id."""
    for name in ("request", "server_time", "status_code", "_record", "_from_structlog"):
        event.pop(name, None)
    return event


class StdoutHandler(logging.StreamHandler[TextIO]):
    """Writes to whatever is stdout at that moment: a process manager or a test may replace it."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)

    @property
    def stream(self) -> TextIO:  # type: ignore[override]  # the base class keeps it as an attribute
        return sys.stdout


def configuration(level: str) -> dict[str, Any]:
    """Return Django's LOGGING: every logger of the process ends in one JSON line."""
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": [*_SHARED, structlog.stdlib.PositionalArgumentsFormatter()],
        "processors": [
            structlog.processors.format_exc_info,
            _drop_objects,
            redact,
            structlog.processors.JSONRenderer(ensure_ascii=True),
        ],
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": formatter},
        "handlers": {"stdout": {"class": "selfcare.logs.StdoutHandler", "formatter": "json"}},
        "root": {"handlers": ["stdout"], "level": level},
        "loggers": {
            "django": {"handlers": [], "level": level, "propagate": True},
            "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
            # Each 4xx and 5xx already has its own request line.
            "django.request": {"handlers": [], "level": "ERROR", "propagate": True},
        },
    }


def configure(config: Mapping[str, Any]) -> None:
    """Settings' LOGGING_CONFIG: set up the standard library, and structlog on top of it."""
    logging.config.dictConfig(dict(config))
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
