"""One limiter for every provider and for Slack: what each may begin, and how long it will take.

The windows themselves are the journal's (RateWindows): exact, and the same for every process.
Claims take their permits in their own transaction; what is here serves everybody else, and tells
all of an account's windows when its provider asks for a rest.
"""

from app.domain.batching import Quota, Taken, expected_seconds, window_key
from app.domain.ledger import Permits, RateWindows
from app.domain.operation import Account
from app.domain.ports import Clock

_ANY = Quota(limit=1)

SHORTEST = 0.005
"""Seconds between two looks at a window, where it names less."""


def owner_of_quota(account: Account) -> str:
    """Whose quota it is, for `window_key`: the same address in two workspaces is two accounts."""
    return f"{account.tenant_key}:{account.name}"


def account_prefix(account: Account) -> str:
    """What the keys of all of an account's windows begin with."""
    return window_key(account.provider, owner_of_quota(account), "")


class RateLimiter:
    """Never more than `quota.limit` begin in any `quota.seconds`, for a key, in all processes."""

    def __init__(self, windows: RateWindows, clock: Clock) -> None:
        self._windows = windows
        self._clock = clock
        self._rests: dict[str, float] = {}

    async def reserve(self, key: str, quota: Quota, wanted: int) -> Permits:
        """Take up to `wanted` permits for calls that begin at once."""
        return await self._windows.reserve(key, quota, wanted)

    async def acquire(self, key: str, quota: Quota) -> None:
        """Wait for one permit."""
        while not (permits := await self.reserve(key, quota, 1)).count:
            await self._clock.sleep(max(permits.wait, SHORTEST))

    async def close(self, key: str, seconds: float) -> None:
        """Let nothing begin for so long: the provider said so."""
        await self._windows.close(key, seconds)

    async def close_account(self, account: Account, seconds: float) -> None:
        """The same for everything that goes through an account.

        This process keeps to it at once, also where no quota is declared and so no window is
        asked; a rest that ends no later than the one that is known is not written down again.
        """
        prefix, now = account_prefix(account), self._clock.monotonic()
        if now + seconds <= self._rests.get(prefix, 0.0):
            return
        self._rests = {key: until for key, until in self._rests.items() if until > now}
        self._rests[prefix] = now + seconds
        await self._windows.close(prefix, seconds)

    def rest_of(self, account: Account) -> float:
        """Seconds for which this process knows that an account rests."""
        if not self._rests:
            return 0.0
        until = self._rests.get(account_prefix(account), 0.0)
        return max(0.0, until - self._clock.monotonic())

    async def ask_rest(self, account: Account) -> float:
        """Seconds for which an account rests, as any process knows.

        For what has no quota: claims that take permits are told by their window.
        """
        prefix = account_prefix(account)
        asked = await self._windows.reserve(prefix, _ANY, 0)
        if asked.wait > 0:
            self._rests[prefix] = self._clock.monotonic() + asked.wait
        return asked.wait

    async def predict(
        self,
        key: str,
        quota: Quota | None,
        items: int,
        latency: float,
        in_flight: int,
        *,
        queued: int = 0,
    ) -> float:
        """Seconds until `items` are done, at `latency` seconds a call and `in_flight` at a time.

        By what is free in the window now and what others wait to take of it; `queued` of the
        items that wait are those asked about.
        """
        if quota is None:
            return expected_seconds(items, in_flight, latency, None)
        seen = await self._windows.forecast(key, quota)
        others = max(0, seen.waiting - queued)
        taken = Taken(seen.free, seen.next_in, seen.closed_for, others)
        return expected_seconds(items, in_flight, latency, quota, taken)
