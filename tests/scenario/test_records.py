"""Meetings and records of the office that get another time, another guest, another value."""

from app.domain.record import Entity, Record
from tests.scenario.colleague import Colleague
from tests.scenario.later import CONFIRM
from tests.scenario.world import World


async def test_a_meeting_goes_to_a_time_and_stays_as_long(world: World, sam: Colleague) -> None:
    before = await _all(world, Entity.EVENT)
    await sam.says("Move the next Daily wrap-up meeting today to 18:30")
    await sam.sees("Move", "18:30", CONFIRM)
    await sam.presses(CONFIRM)
    await sam.sees("1 event moved")
    [(was, now)] = await _changed(world, before, Entity.EVENT)
    assert (was.text("start"), was.text("end")) == ("2026-11-23T16:00:00Z", "2026-11-23T16:15:00Z")
    assert (now.text("start"), now.text("end")) == ("2026-11-23T17:30:00Z", "2026-11-23T17:45:00Z")


async def test_a_colleague_joins_a_meeting_and_leaves_it_again(
    world: World, sam: Colleague
) -> None:
    before = await _all(world, Entity.EVENT)
    await sam.says("Add Akira to the next Daily wrap-up meeting")
    await sam.sees("Add Akira Tanaka to", "4 people → 5 people, with akira@harbor.example", CONFIRM)
    await sam.presses(CONFIRM)
    await sam.sees("1 event updated")
    [(was, now)] = await _changed(world, before, Entity.EVENT)
    assert now.fields["attendees"] == [*was.fields["attendees"], "akira@harbor.example"]
    await sam.says("Remove Akira from the next Daily wrap-up meeting")
    await sam.sees("Remove Akira Tanaka from", "5 people → 4 people, without akira@", CONFIRM)
    await sam.presses(CONFIRM)
    await world.until(lambda: _twice(world))
    await world.settled()
    assert await _changed(world, before, Entity.EVENT) == []


async def test_a_field_of_every_contact_of_a_company_is_set(world: World, sam: Colleague) -> None:
    before = await _all(world, Entity.CONTACT)
    await sam.says("Set the city of all contacts at Acme to Potsdam")
    await sam.sees("Set the city of contacts at", CONFIRM)
    await sam.presses(CONFIRM)
    await sam.sees("contacts updated")
    changed = await _changed(world, before, Entity.CONTACT)
    assert changed
    assert all(now.fields == was.fields | {"city": "Potsdam"} for was, now in changed)
    assert all(was.text("company").startswith("Acme") for was, _ in changed)


async def test_leads_that_want_a_product_go_to_a_colleague(world: World, sam: Colleague) -> None:
    before = await _all(world, Entity.LEAD)
    await sam.says("Reassign all leads interested in the annual plan to Jinsoo")
    await sam.sees("interested in annual plan", CONFIRM)
    await sam.presses(CONFIRM)
    await sam.sees("leads reassigned")
    after = await _all(world, Entity.LEAD)
    wanted = {key for key, lead in before.items() if lead.text("product") == "annual plan"}
    assert wanted
    assert {after[key].text("owner") for key in wanted} == {"jinsoo@harbor.example"}
    assert all(after[key] == before[key] for key in before.keys() - wanted)


async def test_typed_addresses_become_leads(world: World, sam: Colleague) -> None:
    before = await _all(world, Entity.LEAD)
    await sam.says("Add Nia Novak <nia@new.example> and bo@new.example as leads in status New")
    await sam.sees("Create 2 leads", "in status New", CONFIRM)
    await sam.presses(CONFIRM)
    await sam.sees("2 leads created")
    after = await _all(world, Entity.LEAD)
    made = [after[key] for key in after.keys() - before.keys()]
    assert {(one.text("name"), one.text("email")) for one in made} == {
        ("Nia Novak", "nia@new.example"),
        ("", "bo@new.example"),
    }
    assert {(one.text("status"), one.text("owner")) for one in made} == {
        ("New", "sam@harbor.example")
    }


def _twice(world: World) -> bool:
    ended = [
        event for event in world.posted() if "1 event updated" in str(event["message"]["blocks"])
    ]
    return len({event["ts"] for event in ended}) == 2


async def _all(world: World, entity: Entity) -> dict[str, Record]:
    return {one.id: one for one in await world.all_of(entity)}


async def _changed(
    world: World, before: dict[str, Record], entity: Entity
) -> list[tuple[Record, Record]]:
    """Each record that is another now, as it was and as it is."""
    after = await _all(world, entity)
    assert after.keys() == before.keys()
    return [(before[key], after[key]) for key in after if after[key].fields != before[key].fields]
