"""Use cases of signing in and out: called by the pages and the API alike."""

from accounts.domain import CODE_METHODS
from accounts.services.devices import device_remember
from accounts.services.pending import pending_load
from accounts.services.sign_in import sign_in_answer, sign_in_resend, sign_in_start
from accounts.services.sign_out import sign_out, signed_out_recall, signed_out_remember
from accounts.services.step_ups import (
    StepUpOwner,
    Waiting,
    register_step_up_owner,
    step_up_answer,
    step_up_load,
    step_up_owner,
    step_up_resend,
    step_up_start,
)
from accounts.services.tokens import token_refresh

__all__ = [
    "CODE_METHODS",
    "StepUpOwner",
    "Waiting",
    "device_remember",
    "pending_load",
    "register_step_up_owner",
    "sign_in_answer",
    "sign_in_resend",
    "sign_in_start",
    "sign_out",
    "signed_out_recall",
    "signed_out_remember",
    "step_up_answer",
    "step_up_load",
    "step_up_owner",
    "step_up_resend",
    "step_up_start",
    "token_refresh",
]
