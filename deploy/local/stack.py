"""The product and its neighbours as child processes: sandbox, web, worker, exporter, beat, Valkey when needed."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from deploy.local.keys import receipt_keys
from deploy.local.processes import start, stop, wait_for_answer
from deploy.local.valkey import Valkey

ROOT = Path(__file__).resolve().parents[2]
PYTHON = sys.executable
EXPORTER = ("worker", "--queues", "exports", "--pool", "threads", "--concurrency", "1", "--hostname", "exporter@%h")


@dataclass
class Stack:
    """``folder`` keeps databases and logs. The environment wins over our settings, ``extra`` over both."""

    folder: Path
    port: int = 8000
    sandbox_port: int = 8100
    instances: int = 1
    life: bool = True
    extra: dict[str, str] = field(default_factory=dict)
    valkey: Valkey | None = None
    children: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.url = f"http://localhost:{self.port}"
        self.sandbox_url = f"http://localhost:{self.sandbox_port}"
        self.ports = list(range(self.port, self.port + self.instances))

    @property
    def logs(self) -> Path:
        """Where each process writes its own file."""
        return self.folder / "log"

    def start(self) -> Stack:
        """Start everything and return when it answers. Raises TimeoutError or RuntimeError when it does not."""
        self.logs.mkdir(parents=True, exist_ok=True)
        self._env = self._environment()
        self.launch("sandbox")
        self._prepare()
        for port in self.ports:
            self.launch(self._web_name(port))
        wait_for_answer(f"{self.sandbox_url}/healthz", child=self.children["sandbox"])
        for port in self.ports:
            wait_for_answer(f"http://127.0.0.1:{port}/readyz", child=self.children[self._web_name(port)])
        for name in ("worker", "exporter", "beat"):  # last: nobody waits for them, and pages come up sooner
            self.launch(name)
        return self

    def stop(self) -> None:
        """Ask all children to end, together, then make sure of it."""
        for child in self.children.values():
            child.terminate()
        for child in self.children.values():
            stop(child)
        if self.valkey:
            self.valkey.stop()

    def launch(self, name: str) -> None:
        """Start one process by its name in ``commands``, or Valkey, with what it kept and where it was."""
        if name == "valkey" and self.valkey:
            self.valkey.start()
            return
        self.children[name] = start(self.commands[name], env=self._env, log=self.logs / f"{name}.log", cwd=ROOT)

    def kill(self, name: str) -> None:
        """End one process and its children with -9, as a failing machine would."""
        child = self.children[name]
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()

    def ended(self) -> list[str]:
        """The names of processes that are not running any more."""
        store = ["valkey"] if self.valkey and self.valkey.has_ended else []
        return [*store, *(name for name, child in self.children.items() if child.poll() is not None)]

    @property
    def commands(self) -> dict[str, list[str]]:
        """Every process by name, in the order they start."""
        celery = [PYTHON, "-m", "celery", "--quiet", "-A", "selfcare.celery:app"]
        return {
            "sandbox": self._sandbox(),
            **{self._web_name(port): self._web(port) for port in self.ports},
            "worker": [*celery, "worker", "--pool", "threads", "--concurrency", "4", "--loglevel", "WARNING"],
            "exporter": [*celery, *EXPORTER, "--loglevel", "WARNING"],
            "beat": [*celery, "beat", "--schedule", str(self.folder / "beat"), "--loglevel", "WARNING", "--pidfile="],
        }

    def _sandbox(self) -> list[str]:
        command = [PYTHON, "-m", "sandbox", "--port", str(self.sandbox_port), "--public-url", self.sandbox_url]
        place = ["--database", str(self.folder / "sandbox.sqlite3"), "--life", "on" if self.life else "off"]
        return [*command, *place, "--control", "on", "--hook-url", f"{self.url}/hooks/payments"]

    def _web_name(self, port: int) -> str:
        return "web" if port == self.port else f"web-{port}"

    def _web(self, port: int) -> list[str]:
        options = ["-c", "deploy/gunicorn.conf.py", "--bind", f"127.0.0.1:{port}"]
        return [PYTHON, "-m", "gunicorn", *options, "selfcare.wsgi:application"]

    def _environment(self) -> dict[str, str]:
        env = {
            "PYTHONUNBUFFERED": "1",
            "DRAIN_SECONDS": "0",  # no balancer looks away first
            "PUBLIC_URL": self.url,
            "AUTH_URL": f"{self.sandbox_url}/auth",
            "PAYMENTS_URL": f"{self.sandbox_url}/payments",
            "BANK_ORIGINS": self.sandbox_url,
            "FILES_DIR": str(self.folder / "files"),
            "DATABASE_URL": f"sqlite:///{self.folder / 'selfcare.sqlite3'}",
            **{name: value for name, value in os.environ.items() if name not in self.extra},
            **self.extra,
        }
        if not env.get("RECEIPT_KEYS") and not env.get("RECEIPT_KEYS_FILE"):
            env["RECEIPT_KEYS_FILE"] = str(receipt_keys(self.folder / "receipt.keys"))
        if not env.get("REDIS_URL"):
            self.valkey = Valkey(self.folder / "valkey", durable=True).start()
            env["REDIS_URL"] = self.valkey.url
        return env

    def _prepare(self) -> None:
        command = [PYTHON, "manage.py", "prepare"]
        done = subprocess.run(command, cwd=ROOT, env=self._env, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"the database could not be prepared: {done.stderr.strip()[-500:]}")
