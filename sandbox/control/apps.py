"""Control of the sandbox itself, for tests and people: reset, clock, faults, scenarios and events."""

from django.apps import AppConfig


class ControlConfig(AppConfig):
    name = "sandbox.control"
    label = "sandbox_control"
