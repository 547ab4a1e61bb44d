"""Time that a test moves."""

import asyncio
from datetime import UTC, datetime


class HandClock:
    """The Clock port; whoever sleeps moves it as well."""

    def __init__(self) -> None:
        self.seconds = 1000.0
        self._moved = asyncio.Condition()

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.seconds, UTC)

    def monotonic(self) -> float:
        return self.seconds

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(0)
        self.seconds += seconds + 1e-9
        async with self._moved:
            self._moved.notify_all()

    async def passed(self, second: float) -> None:
        """Wait until sleepers have moved it so far."""
        async with asyncio.timeout(20), self._moved:
            await self._moved.wait_for(lambda: self.seconds >= second)
