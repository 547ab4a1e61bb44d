"""Waking everybody who waits for the same thing."""

import asyncio


class Signal:
    """Something that happens again and again; whoever waits is woken at the next time."""

    def __init__(self) -> None:
        self._next = asyncio.Event()

    @property
    def next_time(self) -> asyncio.Event:
        """Set when it happens next: take it before looking at what may change meanwhile."""
        return self._next

    async def wait(self) -> None:
        """Return when it happens next."""
        await self._next.wait()

    def fire(self) -> None:
        """Wake everybody who waits."""
        happened, self._next = self._next, asyncio.Event()
        happened.set()
