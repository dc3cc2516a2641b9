"""Merchants themselves: making one, its key, the bank that takes its payments in."""

from __future__ import annotations

import hashlib
import secrets
from typing import Any

from sandbox import clock
from sandbox.clock import rfc3339
from sandbox.ids import new_id
from sandbox.merchants.domain.orders import MerchantOrder, texts_check
from sandbox.merchants.models import Profile
from sandbox.merchants.services.audits import Actor, audited
from sandbox.payments.domain.errors import Refused
from sandbox.payments.models import Merchant

_PREFIX = "mk_"


def merchant_create(*, order: MerchantOrder) -> dict[str, Any]:
    """Make a merchant and its first key. The key is in this answer alone: only its hash is kept."""
    texts_check(order, "name", "legal_name", "place")
    merchant_id, key = new_id("mch"), _key()
    with audited(Actor(merchant_id, "operator"), "merchant.created", f"merchant:{merchant_id}"):
        merchant = Merchant.objects.create(id=merchant_id, name=order.name, country=order.country or "")
        profile = Profile.objects.create(
            merchant_id=merchant_id,
            legal_name=order.legal_name or order.name,
            place=order.place or "",
            acquirer=order.acquirer or "",
            key_hash=_hash(key),
            created_at=clock.now(),
        )
    return {**merchant_wire(merchant, profile), "key": key}


def key_create(*, merchant_id: str) -> dict[str, Any]:
    """Give a merchant a new key, which ends the one before. Raises Refused ``not_found``."""
    key = _key()
    with audited(Actor(merchant_id, "operator"), "merchant.key_created", f"merchant:{merchant_id}"):
        if not Profile.objects.filter(merchant_id=merchant_id).update(key_hash=_hash(key)):
            raise Refused("not_found", "There is no such merchant.")
    return {"merchant_id": merchant_id, "key": key}


def merchant_of_key(*, key: str) -> Profile | None:
    """Return whose key this is. Keys hold 256 random bits, so that a hash without salt gives nothing away."""
    return Profile.objects.filter(key_hash=_hash(key)).first() if key.startswith(_PREFIX) else None


def acquirer_set(*, actor: Actor, acquirer: str | None) -> dict[str, Any]:
    """Map the merchant to the bank that takes its payments in; None to none, and its payments fail."""
    with audited(actor, "merchant.acquirer_set", f"merchant:{actor.merchant_id}"):
        Profile.objects.filter(merchant_id=actor.merchant_id).update(acquirer=acquirer or "")
    return merchant_get(merchant_id=actor.merchant_id)


def merchant_get(*, merchant_id: str) -> dict[str, Any]:
    """Return the merchant's own record. Raises Refused ``not_found``."""
    merchant = Merchant.objects.filter(id=merchant_id).first()
    profile = Profile.objects.filter(merchant_id=merchant_id).first()
    if merchant is None or profile is None:
        raise Refused("not_found", "There is no such merchant.")
    return merchant_wire(merchant, profile)


def merchant_wire(merchant: Merchant, profile: Profile) -> dict[str, Any]:
    return {
        "id": merchant.id,
        "name": merchant.name,
        "legal_name": profile.legal_name,
        "place": profile.place or None,
        "country": merchant.country or None,
        "acquirer": profile.acquirer or None,
        "created_at": rfc3339(profile.created_at),
    }


def _key() -> str:
    return f"{_PREFIX}{secrets.token_urlsafe(32)}"


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()
