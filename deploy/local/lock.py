"""`make lock`: write the hashed locks under requirements/ anew, each a superset of the one before.

No address of any package host is written, so the files install from wherever pip is told to look.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# file: dependency groups of pyproject.toml it adds to the product's own dependencies
LOCKS = {"product": (), "sandbox": ("sandbox",), "local": ("sandbox", "local"), "dev": ("sandbox", "local", "dev")}


def main(*extra: str) -> None:
    """Compile every lock; further arguments (such as --upgrade) go to the resolver. Raises on a conflict."""
    below: list[str] = []
    for name, groups in LOCKS.items():
        target = f"requirements/{name}.txt"
        chosen = [word for group in groups for word in ("--group", group)]
        subprocess.run([*_COMPILE, *chosen, *below, *extra, "-o", target], cwd=ROOT, check=True)
        below = ["-c", target]


_COMPILE = [
    *[sys.executable, "-m", "uv", "pip", "compile", "pyproject.toml", "--quiet", "--universal"],
    *["--python-version", "3.11", "--generate-hashes", "--no-emit-index-url", "--no-header"],
]

if __name__ == "__main__":
    main(*sys.argv[1:])
