"""The vault of access and refresh tokens: a sealed Redis hash per session, compare-and-set, refreshed once at a time.

Refresh tokens rotate, so two refreshes of one token are a theft to the auth service. One process takes a lock and
asks; the others wait for its answer. Should the lock run out meanwhile, a second one may ask as well (the auth service
repeats its answer for 30 s), but only the first answer is kept: each is stored against the generation it was made from.

A session whose tokens cannot be read, because a key is gone or Redis holds rubbish, has ended: one signs in again.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from typing import Final, Protocol

from selfcare import logs
from selfcare.domain.context import Context
from selfcare.domain.errors import SignInRequired, StoreUnavailable, UpstreamTimeout
from selfcare.sessions.sealing import seal, unseal
from selfcare.sessions.store import ABSOLUTE_SECONDS, delete_by_digest, expiry, token_key
from selfcare.stores import PREFIX, StoredScript, sessions, store_errors

EARLY_SECONDS: Final = 30
LOCK_SECONDS: Final = 5
_WAIT_SECONDS: Final = 0.02

_KEEP: Final = StoredScript("""
if (redis.call('HGET', KEYS[1], 'generation') or '') ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'generation', ARGV[2], 'access_token', ARGV[3],
  'expires_at', ARGV[4], 'refresh_token', ARGV[5])
redis.call('EXPIRE', KEYS[1], ARGV[6])
return 1
""")
_UNLOCK: Final = StoredScript("if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end")


class TokenLike(Protocol):
    """What the auth service gives for a proof; expires_in in seconds."""

    @property
    def access_token(self) -> str: ...
    @property
    def expires_in(self) -> int: ...
    @property
    def refresh_token(self) -> str: ...
    @property
    def refresh_expires_in(self) -> int: ...


Refresher = Callable[[Context, str], TokenLike]
_refreshers: list[Refresher] = []


class _Kept:
    """The vault's entry as it was read."""

    def __init__(self, values: list[bytes | None]) -> None:
        generation, access_token, expires_at, refresh_token = values
        self.generation = (generation or b"").decode(errors="replace")
        self.access_token, self.refresh_token = unseal(access_token), unseal(refresh_token)
        self.expires_at = expiry(expires_at)

    def usable(self, refused: str) -> bool:
        """Tell whether the token can be read, is fresh and not the one that was refused."""
        is_fresh = self.expires_at - EARLY_SECONDS > time.time()
        return is_fresh and self.access_token not in {"", refused}


def register_refresher(refresher: Refresher) -> None:
    """Name the one function that asks the auth service for new tokens; the last one named counts.

    It raises SignInRequired when the auth service says that the session is over.
    """
    _refreshers[:] = [refresher]


def keep(digest: str, token: TokenLike, *, instead_of: str = "") -> bool:
    """Store tokens, if the vault still holds the generation they were made from. Raises StoreUnavailable."""
    expires_at = time.time() + token.expires_in
    values = [secrets.token_hex(8), seal(token.access_token), expires_at, seal(token.refresh_token)]
    lifetime = max(1, min(ABSOLUTE_SECONDS, max(token.refresh_expires_in, token.expires_in)))
    return bool(_KEEP(keys=[token_key(digest)], args=[instead_of, *values, lifetime]))


def access_token(ctx: Context, *, refused: str = "") -> str:
    """Return a token good for another 30 seconds at least, refreshing it when need be.

    ``refused`` is a token that a service would not take, however fresh it looks: another one is returned.
    Raises SignInRequired when the session is over, UpstreamTimeout when the time budget is used up,
    StoreUnavailable, and what the auth service's adapter raises.
    """
    kept = _read(ctx.session_key)
    while not kept.usable(refused):
        if not kept.refresh_token:
            raise _ended(ctx, "no_tokens")
        lock = _lock(ctx.session_key)
        if lock:
            return _refresh_locked(ctx, lock, refused)
        if not ctx.remaining():
            raise UpstreamTimeout
        time.sleep(_WAIT_SECONDS)
        kept = _read(ctx.session_key)
    return kept.access_token


def generation(ctx: Context) -> str:
    """Return what to give ``keep`` as ``instead_of`` for tokens that are about to be earned with the present ones.

    Refreshes first when that is due, so that it does not happen in between. Raises what ``access_token`` does.
    """
    access_token(ctx)
    return _read(ctx.session_key).generation


def renew(ctx: Context) -> None:
    """Trade the tokens for new ones whatever their age: the auth service may say more of the session by now."""
    access_token(ctx, refused=_read(ctx.session_key).access_token)


def refresh_token(digest: str) -> str:
    """Return the refresh token, to revoke it at sign-out; "" when there is none. Raises StoreUnavailable."""
    return _read(digest).refresh_token


def _refresh_locked(ctx: Context, lock: str, refused: str) -> str:
    try:
        kept = _read(ctx.session_key)  # another process may have finished between our look and our lock
        return kept.access_token if kept.usable(refused) else _refresh(ctx, kept)
    finally:
        _unlock(ctx.session_key, lock)


def _refresh(ctx: Context, kept: _Kept) -> str:
    if not kept.refresh_token or not _refreshers:
        raise SignInRequired
    try:
        token = _refreshers[0](ctx, kept.refresh_token)
    except SignInRequired as error:
        raise _ended(ctx, "refresh_refused") from error
    if keep(ctx.session_key, token, instead_of=kept.generation):
        return token.access_token
    winner = _read(ctx.session_key)  # signed out meanwhile, or another refresh came first
    if not winner.access_token:
        raise SignInRequired
    return winner.access_token


def _ended(ctx: Context, reason: str) -> SignInRequired:
    """End the session here, where it would only lead from the sign-in page back to itself. Returns what to raise."""
    logs.security("session_use_after_expire", reason=reason, person=logs.person(ctx.customer_id))
    delete_by_digest(ctx.session_key)
    return SignInRequired()


def _read(digest: str) -> _Kept:
    with store_errors():
        values = sessions().hmget(token_key(digest), ["generation", "access_token", "expires_at", "refresh_token"])
    return _Kept(values)  # type: ignore[arg-type]  # redis types both clients


def _lock(digest: str) -> str:
    owner = secrets.token_hex(8)
    with store_errors():
        taken = sessions().set(_lock_key(digest), owner, nx=True, px=LOCK_SECONDS * 1000)
    return owner if taken else ""


def _unlock(digest: str, owner: str) -> None:
    try:
        _UNLOCK(keys=[_lock_key(digest)], args=[owner])
    except StoreUnavailable:
        return  # the lock runs out by itself


def _lock_key(digest: str) -> str:
    return f"{PREFIX}refreshing:{digest}"
