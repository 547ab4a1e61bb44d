"""A delivery has one effect, also where the journal's answer is lost on its way."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from app.domain.identity import Person
from app.domain.journal import Delivery
from app.engine.clock import SystemClock
from app.engine.rate_limiter import RateLimiter
from app.engine.tasks import TaskKeeper
from app.slack.deliveries import Press
from app.slack.gateway import SlackGateway
from app.slack.inbox import InboxProcessor, Work
from app.slack.pace import Pace
from app.storage.inbox import SqlInbox
from app.storage.sqlite import SqliteDatabase
from app.storage.windows import SqlRateWindows
from tests.contract.journal_samples import HARBOR, NOW
from tests.contract.sql_journal import VAULT

KIND, KEY = "press:go", "press:go:1"
PRESS = Press(
    person=Person(tenant=HARBOR, user_id="U0SAM"),
    at=NOW,
    action_id="go",
    value="",
    trigger_id="1",
)
PATIENCE = 20.0


class Lossy:
    """A database whose answers get lost after the commit, as often as `lost` says."""

    def __init__(self, database: SqliteDatabase) -> None:
        self._database = database
        self.lost = 0

    async def tx(self, body: Callable[..., Any], *args: Any) -> Any:
        answer = await self._database.tx(body, *args)
        if self.lost:
            self.lost -= 1
            raise OSError("connection lost during COMMIT")
        return answer


class Desk:
    """A process that takes deliveries; `worked` is how often it worked on one."""

    def __init__(self, database: SqliteDatabase) -> None:
        self.database = Lossy(database)
        self.worked = 0
        self.go_on = asyncio.Event()
        self.go_on.set()
        self.tasks = TaskKeeper()
        clock = SystemClock()
        self.inbox = SqlInbox(self.database, VAULT, clock.now, lambda: "web")  # type: ignore[arg-type]
        limiter = RateLimiter(SqlRateWindows(database, clock.now), clock)
        gateway = SlackGateway(AsyncWebClient(), limiter, Pace(), clock)
        self.processor = InboxProcessor(self.inbox, gateway, self.tasks, clock)
        self.processor.on(KIND, Work(Press, self._work))

    async def _work(self, _press: Press) -> None:
        self.worked += 1
        await self.go_on.wait()

    async def delivers(self) -> None:
        await self.processor.receive(KIND, KEY, HARBOR, PRESS)

    async def idle(self) -> None:
        await self.tasks.drain(PATIENCE)
        assert not self.tasks.running

    async def is_done(self) -> bool:
        return not await self.inbox.unfinished()


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    database = SqliteDatabase(tmp_path / "journal.db")
    await database.open()
    made = Desk(database)
    yield made
    await made.tasks.stop()
    await database.close()


async def cut_off(desk: Desk) -> None:
    """A delivery that is written, though nobody here was told so."""
    desk.database.lost = 1
    with pytest.raises(OSError, match="COMMIT"):
        await desk.delivers()
    assert not desk.tasks.running


async def test_slacks_repeat_of_a_delivery_whose_answer_was_lost_is_worked_on(desk: Desk) -> None:
    await cut_off(desk)
    await desk.delivers()
    await desk.idle()
    assert desk.worked == 1
    assert await desk.is_done()


async def test_the_next_look_works_on_it_where_slack_repeats_nothing(desk: Desk) -> None:
    await cut_off(desk)
    await desk.processor.resume()
    await desk.idle()
    assert desk.worked == 1
    assert await desk.is_done()


async def test_repeats_and_looks_at_the_same_time_begin_it_once(desk: Desk) -> None:
    await cut_off(desk)
    await asyncio.gather(
        desk.delivers(), desk.processor.resume(), desk.delivers(), desk.processor.resume()
    )
    await desk.idle()
    await desk.delivers()
    await desk.processor.resume()
    await desk.idle()
    assert desk.worked == 1


async def test_what_is_under_way_is_left_alone_until_it_is_over(desk: Desk) -> None:
    desk.go_on.clear()
    await desk.delivers()
    for _ in range(3):
        await desk.processor.resume()
        await desk.delivers()
    desk.go_on.set()
    await desk.idle()
    assert desk.worked == 1
    assert await desk.is_done()


class Late:
    """A journal that gives an answer that is of some time ago."""

    def __init__(self, inbox: SqlInbox, meanwhile: Callable[[], Awaitable[None]]) -> None:
        self._inbox = inbox
        self._meanwhile = meanwhile

    async def unfinished(self) -> list[Delivery]:
        found = list(await self._inbox.unfinished())
        await self._meanwhile()
        return found

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inbox, name)


async def test_a_look_that_is_behind_begins_nothing_that_ended_meanwhile(desk: Desk) -> None:
    await cut_off(desk)

    async def meanwhile() -> None:
        await desk.delivers()
        await desk.idle()

    desk.processor._inbox = Late(desk.inbox, meanwhile)
    await desk.processor.resume()
    await desk.idle()
    assert desk.worked == 1


async def test_where_its_end_is_not_written_it_is_not_done_again(desk: Desk) -> None:
    desk.go_on.clear()
    await desk.delivers()
    real = desk.inbox.finish
    failed = False

    async def fails_once(delivery: Delivery) -> None:
        nonlocal failed
        if not failed:
            failed = True
            raise OSError("the journal is away")
        await real(delivery)

    desk.inbox.finish = fails_once  # type: ignore[method-assign]
    desk.go_on.set()
    await desk.idle()
    assert not await desk.is_done()
    await desk.delivers()
    await desk.processor.resume()
    await desk.idle()
    assert desk.worked == 1
    assert await desk.is_done()
