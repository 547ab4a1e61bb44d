"""What a story slows down and counts: calls of the app, and the looks of its scheduler."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from tests.scenario.colleague import PATIENCE
from tests.scenario.world import World


class Slowed:
    """Lets a call of the app stand still until the story lets it go on, and waits for its end."""

    def __init__(self, real: Callable[..., Awaitable[Any]]) -> None:
        self._real = real
        self.inside, self.go_on = asyncio.Event(), asyncio.Event()
        self.calls = 0

    async def __call__(self, *args: Any, **named: Any) -> Any:
        self.calls += 1
        if self.calls > 1:
            return await self._real(*args, **named)
        self.inside.set()
        await self.go_on.wait()
        return await self._real(*args, **named)


class Looks:
    """Counts what the scheduler took and ended: looks, starts and runs."""

    def __init__(self, world: World) -> None:
        scheduler: Any = world.app.services.scheduler
        self._real = scheduler._safely
        self._ended = asyncio.Condition()
        self.count = 0
        scheduler._safely = self

    async def __call__(self, work: Any, which: str) -> None:
        try:
            await self._real(work, which)
        finally:
            async with self._ended:
                self.count += 1
                self._ended.notify_all()

    async def after(self, number: int) -> None:
        """Wait until so many ended."""
        async with asyncio.timeout(PATIENCE), self._ended:
            await self._ended.wait_for(lambda: self.count >= number)


def slowed(owner: Any, name: str) -> Slowed:
    """Slow a method of a part of the app."""
    made = Slowed(getattr(owner, name))
    setattr(owner, name, made)
    return made
