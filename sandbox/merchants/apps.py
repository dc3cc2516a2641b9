from django.apps import AppConfig


class MerchantsConfig(AppConfig):
    """The merchant's side of the payment service: the same transactions, seen by the shop that is paid."""

    name = "sandbox.merchants"
    label = "merchants"
    default_auto_field = "django.db.models.BigAutoField"
