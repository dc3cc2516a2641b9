"""The transactions feature: it tells the step-up page about orders that wait for one."""

from __future__ import annotations

from django.apps import AppConfig


class TransactionsConfig(AppConfig):
    name = "transactions"

    def ready(self) -> None:
        from accounts.services import register_step_up_owner
        from transactions.views.step_ups import MovementStepUps

        register_step_up_owner("int", MovementStepUps())
