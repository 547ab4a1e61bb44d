"""The parent's side: workers are started, told what to do, watched and killed."""

import asyncio
import base64
import json
import os
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psutil

from app.settings import VARIABLES
from app.storage.upgrade import migrate_url
from benchmarks.engine.ours.sleeping import CallBegun, read_calls
from benchmarks.engine.stores import Postgres
from benchmarks.processes import BenchmarkError

STARTS_WITHIN = 30.0
ENDS_WITHIN = 20.0
ANSWERS_WITHIN = 180.0
LOOK_EVERY = 0.05


@dataclass(frozen=True)
class Setup:
    """How workers are set up.

    `latency` and `heartbeat` are seconds, `quota` is the provider's as (limit, seconds), and with
    `logged` every call is written down.
    """

    latency: float = 0.0
    heartbeat: float = 10.0
    quota: tuple[int, float] | None = None
    logged: bool = False


class Worker:
    """A running worker; `started` is when its process was (monotonic seconds)."""

    def __init__(self, process: asyncio.subprocess.Process, started: float, errors: Path) -> None:
        self._process = process
        self._errors = errors
        self.started = started

    @property
    def pid(self) -> int:
        """Its process."""
        return self._process.pid

    async def ask(self, command: str, *words: object) -> Any:
        """Send a command, and wait for its answer. Raises BenchmarkError when there is none."""
        assert self._process.stdin
        line = " ".join((command, *(str(word) for word in words)))
        self._process.stdin.write(f"{line}\n".encode())
        return await self.answer(ANSWERS_WITHIN)

    async def answer(self, within: float) -> Any:
        """The next line that it prints."""
        assert self._process.stdout
        try:
            async with asyncio.timeout(within):
                line = await self._process.stdout.readline()
        except TimeoutError:
            raise BenchmarkError(f"A worker did not answer in {within:.0f} s.") from None
        if not line:
            lines = self._errors.read_text().splitlines() or ["it said nothing"]
            raise BenchmarkError(f"A worker ended: {lines[-1]}")
        return json.loads(line)

    async def kill(self) -> float:
        """Kill it as a crash would; when that was (monotonic seconds)."""
        at = time.monotonic()
        self._process.kill()
        await self._process.wait()
        return at

    async def end(self) -> None:
        """Let it drain and end; kill it where it does not."""
        if self._process.returncode is None and self._process.stdin:
            self._process.stdin.close()
            try:
                async with asyncio.timeout(ENDS_WITHIN):
                    await self._process.wait()
            except TimeoutError:
                await self.kill()

    def memory(self) -> int:
        """Bytes of it that are in memory."""
        return int(psutil.Process(self.pid).memory_info().rss)


class Site:
    """A fresh journal, and a folder for what the workers on it keep and log."""

    def __init__(self, folder: Path, setup: Setup, database: str) -> None:
        self._setup = setup
        self._database = database
        self._folder = folder
        self._environment = {
            **os.environ,
            VARIABLES["key"]: base64.b64encode(os.urandom(32)).decode(),
        }

    async def start(self) -> Worker:
        """A worker that is ready to carry out items."""
        errors = self._folder / "errors.log"
        started = time.monotonic()
        with errors.open("ab") as stream:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "benchmarks.engine.ours.worker", *self._arguments()),
                env=self._environment,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=stream,
            )
        worker = Worker(process, started, errors)
        try:
            await worker.answer(STARTS_WITHIN)
        except BaseException:
            await worker.end()
            raise
        return worker

    def _arguments(self) -> Sequence[str]:
        setup = self._setup
        limit, seconds = setup.quota or (0, 0.0)
        return (
            *("--data", str(self._folder), "--database", self._database),
            *("--latency", str(setup.latency), "--heartbeat", str(setup.heartbeat)),
            *("--limit", str(limit), "--seconds", str(seconds)),
            *(("--log",) if setup.logged else ()),
        )

    def calls(self) -> list[CallBegun]:
        """What was logged so far."""
        return read_calls(self._folder)

    async def until_called(self, count: int) -> None:
        """Wait until so many calls began."""
        async with asyncio.timeout(ANSWERS_WITHIN):
            while len(self.calls()) < count:  # noqa: ASYNC110 - files of other processes
                await asyncio.sleep(LOOK_EVERY)


@asynccontextmanager
async def site(setup: Setup, postgres: Postgres | None = None) -> AsyncIterator[Site]:
    """A journal of its own: on a Postgres, or a file where there is none."""
    with TemporaryDirectory(prefix="bulkhead-bench-") as folder:
        if postgres is None:
            yield Site(Path(folder), setup, "")
            return
        async with postgres.database() as url:
            async with postgres.migrating:
                await asyncio.to_thread(migrate_url, url)
            yield Site(Path(folder), setup, url)


@asynccontextmanager
async def workers(place: Site, count: int) -> AsyncIterator[Sequence[Worker]]:
    """So many workers on one journal, ended with the block."""
    async with AsyncExitStack() as stack:
        starting = [
            asyncio.create_task(place.start(), name=f"start {number}") for number in range(count)
        ]
        stack.push_async_callback(_end, starting)
        started = await asyncio.gather(*starting)
        yield started


async def _end(starting: Sequence[asyncio.Task[Worker]]) -> None:
    """All that started, side by side, whatever became of the others."""
    started = await asyncio.gather(*starting, return_exceptions=True)
    await asyncio.gather(*(worker.end() for worker in started if isinstance(worker, Worker)))
