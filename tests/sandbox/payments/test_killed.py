"""kill -9 of the whole process while deposits are under way: every key ends in exactly one transaction."""

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

import pytest
import requests

from tests.sandbox.payments.people import deposit_body

pytestmark = pytest.mark.live
KEYS = 30
MAKE_ACCOUNT = (
    "import django; django.setup(); from django.core.management import call_command;"
    "call_command('migrate', verbosity=0);"
    "from tests.sandbox.payments.people import account_make; account_make('cus_killed', id='acc_killed')"
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
        subprocess.run([sys.executable, "-c", MAKE_ACCOUNT], env=self.environ, check=True)

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

    def deposit(self, key: str) -> str:
        """Send one deposit until it is answered; return the transaction's id."""
        headers = {"X-Service-Token": "localhost-service-token", "X-Customer-Id": "cus_killed", "Idempotency-Key": key}
        address, deadline = f"http://127.0.0.1:{self.port}/payments/v1/deposits", time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                answer = requests.post(address, json=deposit_body("acc_killed", 5_000), headers=headers, timeout=15)
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


def test_every_key_is_one_transaction_through_a_kill(platform: Platform) -> None:
    made: dict[str, str] = {}
    threads = [
        threading.Thread(target=lambda key=f"key-{number}": made.setdefault(key, platform.deposit(key)))
        for number in range(KEYS)
    ]
    for thread in threads:
        thread.start()
    while len(made) < KEYS // 3:
        time.sleep(0.005)
    platform.kill()
    platform.start()
    for thread in threads:
        thread.join()
    assert len(made) == KEYS
    with sqlite3.connect(platform.file) as database:
        rows = database.execute("select id from payments_transaction where customer_id = 'cus_killed'").fetchall()
        (unbalanced,) = database.execute("select coalesce(sum(amount), 0) from payments_posting").fetchone()
    database.close()
    assert sorted(id_ for (id_,) in rows) == sorted(made.values())
    assert unbalanced == 0
