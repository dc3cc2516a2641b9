"""What comes in and goes out, member for member as deploy/contracts/auth.yaml tells it."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from sandbox.actions import Action

Text = Annotated[str, Meta(min_length=1, max_length=254)]
Secret = Annotated[str, Meta(min_length=1, max_length=1024)]
Purpose = Literal["login", "step_up", "register", "password_reset", "verify_contact"]
Method = Literal["password", "totp", "otp", "recovery_code", "webauthn"]


class Client(msgspec.Struct, forbid_unknown_fields=True):
    """The end user's side, as Selfcare saw it. ``device`` is the secret an earlier sign-in handed out."""

    ip: Annotated[str, Meta(max_length=64)] = ""
    user_agent: Annotated[str, Meta(max_length=2048)] = ""
    device: Annotated[str, Meta(max_length=128)] | None = None


class AuthenticationStart(msgspec.Struct, forbid_unknown_fields=True):
    purpose: Purpose
    identifier: Text | None = None
    password: Secret | None = None
    acr: Literal["aal1", "aal2"] | None = None
    client: Client = msgspec.field(default_factory=Client)
    return_url: Annotated[str, Meta(max_length=2048)] | None = None
    action: Action | None = None


class AuthenticationAnswer(msgspec.Struct, forbid_unknown_fields=True):
    challenge: Text
    method: Method
    value: Secret


class TokenRequest(msgspec.Struct):
    """RFC 6749 section 6. Unknown parameters are ignored, as section 3.2 says."""

    grant_type: Annotated[str, Meta(max_length=200)]
    refresh_token: Annotated[str, Meta(max_length=4096)] = ""


class TokenOnly(msgspec.Struct):
    """RFC 7662 section 2.1 and RFC 7009 section 2.1."""

    token: Annotated[str, Meta(min_length=1, max_length=8192)]
    token_type_hint: Annotated[str, Meta(max_length=64)] | None = None


class ProfilePatch(msgspec.Struct, forbid_unknown_fields=True):
    """RFC 7396: absent leaves as is, null removes."""

    display_name: Annotated[str, Meta(min_length=1, max_length=200)] | UnsetType = UNSET
    locale: Annotated[str, Meta(pattern=r"^[A-Za-z]{2,3}([_-][A-Za-z0-9]{2,8}){0,3}$")] | UnsetType = UNSET
    timezone: Annotated[str, Meta(max_length=64)] | UnsetType = UNSET
    email: Annotated[str, Meta(max_length=254, pattern=r"^[^@\s]+@[^@\s]+\.[^@\s.]+$")] | UnsetType | None = UNSET
    phone: Annotated[str, Meta(pattern=r"^\+[1-9][0-9]{6,14}$")] | UnsetType | None = UNSET


class SessionQuery(msgspec.Struct):
    limit: Annotated[int, Meta(ge=1, le=100)] = 25
    cursor: Annotated[str, Meta(max_length=400)] | None = None


class SessionScope(msgspec.Struct):
    scope: Literal["others", "all"]


class Token(msgspec.Struct, frozen=True):
    """RFC 6749 section 5.1 and what Selfcare needs beside it. Times in seconds."""

    access_token: str
    expires_in: int
    refresh_token: str
    refresh_expires_in: int
    session_id: str
    customer_id: str
    acr: str
    auth_time: int
    amr: list[str]
    device: str | None = None
    token_type: str = "Bearer"  # noqa: S105 - the scheme's name
    id_token: None = None
