"""The client of one internal service: headers, deadline, breaker, bulkhead, one retry, validation, one log line.

Everything a caller sees is a domain value or a `selfcare.domain.errors` exception.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final, Literal, NamedTuple, TypeVar, overload
from urllib.parse import quote, urlencode

import msgspec
import structlog

from selfcare.domain import errors
from selfcare.domain.context import Context
from selfcare.domain.files import LARGEST_FILE, File
from selfcare.upstream import headers, metrics, ownership
from selfcare.upstream.breaker import Breaker, State
from selfcare.upstream.problems import problem_error, retry_after
from selfcare.upstream.retry import RETRIED_STATUSES, RetryBudget, retry_delay
from selfcare.upstream.text import decode
from selfcare.upstream.transport import LARGEST_ANSWER, TOTAL_SECONDS, Answer, ExchangeError, Transport

T = TypeVar("T")

BULKHEAD: Final = 12
FILE_SECONDS: Final = 8.0  # ten megabytes take longer than an answer may
_BULKHEAD_WAIT: Final = 0.1
_SUCCESS: Final = {"GET": frozenset({200}), "POST": frozenset({200, 201, 202, 204}), "DELETE": frozenset({200, 204})}
_BROKEN: Final = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)  # What `decode` raises for rubbish.
_log = structlog.get_logger("selfcare.upstream")


@dataclass(frozen=True, kw_only=True)
class _Call:
    ctx: Context
    method: Literal["GET", "POST", "DELETE"]
    path: str
    doing: str
    as_: Any
    body: bytes | None = None
    content_type: str = "application/json"
    key: str | None = None
    file_name: str = ""
    anonymous: bool = False
    until: float

    @property
    def money(self) -> bool:
        return self.key is not None

    def left(self) -> float:
        return min(self.until - time.monotonic(), self.ctx.remaining())


class _Result(NamedTuple):
    answer: Answer
    value: Any


class Upstream:
    """One internal service. Thread-safe; made once per process by `selfcare.upstream.service`."""

    def __init__(self, name: str, base: str, *, ca_file: str = "") -> None:
        self.name = name
        self._transport = Transport(base, ca_file=ca_file)
        self._breakers = {True: Breaker(), False: Breaker()}
        self._is_open = {money: metrics.BREAKER.labels(name, "money" if money else "read") for money in (True, False)}
        self._bulkhead = threading.BoundedSemaphore(BULKHEAD)
        self._budget = RetryBudget()

    @property
    def is_left_alone(self) -> bool:
        """Tell whether so much failed lately that this process asks the service nothing just now."""
        return any(breaker.state is not State.CLOSED for breaker in self._breakers.values())

    def get(
        self, ctx: Context, path: str, *, as_: type[T], doing: str, query: Mapping[str, Any] | None = None,
        anonymous: bool = False,
    ) -> T:  # fmt: skip
        """Read ``path``. ``doing`` names the call in the log ("list transactions"); None in ``query`` is left out."""
        pairs = [(name, value) for name, value in (query or {}).items() if value is not None and value != ()]
        target = f"{path}?{urlencode(pairs, quote_via=quote)}" if pairs else path
        call = _Call(ctx=ctx, method="GET", path=target, doing=doing, as_=as_, anonymous=anonymous, until=_until())
        return self._result(call)  # type: ignore[no-any-return]  # validated into as_

    @overload
    def post(
        self, ctx: Context, path: str, *, as_: type[T], doing: str, body: object = ..., key: str | None = ...,
        form: Mapping[str, str] | None = ..., anonymous: bool = ...,
    ) -> T: ...  # fmt: skip
    @overload
    def post(
        self, ctx: Context, path: str, *, as_: None, doing: str, body: object = ..., key: str | None = ...,
        form: Mapping[str, str] | None = ..., anonymous: bool = ...,
    ) -> None: ...  # fmt: skip
    def post(
        self, ctx: Context, path: str, *, as_: Any, doing: str, body: object = None, key: str | None = None,
        form: Mapping[str, str] | None = None, anonymous: bool = False,
    ) -> Any:  # fmt: skip
        """Send ``body`` as JSON, or ``form``, once; never repeated here.

        With an idempotency ``key`` it is a movement of money: whatever leaves its outcome open raises UpstreamTimeout.
        ``anonymous`` calls carry no token and skip the owner check (there is no owner yet).
        """
        sent, kind = _encoded(body, form)
        call = _Call(
            ctx=ctx, method="POST", path=path, doing=doing, as_=as_, body=sent, content_type=kind, key=key,
            anonymous=anonymous, until=_until(),
        )  # fmt: skip
        return self._result(call)

    def post_file(self, ctx: Context, path: str, file: File, *, as_: type[T], doing: str, key: str) -> T:
        """Send a file as it is, its name in X-File-Name, under an idempotency key: as `post` does with one."""
        call = _Call(
            ctx=ctx, method="POST", path=path, doing=doing, as_=as_, body=file.content, content_type=file.media_type,
            key=key, file_name=file.name, until=_until(FILE_SECONDS),
        )  # fmt: skip
        return self._result(call)  # type: ignore[no-any-return]  # validated into as_

    def get_file(self, ctx: Context, path: str, *, doing: str) -> File:
        """Read a file as it is, LARGEST_FILE bytes at most. Its name is "" : who asks knows what to call it."""
        call = _Call(ctx=ctx, method="GET", path=path, doing=doing, as_=File, until=_until(FILE_SECONDS))
        return self._result(call)  # type: ignore[no-any-return]  # made by _value

    def _result(self, call: _Call) -> Any:
        """Return the validated value of a successful answer; a refused token is renewed once.

        A new one that is refused too is the services' disagreement, not a session that ended: the auth service has just
        vouched for it. Signing in again would only bring the person back here, for ever.
        """
        token = "" if call.anonymous else call.ctx.token()
        result = self._attempts(call, token)
        if call.ctx.renew and token and _token_refused(result.answer):
            result = self._attempts(call, call.ctx.renew(token))
            if _token_refused(result.answer):
                raise errors.UpstreamUnavailable
        if result.answer.status not in _SUCCESS[call.method]:
            raise problem_error(result.answer, unknown_outcome=call.money)
        if not call.anonymous:
            ownership.check(call.ctx, result.value, service=self.name, doing=call.doing)
        return result.value

    def _attempts(self, call: _Call, token: str) -> _Result:
        """Ask, and ask once more when the policy and the budget allow it."""
        self._budget.earn()
        try:
            result = self._guarded(call, token)
        except errors.UpstreamFailed as error:
            if error.details.get("kept_here") or not self._pause(call, None):
                raise
            return self._guarded(call, token)
        if result.answer.status in RETRIED_STATUSES and self._pause(call, result.answer):
            return self._guarded(call, token)
        return result

    def _pause(self, call: _Call, answer: Answer | None) -> bool:
        """Wait before a retry; False when there must be none."""
        delay = retry_delay(
            method=call.method,
            attempt=1,
            status=answer.status if answer else None,
            retry_after=retry_after(answer) if answer else None,
            left=call.left(),
            jitter=random.random(),  # noqa: S311  # spreads load, protects nothing
        )
        if delay is None or not self._budget.spend():
            return False
        time.sleep(delay)
        return True

    def _guarded(self, call: _Call, token: str) -> _Result:
        """One exchange behind the bulkhead and the breaker."""
        breaker = self._breakers[call.money]
        if call.left() <= 0:  # The request's own budget is spent: no fault of the service.
            raise self._kept(call, "no_time_left", 1)
        if not self._bulkhead.acquire(timeout=max(0.0, min(_BULKHEAD_WAIT, call.left()))):
            raise self._kept(call, "bulkhead_full", 1)
        try:
            if not breaker.allow():
                raise self._kept(call, "breaker_open", breaker.retry_after())
            return self._counted(call, token, breaker)
        finally:
            self._bulkhead.release()
            self._is_open[call.money].set(breaker.state is not State.CLOSED)

    def _counted(self, call: _Call, token: str, breaker: Breaker) -> _Result:
        """One exchange, counted by the breaker and told to the log whatever its end."""
        ok, outcome, start = False, "error", time.perf_counter()
        try:
            answer = self._exchange(call, token)
            outcome = str(answer.status)
            value = _value(call, answer)
            ok = answer.status < HTTPStatus.INTERNAL_SERVER_ERROR or answer.status == HTTPStatus.NOT_IMPLEMENTED
        except ExchangeError as error:
            outcome = error.kind
            raise _failure(error, call) from error
        except _BROKEN as error:
            outcome = "invalid"
            raise errors.UpstreamTimeout if call.money else errors.UpstreamFailed from error
        else:
            return _Result(answer, value)
        finally:
            breaker.record(ok=ok)
            self._note(call, outcome, time.perf_counter() - start)

    def _exchange(self, call: _Call, token: str) -> Answer:
        media = call.content_type if call.body is not None else None
        sent = headers.build(call.ctx, token=token, key=call.key, content_type=media, file_name=call.file_name)
        largest = LARGEST_FILE if call.as_ is File else LARGEST_ANSWER
        return self._transport.exchange(
            call.method, call.path, headers=sent, body=call.body, seconds=max(0.001, call.left()), largest=largest
        )

    def _kept(self, call: _Call, why: str, wait: int) -> errors.UpstreamUnavailable:
        self._note(call, why, 0.0)
        return errors.UpstreamUnavailable(retry_after=wait, kept_here=True)

    def _note(self, call: _Call, outcome: str, seconds: float) -> None:
        metrics.SECONDS.labels(self.name, call.doing, outcome).observe(seconds)
        _log.info(
            "upstream_call", service=self.name, doing=call.doing, status=outcome, ms=round(seconds * 1000, 1),
            request_id=call.ctx.request_id,
        )  # fmt: skip


def _until(seconds: float = TOTAL_SECONDS) -> float:
    return time.monotonic() + seconds


def _encoded(body: object, form: Mapping[str, str] | None) -> tuple[bytes | None, str]:
    if form is not None:
        return urlencode(form).encode("ascii"), "application/x-www-form-urlencoded"
    return (None if body is None else msgspec.json.encode(body)), "application/json"


def _value(call: _Call, answer: Answer) -> Any:
    """Return the body of a success as the asked type, None where none was asked for."""
    if call.as_ is None or answer.status not in _SUCCESS[call.method]:
        return None
    media = answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if call.as_ is File:
        return File("", media, answer.body)
    if media != "application/json":
        raise msgspec.DecodeError("the answer is not JSON")
    return decode(answer.body, call.as_)


def _token_refused(answer: Answer) -> bool:
    if answer.status != HTTPStatus.UNAUTHORIZED:
        return False
    return isinstance(problem_error(answer, unknown_outcome=False), errors.SignInRequired)


def _failure(error: ExchangeError, call: _Call) -> errors.UpstreamFailed:
    if not error.sent:
        return errors.UpstreamUnavailable()
    if error.slow or call.money:
        return errors.UpstreamTimeout()
    return errors.UpstreamFailed()
