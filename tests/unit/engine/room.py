"""The engine as composition wires it, on real files and the real office, without Slack.

A Room is one start of the process. Rooms opened on the same folder share its journal and its
office, as a process and its successor do.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from app.connectors.office import Office, OfficeSettings
from app.domain.identity import Tenant
from app.domain.journal import Choose, DoubtAnswer, Pick
from app.domain.kinds import ItemStatus
from app.domain.ledger import ClaimRequest, Turn
from app.domain.operation import BulkItem, BulkOperation
from app.domain.ports import Connector, Slice
from app.domain.progress import Counts, ItemLine
from app.engine.clock import SystemClock
from app.engine.tasks import TaskKeeper
from tests.contract.journal_samples import sam
from tests.contract.journal_steps import in_chunks
from tests.unit.engine.parts import Parts

WITHIN = 60.0
"""Seconds after which a test that waits has failed; none should come near it."""


class Room(Parts):
    """One start of the process, and what people and tests do with it."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self._workers = TaskKeeper()
        self._vanished = False

    async def open(self) -> None:
        await self.database.open()
        await self.cache.open()
        await self.lease.begin()

    def work(self, *, beat: bool = True) -> None:
        """Let workers run from here on."""
        if beat:
            self._live("heartbeat", self.lease.run())
        self._workers.start("committer", self.committer.run())
        self._workers.start("dispatcher", self.dispatcher.run(self.executor.run_slice))

    def watch(self) -> None:
        """Look for owners that fell silent, and for what lies there."""
        self._live("take-over", self.recovery.watch())
        self._live("sweeper", self.recovery.sweep(lambda _run: None))
        self.pulse.go()

    def _live(self, name: str, loop: Coroutine[Any, Any, None]) -> None:
        self.machine.follow(self._workers.start(name, loop))

    async def vanish(self) -> None:
        """What a kill does: everything ends where it stands, and nothing more is written."""
        await self._workers.stop()
        await self.executor.stop(0)
        self._vanished = True

    async def close(self, drain: float = WITHIN) -> None:
        if not self._vanished and await self.executor.stop(drain):
            await self.lease.end()
        await self._workers.stop()
        await self.dispatcher.close()
        await self.cache.close()
        await self.database.close()

    async def confirm(self, items: Sequence[BulkItem], operation: BulkOperation) -> BulkOperation:
        """What a Confirm does: the journal has it, and a worker will come."""
        assert await self.create(operation, items)
        await self.queue(operation)
        return operation

    async def create(self, operation: BulkOperation, items: Sequence[BulkItem]) -> bool:
        """The journal has it, and nobody comes yet."""
        return await self.operations.create(operation, in_chunks(items))

    async def left_by_a_kill(
        self, operation: BulkOperation, items: Sequence[BulkItem], claimed: int
    ) -> None:
        """Leave the journal as a process does that dies with so many items in flight."""
        assert await self.create(operation, items)
        assert await self.operations.start(tenant_of(operation), operation.id)
        request = ClaimRequest(tenant_of(operation).key, operation.id, self.lease.owner, claimed)
        [granted] = await self.ledger.turn(Turn(claims=[request]))
        assert len(granted.items) == claimed

    def slice_of(self, operation: BulkOperation) -> Slice:
        return Slice(tenant_key=tenant_of(operation).key, operation_id=operation.id)

    async def queue(self, operation: BulkOperation) -> None:
        await self.dispatcher.enqueue(self.slice_of(operation))

    async def retry(self, operation: BulkOperation) -> int:
        """Press Retry Failed."""
        again = await self.operations.retry_failed(tenant_of(operation), operation.id, sam())
        await self.queue(operation)
        return again

    async def answer(self, operation: BulkOperation, answer: DoubtAnswer) -> int:
        """Answer for all items in doubt."""
        tenant = tenant_of(operation)
        decided = await self.operations.decide(tenant, operation.id, None, answer, sam())
        await self.queue(operation)
        return decided

    async def counts(self, operation: BulkOperation) -> Counts:
        return (await self.tracker.look(tenant_of(operation), operation.id)).progress.counts

    async def lines(
        self, operation: BulkOperation, status: ItemStatus | None = None
    ) -> list[ItemLine]:
        look = await self.tracker.look(tenant_of(operation), operation.id, everything(status))
        return list(look.lines)

    async def ended(self, operation: BulkOperation) -> BulkOperation:
        """Wait until the operation ended, with nothing in flight."""
        return await self.until(operation, lambda counts, done: done and not counts.executing)

    async def until(
        self, operation: BulkOperation, holds: Callable[[Counts, bool], bool]
    ) -> BulkOperation:
        """Wait until something holds of the counts and of whether it ended."""
        tenant = tenant_of(operation)
        watch = self.signals.watch(tenant.key, operation.id)
        try:
            async with asyncio.timeout(WITHIN):
                while True:
                    look = await self.tracker.look(tenant, operation.id)
                    if holds(look.progress.counts, look.operation.completed_at is not None):
                        return look.operation
                    await watch.changed()
        finally:
            watch.close()


def everything(status: ItemStatus | None) -> Choose:
    """Picks all items in a status; None for all there are."""
    return lambda *_: [Pick(status=status, limit=100_000)]


def tenant_of(operation: BulkOperation) -> Tenant:
    return operation.requester.person.tenant


def office_in(folder: Path, **given: Any) -> Office:
    """An office on the folder's files; the settings are OfficeSettings'."""
    settings = OfficeSettings(path=folder / "office.db", outbox=folder / "outbox", **given)
    clock = SystemClock()
    return Office(settings, now=clock.now, sleep=clock.sleep)


@asynccontextmanager
async def opened(
    folder: Path,
    connector: Connector,
    *,
    owner: str = "first",
    slots: int = 50,
    work: bool = True,
    **given: Any,
) -> AsyncIterator[Room]:
    """A room, closed in the end; with `work`, its workers run."""
    room = Room(folder, owner, connector, slots, **given)
    await room.open()
    if work:
        room.work()
    try:
        yield room
    finally:
        await room.close()


async def eventually(holds: Callable[[], Awaitable[bool]]) -> None:
    """Look again and again until something holds; a test that never sees it fails."""
    async with asyncio.timeout(WITHIN):
        while not await holds():  # noqa: ASYNC110 - a file, not an event
            await asyncio.sleep(0.002)
