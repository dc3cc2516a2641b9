"""Work is handed out by `web` too, from whichever of its threads serves the request."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from unittest import mock

from redis import Redis

from transactions import tasks

_ENQUEUE = """
import threading, django
django.setup()
from transactions.tasks import export_enqueue
thread = threading.Thread(target=export_enqueue, args=("exp_handed_out",))
thread.start()
thread.join()
"""


def test_a_file_is_handed_out_at_once_by_a_thread_of_web() -> None:
    """A process of its own: this one has the worker's application loaded."""
    store = Redis.from_url(os.environ["REDIS_URL"])
    store.delete("exports")
    subprocess.run([sys.executable, "-c", _ENQUEUE], check=True, timeout=60)
    (message,) = store.lrange("exports", 0, -1)
    store.delete("exports")
    assert b"transactions.export_make" in message


def test_who_makes_a_file_stands_back_for_who_answers_a_person() -> None:
    found: list[int] = []

    def make() -> None:
        with mock.patch("transactions.tasks.make_file"):
            tasks.export_make("exp_any")
        found.append(os.getpriority(os.PRIO_PROCESS, 0))

    thread = threading.Thread(target=make)
    thread.start()
    thread.join()
    assert found == [tasks.NICENESS]
    assert os.getpriority(os.PRIO_PROCESS, 0) < tasks.NICENESS
