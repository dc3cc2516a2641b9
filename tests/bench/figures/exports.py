"""P8: a file of a million rows: what a row costs, what it takes in memory, and what others feel of it."""

from __future__ import annotations

import io
import json
import os
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import urllib3

from deploy.local.processes import free_port, start, stop, wait_for_port
from selfcare.domain.paging import Page
from selfcare.upstream.text import decode
from tests.bench.browser import Browser
from tests.bench.copying import Copying
from tests.bench.machine import Machine
from tests.bench.pages import PAGE, page_body
from tests.bench.rounds import Leg, Rounds
from tests.bench.table import Figure
from transactions.domain import TableRow
from transactions.files.csv import CsvFile

MICROSECONDS: Final = 5.0  # 200 000 rows a second
TIMES_COPIED: Final = 3.0  # a third of the rows that COPY passes on
MEGABYTES: Final = 8.0
SLOWED: Final = 1.2
COPIES: Final = 3
ENDLESS: Final = 10_000_000
"""Rows of a file that is still being made when the last page has been asked for beside it."""
PAGES: Final = 8
LEAST: Final = 19
SETTLED: Final = 1.1
"""Seconds after which an exporter that was stopped reads on: it takes the stop for a service that has others to answer
and rests, for a second at the most."""


def export_figures(machine: Machine, *, rows: int) -> list[Figure]:
    """Formatting alone; then end to end by a process of its own, between COPYs of as many rows in the same columns."""
    with _service(rows) as payments, closing(Copying(machine.folder, rows=rows)) as copying:
        copied = [copying.seconds() for _ in range(COPIES)]
        made = _made(machine, payments)
        copied += [copying.seconds() for _ in range(COPIES)]
        passed_on = _passed_on(machine, payments, rows)
    slowed = _slowed(machine)
    per_row, copied_row = made["seconds"] / made["rows"], statistics.median(copied)
    return [
        Figure(key="P8", name="CSV formatting alone, a row", goal=MICROSECONDS, measured=_formatting(), unit="µs"),
        Figure(
            key="P8", name=f"CSV of {made['rows']:,} rows end to end, time over PostgreSQL's COPY of them",
            goal=TIMES_COPIED, measured=per_row / copied_row, low=per_row / max(copied), high=per_row / min(copied),
        ),
        Figure(key="P8", name="… CPU a row", measured=made["cpu"] / made["rows"] * 1e6, unit="µs"),
        Figure(key="P8", name="… CPU over that of the service's bytes passed on to a file unread",
               measured=made["cpu"] / made["rows"] / passed_on),
        Figure(key="P8", name="… memory over idle", goal=MEGABYTES, measured=made["megabytes"], unit="MB"),
        Figure(key="P8", name="a page while a file is made, time over none", goal=SLOWED, measured=slowed.median,
               low=slowed.low, high=slowed.high),
    ]  # fmt: skip


def _formatting() -> float:
    """Return the least CPU microseconds a row took: what the code costs when nobody disturbs it."""
    rows = decode(page_body(), Page[TableRow]).data
    file, least = CsvFile(io.BytesIO(), zone=ZoneInfo("Europe/Stockholm")), float("inf")
    for _ in range(200):
        begin = time.process_time()
        file.write(rows, {})
        least = min(least, time.process_time() - begin)
    return least / PAGE * 1e6


def _passed_on(machine: Machine, payments: str, rows: int) -> float:
    """Return the CPU seconds a row takes that is read over the same pool and written as it is."""
    pool, pages = urllib3.PoolManager(), min(rows // PAGE, 2_000)
    with (machine.folder / "passed-on").open("wb") as out:
        begin = time.process_time()
        for number in range(pages):
            out.write(pool.urlopen("GET", f"{payments}/v1/transactions?limit={PAGE}&cursor={number}").data)
        return (time.process_time() - begin) / (pages * PAGE)


@contextmanager
def _service(rows: int, *, stands_back: bool = False) -> Iterator[str]:
    port = free_port()
    child = start([sys.executable, "-m", "tests.bench.pages", str(port), str(rows)])
    try:
        if stands_back:
            _stand_back(child)
        wait_for_port(port, child=child)
        yield f"http://127.0.0.1:{port}/payments"
    finally:
        stop(child)


def _stand_back(child: subprocess.Popen[bytes]) -> None:
    """Give a process what nobody else wants. Where sessions share the processors (autogroup, sched(7)) niceness counts
    within a session alone, and this one has its own: the session is given the same."""
    os.setpriority(os.PRIO_PROCESS, child.pid, LEAST)
    with suppress(FileNotFoundError):
        Path(f"/proc/{child.pid}/autogroup").write_text(str(LEAST), encoding="ascii")


def _environment(machine: Machine, payments: str) -> dict[str, str]:
    database, files = machine.folder / "exports.sqlite3", machine.folder / "files"
    place = {"DATABASE_URL": f"sqlite:///{database}", "FILES_DIR": str(files)}
    return {**os.environ, **place, "PAYMENTS_URL": payments}


def _made(machine: Machine, payments: str) -> dict[str, Any]:
    command, env = [sys.executable, "-m", "tests.bench.exporting"], _environment(machine, payments)
    done = subprocess.run(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=True)
    told: dict[str, Any] = json.loads(done.stderr.strip().splitlines()[-1])
    if told["state"] != "ready":
        raise RuntimeError(f"the file was not made: {told}")
    return told


def _slowed(machine: Machine) -> Any:
    """Return how much longer a page takes beside an exporter; it is stopped and let go on for each round in turn.

    The service that it reads is another machine's in production; here it stands back for everything.
    """
    elin = Browser()
    pages = _clock(lambda: elin.get("/transactions"))
    with _service(ENDLESS, stands_back=True) as payments, _exporter(machine, payments) as child:
        legs = {
            "alone": Leg(pages, lambda: _send(child, signal.SIGSTOP)),
            "beside": Leg(pages, lambda: _send(child, signal.SIGCONT, settle=SETTLED)),
        }
        found = Rounds(legs, blocks=8, each=2, warm=2).ratio("beside", "alone")
        if child.poll() is not None:
            raise RuntimeError("the file was made before the last page was asked for")
        return found


@contextmanager
def _exporter(machine: Machine, payments: str) -> Iterator[subprocess.Popen[bytes]]:
    command, env = [sys.executable, "-m", "tests.bench.exporting"], _environment(machine, payments)
    child = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(5)  # until it has begun
    try:
        yield child
    finally:
        child.kill()
        child.wait()


def _send(child: subprocess.Popen[bytes], what: signal.Signals, *, settle: float = 0.02) -> None:
    child.send_signal(what)
    time.sleep(settle)  # until it has reached what it does


def _clock(call: Callable[[], object]) -> Callable[[], float]:
    """Return a measurement: the median of some calls, in seconds."""

    def measure() -> float:
        taken = []
        for _ in range(PAGES):
            begin = time.perf_counter()
            call()
            taken.append(time.perf_counter() - begin)
        return statistics.median(taken)

    return measure
