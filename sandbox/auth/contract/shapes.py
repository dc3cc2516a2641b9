"""The auth service's answers. `sandbox.auth.documents` writes them; tests bind the two."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from sandbox.contract.shapes import Acr, Amr, Id, Time, known

_METHODS = ("password", "totp", "otp", "recovery_code", "webauthn", "redirect")


class Contact(msgspec.Struct, frozen=True):
    value: str
    verified: bool


class Kyc(msgspec.Struct, frozen=True):
    level: Annotated[str, known("none", "basic", "full")]
    status: str


class Customer(msgspec.Struct, frozen=True):
    id: Id
    display_name: str
    given_name: str | None
    family_name: str | None
    email: Contact | None
    phone: Contact | None
    locale: str
    timezone: Annotated[str, Meta(description="IANA name.")]
    country: Annotated[str, Meta(description="ISO 3166-1 alpha-2.")] | None
    kyc: Kyc
    created_at: Time
    external_refs: Annotated[dict[str, str], Meta(description="The customer's ids at other systems.")]


class Challenge(msgspec.Struct, frozen=True):
    """One question; answer any that is open."""

    id: Id
    method: Annotated[str, known(*_METHODS)]
    channel: Annotated[str, known("app", "sms", "email")] | None
    hint: Annotated[str, Meta(description="Where a code went, masked.")] | None
    attempts_left: int
    resend_after: (
        Annotated[int, Meta(description="Seconds until a code may be sent; 0 before the first; null for no code.")]
        | UnsetType
        | None
    ) = UNSET
    url: Annotated[str, Meta(description="method redirect: where the customer goes.")] | UnsetType = UNSET


class TokenAnswer(msgspec.Struct, frozen=True):
    """RFC 6749, section 5.1, and what Selfcare needs beside it."""

    access_token: str
    token_type: Annotated[str, known("Bearer")]
    expires_in: Annotated[int, Meta(description="Seconds, ten minutes at most.")]
    refresh_token: Annotated[
        str, Meta(description="Good once; the one before gives the same successor for 30 s. An older one ends it all.")
    ]
    refresh_expires_in: int
    id_token: str | None
    session_id: Id
    customer_id: Id
    acr: Acr
    auth_time: Annotated[int, Meta(description="Seconds since 1970.")]
    amr: Amr
    device: str | UnsetType | None = UNSET


class Authentication(msgspec.Struct, frozen=True):
    """A proof under way. The token is told once, in the answer that completes it."""

    id: Annotated[str, Meta(description="As secret as a token: whoever has it may answer.")]
    status: Annotated[str, known("challenge", "succeeded", "failed", "expired")]
    expires_at: Time
    challenges: Annotated[list[Challenge], Meta(description="Those that are open.")]
    token: TokenAnswer | None
    device: (
        Annotated[str, Meta(description="The secret by which this browser is known again, as client.device.")]
        | UnsetType
        | None
    ) = UNSET


class Session(msgspec.Struct, frozen=True):
    id: Id
    customer_id: Id
    created_at: Time
    last_seen_at: Time
    expires_at: Time
    ip: Annotated[str, Meta(description="Truncated to its network.")] | None
    user_agent: str | None
    device_label: str | None
    location: str | None
    acr: Acr
    auth_time: Time
    amr: Amr
    current: Annotated[bool, Meta(description="Whether it is the caller's own.")]
    via: Annotated[str, known("selfcare", "gateway", "merchant", "oidc")]


class Introspection(msgspec.Struct, frozen=True):
    """RFC 7662, section 2.2; of a token that does not count only ``active``."""

    active: bool
    token_type: str | UnsetType = UNSET
    scope: str | UnsetType = UNSET
    sub: Annotated[str, Meta(description="The customer's id.")] | UnsetType = UNSET
    sid: Annotated[str, Meta(description="The session's id.")] | UnsetType = UNSET
    acr: Acr | UnsetType = UNSET
    auth_time: int | UnsetType = UNSET
    amr: Amr | UnsetType = UNSET
    iss: str | UnsetType = UNSET
    aud: str | UnsetType = UNSET
    exp: int | UnsetType = UNSET
    iat: int | UnsetType = UNSET
    jti: str | UnsetType = UNSET
    step_up: Annotated[str, Meta(description="The id of the step-up it was issued after.")] | UnsetType = UNSET
    act_hash: Annotated[str, Meta(description="SHA-256 of the one action that step-up is for.")] | UnsetType = UNSET


class Revoked(msgspec.Struct, frozen=True):
    """RFC 7009: an empty object, whether or not the token meant anything."""


class Key(msgspec.Struct, frozen=True):
    """A public key (RFC 7517)."""

    kty: str
    crv: str
    x: str
    y: str
    kid: str
    alg: str
    use: str


class KeySet(msgspec.Struct, frozen=True):
    """RFC 7517, section 5."""

    keys: list[Key]
