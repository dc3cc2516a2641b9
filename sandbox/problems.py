"""Failures as RFC 9457 problem details, whatever went wrong and wherever."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable
from typing import Any, TypedDict

import msgspec
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError

from sandbox.ids import new_id

log = logging.getLogger("sandbox.requests")

_REQUEST_ID = re.compile(r"[A-Za-z0-9._:~-]{1,64}")
_RETRYABLE_STATUS = frozenset({423, 429, 502, 503, 504})
_RETRYABLE_CODES = frozenset({"idempotency_in_progress", "step_up_required"})
_SERVER_ERROR = 500


class PointerError(TypedDict):
    """One wrong input: its JSON pointer (RFC 6901; a parameter is ``/name``), a stable code, the fix in words."""

    pointer: str
    code: str
    detail: str


class Problem(Exception):  # noqa: N818 - the standard's own word, and half of them are no errors of ours
    """An answer that is no success. ``extra`` members go into the body; ``retry_after`` (seconds) also in a header."""

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        *,
        errors: list[PointerError] | None = None,
        retryable: bool | None = None,
        headers: dict[str, str] | None = None,
        **extra: object,
    ) -> None:
        super().__init__(code)
        self.status, self.code, self.detail = status, code, detail
        self.errors = errors
        self.retryable = retryable if retryable is not None else _retryable(status, code)
        self.headers = dict(headers or {})
        self.extra = extra
        if "retry_after" in extra:
            self.headers["Retry-After"] = str(extra["retry_after"])


def validation_failed(pointer: str, code: str, detail: str) -> Problem:
    """Return the 422 for one wrong field."""
    return Problem(422, "validation_failed", detail, errors=[{"pointer": pointer, "code": code, "detail": detail}])


def bad_request(pointer: str, code: str, detail: str) -> Problem:
    """Return the 400 for one malformed part of a request."""
    return Problem(400, "bad_request", detail, errors=[{"pointer": pointer, "code": code, "detail": detail}])


def not_found() -> Problem:
    """Return the 404 for what is absent or somebody else's: the two are never told apart."""
    return Problem(404, "not_found", "There is no such resource.")


def problem_response(request: HttpRequest, problem: Problem) -> HttpResponse:
    """Write the problem as application/problem+json."""
    body = msgspec.json.encode(problem_document(problem, instance=request.path, request_id=request_id(request)))
    return HttpResponse(body, status=problem.status, content_type="application/problem+json", headers=problem.headers)


def problem_document(problem: Problem, *, instance: str, request_id: str) -> dict[str, Any]:
    """Return the problem's members: RFC 9457's own, then ours; ``instance`` is the path that was asked for."""
    return {
        "type": f"https://selfcare.dev/problems/{problem.code}",
        "title": problem.code.replace("_", " ").capitalize(),
        "status": problem.status,
        "code": problem.code,
        "detail": problem.detail,
        "instance": instance,
        "request_id": request_id,
        "retryable": problem.retryable,
        **({"errors": problem.errors} if problem.errors else {}),
        **problem.extra,
    }


def request_id(request: HttpRequest) -> str:
    """Return the caller's X-Request-Id when it is 1-64 plain characters, else one of our own."""
    found: str | None = getattr(request, "sandbox_request_id", None)
    if found is None:
        given = request.headers.get("X-Request-Id", "")
        found = given if _REQUEST_ID.fullmatch(given) else new_id("req")
        request.sandbox_request_id = found  # type: ignore[attr-defined]  # Django's own way to carry request state
    return found


class ProblemMiddleware:
    """The only middleware: names the request, turns every failure into a problem, logs one line per request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        response = self._answer(request)
        response["X-Request-Id"] = request_id(request)
        response["Selfcare-Contract"] = "1.0"
        response.setdefault("Cache-Control", "no-store")
        if not response.streaming:
            response.setdefault("Content-Length", str(len(response.content)))
            response.content = b"" if request.method == "HEAD" else response.content
        response.setdefault("X-Content-Type-Options", "nosniff")
        self._log(request, response, time.perf_counter() - started)
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse:
        """Django calls this for what a view raised."""
        return problem_response(request, as_problem(error, request))

    def _answer(self, request: HttpRequest) -> HttpResponse:
        try:
            request.get_host()
            if "\x00" in request.path_info or not request.path_info.isprintable():
                raise bad_request("/", "characters", "The path contains a character that is not allowed.")
        except (Problem, SuspiciousOperation) as error:
            return problem_response(request, as_problem(error, request))
        return self.get_response(request)

    def _log(self, request: HttpRequest, response: HttpResponse, seconds: float) -> None:
        # The route, never its address, query or body: what somebody types in an address may be a card's number.
        level = logging.ERROR if response.status_code >= _SERVER_ERROR else logging.INFO
        match = request.resolver_match
        values = (
            request.method,
            f"/{match.route}" if match else "(no route)",
            response.status_code,
            seconds * 1000,
            request_id(request),
        )
        log.log(level, "%s %s %s %.0fms request_id=%s", *values)


def as_problem(error: BaseException, request: HttpRequest) -> Problem:
    """Return the problem that any exception stands for; the unexpected becomes a 500 whose cause is only in the log."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, Http404):
        return not_found()
    if isinstance(error, SuspiciousOperation | BadRequest | MultiPartParserError):
        return Problem(400, "bad_request", "The request is malformed.")
    log.error("unexpected failure request_id=%s", request_id(request), exc_info=error)
    return Problem(500, "internal", "Something went wrong on our side.")


def _retryable(status: int, code: str) -> bool:
    return status in _RETRYABLE_STATUS or code in _RETRYABLE_CODES
