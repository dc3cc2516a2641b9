"""A file that is asked for while the payment service fails: a page in time, and in the end the whole of the list.

The customer's own try fails, so the exporter makes it: at once, or with patience when that fails too. The latter is
sampled; CHAOS=all runs it under every fault.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import os
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.chaos.faults.calls import LONGEST_FILE, faulty, recovered, seconds
from tests.chaos.faults.orders import number
from tests.chaos.faults.test_matrix import FAULTS
from tests.chaos.faults.trouble import Trouble
from tests.chaos.person import Person, fields, heading
from tests.chaos.platform import eventually

LIST = "/v1/transactions"
ONCE, TWICE = 2, 4
"""Calls that go wrong: those of the customer's own try, and the exporter's first besides."""
AFTER: dict[str, dict[str, Any]] = {"rate_limited": {"seconds": 2}}
"""What a fault says of time; the delaying ones delay for longer than anybody waits."""
ZONE = ZoneInfo("Europe/Stockholm")
PATIENT = FAULTS if os.environ.get("CHAOS") == "all" else ("close",)


def _asked(elin: Person, trouble: Trouble, fault: str, times: int) -> tuple[str, list[str]]:
    """Ask for a file by its form, with the service failing. Returns its address, and the ids that have to be in it.

    The days are others each time: the same asked for twice within ten seconds is one file.
    """
    form = {**fields(elin.get("/exports"), "/exports/make"), "scope": "period", "format": "csv"}
    since = dt.datetime.now(ZONE).date() - dt.timedelta(days=20 + number())
    begin = dt.datetime.combine(since, dt.time(), ZONE).astimezone(dt.UTC)
    rows = trouble.truth(f"{LIST}?from={begin:%Y-%m-%dT%H:%M:%SZ}&limit=500")
    assert rows["data"]
    assert rows["page"]["next_cursor"] is None, "there is more than fits a page"
    trouble.faults({**faulty(LIST, fault, field="status", **AFTER.get(fault, {})), "times": times})
    answer = elin.post("/exports/make", {**form, "since": since.isoformat()})
    assert answer.status_code == 303, answer.text[:500]
    assert seconds(answer) <= LONGEST_FILE
    return answer.headers["Location"], [row["id"] for row in rows["data"]]


def _ended(elin: Person, place: str) -> dict[str, Any]:
    """Return how the file stands once nobody makes it any more."""

    def look() -> dict[str, Any]:
        found: dict[str, Any] = elin.get(f"/api/v1{place}").json()
        return {} if found["status"] in {"queued", "running"} else found

    return eventually(look, seconds=45, every=0.5)


def _is_whole(elin: Person, place: str, wanted: list[str]) -> None:
    told = _ended(elin, place)
    assert (told["status"], told["rows"], told["missing"]) == ("ready", len(wanted), []), told
    content = elin.get(f"{place}/file").content
    assert hashlib.sha256(content).hexdigest() == told["file"]["sha256"]
    lines = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    assert [line["transaction_id"] for line in lines] == wanted


@pytest.mark.parametrize("fault", FAULTS)
def test_what_fails_while_one_waits_is_made_by_the_exporter(fault: str, elin: Person, trouble: Trouble) -> None:
    recovered("/transactions?type=payment", elin, trouble)
    place, wanted = _asked(elin, trouble, fault, ONCE)
    _is_whole(elin, place, wanted)
    assert trouble.faults_left() == 0, "the product never asked"
    assert elin.signed_in()


@pytest.mark.parametrize("fault", PATIENT)
def test_what_fails_in_the_exporter_too_is_whole_or_none(fault: str, elin: Person, trouble: Trouble) -> None:
    """How patient it can be depends on what its breaker has seen before; half a file is never called a whole one."""
    recovered("/transactions?type=payment", elin, trouble)
    place, wanted = _asked(elin, trouble, fault, TWICE)
    if _ended(elin, place)["status"] == "failed":
        page = elin.get(place)
        assert heading(page) == "The file could not be made"
        trouble.faults()
        place = elin.post(f"{place}/again", fields(page, f"{place}/again")).headers["Location"]
    _is_whole(elin, place, wanted)
