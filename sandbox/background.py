"""Periodic work inside the sandbox's one process: a daemon thread per job, started only by ``python -m sandbox``.

Hand-written: a queue server would be one more thing to start for a platform that has to run from one command.
"""

from __future__ import annotations

import logging
import random
import threading
from collections.abc import Callable
from dataclasses import dataclass

from django.db import close_old_connections

log = logging.getLogger("sandbox.background")

Job = Callable[[], object]
_JITTER = 0.2
_stop = threading.Event()


@dataclass(frozen=True)
class _Periodic:
    name: str
    seconds: float
    run: Job


_jobs: dict[str, _Periodic] = {}


def every(seconds: float, name: str) -> Callable[[Job], Job]:
    """Register the function to run about every so many seconds. Jobs stand in an app's ``jobs.py``."""

    def register(job: Job) -> Job:
        _jobs[name] = _Periodic(name, seconds, job)
        return job

    return register


def start() -> list[threading.Thread]:
    """Start one daemon thread per registered job."""
    _stop.clear()
    threads = [
        threading.Thread(target=_loop, args=(job,), name=f"job-{job.name}", daemon=True) for job in _jobs.values()
    ]
    for thread in threads:
        thread.start()
    return threads


def stop() -> None:
    """Ask the threads to end after the run they are in."""
    _stop.set()


def run_once(job: Job, name: str) -> None:
    """Run a job; whatever it raises is logged, for a job that died would be missed by nobody."""
    try:
        close_old_connections()
        job()
    except Exception:
        log.exception("job %s failed", name)
    finally:
        close_old_connections()


def _loop(job: _Periodic) -> None:
    # Jitter keeps the jobs from waking together for ever.
    while not _stop.wait(job.seconds * random.uniform(1 - _JITTER, 1 + _JITTER)):  # noqa: S311 - spacing, no secret
        run_once(job.run, job.name)
