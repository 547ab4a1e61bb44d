"""One limiter for every provider and for Slack: an exact sliding window a key, in one process.

A key is (provider, account, operation). Permits are reserved only when a slot is free, so that
nothing waits while it holds one. The window is padded, since a call reaches the provider a
little later than it left here: without the padding 60 calls were counted in a window of 50.
"""

from collections import deque
from collections.abc import Hashable
from dataclasses import dataclass, field

from app.domain.batching import Quota
from app.domain.ports import Clock

PADDING = 0.15
"""Seconds added to every window, for clock and transit: 0.25 % of a minute."""


@dataclass(frozen=True)
class Grant:
    """Permits to start `count` items now; `wait` is seconds until more can be had."""

    count: int
    wait: float


@dataclass
class _Window:
    starts: deque[float] = field(default_factory=deque)
    closed_until: float = 0.0


class RateLimiter:
    """Never more than `quota.limit` starts in any `quota.seconds`, for a key."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._windows: dict[Hashable, _Window] = {}

    def reserve(self, key: Hashable, quota: Quota, wanted: int) -> Grant:
        """Take up to `wanted` permits."""
        now = self._clock.monotonic()
        window = self._windows.setdefault(key, _Window())
        if window.closed_until > now:
            return Grant(0, window.closed_until - now)
        span = quota.seconds + PADDING
        while window.starts and window.starts[0] <= now - span:
            window.starts.popleft()
        count = max(0, min(wanted, quota.limit - len(window.starts)))
        window.starts.extend([now] * count)
        full = len(window.starts) >= quota.limit
        return Grant(count, window.starts[0] + span - now if full else 0.0)

    def give_back(self, key: Hashable, count: int) -> None:
        """Return permits that no call was made for."""
        window = self._windows[key]
        for _ in range(min(count, len(window.starts))):
            window.starts.pop()

    def close(self, key: Hashable, seconds: float) -> None:
        """Let nothing start for so long: the provider said so."""
        window = self._windows.setdefault(key, _Window())
        window.closed_until = max(window.closed_until, self._clock.monotonic() + seconds)

    async def acquire(self, key: Hashable, quota: Quota) -> None:
        """Wait for one permit."""
        while not (grant := self.reserve(key, quota, 1)).count:
            await self._clock.sleep(grant.wait)
