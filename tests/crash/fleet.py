"""Several processes of the app on one Postgres, beside a local Slack."""

import asyncio
import base64
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import asyncpg

from tests.crash.harness import ROOT, WITHIN, Bulkhead, bulkhead, until

KEY = base64.b64encode(b"k" * 32).decode()


class Member:
    """One process of the app."""

    def __init__(self, role: str, log: Path, process: asyncio.subprocess.Process) -> None:
        self.role = role
        self._log = log
        self._process = process

    async def serving(self) -> None:
        """Wait until it is up."""

        async def look() -> bool:
            return '"event": "started"' in self._log.read_text()

        await until(look)

    def said(self, event: str) -> bool:
        """Whether its log has such an event."""
        return f'"event": "{event}"' in self._log.read_text()

    async def kill(self) -> None:
        """As the kernel does when memory runs out."""
        self._process.kill()
        await self._process.wait()

    async def stop(self) -> int:
        """As a platform does; the exit status."""
        self._process.terminate()
        return await asyncio.wait_for(self._process.wait(), WITHIN)

    async def ensure_dead(self) -> None:
        if self._process.returncode is None:
            await self.kill()


class Fleet:
    """Starts members, and reads their journal."""

    def __init__(self, app: Bulkhead, url: str, journal: Any, **variables: str) -> None:
        self.app = app
        self._journal = journal
        self._environment = {
            **app.environment,
            "DATABASE_URL": url,
            "BULKHEAD_KEY": KEY,
            "BULKHEAD_HEARTBEAT": "3",
            **variables,
        }
        self._members: list[Member] = []

    async def start(self, role: str) -> Member:
        """Start a process in that role; it is up when this returns."""
        log = self.app.data / f"{role}-{len(self._members)}.log"
        with log.open("wb") as file:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "app", role), cwd=ROOT, env=self._environment, stderr=file
            )
        member = Member(role, log, process)
        self._members.append(member)
        await member.serving()
        return member

    async def rows(self, query: str) -> list[tuple[Any, ...]]:
        """What the journal says."""
        return [tuple(row) for row in await self._journal.fetch(query)]

    async def ensure_dead(self) -> None:
        for member in self._members:
            await member.ensure_dead()


@asynccontextmanager
async def fleet(data: Path, url: str, **office: str) -> AsyncIterator[Fleet]:
    """A local Slack without limits, a journal on Postgres, and no process of the app yet."""
    async with bulkhead(data, **office) as app:
        await app.slack.set_faults(limit_scale=0)
        journal = await asyncpg.connect(url)
        members = Fleet(app, url, journal, BULKHEAD_SLOTS="10")
        try:
            yield members
        finally:
            await members.ensure_dead()
            await journal.close()
