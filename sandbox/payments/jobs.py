"""The payment service's periodic work."""

from __future__ import annotations

from sandbox.background import every
from sandbox.payments import outbox, services

every(0.5, "payments-outbox")(outbox.outbox_deliver)
every(60, "payments-outbox-prune")(outbox.outbox_prune)
every(1.0, "payments-deposits")(services.deposit_sweep)
every(1.0, "payments-transfers")(services.transfer_sweep)
every(3600, "payments-keys")(services.operation_sweep)
every(1.0, "payments-disputes")(services.dispute_sweep)
