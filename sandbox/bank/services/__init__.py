from sandbox.bank.services.adapter import BankAdapter, approval_url, transfer_answer
from sandbox.bank.services.callbacks import callbacks_deliver
from sandbox.bank.services.cancellations import cancellations_decide, transfer_keep, transfer_stop
from sandbox.bank.services.scenarios import scenario_choose, scenario_set
from sandbox.bank.services.settlements import transfers_expire, transfers_return, transfers_settle
from sandbox.bank.services.transfers import (
    transfer_approve,
    transfer_cancel,
    transfer_decline,
    transfer_find,
    transfer_open,
)

__all__ = [
    "BankAdapter",
    "approval_url",
    "callbacks_deliver",
    "cancellations_decide",
    "scenario_choose",
    "scenario_set",
    "transfer_answer",
    "transfer_approve",
    "transfer_cancel",
    "transfer_decline",
    "transfer_find",
    "transfer_keep",
    "transfer_open",
    "transfer_stop",
    "transfers_expire",
    "transfers_return",
    "transfers_settle",
]
