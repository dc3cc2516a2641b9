"""The transactions feature: it tells the step-up page about orders that wait for one, watches
the cases of whoever signs in, and checks its settings."""

from __future__ import annotations

from django.apps import AppConfig
from django.core.checks import Tags, register


class TransactionsConfig(AppConfig):
    name = "transactions"

    def ready(self) -> None:
        from accounts.services import register_step_up_owner
        from selfcare import events
        from selfcare.sessions.begin import SessionBegun
        from transactions.services.promises import check_promises
        from transactions.tasks import cases_watch_enqueue
        from transactions.views.step_ups import MovementStepUps

        register_step_up_owner("int", MovementStepUps())
        events.subscribe(SessionBegun, cases_watch_enqueue)
        register(check_promises, Tags.security)  # a server looks at these, and at no others, when it starts
