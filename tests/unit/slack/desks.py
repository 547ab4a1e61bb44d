"""Processes that show runs: several on one journal and one Slack, of which some die or freeze."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, Self, TypeVar

from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import Connection

from app.connectors.registry import Registry
from app.demo_company import PEOPLE, company
from app.domain.batching import Quota
from app.domain.identity import Conversation
from app.domain.kinds import ItemStatus
from app.domain.ledger import ClaimRequest, Settlement, Turn
from app.domain.operation import BulkOperation, Place
from app.engine.clock import SystemClock
from app.engine.forecast import Forecaster
from app.engine.progress import BulkProgressTracker
from app.engine.rate_limiter import RateLimiter
from app.engine.signals import Signals
from app.engine.tasks import TaskKeeper
from app.slack.gateway import SlackGateway
from app.slack.pace import Pace
from app.slack.runs import RunMessages
from app.slack.throttling import retry_handlers
from app.storage.clock import JournalClock
from app.storage.database import Database
from app.storage.item_codec import ItemCodec
from app.storage.ledger import SqlItemLedger
from app.storage.operations import SqlOperationStore
from app.storage.owners import SqlOwners
from app.storage.sqlite import SqliteDatabase
from app.storage.windows import SqlRateWindows
from playground.client import PlaygroundClient
from playground.server import PlaygroundServer
from tests.contract.journal_samples import HARBOR, mails, operation
from tests.contract.journal_steps import in_chunks
from tests.contract.sql_journal import VAULT

QUICK = Pace(
    updates=Quota(limit=1000, seconds=1),
    calm_updates=Quota(limit=1000, seconds=1),
    posts=Quota(limit=1000, seconds=1),
    between_updates=0.02,
    share=0.0,
    look_again=0.03,
    glance=0.005,
    again=(0.01, 0.02),
    until_shown=(0.01, 0.02, 0.05),
    call=2.0,
    publish=5.0,
)
"""No story waits for Slack's limits, but for those that are about them."""

P = ParamSpec("P")
T = TypeVar("T")
PATIENCE = 20.0
"""Seconds until a story says what did not come; a passing story never waits that long."""

SAM = PEOPLE["sam"]
OWN = "works"
"""The owner that carries out items; it shows none."""


class MovableClock(SystemClock):
    """Real seconds, and those that a story moves it by."""

    def __init__(self) -> None:
        super().__init__()
        self._moved = 0.0

    def move(self, seconds: float) -> None:
        self._moved += seconds

    def now(self) -> Any:
        return super().now() + timedelta(seconds=self._moved)

    def monotonic(self) -> float:
        return super().monotonic() + self._moved


