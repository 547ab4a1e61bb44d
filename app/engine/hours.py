"""Send windows: outside of an operation's hours nothing of it is claimed."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.domain.operation import BulkOperation
from app.domain.ports import Clock
from app.domain.recurring import Zones
from app.domain.schedule import Hours

_SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class Opening:
    """Whether anything may be claimed: from `opens` on (None: now), and so until `changes`."""

    opens: datetime | None
    changes: datetime


class SendHours:
    """Tells a slice whether its operation's hours are open."""

    def __init__(self, zones: Zones, clock: Clock) -> None:
        self._zones = zones
        self._clock = clock

    async def of(self, operation: BulkOperation) -> "Gate":
        """The gate that a slice goes through before each claim."""
        gate = Gate(operation, self._zones, self._clock)
        await gate.look()
        return gate


class Gate:
    """One operation's hours, as one slice meets them."""

    def __init__(self, operation: BulkOperation, zones: Zones, clock: Clock) -> None:
        self._operation = operation
        self._zones = zones
        self._clock = clock
        self._opening: Opening | None = None

    async def closed_for(self) -> float:
        """Seconds until something may be claimed; 0 while it may."""
        if self._opening and self._clock.now() >= self._opening.changes:
            await self.look()
        if self._opening is None or self._opening.opens is None:
            return 0.0
        return max(0.0, (self._opening.opens - self._clock.now()) / _SECOND)

    async def look(self) -> None:
        """Find out what is open now; items of zones that are closed wait for theirs."""
        hours, now = self._operation.hours, self._clock.now()
        if hours is None:
            return
        zones = zones_of(self._operation)
        self._opening = opening(hours, now, zones)
        if hours.whose == "recipient":
            waits = {zone: _waits(hours, now, zone) for zone in zones}
            tenant = self._operation.requester.person.tenant
            await self._zones.hold(tenant, self._operation.id, waits)


def zones_of(operation: BulkOperation) -> tuple[str, ...]:
    """The zones whose clocks its hours go by."""
    own = operation.requester.zone
    if operation.hours is None or operation.hours.whose == "sender":
        return (own,)
    return tuple({own: None, **dict.fromkeys(operation.metadata.zones)})


def opening(hours: Hours, now: datetime, zones: tuple[str, ...]) -> Opening:
    """When the hours open in the first of these zones, and when that changes anywhere."""
    waits = [_waits(hours, now, zone) for zone in zones]
    changes = [at or hours.next_close(now, zone) for zone, at in zip(zones, waits, strict=True)]
    closed = [at for at in waits if at]
    return Opening(min(closed) if len(closed) == len(zones) else None, min(changes))


def opens_at(operation: BulkOperation, now: datetime) -> datetime | None:
    """When an operation that stands outside of its hours goes on; None within them."""
    if operation.hours is None:
        return None
    return opening(operation.hours, now, zones_of(operation)).opens


def _waits(hours: Hours, now: datetime, zone: str) -> datetime | None:
    opens = hours.next_open(now, zone)
    return opens if opens > now else None
