"""Owners in the journal: who is alive, and what the permits of the lost count as.

A beat is known by its number, not by its time: whoever looks measures the silence by its own clock.
"""

from collections.abc import Mapping, Sequence

from sqlalchemy import ColumnElement, Connection, and_, case, or_, select, update

from app.domain.ledger import Beat
from app.storage.clock import JournalClock, Reading
from app.storage.database import Database
from app.storage.dialect import insert_new
from app.storage.schema import measure, owner
from app.storage.window_rows import stamp_lost

OUTDATED = 3600.0
"""Seconds after which a measurement says nothing about the next one: it is replaced, not blended."""

FORGOTTEN = 24 * 3600.0
"""Seconds after which a measurement is no better than what the provider declares."""


class SqlOwners:
    """The Owners port on the journal's database. Its beats set the journal's clock.

    `beats` is the same database, without what else this process wants of it: see `apart`.
    """

    def __init__(
        self, database: Database, clock: JournalClock, beats: Database | None = None
    ) -> None:
        self._database = database
        self._clock = clock
        self._beats = beats or database

    async def join(self, owner: str, role: str) -> Beat:
        with self._clock.restored():
            alive, reading = await self._beats.tx(self._join, owner, role)
        return Beat(alive, reading.now)

    def _join(self, connection: Connection, name: str, role: str) -> tuple[bool, Reading]:
        reading = self._clock.read(connection)
        now = reading.now.timestamp()
        row = {"name": name, "role": role, "joined_at": now, "beats": 1}
        return insert_new(connection, owner, row) or _heard(connection, name), reading

    async def beat(self, owner: str, measured: Mapping[str, float] | None = None) -> Beat:
        with self._clock.restored():
            alive, reading = await self._beats.tx(self._beat, owner, measured or {})
        return Beat(alive, reading.now)

    def _beat(
        self, connection: Connection, name: str, measured: Mapping[str, float]
    ) -> tuple[bool, Reading]:
        reading = self._clock.read(connection)
        now = reading.now.timestamp()
        alive = _heard(connection, name)
        for key, seconds in sorted(measured.items()):
            _measure(connection, key, seconds, now)
        return alive, reading

    async def leave(self, owner: str) -> None:
        await self._database.tx(_leave, owner, self._seconds())

    async def living(self) -> Mapping[str, int]:
        return await self._database.tx(_living)

    async def declare_lost(self, silent: Mapping[str, int]) -> Sequence[str]:
        if not silent:
            return []
        return await self._database.tx(_declare_silent_lost, silent, self._seconds())

    async def declare_others_lost(self, owner: str) -> Sequence[str]:
        return await self._database.tx(_declare_others_lost, owner, self._seconds())

    async def measured(self, key: str) -> float | None:
        return await self._database.tx(_measured, key, self._seconds() - FORGOTTEN)

    def _seconds(self) -> float:
        return self._clock.now().timestamp()


def _heard(connection: Connection, name: str) -> bool:
    """Whether the owner still counts as alive, and is heard of now."""
    alive = (owner.c.name == name, owner.c.lost_at.is_(None))
    beat = update(owner).where(*alive).values(beats=owner.c.beats + 1)
    return connection.execute(beat).rowcount == 1


def _living(connection: Connection) -> Mapping[str, int]:
    query = select(owner.c.name, owner.c.beats).where(owner.c.lost_at.is_(None))
    return dict(tuple(row) for row in connection.execute(query))


def _measure(connection: Connection, key: str, seconds: float, now: float) -> None:
    if insert_new(connection, measure, {"key": key, "seconds": seconds, "at": now}):
        return
    recent = measure.c.at > now - OUTDATED
    blended = case((recent, (measure.c.seconds + seconds) / 2), else_=seconds)
    here = measure.c.key == key
    connection.execute(update(measure).where(here).values(seconds=blended, at=now))


def _leave(connection: Connection, name: str, now: float) -> None:
    _lose(connection, now, owner.c.name == name)


def _declare_silent_lost(
    connection: Connection, silent: Mapping[str, int], now: float
) -> Sequence[str]:
    unheard = (and_(owner.c.name == name, owner.c.beats == beats) for name, beats in silent.items())
    return _lose(connection, now, or_(*unheard))


def _declare_others_lost(connection: Connection, name: str, now: float) -> Sequence[str]:
    return _lose(connection, now, owner.c.name != name)


def _lose(connection: Connection, now: float, which: ColumnElement[bool]) -> Sequence[str]:
    """End the life of these owners, and what they held count as calls; their names."""
    lost = (update(owner).where(owner.c.lost_at.is_(None), which).values(lost_at=now)).returning(
        owner.c.name
    )
    names = sorted(connection.execute(lost).scalars())
    if names:
        stamp_lost(connection, now)
    return names


def _measured(connection: Connection, key: str, since: float) -> float | None:
    query = select(measure.c.seconds).where(measure.c.key == key, measure.c.at > since)
    return connection.execute(query).scalar()
