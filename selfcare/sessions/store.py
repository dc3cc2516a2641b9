"""The session engine: one Redis hash per session, one JSON value per field.

Written by hand because Django's cache engine takes a failing store for an empty session and signs the person out, and
because it writes the whole dictionary back, so that concurrent requests undo each other. Here a failure is
StoreUnavailable, only changed fields are written, and a deleted session is never written again.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import time
from collections.abc import Callable
from typing import Any, Final

import msgspec
from django.contrib.sessions.backends.base import CreateError, SessionBase, UpdateError

from selfcare.domain.errors import StoreUnavailable
from selfcare.limits import limit_key
from selfcare.stores import PREFIX, RETRY_AFTER, StoredScript, sessions, store_errors
from selfcare.upstream import cache

IDLE_SECONDS: Final = 900
ABSOLUTE_SECONDS: Final = 28_800
TOUCH_SECONDS: Final = 60
_TRIES: Final = 5
_KEY: Final = re.compile(r"[A-Za-z0-9_-]{43}")

# One trip brings the session, its customer's version, its access token, and counts the call where calls are counted:
# KEYS[3] is the count, ARGV[2] the milliseconds it lives, 0 where nothing is counted.
_LOAD: Final = StoredScript("""
local fields = redis.call('HGETALL', KEYS[1])
if #fields == 0 then return {} end
local customer = redis.call('HGET', KEYS[1], 'customer_id')
local version = customer and redis.call('GET', ARGV[1] .. cjson.decode('[' .. customer .. ']')[1])
local count = {}
if ARGV[2] ~= '0' then
  count[1] = redis.call('INCR', KEYS[3])
  if count[1] == 1 then redis.call('PEXPIRE', KEYS[3], ARGV[2]) end
  count[2] = redis.call('PTTL', KEYS[3])
end
return {fields, version, redis.call('HMGET', KEYS[2], 'access_token', 'expires_at'), count}
""")
# ARGV: must the session be new ("1") or be there ("0"), seconds to live, number of fields, fields…, deleted names…
_SAVE: Final = StoredScript("""
if (redis.call('EXISTS', KEYS[1]) == 1) == (ARGV[1] == '1') then return 0 end
if redis.call('HEXISTS', KEYS[1], 'moved') == 1 then return 0 end
local last = 3 + 2 * tonumber(ARGV[3])
for i = 4, last, 2 do redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1]) end
for i = last + 1, #ARGV do redis.call('HDEL', KEYS[1], ARGV[i]) end
redis.call('EXPIRE', KEYS[1], ARGV[2])
return 1
""")
# A session that moves to a new key takes its tokens and its place in the index along; ARGV: index prefix, old, new.
# At the old key a mark stays for a minute: a request that is under way with the old cookie is nobody's, but its answer
# must not delete the cookie, which is the new one by then.
_MOVE: Final = StoredScript("""
if redis.call('EXISTS', KEYS[1]) == 0 or redis.call('HEXISTS', KEYS[1], 'moved') == 1 then return 0 end
redis.call('RENAME', KEYS[1], KEYS[3])
redis.call('HSET', KEYS[1], 'moved', '1')
redis.call('EXPIRE', KEYS[1], 60)
if redis.call('EXISTS', KEYS[2]) == 1 then redis.call('RENAME', KEYS[2], KEYS[4]) end
local customer = redis.call('HGET', KEYS[3], 'customer_id')
if customer then
  local index = ARGV[1] .. cjson.decode('[' .. customer .. ']')[1]
  redis.call('SREM', index, ARGV[2])
  redis.call('SADD', index, ARGV[3])
