"""Two ways to build and run images: a Docker daemon where there is one, else buildah and podman, which need none.

The second keeps everything in a folder of its own and works inside a container too: no overlay file system, no user
namespace, no network of its own. Containers share this machine's network either way.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from pathlib import Path

from deploy.local.processes import start

ROOT = Path(__file__).resolve().parents[2]
PYTHON_IMAGE = "docker.io/library/python:3.11-slim-bookworm"
# What every container of the product lives with in production too (deploy/compose.yaml).
_CONFINED = [
    *["--read-only", "--tmpfs", "/tmp:size=64m", "--cap-drop", "all", "--security-opt", "no-new-privileges"],  # noqa: S108 - inside the container
    *["--network", "host", "--ulimit", "nofile=4096:4096", "--ulimit", "nproc=4096:4096"],
    "--no-healthcheck",  # podman would ask systemd to time them; the smoke looks by itself
]


class MissingTool(RuntimeError):  # noqa: N818 the situation, not the exception
    """A program is not installed; the message says which."""


class Engine(ABC):
    """``program`` runs containers. Subclasses say how images are built."""

    program: Sequence[str]
    label: str

    @abstractmethod
    def build(self, target: str, tag: str, wheels: Path) -> None:
        """Build one target of deploy/Dockerfile. Raises CalledProcessError with what was printed."""

    def size(self, tag: str) -> int:
        """Return the bytes an image takes."""
        return int(self._ask("image", "inspect", "--format", "{{.Size}}", tag))

    def save(self, tag: str, file: Path) -> None:
        """Write an image with all its layers to a tar file."""
        self._ask("save", "-o", str(file), tag)

    def run(self, tag: str, *command: str) -> str:
        """Run a command to its end in a confined container. Returns all it printed, whatever its status."""
        done = subprocess.run(
            [*self.program, "run", "--rm", *_CONFINED, tag, *command],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        return done.stdout

    def start(
        self,
        name: str,
        tag: str,
        *command: str,
        env: Mapping[str, str],
        log: Path,
        mounts: Sequence[str] = (),
    ) -> subprocess.Popen[bytes]:
        """Start a confined container in the foreground of a child process; TERM to the child reaches its process."""
        given = [word for key, value in env.items() for word in ("--env", f"{key}={value}")]
        places = [word for mount in mounts for word in ("--volume", mount)]
        return start(
            [*self.program, "run", "--rm", "--name", name, *_CONFINED, *given, *places, tag, *command], log=log
        )

    def kill(self, name: str) -> None:
        """End a container with -9, as a failing machine would."""
        self._ask("kill", "--signal", "KILL", name)

    def remove(self, name: str) -> None:
        """Forget a container, running or not, known or not."""
        for words in (["kill", "--signal", "KILL"], ["rm", "--force"]):  # rm alone would wait for a gentle end
            subprocess.run([*self.program, *words, name], capture_output=True, check=False)

    def _ask(self, *arguments: str) -> str:
        done = subprocess.run([*self.program, *arguments], capture_output=True, text=True, check=True)
        return done.stdout.strip()


class Docker(Engine):
    """A daemon with BuildKit."""

    program = ("docker",)
    label = "docker"

    def build(self, target: str, tag: str, wheels: Path) -> None:
        command = [*self.program, "buildx", "build", "--load", *_build_options(target, tag, wheels)]
        subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)


class Podman(Engine):
    """buildah and podman as root, without a daemon, in a storage folder of their own."""

    label = "buildah and podman"

    def __init__(self, storage: Path) -> None:
        for tool in ("buildah", "podman", "runc"):
            if not shutil.which(tool):
                raise MissingTool(
                    f"no Docker daemon answers and {tool} is missing: apt-get install buildah podman runc"
                )
        place = ["--root", str(storage), "--runroot", str(storage.with_name("run")), "--storage-driver", "vfs"]
        self._buildah = ["buildah", *place]
        runtime = ["--runtime", str(shutil.which("runc")), "--cgroup-manager", "cgroupfs", "--events-backend", "none"]
        self.program = ["podman", *place, "--tmpdir", str(storage.with_name("tmp")), *runtime]

    def build(self, target: str, tag: str, wheels: Path) -> None:
        """Build over the public base; where no registry answers, over a Debian of the same release made here."""
        self._base()
        options = ["--format", "docker", "--pull-never", "--isolation", "chroot"]
        self._build("build", *options, *_build_options(target, tag, wheels))

    def _base(self) -> None:
        if self._has(PYTHON_IMAGE):
            return
        try:
            self._build("pull", "--quiet", PYTHON_IMAGE)
        except subprocess.CalledProcessError:
            self._debootstrap()

    def _has(self, tag: str) -> bool:
        return subprocess.run([*self._buildah, "inspect", tag], capture_output=True, check=False).returncode == 0

    def _debootstrap(self) -> None:
        if not shutil.which("debootstrap"):
            raise MissingTool("debootstrap is missing and no registry answers: apt-get install debootstrap")
        folder = ROOT / "var" / "image" / "base"
        shutil.rmtree(folder, ignore_errors=True)
        subprocess.run([*_DEBOOTSTRAP, str(folder)], capture_output=True, text=True, check=True)
        (folder / "usr/local/bin/python").symlink_to("/usr/bin/python3")
        for part in _NOT_NEEDED:
            shutil.rmtree(folder / part)
        container = self._build("from", "scratch")
        self._build("add", "--quiet", container, str(folder), "/")
        self._build("commit", "--quiet", "--rm", container, PYTHON_IMAGE)
        shutil.rmtree(folder)

    def _build(self, *arguments: str) -> str:
        done = subprocess.run([*self._buildah, *arguments], cwd=ROOT, capture_output=True, text=True, check=True)
        return done.stdout.strip()


_DRAWING = "fontconfig,fonts-dejavu-core,libharfbuzz-subset0,libpango-1.0-0,libpangoft2-1.0-0"  # see Dockerfile
_PACKAGES = f"--include=python3,python3-venv,ca-certificates,{_DRAWING}"
_DEBOOTSTRAP = ["debootstrap", "--variant=minbase", _PACKAGES, "bookworm"]
_NOT_NEEDED = ("var/lib/apt/lists", "var/cache/apt", "usr/share/doc", "usr/share/man", "usr/share/locale")


def _build_options(target: str, tag: str, wheels: Path) -> list[str]:
    base = ["--build-arg", f"PYTHON_IMAGE={PYTHON_IMAGE}", "--build-context", f"wheels={wheels}"]
    return [*base, "--file", "deploy/Dockerfile", "--target", target, "--tag", tag, "."]


def engine() -> Engine:
    """Return a daemon when one answers, else the tools that need none. Raises MissingTool."""
    docker = shutil.which("docker")
    if docker and subprocess.run([docker, "info"], capture_output=True, check=False).returncode == 0:
        return Docker()
    if os.geteuid():
        raise MissingTool("no Docker daemon answers; without one the image is built as root")
    return Podman(ROOT / "var" / "image" / "storage")
