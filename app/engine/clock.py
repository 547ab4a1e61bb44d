"""The real clock, with an offset for trying things out at another date."""

import asyncio
import time
from datetime import UTC, datetime, timedelta

_PASSING = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
"""On Linux the usual monotonic clock stands still while the machine is suspended, though nobody else
does: a process that wakes would take its lease for new. On macOS that one goes on by itself."""


class SystemClock:
    """The Clock port: time passes at its usual pace, `offset` away from now."""

    def __init__(self, offset: timedelta = timedelta(0)) -> None:
        self._offset = offset

    def now(self) -> datetime:
        """The current instant, aware, UTC."""
        return datetime.now(UTC) + self._offset

    def monotonic(self) -> float:
        """Seconds that never jump, and pass while the machine is suspended.

        Not those of the event loop: what is compared with `loop.time()` is to come from there.
        """
        return time.clock_gettime(_PASSING)

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)
