"""`manage.py schema`: write the OpenAPI document of the JSON API, or check that the written one is current."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from selfcare.api.schema import document


class Command(BaseCommand):
    help = "Write deploy/contracts/selfcare.yaml from the declared operations."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing, fail when it is out of date")

    def handle(self, *_args: Any, check: bool, **_options: Any) -> None:
        path = Path(settings.BASE_DIR) / "deploy" / "contracts" / "selfcare.yaml"
        text = yaml.safe_dump(document(), sort_keys=True, allow_unicode=True, width=120)
        if check:
            self._compare(path, text)
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def _compare(self, path: Path, text: str) -> None:
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            raise CommandError("deploy/contracts/selfcare.yaml is out of date: run `manage.py schema`.")
