from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    """Pages for a person who stands in for a shop."""

    name = "sandbox.console"
    label = "console"
    default_auto_field = "django.db.models.BigAutoField"