end
return 1
""")
# A dead session takes its tokens and its place in the customer's index along, and places of those Redis forgot itself.
# ARGV: index prefix, digest, session prefix. Returns the customer's id when no session of theirs is left.
_DELETE: Final = StoredScript("""
local customer = redis.call('HGET', KEYS[1], 'customer_id')
redis.call('DEL', KEYS[1], KEYS[2])
if not customer then return '' end
customer = cjson.decode('[' .. customer .. ']')[1]
local index = ARGV[1] .. customer
redis.call('SREM', index, ARGV[2])
for _, other in ipairs(redis.call('SMEMBERS', index)) do
  if redis.call('EXISTS', ARGV[3] .. other) == 1 then return '' end
  redis.call('SREM', index, other)
end
return customer
""")


def digest(cookie: str) -> str:
    """Return what a session is known by on our side: a copy of Redis is not a bag of cookies."""
    return hashlib.sha256(cookie.encode()).hexdigest()


def session_key(key_digest: str) -> str:
    """Return the Redis key of a session."""
    return f"{PREFIX}session:{key_digest}"


def token_key(key_digest: str) -> str:
    """Return the Redis key of a session's tokens."""
    return f"{PREFIX}tokens:{key_digest}"


def index_key(customer_id: str) -> str:
    """Return the Redis key of the set of a customer's sessions."""
    return f"{PREFIX}sessions-of:{customer_id}"


