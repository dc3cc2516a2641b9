"""Structured logs: one JSON object per line on stdout, UTC, no secrets, no personal data (OWASP logging vocabulary).

What a person typed is never part of an event's name; it may be a value, and every value passes through ``redact``.
"""

from __future__ import annotations

import hashlib
import json
import logging.config
import re
import sys
from collections.abc import Mapping
from typing import Any, Final, TextIO

import msgspec
import structlog
from django.conf import settings

REDACTED: Final = "[redacted]"
_LONGEST: Final = 2000
_LONGEST_TRACE: Final = 8000  # what raised stands first, what became of it last
_READ: Final = 32_768  # characters at each end that are looked through
_LEFT_OUT: Final = "\n[…]\n"
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

log: structlog.typing.FilteringBoundLogger = structlog.get_logger("selfcare")


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
        return _shortened(_both_ends(value), _LONGEST_TRACE if name == "exception" else _LONGEST)
    if isinstance(value, Mapping):
        return {str(key): _clean(str(key), item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_clean("", item) for item in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    return _shortened(_both_ends(str(value)), _LONGEST)


def _both_ends(text: str) -> str:
    """Return the text blanked, as far as it is read; blanked before it is cut, as half a secret is not known as one."""
    if len(text) <= 2 * _READ:
        return _SECRET_TEXT.sub(REDACTED, text)
    _torn, _line, tail = text[-_READ:].partition("\n")
    return _SECRET_TEXT.sub(REDACTED, text[:_READ]) + _LEFT_OUT + _SECRET_TEXT.sub(REDACTED, tail)


def _shortened(text: str, longest: int) -> str:
    """Return at most so many characters: a third from the head, the rest from the end."""
    if len(text) <= longest:
        return text
    head = longest // 3
    return text[:head] + _LEFT_OUT + text[head + len(_LEFT_OUT) - longest :]


# Values we make ourselves, of a known shape; a request id may look like a card number.
_OWN: Final = frozenset({"timestamp", "level", "logger", "request_id", "person", "ms", "status", "route", "method"})


def _drop_objects(_logger: Any, _method: str, event: Any) -> Any:
    """Django hands its request to its loggers; ours are named by id."""
    for name in ("request", "server_time", "status_code", "_record", "_from_structlog"):
        event.pop(name, None)
    return event


def render(_logger: Any, _method: str, event: Any) -> str:
    """Structlog processor: one ASCII line of JSON. Line separators of any alphabet are escaped."""
    try:
        encoded = msgspec.json.encode(event)
    except (TypeError, UnicodeEncodeError):
        return json.dumps(event, default=str)
    return encoded.decode() if encoded.isascii() else json.dumps(event, default=str)


class _Stdout:
    """Where our own lines go: whatever is stdout at that moment, one write per line."""

    def msg(self, line: str) -> None:
        sys.stdout.write(line + "\n")
        sys.stdout.flush()

    debug = info = warning = error = critical = exception = fatal = msg


class StdoutHandler(logging.StreamHandler[TextIO]):
    """The same for the standard library's loggers: a process manager or a test may replace stdout."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)

    @property
    def stream(self) -> TextIO:  # type: ignore[override]  # the base class keeps it as an attribute
        return sys.stdout


_COMMON: Final[list[Any]] = [
    structlog.contextvars.merge_contextvars,
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]
_LAST: Final[list[Any]] = [structlog.processors.format_exc_info, redact, render]


class TracebackOnly(logging.Filter):
    """Keep a framework's line about a failed request when it holds the traceback; the status has a line already."""

    def filter(self, record: logging.LogRecord) -> bool:
        return bool(record.exc_info)


def configuration(level: str) -> dict[str, Any]:
    """Return Django's LOGGING: every logger of the process ends in one JSON line."""
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": [*_COMMON, structlog.stdlib.add_logger_name],
        "processors": [_drop_objects, *_LAST],
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": formatter},
        "filters": {"traceback_only": {"()": "selfcare.logs.TracebackOnly"}},
        "handlers": {"stdout": {"class": "selfcare.logs.StdoutHandler", "formatter": "json"}},
        "root": {"handlers": ["stdout"], "level": level},
        "loggers": {
            "django": {"handlers": [], "level": level, "propagate": True},
            "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
            # Nothing of a document's fonts and styles is worth a line each.
            "fontTools": {"handlers": [], "level": "WARNING", "propagate": True},
            "weasyprint": {"handlers": [], "level": "ERROR", "propagate": True},
            "django.request": {"handlers": [], "level": "ERROR", "propagate": True, "filters": ["traceback_only"]},
        },
    }


# One list for the life of the process: loggers keep it from their first line on, also when a worker configures again.
_CHAIN: Final = [*_COMMON, *_LAST]


def configure(config: Mapping[str, Any]) -> None:
    """Settings' LOGGING_CONFIG: set up the standard library, and structlog beside it.

    Our own lines do not pass through the standard library: that costs as much again as the line itself.
    What libraries warn of becomes a line like any other, so that nothing on the way out is left unread or unredacted.
    """
    logging.config.dictConfig(dict(config))
    logging.captureWarnings(True)
    structlog.configure(
        processors=_CHAIN,
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(config["root"]["level"])),
        logger_factory=lambda *_names: _Stdout(),
        cache_logger_on_first_use=True,
    )
