"""`make image`: build both targets of deploy/Dockerfile, look inside, and run them together (deploy/local/smoke.py).

Wheels are fetched here, by this machine's pip and its configuration, and handed to the build as a folder: nothing of
that configuration is in the image.
"""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from deploy.local import smoke
from deploy.local.containers import ROOT, Engine, MissingTool, engine
from deploy.local.inside import faults

WHEELS = ROOT / "var" / "image" / "wheels"
PRODUCT, SANDBOX = "localhost/selfcare:latest", "localhost/selfcare-sandbox:latest"


def main() -> int:
    """Build, inspect, run. Returns 0 when all of it succeeded; prints each step with its seconds."""
    with tempfile.TemporaryDirectory(prefix="selfcare-image-") as folder:
        try:
            return _all(engine(), Path(folder))
        except subprocess.CalledProcessError as error:
            print(f"FAILED {' '.join(map(str, error.cmd))}\n{error.stdout or ''}{error.stderr or ''}", file=sys.stderr)
        except (MissingTool, smoke.SmokeFailed, TimeoutError) as error:
            print(f"FAILED {error}", file=sys.stderr)
    return 1


def _all(containers: Engine, folder: Path) -> int:
    with _step("wheels"):
        wheels_fetch()
    for target, tag in (("product", PRODUCT), ("sandbox", SANDBOX)):
        with _step(f"{target} built with {containers.label}"):
            containers.build(target, tag, WHEELS)
        print(f"          {containers.size(tag) / 1e6:.0f} MB")
    with _step("looked inside"):
        found = faults(containers, PRODUCT, folder)
    for fault in found:
        print(f"          {fault}", file=sys.stderr)
    with _step("smoke"):
        smoke.run(containers, PRODUCT, SANDBOX, folder)
    return int(bool(found))


def wheels_fetch() -> None:
    """Bring WHEELS up to date with the locks: hashed, for CPython 3.11 on Linux, whatever Python runs this."""
    WHEELS.mkdir(parents=True, exist_ok=True)
    # Markers are pip's answer for the Python that asks, not for the image's: every pin is fetched, pip there chooses.
    text = (ROOT / "requirements" / "sandbox.txt").read_text(encoding="utf-8")
    lock = WHEELS.with_name("wheels.txt")
    lock.write_text(re.sub(r" ; [^\\\n]*", " ", text), encoding="utf-8")
    pip = [sys.executable, "-m", "pip"] if importlib.util.find_spec("pip") else [shutil.which("pip") or "pip"]
    where = [word for tag in _platforms() for word in ("--platform", tag)]
    kind = ["--no-deps", "--require-hashes", "--only-binary", ":all:", "--python-version", "3.11", *where]
    command = [*pip, "download", "--quiet", *kind, "--dest", str(WHEELS), "--requirement", str(lock)]
    subprocess.run(command, capture_output=True, text=True, check=True)


def _platforms() -> list[str]:
    machine = "aarch64" if _machine() in {"aarch64", "arm64"} else "x86_64"
    return [f"{name}_{machine}" for name in ("manylinux_2_28", "manylinux_2_17", "manylinux2014")]


def _machine() -> str:
    import platform

    return platform.machine()


@contextmanager
def _step(name: str) -> Iterator[None]:
    began = time.monotonic()
    yield
    print(f"{time.monotonic() - began:7.1f} s {name}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
