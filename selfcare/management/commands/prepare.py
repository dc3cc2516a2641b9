"""`manage.py prepare`: what every release does before the first request: catalogues compiled, tables migrated."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from selfcare.catalogues import ensure_compiled


class Command(BaseCommand):
    help = "Compile the message catalogues and migrate the database."

    def handle(self, *_args: Any, **options: Any) -> None:
        """Create the SQLite folder when there is one, compile, migrate. Raises what migrate raises."""
        database = settings.DATABASES["default"]
        if database["ENGINE"].endswith("sqlite3"):
            Path(database["NAME"]).parent.mkdir(parents=True, exist_ok=True)
        ensure_compiled()
        call_command("migrate", interactive=False, verbosity=options["verbosity"])
