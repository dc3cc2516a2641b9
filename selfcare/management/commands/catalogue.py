"""`manage.py catalogue`: the work of those who translate, and the check that they are done."""

from __future__ import annotations

from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError, CommandParser

from selfcare import catalogues

_STEPS: Final = ("extract", "update", "compile", "check")


class Command(BaseCommand):
    help = "Extract the messages of the sources, update or compile the catalogues, or check that they are complete."
    requires_system_checks: Any = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("step", choices=_STEPS)

    def handle(self, *_args: Any, step: str, **_options: Any) -> None:
        """Do one step; ``check`` raises CommandError with every fault."""
        getattr(self, f"_{step}")()

    def _extract(self) -> None:
        self.stdout.write(catalogues.catalogue_text(catalogues.catalogue_extract()))

    def _update(self) -> None:
        for path in catalogues.catalogue_files():
            catalogues.catalogue_update(path)
            untranslated = [fault for fault in catalogues.catalogue_faults(path) if fault.startswith("untranslated")]
            self.stdout.write(f"{path.parent.parent.name}: {len(untranslated)} to translate")

    def _compile(self) -> None:
        for path in catalogues.catalogue_files():
            catalogues.catalogue_compile(path)

    def _check(self) -> None:
        faults = [
            f"{path.parent.parent.name}: {fault}"
            for path in catalogues.catalogue_files()
            for fault in catalogues.catalogue_faults(path)
        ]
        if faults:
            raise CommandError("\n".join(faults))
