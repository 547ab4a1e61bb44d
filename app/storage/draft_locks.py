"""Who changes or decides a draft: one at a time, in whichever process.

A lock is a row with an end, moved on while its holder works: a process that dies lets go within
LEASE, and holding one costs no connection (an edit reads providers, and may take a minute). Who
was too slow to keep it finds out when it saves.
"""

import asyncio
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from weakref import WeakValueDictionary

import structlog
from sqlalchemy import ColumnElement, Connection, delete, select, update

from app.domain.errors import PreviewOutOfDate
from app.domain.journal import Held
from app.domain.ports import Clock
from app.domain.words import engine as words
from app.storage.database import Database
from app.storage.dialect import insert_new
from app.storage.schema import draft_lock

_log = structlog.get_logger(__name__)

LEASE = 10.0
"""Seconds after which the lock of a holder that fell silent is free."""

RENEWED = LEASE / 4
"""Seconds after which a holder moves the end on: three times before it would come."""

LOOK_AGAIN = 0.05
"""Seconds between two looks at a lock that another process holds: people wait for it."""


class LocalLocks:
    """Locks by tenant and name, of one process."""

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[tuple[str, str], asyncio.Lock] = WeakValueDictionary()

    def of(self, tenant_key: str, name: str) -> asyncio.Lock:
        """The lock of that name; the same one for as long as anybody has it."""
        return self._locks.setdefault((tenant_key, name), asyncio.Lock())


class SqlLocks:
    """Locks by tenant and name, of all processes on a database."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._local = LocalLocks()
        self._held: dict[tuple[str, str], Held] = {}

    def held(self, tenant_key: str, name: str) -> Held | None:
        """The lock as this process holds it; None where it does not."""
        return self._held.get((tenant_key, name))

    @asynccontextmanager
    async def hold(self, tenant_key: str, name: str) -> AsyncIterator[Held]:
        """Wait until nobody has the lock, and have it."""
        held = Held(tenant_key, name, uuid.uuid4().hex)
        async with self._local.of(tenant_key, name):  # so that one process asks once at a time
            try:
                while not await self._database.tx(_take, held, self._clock.now()):
                    await self._clock.sleep(LOOK_AGAIN)
                self._held[tenant_key, name] = held
                async with self._renewed(held):
                    yield held
            finally:
                self._held.pop((tenant_key, name), None)
                await self._release(held)

    @asynccontextmanager
    async def _renewed(self, held: Held) -> AsyncIterator[None]:
        renewing = asyncio.create_task(self._renew(held), name=f"draft lock {held.name}")
        try:
            yield
        finally:
            renewing.cancel()
            await asyncio.wait({renewing})

    async def _renew(self, held: Held) -> None:
        while True:
            await self._clock.sleep(RENEWED)
            try:
                await self._database.tx(_renew, held, self._clock.now())
            except Exception:  # noqa: BLE001 - logged with its trace; the next turn tries again
                _log.exception("draft_lock_not_renewed", name=held.name)

    async def _release(self, held: Held) -> None:
        try:
            await self._database.tx(_release, held)
        except Exception:  # noqa: BLE001 - logged with its trace; the row has an end of its own
            _log.exception("draft_lock_not_released", name=held.name)


def _here(held: Held) -> list[ColumnElement[bool]]:
    """Its row, whoever holds it."""
    return [draft_lock.c.tenant == held.tenant_key, draft_lock.c.name == held.name]


def _ours(held: Held) -> list[ColumnElement[bool]]:
    """Its row while it is this holder's."""
    return [*_here(held), draft_lock.c.holder == held.holder]


def require(connection: Connection, held: Held | None) -> None:
    """Raise PreviewOutOfDate where another holder took the lock; keeps it until the commit."""
    if held is None:
        return
    query = select(draft_lock.c.name).where(*_ours(held)).with_for_update()
    if connection.execute(query).first() is None:
        raise PreviewOutOfDate(words.changed_meanwhile())


def drop_ended(connection: Connection, now: float) -> int:
    """Remove the locks of those who died with them; how many."""
    return connection.execute(delete(draft_lock).where(draft_lock.c.until < now)).rowcount


def _take(connection: Connection, held: Held, now: datetime) -> bool:
    row = {"tenant": held.tenant_key, "name": held.name, **_values(held, now)}
    if insert_new(connection, draft_lock, row):
        return True
    ended = draft_lock.c.until < now.timestamp()
    taken = update(draft_lock).where(*_here(held), ended).values(**_values(held, now))
    return connection.execute(taken).rowcount == 1


def _values(held: Held, now: datetime) -> dict[str, str | float]:
    return {"holder": held.holder, "until": now.timestamp() + LEASE}


def _renew(connection: Connection, held: Held, now: datetime) -> None:
    connection.execute(update(draft_lock).where(*_ours(held)).values(**_values(held, now)))


def _release(connection: Connection, held: Held) -> None:
    connection.execute(delete(draft_lock).where(*_ours(held)))
