from __future__ import annotations

from django.apps import AppConfig
from django.core.checks import Tags, register


class NotificationsConfig(AppConfig):
    name = "notifications"

    def ready(self) -> None:
        from notifications.signatures import check_secrets

        register(check_secrets, Tags.security)
