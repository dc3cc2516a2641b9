"""The ES256 keys that sign access tokens: made at first need, kept in the database so that tokens survive a restart."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import msgspec
from joserfc.jwk import ECKey

from sandbox import clock
from sandbox.auth.models import SigningKey


def signing_key() -> ECKey:
    """Return the newest key, making the first one when there is none."""
    record = SigningKey.objects.order_by("-created_at", "kid").first()
    return _parsed(msgspec.json.encode(record.private_jwk)) if record else _make()


def verifying_key(kid: str) -> ECKey | None:
    """Return the key of that id, or None. ``kid`` comes from an unverified header: it is only ever compared."""
    if not kid.isascii() or not kid.isprintable():
        return None
    record = SigningKey.objects.filter(kid=kid).first()
    return _parsed(msgspec.json.encode(record.private_jwk)) if record else None


def public_keys() -> dict[str, list[dict[str, Any]]]:
    """Return the JWK Set (RFC 7517 section 5) of all public halves."""
    signing_key()
    records = SigningKey.objects.order_by("-created_at", "kid")
    keys = [_parsed(msgspec.json.encode(record.private_jwk)).as_dict(private=False) for record in records]
    return {"keys": [{**key, "alg": "ES256", "use": "sig"} for key in keys]}


def _make() -> ECKey:
    key = ECKey.generate_key("P-256", auto_kid=True)
    SigningKey.objects.create(kid=key.kid or "", private_jwk=key.as_dict(private=True), created_at=clock.now())
    return key


@lru_cache(maxsize=8)
def _parsed(document: bytes) -> ECKey:
    return ECKey.import_key(msgspec.json.decode(document))