class Line:
    """A process's connection to the journal, which can be cut: what it asks for then waits."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._open = asyncio.Event()
        self._open.set()

    def cut(self) -> None:
        self._open.clear()

    def mend(self) -> None:
        self._open.set()

    async def open(self) -> None:
        """It is open."""

    async def close(self) -> None:
        """It is closed by the one who opened it."""

    async def tx(
        self, body: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        await self._open.wait()
        return await self._database.tx(body, *args, **kwargs)


class Desk:
    """One process that shows runs."""

    def __init__(self, floor: "Floor", name: str) -> None:
        self.name, clock = name, floor.clock
        self.line, self.signals = Line(floor.database), Signals()
        self.tasks = TaskKeeper()
        self.operations = SqlOperationStore(
            self.line, VAULT, clock.now, lambda: name, self.signals.touch
        )
        windows = SqlRateWindows(self.line, clock.now)
        limiter = RateLimiter(windows, clock)
        forecaster = Forecaster(limiter, floor.owners)
        self.tracker = BulkProgressTracker(self.operations, Registry([]), clock, forecaster)
        gateway = SlackGateway(floor.client, limiter, floor.pace, clock)
        self.runs = RunMessages(
            self.tracker, self.operations, gateway, self.signals, self.tasks, clock, floor.pace
        )


class Floor:
    """The journal, the local Slack and the desks; everything ends with it."""

    def __init__(self, folder: Path, pace: Pace = QUICK) -> None:
        self.clock, self.pace = MovableClock(), pace
        self.database = SqliteDatabase(folder / "journal.db")
        self.owners = SqlOwners(self.database, JournalClock(self.clock))
        self.ledger = SqlItemLedger(self.database, ItemCodec(VAULT), self.clock.now, _nobody)
        self.feed: list[Mapping[str, Any]] = []
        self.desks: list[Desk] = []
        self.slack: PlaygroundClient
        self.client: AsyncWebClient
        self.dm = ""
        self._changed = asyncio.Event()
        self._running = AsyncExitStack()

    async def __aenter__(self) -> Self:
        await self.database.open()
        self._running.push_async_callback(self.database.close)
        people = company()
        server = await self._running.enter_async_context(PlaygroundServer(people, limit_scale=None))
        self.slack = await self._running.enter_async_context(PlaygroundClient(server.url))
        self.client = AsyncWebClient(
            token=people.app.bot_token,
            base_url=f"{server.url}/api/",
            retry_handlers=[*retry_handlers()],
        )
        self.dm = await self.slack.dm(SAM)
        following = asyncio.create_task(self._follow(), name="feed of a story")
        self._running.push_async_callback(_ended, following)
        await self.owners.join(OWN, "worker")
        return self

    async def __aexit__(self, *_: object) -> None:
        for desk in self.desks:
            desk.line.mend()
            await desk.tasks.stop()
        await self._running.aclose()

    async def desk(self, name: str) -> Desk:
        """Another process, alive by that name."""
        await self.owners.join(name, "web")
        self.desks.append(Desk(self, name))
        return self.desks[-1]

    async def run(self, count: int = 12, **given: Any) -> BulkOperation:
        """A run that Sam has confirmed, with its preview in the direct messages."""
        preview = await self.client.chat_postMessage(channel=self.dm, text="Email them?")
        items = mails(count)
        talk = Conversation(tenant=HARBOR, channel=self.dm, private=True)
        at = Place(channel=self.dm, ts=str(preview["ts"]))
        run = operation(
            items,
            conversation=talk,
            preview_at=at,
            confirmed_at=self.clock.now(),
            **given,
        )
        desk = self.desks[0]
        assert await desk.operations.create(run, in_chunks(items))
        assert await desk.operations.start(HARBOR, run.id)
        return run

    async def carry_out(
        self, run: BulkOperation, count: int, status: ItemStatus = ItemStatus.COMPLETED
    ) -> None:
        """Another process carries out so many items: nobody at the desks is told."""
        claim = ClaimRequest(HARBOR.key, run.id, OWN, count)
        [granted] = await self.ledger.turn(Turn(claims=[claim]))
        ended = [
            Settlement(HARBOR.key, run.id, OWN, one.position, one.item_id, status, 0.1)
            for one in granted.items
        ]
        await self.ledger.turn(Turn(ended))

    def calls(self, method: str, *, ok: bool | None = None) -> Sequence[Mapping[str, Any]]:
        """The calls of a method, in order."""
        return [
            one
            for one in self.feed
            if one["event"] == "api_call"
            and one["method"] == method
            and (ok is None or one["ok"] is ok)
        ]

    async def messages(self) -> list[Mapping[str, Any]]:
        """What stands in Sam's direct messages, without the preview."""
        return [one for one in await self.slack.messages(self.dm) if one["text"] != "Email them?"]

    async def until(self, found: Callable[[], T | bool | None]) -> T:
        """Wait for what `found` finds, looking again at each event of the feed."""
        async with asyncio.timeout(PATIENCE):
            while not (there := found()):
                changed = self._changed
                await changed.wait()
        return there  # type: ignore[return-value]  # True stands for itself

    async def shows(self, *texts: str, after: int = 0) -> Mapping[str, Any]:
        """Wait for a message, new or edited, later than that event, that has all of the texts."""

        def found() -> Mapping[str, Any] | None:
            for event in self.feed:
                if event["event"] in ("message_posted", "message_edited") and event["seq"] > after:
                    said = str(event["message"])
                    if all(text in said for text in texts):
                        return event
            return None

        return await self.until(found)

    async def fails(self, method: str, times: int) -> None:
        """Wait until so many more calls of a method have failed."""
        before = len(self.calls(method, ok=False))
        await self.until(lambda: len(self.calls(method, ok=False)) >= before + times)

    async def _follow(self) -> None:
        async for event in self.slack.events():
            self.feed.append(event)
            changed, self._changed = self._changed, asyncio.Event()
            changed.set()


async def opened(folder: Path, pace: Pace = QUICK) -> AsyncIterator[Floor]:
    """A floor for a test."""
    async with Floor(folder, pace) as floor:
        yield floor


def _nobody(_tenant_key: str, _operation_id: str) -> None:
    """Who carries items out elsewhere tells nobody here."""


async def _ended(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
