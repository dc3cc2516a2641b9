from sandbox.control.services.clock import clock_load, clock_set
from sandbox.control.services.events import Variant, event_send
from sandbox.control.services.resets import sandbox_reset
from sandbox.control.services.scenarios import SCENARIOS, scenario_play

__all__ = [
    "SCENARIOS",
    "Variant",
    "clock_load",
    "clock_set",
    "event_send",
    "sandbox_reset",
    "scenario_play",
]
