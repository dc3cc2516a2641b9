"""What an address asks of a statement: which account, which period, in which language, from which row on."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

import msgspec
from django.conf import settings
from django.utils.translation import gettext

from selfcare.display import Display, display_for
from selfcare.domain.errors import BadRequest, FieldError, NotFound
from selfcare.http import AppRequest, display
from transactions.domain import Period, period_parse
from transactions.services.statements import Ground, statement_ground
from transactions.views.context import context_of

_CURSOR: Final = re.compile(r"[A-Za-z0-9_.~=-]{1,1024}", re.ASCII)
_LANGUAGES: Final = frozenset(code for code, _ in settings.LANGUAGES)


def ground_of(request: AppRequest) -> Ground:
    """Return the account that is asked for, the main one without any. Raises as `statement_ground`."""
    account_id = request.GET.get("account", "")
    return statement_ground(ctx=context_of(request), account_id=account_id, zone=display(request).zone)


def period_named(name: str) -> Period:
    """Return the period of an address. Raises NotFound for a name of none."""
    try:
        return period_parse(name)
    except ValueError as error:
        raise NotFound from error


def reader_of(request: AppRequest) -> Display:
    """Return the display of the statement's own language: the reader's unless another is asked for."""
    language = request.GET.get("language", "") or request.prefs.language
    if language not in _LANGUAGES:
        raise BadRequest(fields=(FieldError("language", "choice", gettext("Choose one from the list.")),))
    return display_for(msgspec.structs.replace(request.prefs, language=language))


def owner_of(request: AppRequest) -> str:
    return request.customer.display_name if request.customer else ""


def cursor_of(request: AppRequest) -> str | None:
    cursor = request.GET.get("after") or None
    if cursor and not _CURSOR.fullmatch(cursor):
        raise BadRequest(fields=(FieldError("after", "cursor", gettext("Start again from the first page.")),))
    return cursor


def since_of(request: AppRequest) -> date | None:
    """Return the day from which on periods are listed; None for as many as usual."""
    text = request.GET.get("since", "")
    if not text:
        return None
    try:
        return period_parse(f"{text}--{text}").first
    except ValueError as error:
        sentence = gettext("Enter a date as year-month-day, such as 2026-11-19.")
        raise BadRequest(fields=(FieldError("since", "invalid", sentence),)) from error
