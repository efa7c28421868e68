"""Who may use the operator's page: a token becomes a session, whose cookie no script reads and no other site sends."""

from __future__ import annotations

import hmac
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256

from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

COOKIE = "planqa_admin"
SESSION_SECONDS = 8 * 3600
MOST_SESSIONS = 20
_EACH, _ALL = parse("5/minute"), parse("60/minute")


@dataclass(slots=True)
class Session:
    """One operator at work."""

    ends: float
    csrf: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    said: str = ""
    """What came of the last thing done, to be shown once."""
    failed: bool = False

    def may(self, csrf: str) -> bool:
        """Whether a form was made for this session."""
        return hmac.compare_digest(self.csrf.encode(), csrf.encode("utf-8", "replace"))

    def says(self, words: str, failed: bool = False) -> None:
        """Have the next page show ``words``."""
        self.said, self.failed = words, failed

    def heard(self) -> tuple[str, bool]:
        """What is to be shown now, and whether it tells of a failure."""
        told, self.said = (self.said, self.failed), ""
        return told


class Door:
    """Sessions live in this process alone, so a restart ends them all."""

    def __init__(self, token: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._token, self._clock = sha256(token.encode()).digest(), clock
        self._sessions: dict[bytes, Session] = {}
        self._tries = MovingWindowRateLimiter(MemoryStorage())

    def may_try(self, address: str) -> bool:
        """Whether a token may be tried from an address; each try counts, right or wrong."""
        return self._tries.hit(_EACH, "login", address) and self._tries.hit(_ALL, "login")

    def enter(self, token: str) -> str | None:
        """The cookie of a new session, or None where the token is wrong."""
        if not hmac.compare_digest(sha256(token.encode("utf-8", "replace")).digest(), self._token):
            return None
        now = self._clock()
        self._sessions = {key: session for key, session in self._sessions.items() if session.ends > now}
        while len(self._sessions) >= MOST_SESSIONS:
            del self._sessions[next(iter(self._sessions))]
        cookie = secrets.token_urlsafe(32)
        self._sessions[_key(cookie)] = Session(now + SESSION_SECONDS)
        return cookie

    def session(self, cookie: str | None) -> Session | None:
        """The session of a cookie, if it has one that has not ended."""
        found = self._sessions.get(_key(cookie)) if cookie else None
        return found if found is not None and found.ends > self._clock() else None

    def leave(self, cookie: str | None) -> None:
        """End a session."""
        if cookie:
            self._sessions.pop(_key(cookie), None)


def _key(cookie: str) -> bytes:
    """Looked up by its hash, so that the time it takes tells nothing of the cookies there are."""
    return sha256(cookie.encode("utf-8", "replace")).digest()
