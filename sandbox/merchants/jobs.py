"""The merchants' periodic work."""

from __future__ import annotations

from sandbox.background import every
from sandbox.merchants import services

every(60, "merchants-reservations")(services.reservation_sweep)
