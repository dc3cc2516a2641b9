from __future__ import annotations

from django.apps import AppConfig


class SelfcareConfig(AppConfig):
    name = "selfcare"

    def ready(self) -> None:
        from selfcare import checks  # noqa: F401  # importing registers them, once settings are there
