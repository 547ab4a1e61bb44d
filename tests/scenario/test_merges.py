"""Duplicate contacts that become one, as the preview said or not at all."""

from typing import Any

from app.connectors.office import Moment
from app.domain.actions import UpdateRecord
from app.domain.errors import NetworkFailed
from app.domain.operation import Account
from app.domain.ports import Call
from app.domain.record import Entity, Record
from tests.scenario.colleague import Colleague
from tests.scenario.later import CONFIRM
from tests.scenario.world import SAM_ACCOUNT, World

SAM = Account(provider="office", name=SAM_ACCOUNT)


async def test_duplicates_become_the_one_made_first(world: World, sam: Colleague) -> None:
    first, second = await _twins(world)
    before = await _contacts(world)
    await _set(world, first, city="", tags=["vip"])
    await _set(world, second, city="Bonn", tags=["newsletter"])
    await sam.says("Merge duplicate contacts")
    await sam.sees(
        "Merge 1 group of contacts",
        f"2 → 1: {first.text('name')} ({first.text('email')})",
        f"Name: {second.text('name')} → dropped",
        "High, makes several records one",
        CONFIRM,
    )
    await sam.presses(CONFIRM)
    await sam.sees("1 group of contacts merged")
    after = await _contacts(world)
    assert after.keys() == before.keys() - {second.id}
    kept = after[first.id]
    assert (kept.text("city"), kept.fields["tags"]) == ("Bonn", ["vip", "newsletter"])
    assert (kept.text("name"), kept.text("phone")) == (first.text("name"), first.text("phone"))
    await sam.says("Merge contacts with the same email")
    await sam.sees("Nothing matches", "Merge contacts that have the same email")
    await world.settled()


async def test_a_duplicate_that_changed_since_the_preview_is_left_alone(
    world: World, sam: Colleague
) -> None:
    _, second = await _twins(world)
    before = await _contacts(world)
    await sam.says("Merge contacts with the same email")
    await sam.sees("Merge 1 group of contacts", CONFIRM)
    await _set(world, second, city="Bonn")
    await sam.presses(CONFIRM)
    await sam.sees("Nothing was merged", "Changed since the preview")
    assert (await _contacts(world)).keys() == before.keys()


async def test_a_lost_answer_merges_nothing_twice(world: World, sam: Colleague) -> None:
    _, second = await _twins(world)
    before = await _contacts(world)
    world.office.faults.fail_next(NetworkFailed("The connection dropped."), 1, Moment.AFTER)
    await sam.says("Merge duplicate contacts")
    await sam.presses(CONFIRM)
    await sam.sees("1 group of contacts merged")
    assert (await _contacts(world)).keys() == before.keys() - {second.id}
    assert await world.effects() == 1


async def _twins(world: World) -> tuple[Record, Record]:
    """The two contacts of the company that have the same address."""
    known: dict[str, Record] = {}
    for one in (await _contacts(world)).values():
        before = known.setdefault(one.text("email").casefold(), one)
        if one.text("email") and before is not one:
            return before, one
    raise AssertionError("no two contacts have the same address")


async def _contacts(world: World) -> dict[str, Record]:
    return {one.id: one for one in await world.all_of(Entity.CONTACT)}


async def _set(world: World, record: Record, **given: Any) -> None:
    """What another hand does in the office meanwhile."""
    change = UpdateRecord(entity=record.entity, id=record.id, version=record.version, set=given)
    call = Call(item_id=record.id, key=f"by hand:{record.id}", action=change)
    [outcome] = await world.office.execute(SAM, [call])
    assert outcome.result == "done", outcome
