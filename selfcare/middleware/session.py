"""The session and what it says about the visitor: customer, preferences, version, context. No database.

Replaces Django's middleware, which saves outside any view (a failing store would be a 500) and ends a session whose
store did not answer. A store that fails is 503 here, and the cookie stays.
"""

from __future__ import annotations

import zoneinfo
from functools import lru_cache
from typing import Final

import msgspec
from django.conf import settings
from django.contrib.sessions.backends.base import UpdateError
from django.http.response import HttpResponseBase
from django.utils import timezone, translation
from structlog.contextvars import bind_contextvars

from selfcare import errors, logs
from selfcare.domain.customer import Customer, Preferences
from selfcare.domain.errors import StoreUnavailable
from selfcare.http import AppRequest, is_api
from selfcare.middleware.headers import GetResponse
from selfcare.rates import CALLS
from selfcare.sessions.context import context_for
from selfcare.sessions.store import SessionStore

POLL_HEADER: Final = "HTTP_X_POLL"
_LANGUAGES: Final = frozenset(code for code, _name in settings.LANGUAGES)
_CUSTOMER: Final = msgspec.json.Decoder(Customer)
_PREFERENCES: Final = msgspec.json.Decoder(Preferences)
_SERVER_ERROR: Final = 500


class SessionMiddleware:
    """Read the session before the view, write what changed after it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: AppRequest) -> HttpResponseBase:
        counts = (CALLS.name, CALLS.seconds) if is_api(request) else None
        request.session = SessionStore(request.COOKIES.get(settings.SESSION_COOKIE_NAME), counts)
        try:
            _recognise(request)
            response = self.get_response(request)
            return _finish(request, response)
        except StoreUnavailable as error:
            return errors.respond(request, error)


def _recognise(request: AppRequest) -> None:
    session = request.session
    customer, prefs = session.raw("customer"), session.raw("prefs")
    request.customer = _CUSTOMER.decode(customer) if customer else None
    request.prefs = _PREFERENCES.decode(prefs) if prefs else _visitor_preferences()
    request.version = session.version
    if prefs:
        translation.activate(request.prefs.language if request.prefs.language in _LANGUAGES else settings.LANGUAGE_CODE)
    timezone.activate(_zone(request.prefs.timezone))
    if session.ended:
        logs.security("session_use_after_expire", reason=session.ended)
    if request.customer:
        request.ctx = context_for(request)
        bind_contextvars(person=logs.person(request.customer.id))


def _visitor_preferences() -> Preferences:
    return _visitor_preferences_in(translation.get_language() or settings.LANGUAGE_CODE)


@lru_cache(maxsize=100)
def _visitor_preferences_in(language: str) -> Preferences:
    return Preferences(language=language, timezone=settings.DEFAULT_TIMEZONE)


@lru_cache(maxsize=1000)
def _zone(name: str) -> zoneinfo.ZoneInfo:
    """Return the zone; one that this machine does not know gives way to the operator's."""
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return zoneinfo.ZoneInfo(settings.DEFAULT_TIMEZONE)


def _finish(request: AppRequest, response: HttpResponseBase) -> HttpResponseBase:
    session = request.session
    sent = settings.SESSION_COOKIE_NAME in request.COOKIES
    if session.is_empty() or (session.session_key is None and not session.modified):
        if sent and not session.moved:
            _drop_cookie(response)
        return response
    if session.modified and (response.status_code < _SERVER_ERROR or _has_new_key(request)):
        _save(request, response)
    return response


def _has_new_key(request: AppRequest) -> bool:
    """Tell whether the browser has yet to hear of the key; the session is lost to it otherwise, whatever failed."""
    return request.session.session_key != request.COOKIES.get(settings.SESSION_COOKIE_NAME)


def _save(request: AppRequest, response: HttpResponseBase) -> None:
    try:
        request.session.save()
    except UpdateError:  # signed out elsewhere while this request ran: it stays signed out
        logs.security("session_use_after_expire", reason="ended_meanwhile")
        return
    if _has_new_key(request):
        response.set_cookie(
            settings.SESSION_COOKIE_NAME,
            request.session.session_key or "",
            path="/",
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )


def _drop_cookie(response: HttpResponseBase) -> None:
    response.set_cookie(
        settings.SESSION_COOKIE_NAME,
        "",
        max_age=0,
        expires="Thu, 01 Jan 1970 00:00:00 GMT",
        path="/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
