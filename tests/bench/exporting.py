"""An exporter on its own: makes one file of everything and tells what that took.

``python -m tests.bench.exporting`` writes a line of JSON: rows, seconds, those of CPU, and the memory over idle.
"""

from __future__ import annotations

import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any


def main() -> None:
    """Warm up on a small file, then make the long one."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    _make("q")
    Path("/proc/self/clear_refs").write_text("5")  # proc(5): the peak starts anew from here
    idle = _memory("VmRSS")
    begun, burnt = time.perf_counter(), time.process_time()
    made = _make("")
    spent = {"seconds": time.perf_counter() - begun, "cpu": time.process_time() - burnt}
    told = {"rows": made.rows, "state": made.state, **spent}
    sys.stderr.write(json.dumps({**told, "megabytes": (_memory("VmHWM") - idle) / 1024}) + "\n")


def _make(word: str) -> Any:
    """Make a file; with a word, the bench's service has one page."""
    from transactions.domain import TransactionFilter
    from transactions.services.exports import export_open
    from transactions.tasks import export_make

    where = TransactionFilter(q=word or None)
    export, _ = export_open(customer_id="cus_elin", kind="csv", where=where, zone="Europe/Stockholm", language="en")
    export_make(export.id)
    export.refresh_from_db()
    return export


def _memory(name: str) -> int:
    """Return a figure of /proc/self/status in kilobytes."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1])
    raise RuntimeError(name)


if __name__ == "__main__":
    with ThreadPoolExecutor(max_workers=1) as pool:  # as an exporter's worker does, whose thread stands back
        pool.submit(main).result()
