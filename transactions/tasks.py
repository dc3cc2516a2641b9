"""What the worker does for transactions. Rows are the truth; a task carries an id and may run twice."""

from __future__ import annotations

import os
import threading

import structlog
from celery import shared_task, signals
from kombu.exceptions import OperationalError

import selfcare.celery  # noqa: F401  # web hands out work too, and only by our application does it reach our broker
from selfcare.sessions.begin import SessionBegun
from transactions.services import case_clocks, export_attempts, exports, intents
from transactions.services.export_making import export_make as make_file

SWEEP_SECONDS = 10
_WATCH_SECONDS = 600
NICENESS = 10
_log = structlog.get_logger("transactions.tasks")


@shared_task(name="transactions.intents_sweep")
def intents_sweep() -> None:
    """Hand out every open order that nobody holds; the clock calls this every ten seconds."""
    for intent_id in intents.intents_due():
        intent_reconcile.delay(intent_id)


@shared_task(name="transactions.intent_reconcile")
def intent_reconcile(intent_id: str) -> None:
    """Find out how one order ended."""
    intents.intent_reconcile(intent_id=intent_id)


@shared_task(name="transactions.cases_sweep")
def cases_sweep() -> None:
    """Hand out every case whose time to be looked at has come; the clock calls this every half a minute."""
    for case_id in case_clocks.case_clocks_due():
        case_look.delay(case_id)


@shared_task(name="transactions.case_look")
def case_look(case_id: str) -> None:
    """See how one case stands, and tell if its promised date has slipped."""
    case_clocks.case_look(case_id=case_id)


@shared_task(name="transactions.cases_watch")
def cases_watch(customer_id: str, zone: str) -> None:
    """Have the dates of a customer's open cases watched, those too that nobody has looked at."""
    case_clocks.cases_watch(customer_id=customer_id, zone=zone)


def cases_watch_enqueue(begun: SessionBegun) -> None:
    """Hand that out for whoever has just signed in. While the broker is away a later sign-in does it."""
    try:
        cases_watch.apply_async((begun.customer_id, begun.zone), expires=_WATCH_SECONDS)
    except OperationalError:
        _log.warning("cases_watch_not_queued")


@shared_task(name="transactions.exports_sweep")
def exports_sweep() -> None:
    """Hand out every unfinished file that nobody holds; the clock calls this every ten seconds."""
    for export_id in exports.exports_due():
        export_make.apply_async((export_id,), expires=SWEEP_SECONDS)


@shared_task(name="transactions.export_make")
def export_make(export_id: str) -> None:
    """Make one file. Routed to a queue of its own: a worker that makes files serves nothing else meanwhile.

    Its thread stands back for whoever answers a person: on Linux a priority is a thread's own (sched(7)).
    """
    if threading.current_thread() is not threading.main_thread():  # whose priority would be the whole process's
        os.setpriority(os.PRIO_PROCESS, 0, NICENESS)
    make_file(export_id=export_id)


@signals.worker_shutting_down.connect
def exports_let_go(**_kwargs: object) -> None:
    """At TERM a file in hand is given back, so that the next exporter begins it within seconds."""
    export_attempts.leave()


@shared_task(name="transactions.exports_expire")
def exports_expire() -> None:
    """Delete the files whose day is over."""
    exports.exports_expire()


def export_enqueue(export_id: str) -> None:
    """Hand out one file at once. While the broker is away the sweep does it later."""
    try:
        export_make.apply_async((export_id,))
    except OperationalError:
        _log.warning("export_not_queued", export=export_id)
