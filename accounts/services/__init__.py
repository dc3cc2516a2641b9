"""Use cases of signing in and out: called by the pages and the API alike."""

from accounts.services.devices import device_remember
from accounts.services.pending import pending_load
from accounts.services.sign_in import CODE_METHODS, sign_in_answer, sign_in_resend, sign_in_start
from accounts.services.sign_out import sign_out, signed_out_recall, signed_out_remember
from accounts.services.tokens import token_refresh

__all__ = [
    "CODE_METHODS",
    "device_remember",
    "pending_load",
    "sign_in_answer",
    "sign_in_resend",
    "sign_in_start",
    "sign_out",
    "signed_out_recall",
    "signed_out_remember",
    "token_refresh",
]
