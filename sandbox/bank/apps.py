from django.apps import AppConfig


class BankConfig(AppConfig):
    name = "sandbox.bank"
    label = "bank"
    default_auto_field = "django.db.models.BigAutoField"
