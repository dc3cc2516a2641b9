"""Signatures of Standard Webhooks 1.0: is this body from who we share a secret with, and from now?

Hand-written because the reference library raises ValueError and UnicodeDecodeError on malformed headers, which would
be a 500 where a 401 is due, and takes one secret where a rotation needs two. Tests hold it against that library.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Any, Final

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.core.exceptions import ImproperlyConfigured

TOLERANCE_SECONDS: Final = 300
_ID: Final = re.compile(r"[A-Za-z0-9_.~:-]{1,128}", re.ASCII)
_TIMESTAMP: Final = re.compile(r"[0-9]{1,12}", re.ASCII)
_MOST_SIGNATURES: Final = 10
_SHORTEST_SECRET, _LONGEST_SECRET = 24, 64


class SignatureError(Exception):
    """The message proves nothing. The reason is for our log, never for the sender."""


def verify(secrets: Iterable[str], headers: Mapping[str, str], body: bytes, *, now: float) -> str:
    """Return the message's id when one of its signatures fits one of the secrets; raise SignatureError otherwise.

    ``secrets`` are ``whsec_`` texts, newest first; ``headers`` are looked up without regard to case by the mapping;
    ``body`` is what arrived, byte for byte; ``now`` is Unix time.
    """
    message_id = headers.get("webhook-id", "")
    timestamp = headers.get("webhook-timestamp", "")
    if not _ID.fullmatch(message_id) or not _TIMESTAMP.fullmatch(timestamp):
        raise SignatureError("headers are missing or malformed")
    if abs(now - int(timestamp)) > TOLERANCE_SECONDS:
        raise SignatureError("too old or from the future")
    signed = f"{message_id}.{timestamp}.".encode() + body
    given = list(_given(headers.get("webhook-signature", "")))
    # Every pair is compared, so that the time taken does not tell which secret is in use.
    fits = [hmac.compare_digest(_signature(secret, signed), each) for secret in secrets for each in given]
    if not any(fits):
        raise SignatureError("no signature fits")
    return message_id


def check_secrets(**_kwargs: Any) -> Sequence[CheckMessage]:
    """Read the secrets at the start, so that a typing error stops it and not the first event."""
    try:
        for secret in chain.from_iterable(settings.HOOK_SECRETS.values()):
            secret_bytes(secret)
    except ImproperlyConfigured as error:
        return [Error(str(error), id="notifications.E001")]
    return []


def secret_bytes(secret: str) -> bytes:
    """Return the key of a ``whsec_`` secret, 24 to 64 bytes. Raises ImproperlyConfigured."""
    try:
        key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if not _SHORTEST_SECRET <= len(key) <= _LONGEST_SECRET:
        raise ImproperlyConfigured("HOOK_PAYMENTS_SECRETS must hold whsec_ secrets of 24 to 64 bytes in base64.")
    return key


def _given(header: str) -> Iterable[bytes]:
    for part in header.split(" ")[:_MOST_SIGNATURES]:
        version, _, text = part.partition(",")
        if version == "v1" and text.isascii():
            try:
                yield base64.b64decode(text, validate=True)
            except binascii.Error:
                continue


def _signature(secret: str, signed: bytes) -> bytes:
    return hmac.new(secret_bytes(secret), signed, hashlib.sha256).digest()
