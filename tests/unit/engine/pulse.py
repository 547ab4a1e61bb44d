"""Time for heartbeats that no slow disk can outrun.

It stands still while anything that lives by it is at work, and goes on, to the next one that is due,
once all of them wait: a beat takes no time, however long the machine needs for it. Machines that
tell each other's silence share one Pulse.
"""

import asyncio
from datetime import datetime
from typing import Any, NamedTuple

from app.domain.ports import Clock

PACE = 0.002
"""Real seconds before it goes on, so that others get their turn. No story depends on it."""


class _Nap(NamedTuple):
    machine: "Machine"
    until: float
    over: asyncio.Future[None]


class Pulse:
    """Monotonic seconds that some machines share. They stand still until `go`."""

    def __init__(self) -> None:
        self.seconds = 1000.0
        self._loops: dict[asyncio.Task[Any], Machine] = {}
        self._naps: dict[asyncio.Task[Any], _Nap] = {}
        self._goes = False
        self._next: asyncio.TimerHandle | None = None

    def go(self) -> None:
        """From now on time passes by itself."""
        self._goes = True
        self.look()

    def move(self, seconds: float) -> None:
        """Let time pass by hand, whoever is at work."""
        self.seconds += seconds
        self._wake()

    def follow(self, loop: asyncio.Task[Any], machine: "Machine") -> None:
        """Time is to wait for this loop of a machine, whenever it does not sleep."""
        self._loops[loop] = machine
        loop.add_done_callback(self._ended)

    async def sleep(self, machine: "Machine", seconds: float) -> None:
        """Wait until so much has passed."""
        task = asyncio.current_task()
        assert task is not None
        over = asyncio.get_running_loop().create_future()
        self._naps[task] = _Nap(machine, self.seconds + max(0.0, seconds), over)
        self.look()
        try:
            await over
        finally:
            self._naps.pop(task, None)

    def look(self) -> None:
        """See in a moment whether time can go on."""
        if self._goes and self._next is None:
            self._next = asyncio.get_running_loop().call_later(PACE, self._pass)

    def _pass(self) -> None:
        self._next = None
        going = {loop for loop, machine in self._loops.items() if not machine.stopped}
        waiting = [nap.until for nap in self._naps.values() if not nap.machine.stopped]
        if going <= self._naps.keys() and waiting:
            self.seconds = max(self.seconds, min(waiting))
            self._wake()

    def _wake(self) -> None:
        for task, (machine, until, over) in list(self._naps.items()):
            if until <= self.seconds and not machine.stopped:
                del self._naps[task]
                if not over.done():
                    over.set_result(None)

    def _ended(self, loop: asyncio.Task[Any]) -> None:
        del self._loops[loop]
        if not loop.get_loop().is_closed():
            self.look()


class Machine:
    """The Clock port of one machine; `wall` tells its date. `stop` is what SIGSTOP does to it."""

    def __init__(self, pulse: Pulse, wall: Clock) -> None:
        self._pulse = pulse
        self._wall = wall
        self.stopped = False

    def now(self) -> datetime:
        return self._wall.now()

    def monotonic(self) -> float:
        return self._pulse.seconds

    async def sleep(self, seconds: float) -> None:
        await self._pulse.sleep(self, seconds)

    def follow(self, loop: asyncio.Task[Any]) -> None:
        """A loop of this machine began."""
        self._pulse.follow(loop, self)

    def stop(self) -> None:
        """Nothing that sleeps here wakes, while time goes on for everybody."""
        self.stopped = True
        self._pulse.look()

    def wake(self) -> None:
        """Go on; what should have woken meanwhile does so at once."""
        self.stopped = False
        self._pulse.look()
