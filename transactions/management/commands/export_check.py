"""``manage.py export_check FILE [BESIDE]``: is this the file that was made, byte for byte?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
from django.core.management.base import BaseCommand, CommandError, CommandParser

from transactions.files.check import file_faults


class Command(BaseCommand):
    help = "Check an exported file against the JSON file that goes beside it (FILE.json)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("beside", type=Path, nargs="?")

    def handle(self, *_args: Any, **options: Any) -> None:
        file: Path = options["file"]
        beside: Path = options["beside"] or file.with_name(f"{file.name}.json")
        try:
            faults = file_faults(file, beside)
        except (OSError, msgspec.MsgspecError) as error:
            raise CommandError(f"{file} cannot be checked: {error}") from error
        if faults:
            raise CommandError(f"{file} is not what was made: {'; '.join(faults)}.")
        self.stdout.write(f"{file} is whole and unchanged.")
