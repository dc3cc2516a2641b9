"""Home and the list on the design's own day, through the product, against a running sandbox: the design's figures."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client

from deploy.local.processes import free_port, start, stop, wait_for_answer
from selfcare.upstream import reconnect
from tests.contract.conftest import PASSWORD, ROOT
from tests.page import Page, PageClient

pytestmark = pytest.mark.django_db  # labels stand beside the rows
KR = "\u00a0kr"
DAY = "2026-11-19T13:05:12Z"
_SEED = (
    "import datetime, django; django.setup()\n"
    "from django.core.management import call_command; from sandbox.seed import load\n"
    f"call_command('migrate', verbosity=0); load(datetime.datetime.fromisoformat('{DAY}'))"
)


@pytest.fixture(scope="module")
def that_day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A sandbox whose data and clock are those of the design. Yields its address."""
    folder, port = tmp_path_factory.mktemp("that-day"), free_port()
    database, url = str(folder / "sandbox.sqlite3"), f"http://localhost:{port}"
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "sandbox.settings", "SANDBOX_DATABASE_URL": database}
    subprocess.run([sys.executable, "-c", _SEED], env=env, cwd=ROOT, check=True)
    command = [sys.executable, "-m", "sandbox", "--port", str(port), "--public-url", url, "--life", "off"]
    child = start([*command, "--control", "on"], env=env, log=Path(folder / "log"), cwd=ROOT)
    try:
        wait_for_answer(f"{url}/healthz", child=child)
        _clock_set(url)
        yield url
    finally:
        stop(child)


def _clock_set(url: str) -> None:
    order = json.dumps({"now": DAY, "frozen": True}).encode()
    headers = {"Content-Type": "application/json"}
    request = urllib.request.Request(f"{url}/_sandbox/clock", order, headers, method="PUT")  # our own
    with urllib.request.urlopen(request) as answer:
        assert answer.status == 200


@pytest.fixture
def elin(that_day: str, settings: Any, empty_stores: None) -> Iterator[PageClient]:
    """Elin's browser on that day, signed in by her own password."""
    settings.AUTH_URL, settings.PAYMENTS_URL = f"{that_day}/auth", f"{that_day}/payments"
    reconnect()
    with time_machine.travel(DAY, tick=False):
        client = Client()
        answer = client.post("/login", {"email": "demo@selfcare.example", "password": PASSWORD})
        assert answer.status_code == 303, answer.content
        yield PageClient(client)
    reconnect()


@pytest.fixture
def home(elin: PageClient) -> Page:
    return elin.get("/")


def test_the_balance_is_the_designs(home: Page) -> None:
    assert home.texts(".amt--hero") == [f"12\u00a0480,55{KR}"]
    assert home.texts(".facts dt") == ["Reserved for 2 payments", "Total in krona", "Euro balance"]
    assert home.texts(".facts dd") == [f"705,30{KR}", f"13\u00a0185,85{KR}", "312,40\u00a0€"]
    assert home.texts("#att") == ["Needs you 3"]  # the design's two, and the dispute whose offer waits for an answer
    assert len(home.all(".tx")) == 11


def test_money_in_and_out_is_the_designs(home: Page) -> None:
    assert home.texts(".legend dd") == [f"+40\u00a0799,00{KR}", f"−36\u00a0793,80{KR}", f"+4\u00a0005,20{KR}"]
    heights = [each.get("height") for each in home.all("rect.bar-out")]
    assert heights == ["21.8", "19.2", "34.8", "29.3", "20.3", "43.1", "26.6", "40.5", "52.1", "23.0", "15.8", "48.1"]
    assert [each.get("y") for each in home.all("rect.bar-in")] == [
        *("91.5", "25.3", "106.7", "91.5", "22.2", "113.9", "20.2", "89.4"),
    ]


def test_where_it_went_is_the_designs(home: Page) -> None:
    assert home.texts(".bars tbody th") == [
        "Hotel Kronhamn",
        "Norrbo Interiör 2 payments",
        "Elbolaget Nordan",
        "Vélo Rive Gauche",
        "Stadsgym Hornstull",
        "14 others 19 payments",
    ]
    amounts = ["1\u00a0872,00", "1\u00a0648,00", "1\u00a0036,25", "575,30", "449,00", "1\u00a0694,70"]
    assert home.texts(".bars tbody td.col-amt") == [amount + KR for amount in amounts]


def test_the_filtered_list_comes_to_the_designs_sums(elin: PageClient) -> None:
    page = elin.get("/transactions?type=payment&from=2026-11-15&to=2026-11-19&min=200")

    (line,) = page.texts(".row--between p")
    assert line.endswith(f", −5\u00a0500,05{KR} in total, 549,00{KR} waiting")


def test_the_api_says_the_same(elin: PageClient) -> None:
    body = elin.client.get("/api/v1/overview").json()
    sums = elin.client.get("/api/v1/summaries?by=none&currency=SEK&from=2026-08-30T22:00:00Z").json()

    assert body["unavailable"] == []
    assert sum(row["in"] for row in body["weeks"]["data"] if row["currency"] == "SEK") == 4_079_900
    assert [(row["in"], row["out"]) for row in sums["data"]] == [(4_079_900, 3_679_380)]
