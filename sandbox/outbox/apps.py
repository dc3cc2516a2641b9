"""Where mail and SMS end up instead of leaving the machine."""

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "sandbox.outbox"
    label = "sandbox_outbox"
