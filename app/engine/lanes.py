"""How many calls may be in flight: together for the worker, and for each operation.

Waiters get their turn in order, so a small operation waits for at most one call of a large one.
"""

import asyncio


class Slots:
    """Counts free slots; `take` waits for one and takes as many more as are free."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._semaphore = asyncio.Semaphore(size)

    async def take(self, most: int) -> int:
        """Take between one and `most` slots."""
        await self._semaphore.acquire()
        taken = 1
        while taken < most and not self._semaphore.locked():
            await self._semaphore.acquire()  # returns at once: it is not locked
            taken += 1
        return taken

    async def all_free(self) -> None:
        """Return once nobody has a slot, those who waited before included."""
        taken = 0
        try:
            while taken < self._size:
                await self._semaphore.acquire()
                taken += 1
        finally:
            self.free(taken)

    def free(self, count: int = 1) -> None:
        """Give slots back."""
        for _ in range(count):
            self._semaphore.release()


class Lane:
    """One operation's share of the slots."""

    def __init__(self, size: int) -> None:
        self.slots = Slots(size)
        self.users = 0


class Lanes:
    """The lane of every operation that has a slice or a call under way."""

    def __init__(self) -> None:
        self._lanes: dict[tuple[str, str], Lane] = {}

    def enter(self, key: tuple[str, str], size: int) -> Lane:
        """The operation's lane; everything that uses it leaves it again."""
        lane = self._lanes.setdefault(key, Lane(size))
        lane.users += 1
        return lane

    def leave(self, key: tuple[str, str]) -> None:
        """A slice, or a call, ended."""
        lane = self._lanes[key]
        lane.users -= 1
        if lane.users == 0:
            del self._lanes[key]
