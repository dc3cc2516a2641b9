"""`make run`: Valkey, the sandbox platform, web, worker and beat on one machine, stopped together by Ctrl-C.

Reads PORT (8000), SANDBOX_PORT (8100), INSTANCES (1; further web instances listen on PORT+1, …) and REDIS_URL (our own
Valkey when unset). Everything it keeps lies under var/.
"""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import FrameType

from deploy.local.processes import start, stop, wait_for_answer, wait_for_port
from deploy.local.valkey import Valkey

ROOT = Path(__file__).resolve().parents[2]
VAR = ROOT / "var"
LOGS = VAR / "log"
PYTHON = sys.executable


class Stop(Exception):  # noqa: N818 a signal, not an error
    """Somebody asked us to end."""


def main() -> int:
    """Start everything, say where it is, restart what dies, and end when asked. Returns the exit status."""
    LOGS.mkdir(parents=True, exist_ok=True)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _stop)
    try:
        with _only_one(), ExitStack() as stack:
            _run(stack)
    except Stop:
        print("\nStopped.")
    except (TimeoutError, RuntimeError) as error:
        print(f"Could not start: {error}. The logs are in {LOGS.relative_to(ROOT)}/.", file=sys.stderr)
        return 1
    return 0


def _run(stack: ExitStack) -> None:
    began = time.monotonic()
    env = _environment(stack)
    children: dict[str, subprocess.Popen[bytes]] = {}
    stack.callback(_stop_all, children)
    commands = _commands()
    children["sandbox"] = _launch("sandbox", commands["sandbox"], env)
    _migrate(env)
    for name, command in commands.items():
        if name not in children:
            children[name] = _launch(name, command, env)
    wait_for_answer(f"{env['SANDBOX_URL']}/healthz", child=children["sandbox"])
    for port in _web_ports():
        wait_for_answer(f"http://127.0.0.1:{port}/readyz")
    _announce(env, time.monotonic() - began)
    _watch(children, commands, env)


def _stop_all(children: dict[str, subprocess.Popen[bytes]]) -> None:
    for child in children.values():
        child.terminate()
    for child in children.values():
        stop(child)


def _environment(stack: ExitStack) -> dict[str, str]:
    port, sandbox = _port("PORT", 8000), _port("SANDBOX_PORT", 8100)
    env = {
        "PYTHONUNBUFFERED": "1",
        "PUBLIC_URL": f"http://localhost:{port}",
        "SANDBOX_URL": f"http://localhost:{sandbox}",
        "AUTH_URL": f"http://localhost:{sandbox}/auth",
        "PAYMENTS_URL": f"http://localhost:{sandbox}/payments",
        "BANK_ORIGINS": f"http://localhost:{sandbox}",
        "REDIS_URL": os.environ.get("REDIS_URL", ""),
    }
    if not env["REDIS_URL"]:
        valkey = Valkey(VAR / "valkey", durable=True)
        stack.callback(valkey.stop)
        env["REDIS_URL"] = valkey.start().url
    # What the operator set wins over our defaults.
    return {name: os.environ.get(name) or value for name, value in env.items()}


def _commands() -> dict[str, list[str]]:
    port, sandbox = _port("PORT", 8000), _port("SANDBOX_PORT", 8100)
    gunicorn = [PYTHON, "-m", "gunicorn", "-c", "deploy/gunicorn.conf.py", "selfcare.wsgi:application", "--bind"]
    celery = [PYTHON, "-m", "celery", "-A", "selfcare.celery:app"]
    web = {f"web-{at}" if at != port else "web": [*gunicorn, f"127.0.0.1:{at}"] for at in _web_ports()}
    hook = f"http://localhost:{port}/hooks/payments"
    return {
        "sandbox": [
            *[PYTHON, "-m", "sandbox", "--port", str(sandbox), "--database", str(VAR / "sandbox.sqlite3")],
            *["--hook-url", hook, "--public-url", f"http://localhost:{sandbox}"],
        ],
        **web,
        "worker": [*celery, "worker", "--pool", "threads", "--concurrency", "4", "--loglevel", "WARNING"],
        "beat": [*celery, "beat", "--schedule", str(VAR / "beat"), "--loglevel", "WARNING", "--pidfile="],
    }


def _migrate(env: dict[str, str]) -> None:
    done = subprocess.run(
        [PYTHON, "manage.py", "prepare"],
        cwd=ROOT,
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"the database could not be prepared: {done.stderr.strip().splitlines()[-1:]}")


def _launch(name: str, command: list[str], env: dict[str, str]) -> subprocess.Popen[bytes]:
    return start(command, env=env, log=LOGS / f"{name}.log", cwd=ROOT)


def _announce(env: dict[str, str], seconds: float) -> None:
    user, _, password = os.environ.get("DEMO_SIGN_IN", "demo@selfcare.example:demo-only-password").partition(":")
    print(f"Selfcare is ready after {seconds:.1f} s.")
    print(f"  Open      {env['PUBLIC_URL']}")
    print(f"  Sign in   {user} / {password}")
    print(f"  Sandbox   {env['SANDBOX_URL']}   logs: {LOGS.relative_to(ROOT)}/   Ctrl-C stops everything", flush=True)


def _watch(children: dict[str, subprocess.Popen[bytes]], commands: dict[str, list[str]], env: dict[str, str]) -> None:
    while True:
        time.sleep(0.5)
        for name, child in children.items():
            if child.poll() is not None:
                print(f"{name} ended with {child.returncode}; starting it again.", file=sys.stderr, flush=True)
                time.sleep(1)  # a child that cannot start must not spin
                children[name] = _launch(name, commands[name], env)


@contextmanager
def _only_one() -> Iterator[None]:
    with (VAR / "run.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise RuntimeError("it is already running in this folder") from None
        for port in (*_web_ports(), _port("SANDBOX_PORT", 8100)):
            _refuse_taken(port)
        yield


def _refuse_taken(port: int) -> None:
    try:
        wait_for_port(port, seconds=0.05)
    except TimeoutError:
        return
    raise RuntimeError(f"port {port} is taken; choose others with PORT=… and SANDBOX_PORT=…")


def _web_ports() -> list[int]:
    port = _port("PORT", 8000)
    return list(range(port, port + int(os.environ.get("INSTANCES") or 1)))


def _port(name: str, default: int) -> int:
    return int(os.environ.get(name) or default)


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise Stop


if __name__ == "__main__":
    sys.exit(main())
