"""The real clock, with an offset for trying things out at another date."""

import asyncio
import time
from datetime import UTC, datetime, timedelta


class SystemClock:
    """The Clock port: time passes at its usual pace, `offset` away from now."""

    def __init__(self, offset: timedelta = timedelta(0)) -> None:
        self._offset = offset

    def now(self) -> datetime:
        """The current instant, aware, UTC."""
        return datetime.now(UTC) + self._offset

    def monotonic(self) -> float:
        """Seconds that never jump."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)
