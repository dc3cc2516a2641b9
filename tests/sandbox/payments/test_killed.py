"""kill -9 of the whole process while money is on its way: every key ends in exactly one transaction."""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.sandbox.payments.people import deposit_body, withdrawal_body

pytestmark = pytest.mark.live
KEYS = 30
MAKE_ACCOUNT = (
    "import django; django.setup(); from django.core.management import call_command;"
    "call_command('migrate', verbosity=0);"
    "from tests.sandbox.payments import people as p; p.account_make('cus_killed', id='acc_killed', opening=10_000_000);"
    "p.instrument_make('cus_killed', id='ins_killed', usable_for=['withdrawal']);"
    "session = p.session_make('cus_killed');"
    "print('\\n'.join(p.confirmed(session, 5_000) for _ in range(30)))"
)


class Platform:
    """The sandbox as its own process on a database file that outlives it."""

    def __init__(self, folder: Path) -> None:
        self.file, self.log = folder / "sandbox.sqlite3", folder / "log"
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.environ = os.environ | {"SANDBOX_DATABASE_URL": str(self.file), "SANDBOX_HOOK_URL": ""}
        self.environ["DJANGO_SETTINGS_MODULE"] = "sandbox.settings"
        self.environ["SANDBOX_PUBLIC_URL"] = f"http://127.0.0.1:{self.port}"  # the issuer of the tokens made beforehand
        made = [sys.executable, "-c", MAKE_ACCOUNT]
        self.tokens = subprocess.run(made, env=self.environ, check=True, capture_output=True, text=True).stdout.split()

    def start(self) -> None:
        command = [sys.executable, "-m", "sandbox", "--port", str(self.port), "--life", "off"]
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                command, env=self.environ, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
            )
        deadline = time.monotonic() + 60
        while not self._answers():
            assert time.monotonic() < deadline, self.log.read_text()[-2_000:]
            time.sleep(0.1)

    def kill(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def _answers(self) -> bool:
        try:
            return requests.get(f"http://127.0.0.1:{self.port}/payments/healthz", timeout=1).ok
        except requests.RequestException:
            return False

    def deposit(self, number: int) -> str:
        """Send one deposit until it is answered; return the transaction's id."""
        caller = {"X-Service-Token": "localhost-service-token", "X-Customer-Id": "cus_killed"}
        return self._send("deposits", deposit_body("acc_killed", 5_000), f"key-{number}", caller)

    def withdraw(self, number: int) -> str:
        """Send one withdrawal, confirmed by a step-up of its own, until it is answered."""
        caller = {"Authorization": f"Bearer {self.tokens[number]}"}
        return self._send("withdrawals", withdrawal_body("acc_killed", "ins_killed", 5_000), f"key-{number}", caller)

    def _send(self, kind: str, body: dict[str, Any], key: str, caller: dict[str, str]) -> str:
        headers = caller | {"Idempotency-Key": key}
        address, deadline = f"http://127.0.0.1:{self.port}/payments/v1/{kind}", time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                answer = requests.post(address, json=body, headers=headers, timeout=15)
            except requests.RequestException:
                time.sleep(0.1)
                continue
            if answer.status_code == 201:
                return str(answer.json()["id"])
            time.sleep(min(float(answer.headers.get("Retry-After", "0.2")), 1))
        raise AssertionError(f"{key} was never answered")


@pytest.fixture
def platform(tmp_path: Path) -> Iterator[Platform]:
    started = Platform(tmp_path)
    started.start()
    yield started
    started.kill()


@pytest.mark.parametrize("kind", ["deposit", "withdraw"])
def test_every_key_is_one_transaction_through_a_kill(platform: Platform, kind: str) -> None:
    made: dict[int, str] = {}
    send = getattr(platform, kind)
    threads = [
        threading.Thread(target=lambda number=number: made.setdefault(number, send(number))) for number in range(KEYS)
    ]
    for thread in threads:
        thread.start()
    while len(made) < KEYS // 3 and any(thread.is_alive() for thread in threads):
        time.sleep(0.005)
    platform.kill()
    platform.start()
    for thread in threads:
        thread.join()
    assert len(made) == KEYS
    with sqlite3.connect(platform.file) as database:
        rows = database.execute("select id from payments_transaction where customer_id = 'cus_killed'").fetchall()
        ((available, held),) = database.execute(
            "select available, held from payments_account where id = 'acc_killed'"
        ).fetchall()
        (unbalanced,) = database.execute("select coalesce(sum(amount), 0) from payments_posting").fetchone()
    database.close()
    assert sorted(id_ for (id_,) in rows) == sorted(made.values())
    assert unbalanced == 0
    assert (available, held) == (10_000_000 - (KEYS * 5_000 if kind == "withdraw" else 0), 0)
