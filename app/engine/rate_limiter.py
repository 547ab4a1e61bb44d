"""One limiter for every provider and for Slack: an exact sliding window a key, in one process.

A key is (provider, account, operation). Permits are taken only when a slot is free, so that
nothing waits while it holds one. A permit that is held counts until its call begins, and is
counted from that moment on: a slow journal between the two cannot squeeze calls together. The
window is padded, since a call reaches the provider a little later than it left here: without the
padding 60 calls were counted in a window of 50.
"""

from collections import deque
from collections.abc import Hashable
from dataclasses import dataclass, field

from app.domain.batching import Quota
from app.domain.ports import Clock

PADDING = 0.15
"""Seconds added to every window, for clock and transit: 0.25 % of a minute."""

HELD = 0.05
"""Seconds to wait where all permits are held by calls that are about to begin."""


@dataclass(frozen=True)
class Grant:
    """Permits to start `count` items; `wait` is seconds until more can be had."""

    count: int
    wait: float


@dataclass
class _Window:
    starts: deque[float] = field(default_factory=deque)
    held: int = 0
    closed_until: float = 0.0


class RateLimiter:
    """Never more than `quota.limit` starts in any `quota.seconds`, for a key."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._windows: dict[Hashable, _Window] = {}

    def hold(self, key: Hashable, quota: Quota, wanted: int) -> Grant:
        """Take up to `wanted` permits for calls that begin later; `begin` follows, always."""
        now = self._clock.monotonic()
        window = self._windows.setdefault(key, _Window())
        if window.closed_until > now:
            return Grant(0, window.closed_until - now)
        span = quota.seconds + PADDING
        while window.starts and window.starts[0] + span <= now:
            window.starts.popleft()
        count = max(0, min(wanted, quota.limit - window.held - len(window.starts)))
        window.held += count
        return Grant(count, _wait(window, quota.limit, span, now))

    def begin(self, key: Hashable, grant: Grant, used: int) -> None:
        """The calls of a grant begin now: `used` permits count from now, the others go back."""
        window = self._windows[key]
        window.held -= grant.count
        window.starts.extend([self._clock.monotonic()] * used)

    def reserve(self, key: Hashable, quota: Quota, wanted: int) -> Grant:
        """Take up to `wanted` permits for calls that begin at once."""
        grant = self.hold(key, quota, wanted)
        self.begin(key, grant, grant.count)
        return grant

    def close(self, key: Hashable, seconds: float) -> None:
        """Let nothing start for so long: the provider said so."""
        window = self._windows.setdefault(key, _Window())
        window.closed_until = max(window.closed_until, self._clock.monotonic() + seconds)

    async def acquire(self, key: Hashable, quota: Quota) -> None:
        """Wait for one permit."""
        while not (grant := self.reserve(key, quota, 1)).count:
            await self._clock.sleep(grant.wait)


def _wait(window: _Window, limit: int, span: float, now: float) -> float:
    """Seconds until one more permit can be had: the start that has to leave the window first."""
    over = window.held + len(window.starts) - limit
    if over < 0:
        return 0.0
    if over >= len(window.starts):
        return HELD
    return max(0.0, window.starts[over] + span - now)
