"""The real app as a process of its own, beside a local Slack that outlives it."""

import asyncio
import json
import os
import sqlite3
import sys
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from email import message_from_bytes
from pathlib import Path
from typing import Any

from app.connectors.office import OfficeSettings
from app.demo_company import PEOPLE, ZONE, company
from app.domain.kinds import BulkType
from playground.client import PlaygroundClient

ROOT = Path(__file__).parents[2]

SAM = PEOPLE["sam"]

WITHIN = 90.0
"""Seconds after which a test that waits has failed; none should come near it."""

UNLIMITED = json.dumps({kind.value: {"limit": 1_000_000} for kind in BulkType})


class Bulkhead:
    """A data folder, and the app's process on it while there is one."""

    def __init__(
        self, data: Path, slack: PlaygroundClient, url: str, office: Mapping[str, str]
    ) -> None:
        self.data = data
        self.slack = slack
        self.environment = {
            **os.environ,
            "BULKHEAD_DATA": str(data),
            "SLACK_BOT_TOKEN": company().app.bot_token,
            "SLACK_APP_TOKEN": company().app.app_token,
            "SLACK_API_URL": f"{url}/api/",
            "OFFICE_ZONE": ZONE,
            "OFFICE_QUOTAS": UNLIMITED,
            **office,
        }
        self._process: asyncio.subprocess.Process | None = None
        self._expected = 0

    async def start(self) -> None:
        """Start the app; it is not ready yet when this returns."""
        with (self.data / "app.log").open("ab") as log:
            self._expected = self.starts() + 1
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "app", "run"), cwd=ROOT, env=self.environment, stderr=log
            )

    async def kill(self) -> None:
        """As the kernel does when memory runs out."""
        assert self._process is not None
        self._process.kill()
        await self._process.wait()

    async def stop(self) -> int:
        """As an operator does, once it is up; the exit status."""
        assert self._process is not None
        await self.serving(self._expected)
        self._process.terminate()
        return await asyncio.wait_for(self._process.wait(), WITHIN)

    async def ensure_dead(self) -> None:
        if self._process is not None and self._process.returncode is None:
            await self.kill()

    def starts(self) -> int:
        """How often the app came up to the point where it serves."""
        return (self.data / "app.log").read_text().count('"event": "started"')

    async def serving(self, times: int) -> None:
        """Wait until the app came up for that time."""
        await until(lambda: _is(self.starts() >= times))

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """What the journal says to another process; nothing before there is one."""
        path = self.data / "journal.db"
        if not path.exists():
            return []
        connection = sqlite3.connect(path, timeout=WITHIN)
        try:
            return connection.execute(query).fetchall()
        except sqlite3.OperationalError as error:
            if "no such table" in str(error):
                return []
            raise
        finally:
            connection.close()

    def executing(self) -> set[str]:
        """Keys of the items that are in flight, as far as the journal knows."""
        found = self.rows("SELECT operation, item_id FROM item WHERE status = 'executing'")
        return {f"{operation}:{item}" for operation, item in found}

    def statuses(self, operation_id: str) -> dict[str, str]:
        """Status by key of an operation's items."""
        query = f"SELECT item_id, status FROM item WHERE operation = '{operation_id}'"  # noqa: S608 - an id of our own
        return {f"{operation_id}:{item}": status for item, status in self.rows(query)}

    def ended(self) -> bool:
        """Whether there are operations, and the end of each was shown."""
        shown = self.rows("SELECT shown FROM operation")
        return bool(shown) and all(one for (one,) in shown)

    def effects(self) -> dict[str, int]:
        """How often the office carried out each key, by its own count."""
        office = OfficeSettings.under(self.data, {}).path
        connection = sqlite3.connect(office, timeout=WITHIN)
        try:
            return dict(connection.execute("SELECT key, count FROM effects").fetchall())
        finally:
            connection.close()

    @property
    def outbox(self) -> Path:
        """Where the office puts messages."""
        return OfficeSettings.under(self.data, {}).outbox

    def sent(self) -> Counter[str]:
        """Messages in the outbox, by key."""
        files = self.outbox.glob("*.eml")
        messages = (message_from_bytes(path.read_bytes()) for path in files)
        return Counter(message["X-Bulkhead-Key"] for message in messages)

    async def messages(self) -> list[dict[str, Any]]:
        """What stands in Sam's direct messages, threads included."""
        return await self.slack.messages(await self.slack.dm(SAM))

    async def message_with(self, text: str) -> dict[str, Any]:
        """The newest message with that text, once there is one."""
        found: list[dict[str, Any]] = []

        async def look() -> bool:
            found[:] = [one for one in await self.messages() if text in json.dumps(one)]
            return bool(found)

        await until(look)
        return found[-1]


async def _is(value: bool) -> bool:  # noqa: FBT001 - what a test looks at
    return value


async def until(holds: Callable[[], Awaitable[bool]]) -> None:
    """Look again and again until something holds; a test that never sees it fails."""
    async with asyncio.timeout(WITHIN):
        while not await holds():  # noqa: ASYNC110 - another process's file
            await asyncio.sleep(0.01)


@asynccontextmanager
async def bulkhead(data: Path, **office: str) -> AsyncIterator[Bulkhead]:
    """A local Slack in a process of its own, and an app that is not started yet."""
    sandbox = (
        data / "sandbox"
    )  # where the demo keeps it too: it is the local Slack's, not the app's
    sandbox.mkdir()
    workspace = sandbox / "workspace.json"
    workspace.write_text(company().model_dump_json(), encoding="utf-8")
    playground = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "playground", "--parent-pipe", "--workspace", str(workspace)),
        cwd=ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert playground.stdin is not None
    assert playground.stdout is not None
    try:
        line = await asyncio.wait_for(playground.stdout.readline(), WITHIN)
        url = str(json.loads(line)["url"])
        async with PlaygroundClient(url) as slack:
            app = Bulkhead(data, slack, url, office)
            try:
                yield app
            finally:
                await app.ensure_dead()
    finally:
        playground.stdin.close()
        await playground.wait()
