"""The transactions feature: it tells the step-up page about orders that wait for one, and checks its settings."""

from __future__ import annotations

from django.apps import AppConfig
from django.core.checks import Tags, register


class TransactionsConfig(AppConfig):
    name = "transactions"

    def ready(self) -> None:
        from accounts.services import register_step_up_owner
        from transactions.services.promises import check_promises
        from transactions.views.step_ups import MovementStepUps

        register_step_up_owner("int", MovementStepUps())
        register(check_promises, Tags.security)  # a server looks at these, and at no others, when it starts
