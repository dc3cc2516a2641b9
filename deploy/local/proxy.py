"""nginx on this machine with the files of a deployment: only addresses, the certificate's place and the user differ."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from deploy.local.processes import free_port, start, stop, wait_for_port

DEPLOY = Path(__file__).resolve().parents[1]


def certificate_make(folder: Path, *hosts: str) -> tuple[Path, Path]:
    """Write a self-signed certificate for the hosts and 127.0.0.1, with its key, for trials. Returns both files."""
    certificate, key = folder / "tls_certificate", folder / "tls_key"
    names = ",".join([*(f"DNS:{host}" for host in hosts), "IP:127.0.0.1"])
    command = [
        *[shutil.which("openssl") or "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"],
        *["-nodes", "-days", "30", "-subj", f"/CN={hosts[0]}", "-addext", f"subjectAltName={names}"],
        *["-keyout", str(key), "-out", str(certificate)],
    ]
    subprocess.run(command, capture_output=True, check=True)
    return certificate, key


class Proxy:
    """A running nginx. ``web`` names two or more instances as host:port; ``sandbox`` adds the trial's bank."""

    def __init__(self, folder: Path, web: list[str], sandbox: str = "") -> None:
        self.folder, self.port, self.plain_port, self.hooks_port = folder, free_port(), free_port(), free_port()
        self.url = f"https://127.0.0.1:{self.port}"
        self.hooks_url = f"http://127.0.0.1:{self.hooks_port}"
        folder.mkdir(parents=True, exist_ok=True)
        self.certificate, _key = certificate_make(folder, "selfcare.localhost", "platform.localhost")
        (folder / "tmp").mkdir()
        pages = folder / "selfcare"
        pages.mkdir()
        for page in (*(DEPLOY / "nginx").glob("*.html"), *(DEPLOY / "nginx").glob("*.json")):
            shutil.copy(page, pages)
        if sandbox:
            self._write(
                DEPLOY / "nginx" / "trial.conf",
                pages / "trial.conf",
                {"sandbox:8100": sandbox, "selfcare.localhost:8443": f"127.0.0.1:{self.port}"},
            )
        self._write(DEPLOY / "nginx.conf", folder / "nginx.conf", _instances(web))

    def start(self) -> Proxy:
        """Check the configuration, start nginx, and return when it listens. Raises CalledProcessError."""
        subprocess.run([*self._command, "-t"], capture_output=True, text=True, check=True)
        self._child = start([*self._command, "-g", "daemon off;"], log=self.folder / "nginx.log")
        wait_for_port(self.port, child=self._child)
        return self

    def stop(self) -> None:
        """End nginx."""
        stop(self._child)

    @property
    def _command(self) -> list[str]:
        log = ["-e", str(self.folder / "nginx.log")]
        return [nginx(), *log, "-p", str(self.folder), "-c", str(self.folder / "nginx.conf")]

    def _write(self, source: Path, target: Path, changes: Mapping[str, str]) -> None:
        text = source.read_text(encoding="utf-8")
        places = {"/run/secrets": str(self.folder), "/etc/nginx/selfcare": str(self.folder / "selfcare")}
        ports = {"listen 8443": f"listen 127.0.0.1:{self.port}", "listen 8080": f"listen 127.0.0.1:{self.plain_port}"}
        ports["listen 8090"] = f"listen 127.0.0.1:{self.hooks_port}"
        # Started by root, nginx would hand its work to a user who may not read this folder.
        user = {"worker_processes auto;": "worker_processes 1;" + (" user root;" if os.geteuid() == 0 else "")}
        for old, new in {**user, " /tmp/": f" {self.folder}/tmp/", **places, **ports, **changes}.items():  # noqa: S108  # what the file says
            text = text.replace(old, new)
        target.write_text(text, encoding="utf-8")


def _instances(web: list[str]) -> dict[str, str]:
    return {f"web-{number}:8000": address for number, address in enumerate(web, 1)}


def nginx() -> str:
    """Return nginx's path; Debian keeps it out of people's PATH. Raises FileNotFoundError."""
    found = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
    if not found:
        raise FileNotFoundError("nginx is missing: apt-get install nginx-light")
    return found
