"""Drafts, answers and merges that start later are looked at again before they do."""

from app.domain.actions import CreateRecord, UpdateRecord
from app.domain.record import Entity, Record
from tests.scenario.colleague import Colleague
from tests.scenario.later import CONFIRM, STARTS, UNTIL_LOOK, change
from tests.scenario.world import World

MERGE = "Tomorrow at 9, merge duplicate contacts"


async def test_drafts_are_saved_at_their_time_and_nothing_is_sent(
    world: World, sam: Colleague
) -> None:
    await sam.says("Tomorrow at 9, draft an email to everyone in sales that we moved")
    await sam.sees("Save 7 drafts", STARTS, CONFIRM)
    await sam.presses(CONFIRM)
    waiting = await sam.sees("Scheduled: saving 7 drafts", STARTS)
    await world.settled()
    world.clock.skip(**UNTIL_LOOK)
    await world.settled()
    world.clock.skip(minutes=2)
    await sam.sees_in(waiting, "7 drafts saved")
    assert world.outbox() == []


async def test_duplicates_of_which_one_changed_are_not_merged(world: World, sam: Colleague) -> None:
    second = await _second_twin(world)
    before = len(await world.all_of(Entity.CONTACT))
    await sam.says(MERGE)
    await sam.sees("Merge 1 group of contacts", STARTS, CONFIRM)
    await sam.presses(CONFIRM)
    waiting = await sam.sees("Scheduled: merging 1 group of contacts")
    await world.settled()
    await change(
        world,
        UpdateRecord(
            entity=second.entity, id=second.id, version=second.version, set={"city": "Bonn"}
        ),
    )
    world.clock.skip(**UNTIL_LOOK)
    world.clock.skip(minutes=2)
    await sam.sees_in(waiting, "Nothing was merged", "The record changed since you confirmed")
    await world.settled()
    assert len(await world.all_of(Entity.CONTACT)) == before


async def test_each_run_of_a_schedule_logs_for_its_own_day(world: World, sam: Colleague) -> None:
    await sam.says("Every Tuesday at 9:00 log a call with everyone at Acme")
    await sam.sees("Log 9 activities", "Confirm schedule")
    await sam.presses("Confirm schedule")
    await world.settled()
    values = {"name": "Nia Novak", "email": "nia@new.example", "company": "Acme GmbH"}
    await change(world, CreateRecord(entity=Entity.CONTACT, values=values))
    world.clock.skip(hours=23, minutes=1)
    await sam.sees("Log 10 activities", "Call, Tue 24 Nov", CONFIRM)
    await world.settled()


async def _second_twin(world: World) -> Record:
    """The later one of the two contacts that have the same address."""
    known: set[str] = set()
    for one in await world.all_of(Entity.CONTACT):
        address = one.text("email").casefold()
        if address and address in known:
            return one
        known.add(address)
    raise AssertionError("no two contacts have the same address")
