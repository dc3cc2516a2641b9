"""The secrets of a trial, one file each, as deploy/compose.yaml hands them out: random, made once."""

from __future__ import annotations

import base64
import secrets
import sys
from collections.abc import Mapping
from pathlib import Path

from deploy.local.keys import receipt_key
from deploy.local.proxy import certificate_make

HOSTS = ("selfcare.localhost", "platform.localhost")


def secrets_make(folder: Path, **given: str) -> Mapping[str, Path]:
    """Write what is not there yet, ``given`` values in place of random ones. Returns each file by its secret's name.

    The folder can be entered by its owner alone; the files are readable, because a container's user is another one.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name, value in {**_fresh(), **given}.items():
        if not (folder / name).exists():
            (folder / name).write_text(f"{value}\n", encoding="utf-8")
    if not (folder / "tls_key").exists():
        certificate_make(folder, *HOSTS)
    files = {file.name: file for file in folder.iterdir() if file.is_file()}
    for file in files.values():
        file.chmod(0o444)
    return files


def _fresh() -> dict[str, str]:
    random = {name: secrets.token_urlsafe(40) for name in ("secret_key", "service_token", "status_token")}
    redis, postgres = secrets.token_hex(20), secrets.token_hex(20)
    return {
        **random,
        "sandbox_secret_key": secrets.token_urlsafe(40),
        "hook_secret": f"whsec_{base64.b64encode(secrets.token_bytes(32)).decode()}",
        "receipt_keys": receipt_key("trial-1"),
        "token_keys": base64.b64encode(secrets.token_bytes(32)).decode(),
        "redis_password": redis,
        "redis_url": f"redis://:{redis}@redis:6379/0",
        "postgres_password": postgres,
        "database_url": f"postgresql://selfcare:{postgres}@postgres:5432/selfcare",
    }


if __name__ == "__main__":
    secrets_make(Path(sys.argv[1]))
