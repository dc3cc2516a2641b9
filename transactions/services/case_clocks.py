"""Watching the promised dates of open cases: each slipped date is noticed once, whether or not anybody looks.

A row says when to look, never how the case stands: that is asked of the payment service before anything is told, so a
case that was answered in time cannot be called late by a message that got lost.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from selfcare import events, versions
from selfcare.domain import errors
from selfcare.domain.context import Context
from selfcare.stores import database_errors
from selfcare.upstream.cache import mark_stale
from transactions.domain import Case
from transactions.domain.promises import promised_by
from transactions.models import CaseClock
from transactions.services.case_reading import case_read, cases_read
from transactions.services.promises import calendar, promises

BATCH: Final = 50
_WORKER_SECONDS: Final = 8.0
_TRY_AGAIN: Final = timedelta(minutes=1)
_LOOK_ANYWAY: Final = timedelta(days=1)  # an event may get lost
_log = structlog.get_logger("transactions.cases")


@dataclass(frozen=True)
class CaseSlipped:
    """A promised date has passed and nobody but the customer kept their word: published once per date."""

    case_id: str
    case_number: str
    customer_id: str
    promised_by: datetime


@database_errors()
def case_clocks_note(*, cases: Iterable[Case], zone: ZoneInfo) -> None:
    """Note when each case is to be looked at; forget those that are over. Writes only what changed."""
    every = {case.id: case for case in cases}
    known = CaseClock.objects.in_bulk(every)
    over = [case.id for case in every.values() if _is_over(case, known.get(case.id))]
    if over:
        CaseClock.objects.filter(case_id__in=over).delete()
    for case in every.values():
        if case.is_open:
            _note(case, known.get(case.id), zone)


def _is_over(case: Case, known: CaseClock | None) -> bool:
    return known is not None and not case.is_open and known.customer_id == case.customer_id


@database_errors()
def case_clock_hint(*, case_id: str, customer_id: str) -> None:
    """Have the worker look at a case soon: something of it has changed."""
    CaseClock.objects.update_or_create(
        case_id=case_id,
        defaults={"look_at": timezone.now()},
        create_defaults={"customer_id": customer_id, "zone": settings.DEFAULT_TIMEZONE, "look_at": timezone.now()},
    )


def case_clocks_due() -> list[str]:
    """Return the ids of cases to look at now, the longest waiting first."""
    due = CaseClock.objects.filter(look_at__lte=timezone.now()).order_by("look_at")
    return list(due.values_list("case_id", flat=True)[:BATCH])


def cases_watch(*, customer_id: str, zone: str) -> None:
    """Note the dates of all open cases of a customer, however old and whoever opened them.

    A service that is away is left alone: the next sign-in, and the customer's own list, note them too.
    """
    ctx = _worker_context(customer_id, f"cases.{customer_id}")
    try:
        found = cases_read(ctx=ctx)
    except errors.SelfcareError as error:
        _log.info("cases_not_read", code=error.problem)
        return
    case_clocks_note(cases=found.cases, zone=ZoneInfo(zone))


def case_look(*, case_id: str) -> None:
    """Ask how a case stands, and tell if its promised date has slipped. Safe to call at any time, by anyone."""
    clock = CaseClock.objects.filter(case_id=case_id, look_at__lte=timezone.now()).first()
    if clock is None:
        return
    try:
        case = case_read(ctx=_worker_context(clock.customer_id, f"case.{case_id}"), case_id=case_id)
    except errors.NotFound:
        clock.delete()
        return
    except errors.SelfcareError as error:
        _log.info("case_not_read", case=case_id, code=error.problem)
        CaseClock.objects.filter(case_id=case_id).update(look_at=timezone.now() + _TRY_AGAIN)
        return
    case_clocks_note(cases=[case], zone=ZoneInfo(clock.zone))
    _slip(case, _owed_by(case, ZoneInfo(clock.zone)))


def _note(case: Case, known: CaseClock | None, zone: ZoneInfo) -> None:
    by = _owed_by(case, zone)
    look_at = _look_at(by, known)
    if known is None:
        CaseClock.objects.bulk_create(
            [CaseClock(case_id=case.id, customer_id=case.customer_id, zone=zone.key, promised_by=by, look_at=look_at)],
            ignore_conflicts=True,
        )
    elif (known.promised_by, known.zone) != (by, zone.key) or known.look_at <= timezone.now():
        CaseClock.objects.filter(case_id=case.id).update(promised_by=by, zone=zone.key, look_at=look_at)


def _owed_by(case: Case, zone: ZoneInfo) -> datetime | None:
    """Return when somebody else than the customer owes the next step."""
    if case.needs_customer:
        return None
    return promised_by(case, table=promises(), calendar=calendar(zone))


def _look_at(by: datetime | None, known: CaseClock | None) -> datetime:
    """Return when to look: when the date passes; once it was told, and where there is none, tomorrow."""
    tomorrow = timezone.now() + _LOOK_ANYWAY
    if by is None or (known is not None and known.slipped_for == by):
        return tomorrow
    return by


def _slip(case: Case, by: datetime | None) -> None:
    """Tell that the date has slipped. The row decides who tells it: one conditional UPDATE per promised date."""
    now = timezone.now()
    if by is None or by >= now:
        return
    with transaction.atomic():
        untold = CaseClock.objects.filter(Q(slipped_for__isnull=True) | ~Q(slipped_for=by), case_id=case.id)
        if not untold.update(slipped_for=by, slipped_at=now, look_at=now + _LOOK_ANYWAY):
            return
        events.publish(CaseSlipped(case.id, case.number, case.customer_id, by))
    _log.warning("case_slipped", case=case.id, kind=case.kind, promised_by=by.isoformat())
    mark_stale(case.customer_id)
    versions.bump(case.customer_id, f"case:{case.id}", "cases")


def _worker_context(customer_id: str, request_id: str) -> Context:
    return Context(
        customer_id=customer_id,
        request_id=request_id[:64],
        on_behalf=True,
        deadline=time.monotonic() + _WORKER_SECONDS,
    )
