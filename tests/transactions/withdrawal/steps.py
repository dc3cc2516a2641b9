"""Where a step-up stands, and whose session it is."""

from __future__ import annotations

from django.conf import settings
from django.test import Client

from transactions.models import Intent


def cookie(client: Client) -> str:
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def place() -> str:
    return f"/step-up/{Intent.objects.get().id}"
