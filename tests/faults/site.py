"""One journal, one provider, and processes on them that a test starts, stops, kills and watches."""

import asyncio
import base64
import json
import os
import resource
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import Connection, select
from sqlalchemy.exc import DBAPIError

from app.domain.errors import InvalidMove
from app.domain.kinds import ItemStatus
from app.domain.operation import BulkOperation
from app.domain.ports import Slice
from app.domain.transitions import ENDED
from app.engine.tasks import TaskKeeper
from app.settings import VARIABLES, Settings
from app.storage.schema import item
from tests.faults.calls import Kind, Reader
from tests.faults.operations import HARBOR, in_chunks, operation_of
from tests.faults.process import OFFER, app_of
from tests.faults.provider import Offer

T = TypeVar("T")

ROOT = Path(__file__).parents[2]
KEY = base64.b64encode(b"k" * 32).decode()

WITHIN = 90.0
"""Seconds after which a test that waits has failed; none should come near it."""

LOOK = 0.02
"""Seconds between two looks at what other processes wrote."""

LOOKS = 3
"""How often something is looked at before it counts as broken."""

SLOTS = 10
"""Calls of a process in flight."""

HEARTBEAT = 3.0
"""Seconds: a disk that others use as well may hold a beat up for one or two."""


class Item(NamedTuple):
    """An item's row in the journal."""

    item_id: str
    status: ItemStatus
    owner: str | None
    attempts: int


class Worker:
    """One process; `said` are the lines that it logged."""

    def __init__(self, process: asyncio.subprocess.Process, tasks: TaskKeeper) -> None:
        self._process = process
        self.said: list[str] = []
        self._listening = tasks.start("what a worker logs", self._listen())

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    async def answer(self) -> Any:
        """The next line that it prints."""
        assert self._process.stdout
        line = await asyncio.wait_for(self._process.stdout.readline(), WITHIN)
        assert line, "\n".join(self.said[-20:])
        return json.loads(line)

    async def ready(self) -> None:
        """Wait until it has started."""
        assert await self.answer() == "started"

    async def ask(self, *words: str) -> Any:
        """Send a command; its answer."""
        assert self._process.stdin
        self._process.stdin.write(f"{' '.join(words)}\n".encode())
        return await self.answer()

    async def kill(self) -> None:
        """As the kernel does when memory runs out."""
        self._process.kill()
        await self._process.wait()

    def halt(self) -> None:
        """Suspend it, as a full swap or a sleeping machine does."""
        self._process.send_signal(signal.SIGSTOP)

    def wake(self) -> None:
        """Let it run on."""
        self._process.send_signal(signal.SIGCONT)

    def limit_files(self, size: int = resource.RLIM_INFINITY) -> None:
        """Let no file of it grow beyond so many bytes: the next write there is refused."""
        resource.prlimit(self.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

    async def end(self) -> None:
        """Let it stop by itself."""
        if self._process.returncode is None and self._process.stdin:
            self._process.stdin.close()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._process.wait(), WITHIN / 3)
        if self._process.returncode is None:
            await self.kill()
        await self._listening

    async def _listen(self) -> None:
        assert self._process.stderr
        async for line in self._process.stderr:
            self.said.append(line.decode(errors="replace").rstrip())


