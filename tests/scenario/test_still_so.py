"""A condition on each person is asked once more right before their item runs."""

from app.connectors.office import Moment
from app.domain.actions import CreateRecord
from app.domain.errors import NetworkFailed
from app.domain.record import Entity
from tests.scenario.colleague import Colleague
from tests.scenario.conftest import MakeWorld
from tests.scenario.later import CONFIRM, change, customers
from tests.scenario.world import World

ASK = "Email all customers in Berlin who haven't replied since Friday: any news?"
REPLIED_BEFORE = "mirela.ivers@kiefer.example"
BRUNO = "bruno.dahl@spreedigital.example"
NOTE = "Not so any more: has not replied since Friday"


async def _replies(world: World, address: str) -> None:
    values = {
        "sender": address,
        "to": "sam@harbor.example",
        "subject": "Re: hello",
        "date": "2026-11-23T08:31:00Z",
        "body": "Here is my news.",
        "folder": "inbox",
    }
    await change(world, CreateRecord(entity=Entity.MAIL, values=values))


def _written_to(world: World, address: str) -> bool:
    return any(address in message for message in world.outbox())


async def test_who_replied_after_the_preview_is_not_written_to(
    world: World, sam: Colleague
) -> None:
    await sam.says(ASK)
    await sam.sees(BRUNO, CONFIRM)
    await _replies(world, BRUNO)
    await sam.presses(CONFIRM)
    await sam.sees("8 of 9 emails sent", "Skipped: 1", NOTE, BRUNO)
    await world.settled()
    assert len(world.outbox()) == 8
    assert not _written_to(world, BRUNO)


async def test_nor_who_replied_while_the_run_was_paused(make_world: MakeWorld) -> None:
    world = await make_world(settings={"slots": 1})
    sam = world.sam
    world.gate.shut(after=1)
    await sam.says(ASK)
    await sam.sees(CONFIRM)
    await sam.presses(CONFIRM)
    run = await sam.sees("1 of 9 done")
    await sam.presses("Pause")
    await sam.sees_in(run, "Pausing")
    world.gate.open()
    await sam.sees_in(run, "Paused")
    await world.settled()
    people = [one.text("email") for one in await customers(world)]
    left = [one for one in people if not _written_to(world, one) and one != REPLIED_BEFORE]
    assert left
    await _replies(world, left[-1])
    await sam.presses("Resume")
    await sam.sees("8 of 9 emails sent", "Skipped: 1", NOTE, left[-1])
    await world.settled()
    assert not _written_to(world, left[-1])


async def test_while_nobody_can_be_asked_nothing_is_sent_and_afterwards_once(
    world: World, sam: Colleague
) -> None:
    await sam.says(ASK)
    preview = await sam.sees(CONFIRM)
    world.office.faults.fail_next(NetworkFailed("The connection dropped."), 3, Moment.READING)
    await sam.presses(CONFIRM)
    await sam.sees("emails sent")
    await world.settled()
    assert await world.effects() == len(world.outbox())
    assert len(set(world.outbox())) == len(world.outbox())
    assert f"{len(world.outbox())} people" in sam.text_of(preview)
