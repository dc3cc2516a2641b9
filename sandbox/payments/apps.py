from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    """The payment service: plugs its storage and its bank into the core, which knows neither."""

    name = "sandbox.payments"
    label = "payments"

    def ready(self) -> None:
        from sandbox.payments import wiring

        wiring.connect()
