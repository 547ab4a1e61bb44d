"""The name under which this process works, and whether it still may.

A process is an owner of items while the journal hears of it. Whoever is not heard of for most of
a heartbeat is lost for ever: its items are taken over, and should it come back, it goes on under a
new name. That alone does not keep a process that was stopped from sending what it had claimed
before: so a call leaves only while the lease of the owner that claimed it holds, and the lease
ends, by this process's own clock, before anybody may call it lost.
"""

import itertools
from collections.abc import Callable, Mapping

import structlog

from app.domain.ledger import Owners
from app.domain.ports import Clock

_log = structlog.get_logger(__name__)

# Shares of the heartbeat.
BEAT = 0.2
"""Between two beats."""

HOLDS = 0.7
"""Since the beginning of the last beat that was answered, the lease holds."""

LOST = 0.8
"""Silence after which an owner may be declared lost, as whoever looks saw it."""

LOOK = 0.05
"""Between two looks for owners that fell silent. Who dies right after a beat is seen silent one look
later at the latest, and found lost one look after LOST of that: 0.9 in all, which leaves 0.1 of the
heartbeat for the take-over itself."""

_IN_TIME = 2 * BEAT
"""Between two answered beats that count as in time: one may fail."""


class Lease:
    """Beats under one name after another; `name` makes one from a number.

    `heartbeat` is in seconds. `measured` tells, with each beat, how long items took of late.
    """

    def __init__(
        self,
        owners: Owners,
        clock: Clock,
        *,
        name: str,
        role: str,
        heartbeat: float,
        measured: Callable[[], Mapping[str, float]] | None = None,
    ) -> None:
        self._owners = owners
        self._clock = clock
        self._name = name
        self._role = role
        self._measured = measured
        self._numbers = itertools.count(1)
        self._owner = self._next_name()
        self._joined = False
        self._answered: float | None = None
        self._in_time_since = 0.0
        self.heartbeat = heartbeat

    @property
    def owner(self) -> str:
        """The name that items are claimed under now."""
        return self._owner

    def holds(self, owner: str) -> bool:
        """Whether a call for what `owner` claimed may leave now."""
        return (
            owner == self._owner
            and self._answered is not None
            and self._clock.monotonic() - self._answered < HOLDS * self.heartbeat
        )

    @property
    def in_time(self) -> bool:
        """Whether this process heard from the journal all the while that others may not have.

        Otherwise it was perhaps the journal that was silent, and nobody may be called lost.
        """
        past = self._clock.monotonic() - self._in_time_since
        return self.holds(self._owner) and past >= LOST * self.heartbeat

    async def begin(self) -> None:
        """Join, before anything is claimed."""
        await self.beat()

    async def run(self) -> None:
        """Beat until cancelled; through every outage of the journal."""
        while True:
            began = self._clock.monotonic()
            pause = BEAT * self.heartbeat
            try:
                await self.beat()
            except Exception as error:  # noqa: BLE001 - told once in a while; the next beat tries again
                _log.warning("heartbeat_failed", owner=self._owner, reason=type(error).__name__)
                pause /= 2
            left = pause - (self._clock.monotonic() - began)
            await self._clock.sleep(max(left, 0.0))

    async def end(self) -> None:
        """Leave: nothing is in flight any more, and nobody need wait for the silence."""
        owner, self._answered = self._owner, None
        try:
            await self._owners.leave(owner)
        except Exception:  # noqa: BLE001 - whoever does not leave is found lost a little later
            _log.warning("leave_failed", owner=owner)

    async def beat(self) -> None:
        """One beat; whoever was called lost meanwhile joins under a new name."""
        while True:
            began = self._clock.monotonic()
            if self._joined:
                measured = self._measured() if self._measured else None
                beat = await self._owners.beat(self._owner, measured)
            else:
                beat = await self._owners.join(self._owner, self._role)
            if beat.alive:
                self._heard(began)
                return
            _log.warning("declared_lost", owner=self._owner)
            self._owner, self._joined = self._next_name(), False

    def _heard(self, began: float) -> None:
        late = self._answered is None or began - self._answered > _IN_TIME * self.heartbeat
        if late or not self._joined:
            self._in_time_since = began
        self._answered, self._joined = began, True

    def _next_name(self) -> str:
        number = next(self._numbers)
        return self._name if number == 1 else f"{self._name}.{number}"
