"""The pages of sign-in and sign-out: plain forms that work without script and answer with a redirect."""

from accounts.views.code import login_code, login_code_resend
from accounts.views.language import language
from accounts.views.sign_in import login
from accounts.views.sign_out import logout, signed_out
from accounts.views.step_ups import step_up, step_up_begin, step_up_send

__all__ = [
    "language",
    "login",
    "login_code",
    "login_code_resend",
    "logout",
    "signed_out",
    "step_up",
    "step_up_begin",
    "step_up_send",
]
