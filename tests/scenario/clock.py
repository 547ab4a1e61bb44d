"""The time of a story: it starts on a Monday morning and can be moved on."""

import asyncio
import time
from collections.abc import Coroutine
from contextlib import suppress
from datetime import UTC, datetime, timedelta

MONDAY = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
"""Monday 23 November 2026, 09:30 in Berlin, where everybody in these stories is."""


class StoryClock:
    """The Clock port: real seconds pass, at another date, plus what the story moves it by."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._moved = timedelta(0)
        self._passed = 0.0
        self._skipped = asyncio.Event()

    def move(self, **by: float) -> None:
        """Let the wall clock show a later time, by the names that timedelta has."""
        self._moved += timedelta(**by)

    def passes(self, **by: float) -> None:
        """Let so much time go by, on every clock; whoever sleeps sleeps on."""
        self.move(**by)
        self._passed += timedelta(**by).total_seconds()

    def skip(self, **by: float) -> None:
        """The same, and whoever sleeps until then wakes."""
        self.passes(**by)
        skipped, self._skipped = self._skipped, asyncio.Event()
        skipped.set()

    def now(self) -> datetime:
        return MONDAY + self._moved + timedelta(seconds=time.monotonic() - self._began)

    def monotonic(self) -> float:
        return time.monotonic() + self._passed

    def sleep(self, seconds: float) -> Coroutine[None, None, None]:
        """Sleep from this moment on: what is skipped before a task of it begins counts too."""
        return self._sleep_until(self.monotonic() + seconds)

    async def _sleep_until(self, due: float) -> None:
        await asyncio.sleep(0)
        while (left := due - self.monotonic()) > 0:
            with suppress(TimeoutError):
                async with asyncio.timeout(left):
                    await self._skipped.wait()


class Gate:
    """Where the office waits within a call: open, or shut after so many calls.

    It stands in for the office's sleep, so that a story decides which calls are under way.
    """

    def __init__(self) -> None:
        self._open = asyncio.Event()
        self._open.set()
        self._let_in: set[asyncio.Task[None] | None] = set()
        self._left = 0

    def shut(self, after: int = 0) -> None:
        """Let only so many more calls through, each to its end."""
        self._left = after
        self._let_in.clear()
        self._open.clear()

    def open(self) -> None:
        """Let everything through."""
        self._open.set()

    async def sleep(self, _seconds: float) -> None:
        task = asyncio.current_task()
        if self._open.is_set() or task in self._let_in:
            return
        if self._left > 0:
            self._left -= 1
            self._let_in.add(task)
            return
        await self._open.wait()
