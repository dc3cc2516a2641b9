"""The outbox's periodic work."""

from __future__ import annotations

from sandbox.background import every
from sandbox.outbox import services

every(3600, "outbox-prune")(services.outbox_prune)
