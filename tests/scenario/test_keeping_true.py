"""A run's message stays true whatever happens behind it: failures, other processes, lost providers."""

import asyncio

from sqlalchemy import Connection

from app.storage.operations import SqlOperationStore
from playground.viewer import Shown
from tests.scenario.colleague import PATIENCE, Colleague
from tests.scenario.conftest import MakeWorld
from tests.scenario.world import World

FOLLOW_UP = "Send follow-up emails to everyone from yesterday's meeting"


async def under_way(world: World, sam: Colleague) -> Shown:
    """A run of which five items are done and the rest wait; its message."""
    world.gate.shut(after=5)
    await sam.says(FOLLOW_UP)
    await sam.sees("Confirm All")
    await sam.presses("Confirm All")
    return await sam.sees("5 of 12 done", "7 under way")


async def rename(world: World, old: str, new: str) -> None:
    """Take a table of the journal away, or bring it back."""

    def alter(connection: Connection) -> None:
        connection.exec_driver_sql(f"ALTER TABLE {old} RENAME TO {new}")

    await world.app.storage.database.tx(alter)


async def test_a_journal_that_cannot_be_read_for_a_moment_is_looked_at_again(
    make_world: MakeWorld,
) -> None:
    world = await make_world(pace={"look_again": 0.05})
    sam = world.sam
    message = await under_way(world, sam)
    world.log.expect("run_not_followed")
    await rename(world, "item", "away")  # for a moment nothing of it can be read
    async with asyncio.timeout(PATIENCE):
        while not world.log.has("run_not_followed"):  # noqa: ASYNC110 - the log has no event
            await asyncio.sleep(0.01)
    await rename(world, "away", "item")
    world.gate.open()
    await sam.sees_in(message, "12 emails sent", "Was this right?")
    await world.settled()
    assert len(world.outbox()) == 12


async def test_what_another_process_writes_is_shown(make_world: MakeWorld) -> None:
    world = await make_world(pace={"look_again": 0.05})
    sam = world.sam
    message = await under_way(world, sam)
    await asyncio.sleep(0.3)  # more than an interval: the last signal was taken, and looked at
    storage, services = world.app.storage, world.app.services
    [run] = await storage.operations.unfinished()
    elsewhere = SqlOperationStore(
        storage.database, storage.vault, services.clock.now, lambda: "elsewhere", lambda *_: None
    )
    await elsewhere.cancel(run.requester.person.tenant, run.id, run.requester.person)
    await sam.sees_in(message, "Stopping")
    world.gate.open()
    await sam.sees_in(message, "Cancelled: 12 emails sent")
    await world.settled()


async def test_without_news_a_message_is_not_edited(make_world: MakeWorld) -> None:
    world = await make_world(pace={"look_again": 0.01})
    await under_way(world, world.sam)
    edits = len(world.calls("chat.update"))
    await asyncio.sleep(0.2)  # in which it looked many times
    assert len(world.calls("chat.update")) <= edits + 1
    world.gate.open()
    await world.sam.sees("12 emails sent", "Was this right?")
    await world.settled()
