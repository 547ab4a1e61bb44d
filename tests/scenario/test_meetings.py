"""Meetings of the office, found by their order and given another name."""

from app.domain.record import Entity, Record
from tests.scenario.colleague import Colleague
from tests.scenario.later import CONFIRM
from tests.scenario.world import World


async def test_the_next_of_a_series_is_renamed_and_no_other(world: World, sam: Colleague) -> None:
    before = await _events(world)
    await sam.says("Rename the next Daily wrap-up meeting to Quick sync")
    await sam.sees("only the first one", "Quick sync", CONFIRM)
    await sam.presses(CONFIRM)
    await sam.sees("1 event updated")
    await world.settled()
    after = await _events(world)
    (changed,) = (one for one in after.values() if one.fields != before[one.id].fields)
    was = before[changed.id]
    assert (was.text("title"), was.text("start")) == ("Daily wrap-up", "2026-11-23T16:00:00Z")
    assert changed.fields == was.fields | {"title": "Quick sync"}


async def test_a_meeting_of_somebody_else_is_not_ours_to_rename(
    world: World, sam: Colleague
) -> None:
    before = await _events(world)
    await sam.says("Rename my next meeting to Quick sync")
    await sam.sees("organised by")
    await world.settled()
    assert await _events(world) == before


async def _events(world: World) -> dict[str, Record]:
    return {event.id: event for event in await world.all_of(Entity.EVENT)}