class Site:
    """A journal in `folder`, or on the Postgres of that address, and all that is done with it."""

    def __init__(self, folder: Path, url: str | None, offer: Mapping[str, Any]) -> None:
        self.offer = Offer.model_validate({"folder": folder / "provider", **offer})
        self.offer.folder.mkdir()
        self.calls = Reader(self.offer.record)
        self.environment = {
            VARIABLES["data"]: str(folder / "data"),
            VARIABLES["key"]: KEY,
            VARIABLES["slots"]: str(SLOTS),
            VARIABLES["heartbeat"]: str(HEARTBEAT),
            VARIABLES["log_level"]: "WARNING",
            **({VARIABLES["database_url"]: url} if url else {}),
        }
        self._shared = url is not None
        self.desk = app_of(Settings.from_environment(self.environment), self.offer)
        self.operations = self.desk.storage.operations
        self._tasks = TaskKeeper()
        self._started: list[Worker] = []

    async def start(self) -> Worker:
        """A new process; it is not ready yet when this returns."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.faults.process", "worker"),
            cwd=ROOT,
            env={**os.environ, **self.environment, OFFER: self.offer.model_dump_json()},
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        worker = Worker(process, self._tasks)
        self._started.append(worker)
        return worker

    async def started(self, count: int = 1) -> Sequence[Worker]:
        """So many new processes, all of them ready."""
        workers = [await self.start() for _ in range(count)]
        for one in workers:
            await one.ready()
        return workers

    async def open(self) -> None:
        """Let this process write to the journal, as one that is alive where others look."""
        await self.desk.storage.database.open()
        if self._shared:
            await self.desk.storage.lease.begin()
            self._tasks.start("the desk's heartbeat", self.desk.storage.lease.run())

    async def close(self) -> None:
        """End what still runs."""
        await asyncio.gather(*(one.end() for one in self._started))
        await self._tasks.stop()
        await self.desk.engine.dispatcher.close()
        await self.desk.registry.close()
        await self.desk.storage.database.close()

    async def confirm(self, count: int) -> BulkOperation:
        """A new operation, handed out where there is a queue to hand it out by."""
        made = operation_of(count)
        assert await self.operations.create(made, in_chunks(count))
        if self._shared:
            work = Slice(tenant_key=HARBOR.key, operation_id=made.id)
            await self.desk.engine.dispatcher.spread(work, 4)
        return made

    async def items(self, run: BulkOperation) -> Sequence[Item]:
        """Every item of it, as the journal has it."""
        return await self._items(run.id)

    async def in_status(self, run: BulkOperation, status: ItemStatus) -> Sequence[Item]:
        """Those in a status."""
        return await self.held(run.id, status)

    async def held(self, run_id: str, status: ItemStatus = ItemStatus.EXECUTING) -> Sequence[Item]:
        """Items of the run of that id in a status."""
        return [one for one in await self._items(run_id) if one.status is status]

    async def _items(self, run_id: str) -> Sequence[Item]:
        return await _looked(lambda: self.desk.storage.database.tx(_items, run_id))

    async def now(self, run: BulkOperation) -> BulkOperation:
        """The operation as it stands."""
        found = await _looked(lambda: self.operations.get(HARBOR, run.id))
        assert found
        return found

    async def ended(self, run: BulkOperation) -> None:
        """Wait until it has ended, with nothing in flight."""

        async def over() -> bool:
            if (await self.now(run)).status not in ENDED:
                return False
            return not await self.in_status(run, ItemStatus.EXECUTING)

        await until(over, self.told)

    async def begun(self, count: int) -> None:
        """Wait until so many more calls have begun."""
        wanted = len(self.calls.of(Kind.BEGUN)) + count
        await until(lambda: _is(len(self.calls.of(Kind.BEGUN)) >= wanted), self.told)

    def told(self) -> str:
        """What the processes logged last, for a wait that failed."""
        return "\n".join(line for one in self._started for line in one.said[-5:])


async def _is(value: bool) -> bool:  # noqa: FBT001 - what a test looks at
    return value


def _items(connection: Connection, operation_id: str) -> Sequence[Item]:
    query = (
        select(item.c.item_id, item.c.status, item.c.owner, item.c.attempts)
        .where(item.c.tenant == HARBOR.key, item.c.operation == operation_id)
        .order_by(item.c.position)
    )
    rows = connection.execute(query).all()
    return [Item(one, ItemStatus(status), owner, tries) for one, status, owner, tries in rows]


async def _looked(look: Callable[[], Awaitable[T]]) -> T:
    """What it finds; once more where Postgres ended the transaction.

    It does that to whoever stands still for 0.4 heartbeats in the middle of one, as this process
    may on a machine with much to do. Only looks are made again: they change nothing.
    """
    for _ in range(LOOKS - 1):
        with suppress(DBAPIError):
            return await look()
    return await look()


async def until(
    holds: Callable[[], Awaitable[bool]], told: Callable[[], str] = str, within: float = WITHIN
) -> None:
    """Look again and again until something holds; a test that never sees it fails, and says why."""
    try:
        async with asyncio.timeout(within):
            while not await holds():  # noqa: ASYNC110 - other processes' files and rows
                await asyncio.sleep(LOOK)
    except TimeoutError:
        raise AssertionError(f"It did not come within {within:.0f} s.\n{told()}") from None


@asynccontextmanager
async def site(folder: Path, url: str | None = None, **offer: Any) -> AsyncIterator[Site]:
    """A site with nothing on it; `offer` says what its provider is like."""
    made = Site(folder, url, offer)
    await made.open()
    try:
        yield made
    finally:
        await made.close()


async def asked(decision: Awaitable[Any]) -> bool:
    """Whether what a person decides could be decided at that moment."""
    try:
        await decision
    except InvalidMove:
        return False
    return True
