"""What the auth service does, free of HTTP: one module per noun."""

from sandbox.auth.services.authentications import (
    authentication_answer,
    authentication_get,
    authentication_resend,
    authentication_start,
)
from sandbox.auth.services.customers import customer_create, customer_update
from sandbox.auth.services.sessions import session_create, session_list, session_revoke, sessions_revoke
from sandbox.auth.services.step_ups import step_up_start
from sandbox.auth.services.tokens import token_introspect, token_refresh, token_revoke

__all__ = [
    "authentication_answer",
    "authentication_get",
    "authentication_resend",
    "authentication_start",
    "customer_create",
    "customer_update",
    "session_create",
    "session_list",
    "session_revoke",
    "sessions_revoke",
    "step_up_start",
    "token_introspect",
    "token_refresh",
    "token_revoke",
]