class SessionStore(SessionBase):
    """A session. ``version``, ``token`` and ``counted`` are what came along with it from Redis.

    ``counts`` are the name and the seconds of the rate that reading it counts one use of; ``counted`` is then how many
    uses there are now, and the milliseconds until counting starts anew.

    ``moved`` tells that the cookie is the old one of a session that goes on under a new key.
    """

    version: int = 0
    token: tuple[bytes, float] | None = None  # sealed: most requests never open it
    counted: tuple[int, int] | None = None
    ended: str = ""
    moved: bool = False
    # Django's base class has these; its stubs do not name them.
    _session: dict[str, Any]
    _get_session: Callable[..., dict[str, Any]]

    def __init__(self, session_key: str | None = None, counts: tuple[str, int] | None = None) -> None:
        super().__init__(session_key)
        self._counts = counts
        self._raw: dict[str, bytes] = {}

    @property
    def digest(self) -> str:
        """What the session is known by in Redis; "" before it has a key."""
        return digest(self._session_key) if self._session_key else ""

    def raw(self, name: str) -> bytes | None:
        """Return a field's JSON as it was stored, for typed decoding."""
        self._get_session()
        return self._raw.get(name)

    def load(self) -> dict[str, Any]:
        """Read from Redis. An unknown, idle or outlived session is empty; raises StoreUnavailable on failure."""
        self._raw = {}
        key = self.session_key
        if key is None:
            return {}
        keys, milliseconds = [session_key(self.digest), token_key(self.digest)], 0
        if self._counts:
            keys, milliseconds = [*keys, limit_key(self._counts[0], self.digest)], self._counts[1] * 1000
        answer = _LOAD(keys=keys, args=[f"{PREFIX}version:", milliseconds])
        if not answer:
            self._session_key = None
            return {}
        raw = {name.decode(): value for name, value in zip(answer[0][::2], answer[0][1::2], strict=True)}
        if "moved" in raw:
            self.moved, self._session_key = True, None
            return {}
        if self._outlived(raw):
            return {}
        self.version = int(answer[1] or 0)
        self.token = _token(answer[2])
        self.counted = (answer[3][0], answer[3][1]) if answer[3] else None
        self._raw = raw
        return {name: msgspec.json.decode(value) for name, value in raw.items()}

    def _outlived(self, raw: dict[str, bytes]) -> bool:
        now = time.time()
        began, seen = float(raw.get("began", b"0")), float(raw.get("seen", b"0"))
        if now - began < ABSOLUTE_SECONDS and now - seen < IDLE_SECONDS:
            return False
        self.ended = "idle" if now - seen >= IDLE_SECONDS else "absolute"
        self.delete(self.session_key)
        self._session_key = None
        return True

    def create(self) -> None:
        """Give the session a new key nobody holds. Raises StoreUnavailable, also when no key could be had."""
        for _ in range(_TRIES):
            self._session_key = self._get_new_session_key()
            try:
                self.save(must_create=True)
            except CreateError:
                continue
            self.modified = True
            return
        raise StoreUnavailable(retry_after=RETRY_AFTER)

    def cycle_key(self) -> None:
        """Move the session, its tokens and its place in the index to a new key: the old cookie is worth nothing.

        Raises UpdateError when it was ended meanwhile, StoreUnavailable on failure.
        """
        if self.session_key is None:
            self.create()
            return
        old, cookie = self.digest, self._get_new_session_key()
        new = digest(cookie)
        keys = [session_key(old), token_key(old), session_key(new), token_key(new)]
        if not _MOVE(keys=keys, args=[index_key(""), old, new]):
            raise UpdateError
        self._session_key = cookie
        self.modified = True

    def save(self, must_create: bool = False) -> None:
        """Write the changed fields. Raises UpdateError when the session was ended meanwhile: it stays ended."""
        if self.session_key is None:
            self.create()
            return
        now = time.time()
        data = self._get_session(no_load=must_create)
        data.setdefault("began", now)
        data.setdefault("seen", now)
        fields = {name: msgspec.json.encode(value) for name, value in data.items()}
        changed = fields if must_create else {n: v for n, v in fields.items() if self._raw.get(n) != v}
        gone = [] if must_create else [name for name in self._raw if name not in fields]
        self._write(changed, gone, must_create=must_create)
        self._raw = fields

    def _write(self, changed: dict[str, bytes], gone: list[str], *, must_create: bool) -> None:
        data = self._session
        seconds = max(1, int(min(IDLE_SECONDS, data["began"] + ABSOLUTE_SECONDS - time.time())))
        flat = [part for pair in changed.items() for part in pair]
        args = ["1" if must_create else "0", seconds, len(changed), *flat, *gone]
        if not _SAVE(keys=[session_key(self.digest)], args=args):
            raise CreateError if must_create else UpdateError

    def touch(self) -> None:
        """Note that the person is there, at most once a minute."""
        now = time.time()
        if now - self.get("seen", now) >= TOUCH_SECONDS:
            self["seen"] = now

    def exists(self, session_key: str) -> bool:
        """Tell whether a key is taken. Raises StoreUnavailable."""
        with store_errors():
            return bool(sessions().exists(_key_of(session_key)))

    def delete(self, session_key: str | None = None) -> None:
        """End the session, its tokens and its place in the customer's index. Raises StoreUnavailable."""
        cookie = session_key or self.session_key
        if cookie:
            delete_by_digest(digest(cookie))

    @classmethod
    def clear_expired(cls) -> None:
        """Redis forgets by itself."""

    def _get_new_session_key(self) -> str:
        return secrets.token_urlsafe(32)

    def _validate_session_key(self, key: str | None) -> bool:
        return bool(key and _KEY.fullmatch(key))


def delete_by_digest(key_digest: str) -> None:
    """End a session known by its digest; the last one of a customer takes the copies of their answers along.

    Raises StoreUnavailable: then nothing has ended. Copies whose store is away end by themselves.
    """
    keys = [session_key(key_digest), token_key(key_digest)]
    customer_id = _DELETE(keys=keys, args=[index_key(""), key_digest, session_key("")])
    if customer_id:
        cache.forget(customer_id.decode())


def _key_of(cookie: str) -> str:
    return session_key(digest(cookie))


def expiry(stored: bytes | None) -> float:
    """Return when a token ends, in seconds since the epoch; 0 for nothing, and for what is no number."""
    try:
        return float(stored or 0)
    except ValueError:
        return 0.0


def _token(pair: list[bytes | None]) -> tuple[bytes, float] | None:
    access, expires = pair
    return (access, expiry(expires)) if access else None
