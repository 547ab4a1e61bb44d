"""response_urls: the app's short-lived way to answer a command or a click."""

import itertools
import secrets
from collections.abc import Callable
from dataclasses import dataclass

from playground.errors import ApiError
from playground.timing import Timing


@dataclass
class ResponseUrl:
    """Where the answer goes: a room, the person who acted, and the message they acted on, if any."""

    channel: str
    user: str
    source_ts: str | None
    minted_at: float
    uses: int = 0


class ResponseUrls:
    """Mints the addresses and counts their uses."""

    def __init__(self, now: Callable[[], float], timing: Timing) -> None:
        self._now = now
        self._timing = timing
        self._urls: dict[str, ResponseUrl] = {}
        self.base = ""

    def mint(self, channel: str, user: str, source_ts: str | None = None) -> str:
        """A new response_url."""
        self._forget_expired()
        key = secrets.token_hex(12)
        self._urls[key] = ResponseUrl(channel, user, source_ts, self._now())
        return f"{self.base}/response/{key}"

    def use(self, key: str) -> ResponseUrl:
        """Count one use. Raises ApiError expired_url or used_url."""
        target = self._urls.get(key)
        if target is None or self._is_expired(target):
            raise ApiError("expired_url")
        if target.uses >= self._timing.response_url_uses:
            raise ApiError("used_url")
        target.uses += 1
        return target

    def _is_expired(self, target: ResponseUrl) -> bool:
        return self._now() - target.minted_at > self._timing.response_url

    def _forget_expired(self) -> None:
        """Let go of the oldest, which nobody can use any more."""
        expired = itertools.takewhile(lambda one: self._is_expired(one[1]), self._urls.items())
        for key, _ in list(expired):
            del self._urls[key]
