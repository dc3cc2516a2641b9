"""``python -m sandbox.schema [--check]``: write the documents in deploy/contracts, or say they are current."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any, Final

import msgspec
import yaml

from sandbox.auth.contract import AUTH
from sandbox.contract.document import document
from sandbox.contract.operations import Service
from sandbox.merchants.contract import MERCHANT_API
from sandbox.payments.contract import PAYMENTS

SERVICES: Final = (AUTH, PAYMENTS, MERCHANT_API)
FOLDER: Final = Path(__file__).resolve().parents[1] / "deploy" / "contracts"
_EXAMPLES: Final = Path(__file__).resolve().parent / "contract" / "examples"


def described(service: Service) -> dict[str, Any]:
    """Return the service's OpenAPI document with its recorded examples."""
    recorded = (_EXAMPLES / f"{service.name}.json").read_bytes()
    return document(service, msgspec.json.decode(recorded, type=dict[str, Any]))


def main(arguments: list[str] | None = None, folder: Path = FOLDER) -> int:
    """Write the documents, or with ``--check`` compare. Returns 1 when one is out of date."""
    parser = argparse.ArgumentParser(prog="python -m sandbox.schema", description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing, fail when one is out of date")
    check = parser.parse_args(arguments).check
    stale = [name for name in (_written(each, folder, check=check) for each in SERVICES) if name]
    if stale:
        sys.stderr.write(f"{', '.join(stale)} out of date: run `make schema`.\n")
    return int(bool(stale))


def _written(service: Service, folder: Path, *, check: bool) -> str | None:
    """Write one document, or return its name when ``check`` finds it differs."""
    path = folder / f"{service.name}.yaml"
    text = yaml.dump(described(service), Dumper=_Plain, sort_keys=False, allow_unicode=True, width=120)
    if check:
        return None if path.exists() and path.read_text(encoding="utf-8") == text else path.name
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return None


class _Plain(yaml.SafeDumper):
    """Writes everything out: an anchor would make a reader look for what is meant."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - its signature
        return True


if __name__ == "__main__":
    sys.exit(main())
